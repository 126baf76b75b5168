-- account_id: whose it is; the provider's are offered to all, a reseller's to its customers, too
CREATE TABLE script (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT NOT NULL,
    reseller_id BIGINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    text MEDIUMTEXT NOT NULL,
    digest CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    changed_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    UNIQUE KEY (account_id, name),
    KEY (account_id, id),
    FOREIGN KEY (account_id) REFERENCES account (id)
)
