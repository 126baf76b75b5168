-- tokens that are good now: one that a user made has that user's role of today, and ends with it;
-- without networks of its own it has those that its maker is bound to; all end with their account
CREATE OR REPLACE SQL SECURITY DEFINER VIEW token_live AS
SELECT token.id, token.hash, token.account_id, token.name, token.used_at, token.writes,
    token.nouns, IF(token.networks = '', COALESCE(user.networks, ''), token.networks) AS networks,
    token.labels, token.used_from, COALESCE(member.role_id, token.role_id) AS role_id
FROM token
JOIN account ON account.id = token.account_id AND account.closed_at IS NULL
LEFT JOIN member ON member.user_id = token.user_id AND member.account_id = token.account_id
LEFT JOIN user ON user.id = token.user_id
WHERE token.revoked_at IS NULL AND (token.expires_at IS NULL OR token.expires_at > NOW(6))
    AND (token.user_id IS NULL OR (member.role_id IS NOT NULL AND NOT user.disabled))
