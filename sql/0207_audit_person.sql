-- as store/audit.c makes it
UPDATE audit SET person = SHA2(CONCAT(salt, LENGTH(who), ':', who, LENGTH(address), ':', address,
    LENGTH(object), ':', object, LENGTH(changes), ':', changes), 256)
WHERE person = ''
