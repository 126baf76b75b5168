-- A machine's newest minute, for lists: a row a machine, written over. No foreign key: it would lock
-- each machine's row each minute.
CREATE TABLE vm_load (
    vm_id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    cpu_percent SMALLINT NOT NULL,
    mem_percent SMALLINT NOT NULL,
    cpu BIGINT NOT NULL,
    mem BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    in_bytes BIGINT NOT NULL,
    out_bytes BIGINT NOT NULL
)
