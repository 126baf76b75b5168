CREATE TABLE task_wait (
    task_id BIGINT NOT NULL,
    on_task_id BIGINT NOT NULL,
    PRIMARY KEY (task_id, on_task_id),
    KEY (on_task_id),
    FOREIGN KEY (task_id) REFERENCES task (id)
)
