-- of the machines that are there, as vm_count counts them
UPDATE account LEFT JOIN (
    SELECT account_id, SUM(vcpu) AS vcpu, SUM(memory) AS memory, SUM(disk) AS disk,
        SUM(ipv4 <> '') AS ip
    FROM vm WHERE node_id IS NOT NULL GROUP BY account_id
) AS has ON has.account_id = account.id
SET vcpu_count = COALESCE(has.vcpu, 0), memory_count = COALESCE(has.memory, 0),
    disk_count = COALESCE(has.disk, 0), ip_count = COALESCE(has.ip, 0)
