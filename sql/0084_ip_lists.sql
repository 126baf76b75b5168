-- state: 0 free (or resting), 1 held, 2 reserved: one that rests for ever, its note saying why
ALTER TABLE ip
    ADD COLUMN note VARCHAR(200) NOT NULL DEFAULT '',
    ADD COLUMN state TINYINT AS (CASE WHEN nic_id IS NOT NULL THEN 1
        WHEN rests_until >= '9999-01-01' THEN 2 ELSE 0 END) PERSISTENT,
    ADD KEY by_words (words, id),
    ADD KEY by_state (state, id),
    ADD KEY by_pool (pool_id, id),
    ADD KEY by_pool_state (pool_id, state)
