-- how far the audit and its seals have gone to the system log; one row
CREATE TABLE audit_copy (
    id TINYINT NOT NULL PRIMARY KEY,
    last_id BIGINT NOT NULL DEFAULT 0,
    last_seal BIGINT NOT NULL DEFAULT 0,
    copied_at DATETIME(6) NULL
)
