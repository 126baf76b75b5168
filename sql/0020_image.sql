-- kind: 0 system, 1 from a machine, 2 backup, 3 snapshot; the file is named by id
CREATE TABLE image (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT NOT NULL,
    reseller_id BIGINT NOT NULL,
    kind TINYINT NOT NULL DEFAULT 0,
    name VARCHAR(64) NOT NULL,
    version VARCHAR(64) NOT NULL,
    icon VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    format VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    min_disk BIGINT NOT NULL,
    min_memory BIGINT NOT NULL,
    retired_at DATETIME(6) NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    UNIQUE KEY (account_id, sha256),
    KEY (account_id, id),
    KEY (reseller_id, id),
    FOREIGN KEY (account_id) REFERENCES account (id)
)
