-- hours of machines of which nobody knows whether they ran: the panel was off, or their node away
ALTER TABLE usage_day ADD COLUMN IF NOT EXISTS unknown_hours BIGINT NOT NULL DEFAULT 0 AFTER running_hours
