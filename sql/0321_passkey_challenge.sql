-- Challenges that were answered, until nobody could answer them any more: each counts once. One
-- that is asked for and not answered is no row, so that nobody fills this who has no key.
CREATE TABLE passkey_challenge (
    hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    used_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY (used_at)
)
