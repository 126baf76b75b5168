-- Public keys by which a user signs in: its password and second step in one. host: the pages that
-- the key is good for, by their name; count: what the authenticator has counted so far, 0: none
CREATE TABLE passkey (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    host VARCHAR(253) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name VARCHAR(100) NOT NULL,
    credential VARCHAR(1400) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    algorithm BIGINT NOT NULL,
    public_key VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    count BIGINT NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    used_at DATETIME(6) NULL,
    UNIQUE KEY (credential),
    KEY (user_id),
    FOREIGN KEY (user_id) REFERENCES user (id)
)
