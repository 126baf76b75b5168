-- Links in mails that are used once: what 0 a password's reset, 1 an invitation; face as in
-- session; hash: of the secret in the link, which is stored nowhere
CREATE TABLE link (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    what TINYINT NOT NULL,
    face TINYINT NOT NULL,
    user_id BIGINT NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    expires_at DATETIME(6) NOT NULL,
    used_at DATETIME(6) NULL,
    UNIQUE KEY (hash),
    KEY (user_id),
    KEY (expires_at),
    FOREIGN KEY (user_id) REFERENCES user (id)
)
