CREATE TABLE ip_pool (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    network_id BIGINT NOT NULL,
    family TINYINT NOT NULL,
    gateway VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    prefix BIGINT NOT NULL,
    UNIQUE KEY (network_id, family, gateway),
    FOREIGN KEY (network_id) REFERENCES network (id)
)
