-- retired: whether it is sold, as lists filter by it
ALTER TABLE plan
    ADD COLUMN retired TINYINT AS (retired_at IS NOT NULL) PERSISTENT,
    ADD KEY by_name (name, id),
    ADD KEY by_retired (retired, name, id),
    ADD KEY by_price (price_month, id)
