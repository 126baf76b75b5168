-- state: 0 new, 1 ready, 2 unreachable; mem_limit: what machines may have of memory
CREATE TABLE node (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    cluster_id BIGINT NOT NULL,
    name VARCHAR(64) NOT NULL,
    uri VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state TINYINT NOT NULL DEFAULT 0,
    accel VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    vcpu BIGINT NOT NULL,
    memory BIGINT NOT NULL,
    mem_limit BIGINT NOT NULL,
    mem_reserved BIGINT NOT NULL DEFAULT 0,
    vm_count BIGINT NOT NULL DEFAULT 0,
    version VARCHAR(100) NOT NULL DEFAULT '',
    why VARCHAR(500) NOT NULL DEFAULT '',
    seen_at DATETIME(6) NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    UNIQUE KEY (name),
    KEY (cluster_id, state),
    FOREIGN KEY (cluster_id) REFERENCES cluster (id),
    CHECK (mem_reserved >= 0),
    CHECK (vm_count >= 0)
)
