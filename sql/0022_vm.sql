-- wished: 1 off, 2 running; seen: 0 unknown, 1 off, 2 running, 3 paused
-- busy: 0 nothing, 1 creating, 2 starting, 3 stopping, 4 restarting, 5 deleting
-- made_at: NULL until the creation is done; state: enum vm_state, from all of these
CREATE TABLE vm (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT NOT NULL,
    reseller_id BIGINT NOT NULL,
    name VARCHAR(63) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
    uuid CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    plan_id BIGINT NOT NULL,
    image_id BIGINT NOT NULL,
    cluster_id BIGINT NOT NULL,
    node_id BIGINT NULL,
    storage_id BIGINT NULL,
    vcpu BIGINT NOT NULL,
    memory BIGINT NOT NULL,
    disk BIGINT NOT NULL,
    wished TINYINT NOT NULL,
    seen TINYINT NOT NULL DEFAULT 0,
    busy TINYINT NOT NULL DEFAULT 0,
    suspended BOOLEAN NOT NULL DEFAULT FALSE,
    task_id BIGINT NULL,
    failed_task_id BIGINT NULL,
    ipv4 VARCHAR(15) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ipv6 VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    instance_no BIGINT NOT NULL DEFAULT 1,
    root_hash VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ssh_keys TEXT NOT NULL,
    labels VARCHAR(4096) NOT NULL DEFAULT '{}' CHECK (JSON_VALID(labels)),
    made_at DATETIME(6) NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    state TINYINT AS (CASE
        WHEN busy = 1 THEN 0 WHEN busy = 2 THEN 3 WHEN busy = 3 THEN 4
        WHEN busy = 4 THEN 5 WHEN busy = 5 THEN 6
        WHEN made_at IS NULL THEN 7 WHEN suspended THEN 8
        WHEN seen = 1 THEN 2 WHEN seen = 2 THEN 1 WHEN seen = 3 THEN 10
        ELSE 9 END) PERSISTENT,
    UNIQUE KEY (uuid),
    UNIQUE KEY by_account_name (account_id, name),
    KEY (account_id, id),
    KEY (reseller_id, id),
    KEY by_account_state (account_id, state, name),
    KEY by_state (state, name, id),
    KEY by_name (name, id),
    KEY (node_id, id),
    KEY (root_hash(3), made_at),
    FOREIGN KEY (account_id) REFERENCES account (id),
    FOREIGN KEY (plan_id) REFERENCES plan (id),
    FOREIGN KEY (image_id) REFERENCES image (id),
    FOREIGN KEY (node_id) REFERENCES node (id)
)
