-- closed_at: for good, its people are let in no more; standing: 0 active, 1 suspended for itself,
-- 2 closed
ALTER TABLE account
    ADD COLUMN closed_at DATETIME(6) NULL,
    ADD COLUMN standing TINYINT AS (IF(closed_at IS NULL, suspended, 2)) PERSISTENT,
    DROP KEY by_suspended,
    DROP KEY by_reseller_suspended,
    ADD KEY by_standing (standing, id),
    ADD KEY by_reseller_standing (reseller_id, standing, id)
