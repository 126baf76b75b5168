-- what a node has otherwise than the database has it; kind: 0 unknown, 1 missing, 2 changed
CREATE TABLE difference (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    node_id BIGINT NOT NULL,
    kind TINYINT NOT NULL,
    uuid CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    what VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    vm_id BIGINT NOT NULL DEFAULT 0,
    name VARCHAR(255) NOT NULL,
    ours VARCHAR(500) NOT NULL DEFAULT '',
    theirs VARCHAR(500) NOT NULL DEFAULT '',
    hidden BOOLEAN NOT NULL DEFAULT FALSE,
    task_id BIGINT NOT NULL,
    seen_first DATETIME(6) NOT NULL,
    seen_last DATETIME(6) NOT NULL,
    UNIQUE KEY (node_id, uuid, kind, what),
    KEY by_kind (kind, id),
    KEY by_what (what, id),
    KEY by_node (node_id, id),
    KEY by_name (name, id),
    KEY by_hidden (hidden, id),
    KEY by_first (seen_first, id),
    FOREIGN KEY (node_id) REFERENCES node (id)
)
