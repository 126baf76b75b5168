-- how far the audit was read for what is being erased; what: 0 an account, 1 a user
CREATE TABLE IF NOT EXISTS erase_mark (
    what TINYINT NOT NULL,
    id BIGINT NOT NULL,
    audit_id BIGINT NOT NULL,
    PRIMARY KEY (what, id)
)
