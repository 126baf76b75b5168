-- Cuts a partition off the end of a level's: rows before `until`. A procedure, since a partition's
-- name is no parameter, and so that who calls it needs no right to alter or drop.
CREATE PROCEDURE sample_partition_add(IN noun VARCHAR(4), IN level INT, IN until BIGINT)
SQL SECURITY DEFINER MODIFIES SQL DATA
EXECUTE IMMEDIATE CONCAT(
    'ALTER TABLE ', IF(noun = 'vm', 'vm_sample', 'node_sample'),
    ' REORGANIZE PARTITION p', level, '_end INTO (PARTITION p', level, '_', until,
    ' VALUES LESS THAN (', level, ', ', until, '), PARTITION p', level,
    '_end VALUES LESS THAN (', level, ', MAXVALUE))')
