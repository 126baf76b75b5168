-- which invitations api may withdraw and send again: to accounts of resellers' customers
CREATE OR REPLACE SQL SECURITY DEFINER VIEW customer_invitation AS
SELECT id, account_id, created_at, expires_at
FROM invitation
WHERE EXISTS (SELECT 1 FROM account WHERE account.id = invitation.account_id AND account.resold)
WITH CHECK OPTION
