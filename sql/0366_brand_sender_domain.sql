-- what one is allowed to send for, nobody else is sent in the name of; NULL: for nothing
ALTER TABLE brand
    ADD COLUMN IF NOT EXISTS sender_domain VARCHAR(253) CHARACTER SET ascii COLLATE ascii_bin
        AS (NULLIF(LOWER(SUBSTRING_INDEX(sender, '@', -1)), '')) PERSISTENT,
    ADD UNIQUE KEY IF NOT EXISTS by_sender_domain (sender_domain)
