-- accounts of the provider that have limits in sum; the columns as an account has them
CREATE TABLE account_group (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    vm_limit BIGINT NOT NULL,
    running_limit BIGINT NOT NULL DEFAULT 0,
    vcpu_limit BIGINT NOT NULL DEFAULT 0,
    memory_limit BIGINT NOT NULL DEFAULT 0,
    disk_limit BIGINT NOT NULL DEFAULT 0,
    ip_limit BIGINT NOT NULL DEFAULT 0,
    api_minute BIGINT NOT NULL DEFAULT 0,
    vm_count BIGINT NOT NULL DEFAULT 0,
    vcpu_count BIGINT NOT NULL DEFAULT 0,
    memory_count BIGINT NOT NULL DEFAULT 0,
    disk_count BIGINT NOT NULL DEFAULT 0,
    ip_count BIGINT NOT NULL DEFAULT 0,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    UNIQUE KEY by_name (name),
    KEY by_created (created_at, id),
    CHECK (vm_count >= 0)
)
