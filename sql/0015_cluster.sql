-- network_kind: 0 nat, 1 bridged, 2 routed, 3 fabric
CREATE TABLE cluster (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    location_id BIGINT NOT NULL,
    name VARCHAR(64) NOT NULL,
    network_kind TINYINT NOT NULL,
    UNIQUE KEY (name),
    FOREIGN KEY (location_id) REFERENCES location (id)
)
