-- This hour was counted by its look, if it was.
INSERT IGNORE INTO usage_hour (id, hour) VALUES (1, DATE_FORMAT(UTC_TIMESTAMP(), '%Y-%m-%d %H:00:00'))
