UPDATE role SET shipped = TRUE, level = IF(id = 1, 0, 2) WHERE id IN (1, 2, 3)
