CREATE TABLE task_lock (
    resource VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    task_id BIGINT NOT NULL,
    exclusive BOOLEAN NOT NULL,
    granted BOOLEAN NOT NULL DEFAULT FALSE,
    intent BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (resource, task_id),
    KEY (task_id),
    FOREIGN KEY (task_id) REFERENCES task (id)
)
