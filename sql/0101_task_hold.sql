-- what: "all", "kind:vm_create" or "node:3": nothing of it is begun while the row is there
CREATE TABLE task_hold (
    what VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    held_by VARCHAR(100) NOT NULL,
    held_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
)
