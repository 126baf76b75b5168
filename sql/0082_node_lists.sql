ALTER TABLE node
    ADD KEY by_name (name, id),
    ADD KEY by_state (state, name, id)
