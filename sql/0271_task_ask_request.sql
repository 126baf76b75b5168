-- what a web program may put into the queue (TSK-01)
CREATE OR REPLACE SQL SECURITY DEFINER VIEW task_ask AS
SELECT id, kind, account_id, reseller_id, parent_id, vm_id, node_id, object, state, prio, args,
    asked_by, own_asker, as_whom, as_token, heavy, storage_id, bytes, request
FROM task
WHERE state IN (0, 1) AND kind IN ('vm_create', 'vm_delete', 'vm_start', 'vm_stop',
    'vm_shutdown', 'vm_reboot', 'image_bring', 'vm_bulk')
    AND (as_whom > 0 OR as_token > 0)
WITH CHECK OPTION
