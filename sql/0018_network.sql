CREATE TABLE network (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    cluster_id BIGINT NOT NULL,
    name VARCHAR(64) NOT NULL,
    kind TINYINT NOT NULL,
    bridge VARCHAR(15) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    dns VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    UNIQUE KEY (cluster_id, name),
    FOREIGN KEY (cluster_id) REFERENCES cluster (id)
)
