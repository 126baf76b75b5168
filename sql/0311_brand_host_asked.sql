-- what a reseller asks for, which may be several's; `host` is what the provider confirmed
ALTER TABLE brand ADD COLUMN IF NOT EXISTS
    host_asked VARCHAR(253) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER host
