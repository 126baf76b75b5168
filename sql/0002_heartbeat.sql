CREATE TABLE heartbeat (
    program VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    host VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    beat_at DATETIME(6) NOT NULL,
    PRIMARY KEY (program, host)
)
