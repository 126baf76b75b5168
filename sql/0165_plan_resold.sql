-- reseller_id: 0 the provider's; a reseller's plan is made of one of those, its base, whose resources
-- it has and with which it is retired; retired: either of the two
ALTER TABLE plan
    ADD COLUMN reseller_id BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN base_id BIGINT NULL,
    ADD COLUMN base_retired_at DATETIME(6) NULL,
    DROP KEY by_retired,
    DROP COLUMN retired,
    DROP KEY name,
    ADD UNIQUE KEY by_reseller_name (reseller_id, name),
    ADD FOREIGN KEY (base_id) REFERENCES plan (id)
