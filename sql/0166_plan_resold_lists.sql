ALTER TABLE plan
    ADD COLUMN retired TINYINT AS (retired_at IS NOT NULL OR base_retired_at IS NOT NULL) PERSISTENT,
    ADD KEY by_retired (retired, name, id),
    ADD KEY by_reseller (reseller_id, id),
    ADD KEY by_reseller_retired (reseller_id, retired, name, id),
    ADD KEY by_reseller_price (reseller_id, price_month, id)
