-- what a group's accounts may send in a calendar month in sum (0: as much as they like), and have
ALTER TABLE account_group
    ADD COLUMN IF NOT EXISTS traffic_limit BIGINT NOT NULL DEFAULT 0 AFTER ip_limit,
    ADD COLUMN IF NOT EXISTS traffic_count BIGINT NOT NULL DEFAULT 0 AFTER ip_count
