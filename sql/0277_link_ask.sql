-- what the JSON interface may add: links by which a user of a reseller's customer signs in once
CREATE OR REPLACE SQL SECURITY DEFINER VIEW link_ask AS
SELECT id, hash, what, face, user_id, expires_at
FROM link
WHERE what = 4 AND face = 0 AND EXISTS (SELECT 1 FROM user
    JOIN account ON account.id = user.reseller_id AND account.level = 1
    WHERE user.id = link.user_id)
    AND NOT EXISTS (SELECT 1 FROM member JOIN account ON account.id = member.account_id
        AND account.level < 2 WHERE member.user_id = link.user_id)
WITH CHECK OPTION
