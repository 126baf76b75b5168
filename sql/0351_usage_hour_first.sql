-- the hour in which a panel is set up is counted, too; where hours were counted nothing changes
UPDATE usage_hour SET hour = LEAST(hour, DATE_FORMAT(UTC_TIMESTAMP() - INTERVAL 1 HOUR, '%Y-%m-%d %H:00:00'))
WHERE NOT EXISTS (SELECT 1 FROM usage_day)
