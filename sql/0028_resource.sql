-- its row, locked, is the mutex of the lock rows that name it
CREATE TABLE resource (
    name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY
)
