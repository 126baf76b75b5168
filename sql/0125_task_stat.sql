-- ended tasks of a kind, summed up; level: 0 hours, 1 days (UTC); at: seconds since 1970; durations
-- in microseconds, NULL where there was none; took, waited: base/sketch.h
CREATE TABLE task_stat (
    kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    level TINYINT NOT NULL,
    at BIGINT NOT NULL,
    done BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    took_p50 BIGINT NULL,
    took_p95 BIGINT NULL,
    took_p99 BIGINT NULL,
    waited_p50 BIGINT NULL,
    waited_p95 BIGINT NULL,
    waited_p99 BIGINT NULL,
    took TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    waited TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (kind, level, at),
    KEY by_age (level, at)
)
