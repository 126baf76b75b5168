-- what my and api may disable and enable: users of resellers and of their customers
CREATE OR REPLACE SQL SECURITY DEFINER VIEW customer_user AS
SELECT id, reseller_id, disabled
FROM user
WHERE EXISTS (SELECT 1 FROM account WHERE account.id = user.reseller_id AND account.level = 1)
WITH CHECK OPTION
