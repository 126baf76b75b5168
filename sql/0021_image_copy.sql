-- where an image lies; state: 0 being brought by task_id, 1 there
CREATE TABLE image_copy (
    image_id BIGINT NOT NULL,
    storage_id BIGINT NOT NULL,
    state TINYINT NOT NULL DEFAULT 0,
    task_id BIGINT NULL,
    PRIMARY KEY (image_id, storage_id),
    FOREIGN KEY (image_id) REFERENCES image (id),
    FOREIGN KEY (storage_id) REFERENCES storage (id)
)
