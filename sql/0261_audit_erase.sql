-- as 0253, and the name as whom it was done
CREATE OR REPLACE PROCEDURE audit_erase(IN of_account BIGINT, IN of_name VARCHAR(254))
SQL SECURITY DEFINER MODIFIES SQL DATA
UPDATE audit SET who = IF(own OR who = LEFT(of_name, 100)
        OR RIGHT(who, CHAR_LENGTH(of_name) + 4) = CONCAT(' as ', of_name), 'erased', who),
    as_user = IF(as_user > '', 'erased', ''), address = '', object = '', changes = '', salt = ''
WHERE salt > '' AND (account_id = of_account OR (of_name > '' AND (who = LEFT(of_name, 100)
    OR object = LEFT(of_name, 100) OR as_user = LEFT(of_name, 100)
    OR RIGHT(who, CHAR_LENGTH(of_name) + 4) = CONCAT(' as ', of_name)
    OR (LOCATE('@', of_name) AND CONCAT(object, ' ', changes) RLIKE
        CONCAT('(^|[^A-Za-z0-9._%+-])\\Q', of_name, '\\E($|[^A-Za-z0-9.-])')))))
