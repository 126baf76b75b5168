INSERT IGNORE INTO role (id, level, name, shipped)
VALUES (4, 0, 'support', TRUE), (5, 0, 'auditor', TRUE), (6, 2, 'member', TRUE),
    (7, 1, 'owner', TRUE), (8, 1, 'support', TRUE), (9, 1, 'reader', TRUE)
