-- what a web program may have done at times (as task_ask, TSK-01): of an account's machine, as a user
-- or a token
CREATE OR REPLACE SQL SECURITY DEFINER VIEW schedule_ask AS
SELECT id, kind, account_id, reseller_id, vm_id, user_id, as_token, made_by, own_maker, state, moment,
    zone, jitter, delay, next_at, set_at
FROM schedule
WHERE account_id > 0 AND vm_id > 0 AND (user_id > 0 OR as_token > 0)
    AND kind IN ('vm_start', 'vm_stop', 'vm_shutdown', 'vm_reboot')
WITH CHECK OPTION
