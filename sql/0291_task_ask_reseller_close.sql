-- what resellers have done with their customers, beside task_ask; the task looks whose they are
CREATE OR REPLACE SQL SECURITY DEFINER VIEW task_ask_reseller AS
SELECT id, kind, account_id, reseller_id, parent_id, vm_id, node_id, object, state, prio, args,
    asked_by, own_asker, as_whom, as_token, heavy, storage_id, bytes, request
FROM task
WHERE state IN (0, 1) AND kind IN ('customer_suspend', 'customer_resume', 'customer_close')
    AND account_id = reseller_id AND (as_whom > 0 OR as_token > 0)
WITH CHECK OPTION
