-- heavy: moves disks; bytes: how many it has to move; waited: microseconds from asked to started
ALTER TABLE task
    ADD COLUMN heavy BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN storage_id BIGINT NULL,
    ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN cancelled_by VARCHAR(100) NOT NULL DEFAULT '',
    ADD COLUMN waited BIGINT AS (TIMESTAMPDIFF(MICROSECOND, queued_at, started_at)) PERSISTENT,
    ADD KEY by_cancel (cancel, state, id),
    ADD KEY by_kind_ended (kind, ended_at)
