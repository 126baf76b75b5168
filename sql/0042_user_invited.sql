-- invited: has no password yet; told without showing the hash
ALTER TABLE user ALTER COLUMN password_hash SET DEFAULT '',
    ADD COLUMN invited BOOLEAN AS (password_hash = '') PERSISTENT
