-- Who is asked to join an account. Whether the address has a user is looked at by nobody before the
-- link is used; the row goes with that, or when it is withdrawn. hash: of the secret in the link,
-- NULL until the mailer has made it; by_user_id: 0 for the command line
CREATE TABLE invitation (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT NOT NULL,
    reseller_id BIGINT NOT NULL,
    email VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role_id BIGINT NOT NULL,
    by_user_id BIGINT NOT NULL,
    by_name VARCHAR(100) NOT NULL,
    language VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    expires_at DATETIME(6) NOT NULL,
    UNIQUE KEY (account_id, email),
    UNIQUE KEY (hash),
    KEY (role_id),
    KEY (expires_at),
    FOREIGN KEY (account_id) REFERENCES account (id),
    FOREIGN KEY (role_id) REFERENCES role (id)
)
