CREATE PROCEDURE sample_partition_drop(IN noun VARCHAR(4), IN level INT, IN until BIGINT)
SQL SECURITY DEFINER MODIFIES SQL DATA
EXECUTE IMMEDIATE CONCAT('ALTER TABLE ', IF(noun = 'vm', 'vm_sample', 'node_sample'),
    ' DROP PARTITION p', level, '_', until)
