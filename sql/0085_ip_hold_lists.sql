ALTER TABLE ip_hold
    ADD KEY by_words (words, id),
    ADD KEY by_vm (vm_id, id),
    ADD KEY by_vm_name (vm_name, id),
    ADD KEY by_begun (begun_at, id)
