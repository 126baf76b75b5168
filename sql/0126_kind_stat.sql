-- a kind's last 30 days; summed_until: all that ended before (seconds since 1970) is in task_stat
CREATE TABLE kind_stat (
    kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    summed_until BIGINT NOT NULL,
    done BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    cancelled BIGINT NOT NULL DEFAULT 0,
    took_p50 BIGINT NULL,
    took_p95 BIGINT NULL,
    took_p99 BIGINT NULL,
    waited_p50 BIGINT NULL,
    waited_p95 BIGINT NULL,
    waited_p99 BIGINT NULL
)
