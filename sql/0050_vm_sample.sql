-- What machines did: mean and peak of a stretch of time; base/metric.h says the units, NULL is
-- unknown. level: 0 minutes, 1 ten minutes, 2 hours, 3 four hours, 4 days; at: its first second
-- since 1970; unit: 0 the machine with its first disk and interface, n its further ones.
-- Rows come in the order of the key, which keeps them dense and the newest pages few; a chart looks
-- its rows up one by one. Four bytes each: there are 14 million a day of 10,000 machines.
CREATE TABLE vm_sample (
    level TINYINT UNSIGNED NOT NULL,
    at INT UNSIGNED NOT NULL,
    vm_id INT UNSIGNED NOT NULL,
    unit TINYINT UNSIGNED NOT NULL,
    cpu INT UNSIGNED NULL,
    cpu_peak INT UNSIGNED NULL,
    steal INT UNSIGNED NULL,
    steal_peak INT UNSIGNED NULL,
    mem INT UNSIGNED NULL,
    mem_peak INT UNSIGNED NULL,
    read_bytes INT UNSIGNED NULL,
    read_bytes_peak INT UNSIGNED NULL,
    write_bytes INT UNSIGNED NULL,
    write_bytes_peak INT UNSIGNED NULL,
    read_reqs INT UNSIGNED NULL,
    read_reqs_peak INT UNSIGNED NULL,
    write_reqs INT UNSIGNED NULL,
    write_reqs_peak INT UNSIGNED NULL,
    in_bytes INT UNSIGNED NULL,
    in_bytes_peak INT UNSIGNED NULL,
    out_bytes INT UNSIGNED NULL,
    out_bytes_peak INT UNSIGNED NULL,
    in_packets INT UNSIGNED NULL,
    in_packets_peak INT UNSIGNED NULL,
    out_packets INT UNSIGNED NULL,
    out_packets_peak INT UNSIGNED NULL,
    drops INT UNSIGNED NULL,
    drops_peak INT UNSIGNED NULL,
    PRIMARY KEY (level, at, vm_id, unit)
) PAGE_COMPRESSED=1
PARTITION BY RANGE COLUMNS (level, at) (
    PARTITION p0_end VALUES LESS THAN (0, MAXVALUE),
    PARTITION p1_end VALUES LESS THAN (1, MAXVALUE),
    PARTITION p2_end VALUES LESS THAN (2, MAXVALUE),
    PARTITION p3_end VALUES LESS THAN (3, MAXVALUE),
    PARTITION p4_end VALUES LESS THAN (4, MAXVALUE)
)
