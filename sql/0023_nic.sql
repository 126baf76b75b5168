CREATE TABLE nic (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    vm_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    reseller_id BIGINT NOT NULL,
    network_id BIGINT NOT NULL,
    no BIGINT NOT NULL,
    mac CHAR(17) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    UNIQUE KEY (vm_id, no),
    UNIQUE KEY (mac),
    FOREIGN KEY (vm_id) REFERENCES vm (id),
    FOREIGN KEY (network_id) REFERENCES network (id)
)
