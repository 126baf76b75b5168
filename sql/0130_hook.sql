-- the provider's own programs around tasks of a kind; moment: 0 before the first step, 1 after the
-- end; argv: a JSON array of texts, the program's path first
CREATE TABLE hook (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    moment TINYINT NOT NULL,
    argv VARCHAR(4096) NOT NULL CHECK (JSON_VALID(argv)),
    seconds BIGINT NOT NULL CHECK (seconds BETWEEN 1 AND 300),
    run_as VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    disabled BOOLEAN NOT NULL DEFAULT FALSE,
    added_by VARCHAR(100) NOT NULL,
    added_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY by_kind (kind, id),
    KEY by_disabled (disabled, id),
    KEY by_added (added_at, id)
)
