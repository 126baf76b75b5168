-- whom my and api may take out of which accounts: members of resellers' customers
CREATE OR REPLACE SQL SECURITY DEFINER VIEW customer_member AS
SELECT user_id, account_id
FROM member
WHERE EXISTS (SELECT 1 FROM account WHERE account.id = member.account_id AND account.resold)
WITH CHECK OPTION
