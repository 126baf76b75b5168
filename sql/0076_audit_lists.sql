-- each filter of the audit is a range of one index
ALTER TABLE audit
    ADD KEY by_time (at, id),
    ADD KEY by_who (who, id),
    ADD KEY by_what (what, id),
    ADD KEY by_object (object, id),
    ADD KEY by_address (address, id),
    ADD KEY by_refused (refused, id)
