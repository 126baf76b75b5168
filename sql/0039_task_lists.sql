-- took: microseconds from start to end
ALTER TABLE task
    ADD COLUMN took BIGINT AS (TIMESTAMPDIFF(MICROSECOND, started_at, ended_at)) PERSISTENT,
    ADD KEY by_state (state, id),
    ADD KEY by_account_state (account_id, state, id),
    ADD KEY by_kind (kind, id),
    ADD KEY by_account_kind (account_id, kind, id),
    ADD KEY by_node (node_id, id),
    ADD KEY by_asker (asked_by, id),
    ADD KEY by_account_asker (account_id, asked_by, id),
    ADD KEY by_object (object, id),
    ADD KEY by_account_object (account_id, object, id),
    ADD KEY by_queued (queued_at, id),
    ADD KEY by_account_queued (account_id, queued_at, id),
    ADD KEY by_took (took, id),
    ADD KEY by_account_took (account_id, took, id)
