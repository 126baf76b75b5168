-- what an account may have beside machines (0: as much as there is) and has; of a reseller both are
-- sums over itself and its customers; ip: addresses of version 4
ALTER TABLE account
    ADD COLUMN running_limit BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN vcpu_limit BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN memory_limit BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN disk_limit BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN ip_limit BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN vcpu_count BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN memory_count BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN disk_count BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN ip_count BIGINT NOT NULL DEFAULT 0
