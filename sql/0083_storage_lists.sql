ALTER TABLE storage
    ADD KEY by_name (name, id),
    ADD KEY by_node (node_id, name, id)
