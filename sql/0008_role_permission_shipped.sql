INSERT IGNORE INTO role_permission (role_id, permission)
SELECT role.id, p.word
FROM role JOIN (
    SELECT 1 AS role_id, 'admin' AS word
    UNION ALL SELECT 2, 'vm_read' UNION ALL SELECT 2, 'vm_create'
    UNION ALL SELECT 2, 'vm_power' UNION ALL SELECT 2, 'vm_delete'
    UNION ALL SELECT 2, 'task_read' UNION ALL SELECT 2, 'image_read'
    UNION ALL SELECT 2, 'plan_read'
    UNION ALL SELECT 2, 'ssh_key_read' UNION ALL SELECT 2, 'ssh_key_write'
    UNION ALL SELECT 3, 'vm_read' UNION ALL SELECT 3, 'task_read'
    UNION ALL SELECT 3, 'image_read' UNION ALL SELECT 3, 'plan_read'
    UNION ALL SELECT 3, 'ssh_key_read'
) AS p ON p.role_id = role.id
