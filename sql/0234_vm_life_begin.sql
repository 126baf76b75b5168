INSERT IGNORE INTO vm_life (vm_id, account_id, reseller_id, vcpu, memory, disk, made_at)
SELECT id, account_id, reseller_id, vcpu, memory, disk, made_at FROM vm
WHERE made_at IS NOT NULL AND node_id IS NOT NULL
