-- a before-hook let the task pass: it is not asked again, whoever takes the task over
CREATE TABLE hook_pass (
    task_id BIGINT NOT NULL,
    hook_id BIGINT NOT NULL,
    passed_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (task_id, hook_id),
    FOREIGN KEY (task_id) REFERENCES task (id) ON DELETE CASCADE
)
