-- of tasks that are there
UPDATE task SET own_asker = TRUE
WHERE EXISTS (SELECT 1 FROM member
        WHERE member.user_id = task.as_whom AND member.account_id = task.account_id)
    OR EXISTS (SELECT 1 FROM token
        WHERE token.id = task.as_token AND token.account_id = task.account_id)
