-- whom a reseller made within the hour, each of whom is sent a mail
CREATE INDEX IF NOT EXISTS by_reseller_created ON user (reseller_id, created_at)
