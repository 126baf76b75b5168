-- one row an address that may be given; addr is its number, so that no text form
-- can hide a second copy; a freed address rests until rests_until
CREATE TABLE ip (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pool_id BIGINT NOT NULL,
    family TINYINT NOT NULL,
    addr VARBINARY(16) NOT NULL,
    words VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    nic_id BIGINT NULL,
    rests_until DATETIME(6) NOT NULL DEFAULT '2000-01-01',
    UNIQUE KEY (addr),
    UNIQUE KEY (words),
    KEY (pool_id, nic_id, rests_until, id),
    KEY (nic_id),
    FOREIGN KEY (pool_id) REFERENCES ip_pool (id),
    FOREIGN KEY (nic_id) REFERENCES nic (id)
)
