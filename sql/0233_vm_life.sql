-- When a machine was there, so that its hours are counted whether or not the panel was: rows stay
-- when it is gone.
CREATE TABLE vm_life (
    vm_id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL,
    reseller_id BIGINT NOT NULL,
    vcpu BIGINT NOT NULL,
    memory BIGINT NOT NULL,
    disk BIGINT NOT NULL,
    made_at DATETIME(6) NOT NULL,
    gone_at DATETIME(6) NULL,
    KEY by_gone (gone_at)
)
