INSERT IGNORE INTO role (id, name) VALUES (1, 'administrator'), (2, 'owner'), (3, 'reader')
