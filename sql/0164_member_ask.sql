-- whom my and api may let into which accounts: nobody into the provider's, nobody in another
-- level's role
CREATE OR REPLACE SQL SECURITY DEFINER VIEW member_ask AS
SELECT user_id, account_id, role_id
FROM member
WHERE EXISTS (SELECT 1 FROM account JOIN role ON role.level = account.level
    WHERE account.id = member.account_id AND role.id = member.role_id AND account.level > 0)
WITH CHECK OPTION
