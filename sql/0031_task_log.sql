-- level: 0 info, 1 warn, 2 error; inner: for the provider's people alone
CREATE TABLE task_log (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    task_id BIGINT NOT NULL,
    at DATETIME(6) NOT NULL,
    level TINYINT NOT NULL,
    `inner` BOOLEAN NOT NULL,
    message VARCHAR(500) NOT NULL,
    args VARCHAR(2048) NOT NULL DEFAULT '[]' CHECK (JSON_VALID(args)),
    KEY (task_id, id),
    FOREIGN KEY (task_id) REFERENCES task (id)
)
