-- Second steps of signing in. seed: sealed with the installation's key; step: the last half minute
-- whose code was used, so that none counts twice
CREATE TABLE totp (
    user_id BIGINT NOT NULL PRIMARY KEY,
    seed VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    step BIGINT NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    FOREIGN KEY (user_id) REFERENCES user (id)
)
