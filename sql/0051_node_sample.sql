-- The same of nodes. unit: 0 the host, else the id of a storage, of which only `space` is known.
CREATE TABLE node_sample (
    level TINYINT UNSIGNED NOT NULL,
    at INT UNSIGNED NOT NULL,
    node_id INT UNSIGNED NOT NULL,
    unit INT UNSIGNED NOT NULL,
    cpu BIGINT NULL,
    cpu_peak BIGINT NULL,
    load_avg BIGINT NULL,
    load_avg_peak BIGINT NULL,
    mem BIGINT NULL,
    mem_peak BIGINT NULL,
    space BIGINT NULL,
    space_peak BIGINT NULL,
    in_bytes BIGINT NULL,
    in_bytes_peak BIGINT NULL,
    out_bytes BIGINT NULL,
    out_bytes_peak BIGINT NULL,
    in_packets BIGINT NULL,
    in_packets_peak BIGINT NULL,
    out_packets BIGINT NULL,
    out_packets_peak BIGINT NULL,
    drops BIGINT NULL,
    drops_peak BIGINT NULL,
    PRIMARY KEY (level, at, node_id, unit)
) PAGE_COMPRESSED=1
PARTITION BY RANGE COLUMNS (level, at) (
    PARTITION p0_end VALUES LESS THAN (0, MAXVALUE),
    PARTITION p1_end VALUES LESS THAN (1, MAXVALUE),
    PARTITION p2_end VALUES LESS THAN (2, MAXVALUE),
    PARTITION p3_end VALUES LESS THAN (3, MAXVALUE),
    PARTITION p4_end VALUES LESS THAN (4, MAXVALUE)
)
