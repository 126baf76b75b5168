INSERT IGNORE INTO role_permission (role_id, permission)
VALUES (2, 'account_read'), (2, 'user_write'), (3, 'account_read')
