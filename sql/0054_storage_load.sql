CREATE TABLE storage_load (
    storage_id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    whole BIGINT NOT NULL,
    used BIGINT NOT NULL
)
