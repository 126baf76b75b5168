-- a task has one child for a machine at most; its children are counted by their states
ALTER TABLE task
    ADD UNIQUE KEY by_parent_vm (parent_id, vm_id),
    ADD KEY by_parent_state (parent_id, state)
