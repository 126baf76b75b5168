ALTER TABLE account
    ADD KEY by_level (level, id),
    ADD KEY by_suspended (suspended, id),
    ADD KEY by_created (created_at, id)
