-- resold: a customer of a reseller, not of the provider; and the orders of a reseller's list of them
ALTER TABLE account
    ADD COLUMN resold BOOLEAN NOT NULL DEFAULT FALSE,
    ADD KEY by_reseller (reseller_id, id),
    ADD KEY by_reseller_suspended (reseller_id, suspended, id),
    ADD KEY by_reseller_created (reseller_id, created_at, id)
