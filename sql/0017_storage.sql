-- kind: 0 directory; node_id NULL: shared by the cluster
CREATE TABLE storage (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    cluster_id BIGINT NOT NULL,
    node_id BIGINT NULL,
    name VARCHAR(64) NOT NULL,
    kind TINYINT NOT NULL DEFAULT 0,
    path VARCHAR(500) NOT NULL,
    whole BIGINT NOT NULL,
    reserved BIGINT NOT NULL DEFAULT 0,
    reserve_limit BIGINT NOT NULL,
    main BOOLEAN NOT NULL DEFAULT TRUE,
    UNIQUE KEY (cluster_id, name),
    KEY (node_id),
    FOREIGN KEY (cluster_id) REFERENCES cluster (id),
    FOREIGN KEY (node_id) REFERENCES node (id),
    CHECK (reserved >= 0)
)
