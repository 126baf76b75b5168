-- as 0261, of a part of the audit: rows behind one id and up to another. audit_erase, which did all
-- at once, stays until the next version: a worker may be at it while this one comes.
CREATE OR REPLACE PROCEDURE audit_erase_part(IN of_account BIGINT, IN of_name VARCHAR(254),
    IN behind BIGINT, IN last BIGINT)
SQL SECURITY DEFINER MODIFIES SQL DATA
UPDATE audit SET who = IF(own OR who = LEFT(of_name, 100)
        OR RIGHT(who, CHAR_LENGTH(of_name) + 4) = CONCAT(' as ', of_name), 'erased', who),
    as_user = IF(as_user > '', 'erased', ''), address = '', object = '', changes = '', salt = ''
WHERE id > behind AND id <= last AND salt > '' AND (account_id = of_account OR (of_name > '' AND
    (who = LEFT(of_name, 100) OR object = LEFT(of_name, 100) OR as_user = LEFT(of_name, 100)
    OR RIGHT(who, CHAR_LENGTH(of_name) + 4) = CONCAT(' as ', of_name)
    OR (LOCATE('@', of_name) AND CONCAT(object, ' ', changes) RLIKE
        CONCAT('(^|[^A-Za-z0-9._%+-])\\Q', of_name, '\\E($|[^A-Za-z0-9.-])')))))
