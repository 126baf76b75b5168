-- requests of the JSON interface within a minute; 0: as many as the setting api_minute says
ALTER TABLE account ADD COLUMN api_minute BIGINT NOT NULL DEFAULT 0
