-- what the administrator has changed of a kind; NULL: as the panel says
CREATE TABLE kind_setting (
    kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    seconds BIGINT NULL,
    keep_days BIGINT NULL
)
