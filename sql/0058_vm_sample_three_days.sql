-- level 5: three days, so that the chart of a year costs what that of an hour does
ALTER TABLE vm_sample ADD PARTITION (PARTITION p5_end VALUES LESS THAN (5, MAXVALUE))
