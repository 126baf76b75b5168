-- what my and api may disable and enable: users of resellers' customers, none of the resellers' own
CREATE OR REPLACE SQL SECURITY DEFINER VIEW customer_user AS
SELECT id, reseller_id, disabled
FROM user
WHERE EXISTS (SELECT 1 FROM account WHERE account.id = user.reseller_id AND account.level = 1)
    AND NOT EXISTS (SELECT 1 FROM member JOIN account ON account.id = member.account_id
        AND account.level < 2 WHERE member.user_id = user.id)
WITH CHECK OPTION
