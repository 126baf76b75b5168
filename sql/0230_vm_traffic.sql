-- A machine's counters as they were last read and counted; run NULL: read before anything was counted.
-- No foreign key: it would lock each machine's row each minute.
CREATE TABLE vm_traffic (
    vm_id BIGINT NOT NULL,
    unit TINYINT NOT NULL,
    run BIGINT NULL,
    cpu BIGINT NOT NULL DEFAULT 0,
    in_bytes BIGINT NOT NULL DEFAULT 0,
    out_bytes BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (vm_id, unit)
)
