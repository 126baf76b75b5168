ALTER TABLE image
    ADD COLUMN retired TINYINT AS (retired_at IS NOT NULL) PERSISTENT,
    ADD KEY by_name (name, id),
    ADD KEY by_retired (retired, name, id),
    ADD KEY by_created (created_at, id)
