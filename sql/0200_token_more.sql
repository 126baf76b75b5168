-- user_id: who made it, NULL the command line; its role then is that user's (token_live)
-- writes, nouns ('' all), networks ('' any): what it is narrowed to; labels: token_label in words
ALTER TABLE token
    ADD COLUMN user_id BIGINT NULL AFTER role_id,
    ADD COLUMN writes BOOLEAN NOT NULL DEFAULT TRUE,
    ADD COLUMN nouns VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN networks VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN labels VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN used_from VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN revoked BOOLEAN AS (revoked_at IS NOT NULL) PERSISTENT,
    ADD KEY by_name (name, id),
    ADD KEY by_account_name (account_id, name, id),
    ADD KEY by_revoked (revoked, id),
    ADD KEY by_account_revoked (account_id, revoked, id),
    ADD FOREIGN KEY (user_id) REFERENCES user (id)
