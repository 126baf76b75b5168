-- agent: what the browser called itself; proved_at: when its user last typed the password, NULL:
-- never in this session
ALTER TABLE session
    ADD COLUMN agent VARCHAR(100) NOT NULL DEFAULT '',
    ADD COLUMN proved_at DATETIME(6) NULL,
    ADD COLUMN idle_minutes BIGINT NOT NULL DEFAULT 720
