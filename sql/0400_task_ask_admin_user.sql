-- as 0290, and what erases a user who left
CREATE OR REPLACE SQL SECURITY DEFINER VIEW task_ask_admin AS
SELECT id, kind, account_id, reseller_id, parent_id, vm_id, node_id, object, state, prio, args,
    asked_by, own_asker, as_whom, as_token, heavy, storage_id, bytes, request
FROM task
WHERE state IN (0, 1) AND kind IN ('account_suspend', 'account_resume', 'account_close',
    'account_erase', 'user_erase', 'vm_define', 'vm_suspend')
    AND as_whom > 0
WITH CHECK OPTION
