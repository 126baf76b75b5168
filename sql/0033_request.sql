-- once only: a form's or the API's key, what it asked and what was answered
CREATE TABLE request (
    account_id BIGINT NOT NULL,
    request_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    route VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    body_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    asked_by VARCHAR(100) NOT NULL,
    vm_id BIGINT NULL,
    task_id BIGINT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (account_id, request_key),
    KEY (created_at)
)
