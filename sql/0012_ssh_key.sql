CREATE TABLE ssh_key (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT NOT NULL,
    reseller_id BIGINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    public_key VARCHAR(2048) NOT NULL,
    fingerprint VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    fingerprint_md5 VARCHAR(47) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    UNIQUE KEY (account_id, fingerprint),
    UNIQUE KEY (account_id, name),
    KEY (account_id, id),
    KEY (reseller_id, id),
    FOREIGN KEY (account_id) REFERENCES account (id)
)
