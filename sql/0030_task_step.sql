-- written before the step is applied; undo: 0 forward, 1 its undoing
CREATE TABLE task_step (
    task_id BIGINT NOT NULL,
    `undo` TINYINT NOT NULL,
    no BIGINT NOT NULL,
    name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    begun_at DATETIME(6) NOT NULL,
    ended_at DATETIME(6) NULL,
    PRIMARY KEY (task_id, `undo`, no),
    FOREIGN KEY (task_id) REFERENCES task (id)
)
