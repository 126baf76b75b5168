-- the only networks that a user may come from, blanks between them; empty: from everywhere
ALTER TABLE user
    ADD COLUMN networks VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT ''
