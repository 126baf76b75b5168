-- what the panel does by itself: a row a kind that has `every` in kind/kind.c
CREATE TABLE schedule (
    kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    every_seconds BIGINT NOT NULL CHECK (every_seconds > 0),
    next_at DATETIME(6) NOT NULL,
    task_id BIGINT NULL,
    KEY (next_at)
)
