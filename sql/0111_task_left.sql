-- machines that a task for many left out, since they refused, and why
CREATE TABLE task_left (
    task_id BIGINT NOT NULL,
    vm_id BIGINT NOT NULL,
    name VARCHAR(160) NOT NULL,
    error_code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    error_id VARCHAR(500) NOT NULL,
    error_args VARCHAR(2048) NOT NULL CHECK (JSON_VALID(error_args)),
    PRIMARY KEY (task_id, vm_id),
    FOREIGN KEY (task_id) REFERENCES task (id) ON DELETE CASCADE
)
