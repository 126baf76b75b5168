-- level: 0 provider, 1 reseller, 2 customer; a reseller's own row names itself
CREATE TABLE account (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    reseller_id BIGINT NOT NULL,
    level TINYINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    suspended BOOLEAN NOT NULL DEFAULT FALSE,
    suspended_why VARCHAR(500) NOT NULL DEFAULT '',
    vm_limit BIGINT NOT NULL DEFAULT 100,
    vm_count BIGINT NOT NULL DEFAULT 0,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    UNIQUE KEY (reseller_id, name),
    KEY (name),
    CHECK (vm_count >= 0)
)
