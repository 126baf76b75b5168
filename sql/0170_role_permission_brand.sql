-- who may change how a reseller shows itself: its owner; who gives roles has what is in them
INSERT IGNORE INTO role_permission (role_id, permission)
VALUES (1, 'brand_write'), (7, 'brand_write')
