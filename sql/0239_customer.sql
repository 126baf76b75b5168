-- what my and api may make and change of accounts: customers of resellers
CREATE OR REPLACE SQL SECURITY DEFINER VIEW customer AS
SELECT id, reseller_id, level, resold, name, vm_limit, running_limit, vcpu_limit, memory_limit,
    disk_limit, ip_limit, traffic_limit, suspended, suspended_why, closed_at
FROM account
WHERE level = 2 AND resold
WITH CHECK OPTION
