-- own_asker: whoever asked is of the task's account. seen_by: as whom that account's people see him;
-- who of the provider works on a customer's machine is the provider's business.
ALTER TABLE task
    ADD COLUMN own_asker BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN seen_by VARCHAR(100) AS (IF(own_asker, asked_by, 'Support')) PERSISTENT,
    DROP KEY by_account_asker,
    ADD KEY by_account_seen (account_id, seen_by, id)
