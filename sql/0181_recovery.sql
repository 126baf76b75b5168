-- Codes for whoever lost the second step's device: hashes, each good once
CREATE TABLE recovery (
    user_id BIGINT NOT NULL,
    hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    used_at DATETIME(6) NULL,
    PRIMARY KEY (user_id, hash),
    FOREIGN KEY (user_id) REFERENCES user (id)
)
