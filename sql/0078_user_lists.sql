ALTER TABLE user
    ADD KEY by_name (name, id),
    ADD KEY by_disabled (disabled, id),
    ADD KEY by_created (created_at, id)
