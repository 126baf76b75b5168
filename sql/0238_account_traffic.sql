-- Bytes that an account's machines may send in a calendar month (0: as many as they like) and have
-- sent, of a reseller in sum with its customers'; told: of which part of it its people had a mail.
ALTER TABLE account
    ADD COLUMN traffic_limit BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN traffic_count BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN traffic_told TINYINT NOT NULL DEFAULT 0
