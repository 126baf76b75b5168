-- of rows that are there
UPDATE audit SET own = audit.who LIKE 'token %' OR EXISTS (SELECT 1 FROM member
    JOIN user ON user.id = member.user_id
    WHERE member.account_id = audit.account_id AND user.email = CONVERT(audit.who USING ascii))
WHERE person = ''
