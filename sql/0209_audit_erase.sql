-- the only way in which the panel changes rows of the audit: what names a person goes, with the
-- salt, of all rows of an account (0: of none) and of those that this name ('': nobody) did, or
-- that are about it; the digest stays
CREATE OR REPLACE PROCEDURE audit_erase(IN of_account BIGINT, IN of_name VARCHAR(254))
SQL SECURITY DEFINER MODIFIES SQL DATA
UPDATE audit SET who = IF(own OR who = LEFT(of_name, 100)
        OR RIGHT(who, CHAR_LENGTH(of_name) + 4) = CONCAT(' as ', of_name), 'erased', who),
    address = '', object = '', changes = '', salt = ''
WHERE salt > '' AND (account_id = of_account OR (of_name > '' AND (who = LEFT(of_name, 100)
    OR object = LEFT(of_name, 100)
    OR RIGHT(who, CHAR_LENGTH(of_name) + 4) = CONCAT(' as ', of_name))))
