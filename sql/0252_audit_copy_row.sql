INSERT IGNORE INTO audit_copy (id) VALUES (1)
