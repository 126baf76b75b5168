-- all that choosing the next tasks looks at, so that thousands that may not run yet are passed over
-- within the index
ALTER TABLE task
    DROP KEY state,
    ADD KEY by_claim (state, prio, run_at, id, account_id, heavy, node_id, storage_id, cancel, tries,
        queued_at, kind)
