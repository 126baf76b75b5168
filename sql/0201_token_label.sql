-- a token with rows here reaches the machines alone that have all of these labels
CREATE TABLE token_label (
    token_id BIGINT NOT NULL,
    k VARCHAR(127) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    v VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (token_id, k),
    FOREIGN KEY (token_id) REFERENCES token (id) ON DELETE CASCADE
)
