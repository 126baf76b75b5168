-- the first hundred are for those that are shipped
ALTER TABLE role AUTO_INCREMENT = 100
