-- email: the address that was confirmed by opening the link; account_id: what a sign-in by it opens;
-- actor: who of the staff signs in as the user. No user: an address that registers
ALTER TABLE link
    MODIFY user_id BIGINT NULL,
    ADD COLUMN email VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN account_id BIGINT NULL,
    ADD COLUMN actor VARCHAR(100) NOT NULL DEFAULT ''
