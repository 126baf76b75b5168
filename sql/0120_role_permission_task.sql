-- who may ask for something may also end it or ask for it anew
INSERT IGNORE INTO role_permission (role_id, permission)
SELECT DISTINCT role_id, 'task_write' FROM role_permission
WHERE permission IN ('vm_create', 'vm_power', 'vm_delete')
