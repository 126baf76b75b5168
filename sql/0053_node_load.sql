CREATE TABLE node_load (
    node_id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    cpu_percent SMALLINT NOT NULL,
    mem_percent SMALLINT NOT NULL,
    load_avg BIGINT NOT NULL,
    in_bytes BIGINT NOT NULL,
    out_bytes BIGINT NOT NULL
)
