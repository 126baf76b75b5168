UPDATE audit SET salt = LOWER(HEX(RANDOM_BYTES(16))) WHERE salt = '' AND person = ''
