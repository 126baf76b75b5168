-- What accounts have done at times stands beside what the panel does by itself, which has no account
-- and goes by every_seconds. state: 0 active, 1 paused, 2 over. moment: cron's five fields or one
-- date, in the zone; delay: the seconds behind it that this one has, out of jitter minutes at most.
-- set_at: when next_at was found. own_maker: who made it is of the account (as task.own_asker).
ALTER TABLE schedule
    DROP PRIMARY KEY,
    ADD COLUMN id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
    MODIFY COLUMN every_seconds BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN account_id BIGINT NULL,
    ADD COLUMN reseller_id BIGINT NULL,
    ADD COLUMN vm_id BIGINT NULL,
    ADD COLUMN user_id BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN made_by VARCHAR(100) NOT NULL DEFAULT '',
    ADD COLUMN own_maker BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN state TINYINT NOT NULL DEFAULT 0,
    ADD COLUMN moment VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'UTC',
    ADD COLUMN jitter BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN delay BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN set_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    ADD COLUMN ran_at DATETIME(6) NULL,
    ADD COLUMN skipped_at DATETIME(6) NULL,
    ADD COLUMN why_id VARCHAR(500) NOT NULL DEFAULT '',
    ADD COLUMN why_args VARCHAR(2048) NOT NULL DEFAULT '[]' CHECK (JSON_VALID(why_args)),
    ADD COLUMN own TINYINT AS (account_id IS NULL) PERSISTENT,
    ADD COLUMN own_kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin
        AS (IF(account_id IS NULL, kind, NULL)) PERSISTENT,
    ADD UNIQUE KEY own_kind (own_kind),
    ADD KEY by_own (own, next_at, id),
    ADD KEY by_state (state, next_at, id),
    ADD KEY by_account_state (account_id, state, next_at, id),
    ADD KEY by_account_next (account_id, next_at, id),
    ADD KEY by_kind (kind, id),
    ADD KEY by_account_kind (account_id, kind, id),
    ADD KEY by_vm (vm_id, id),
    ADD KEY by_set (set_at),
    ADD FOREIGN KEY (vm_id) REFERENCES vm (id) ON DELETE CASCADE
