-- who sees and who has SSH keys, sees and has scripts
INSERT IGNORE INTO role_permission (role_id, permission)
VALUES
    (1, 'script_read'), (1, 'script_write'), (2, 'script_read'), (2, 'script_write'),
    (3, 'script_read'), (4, 'script_read'), (5, 'script_read'), (6, 'script_read'),
    (6, 'script_write'), (7, 'script_read'), (7, 'script_write'), (8, 'script_read'),
    (9, 'script_read')
