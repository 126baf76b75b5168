-- which of the provider's images a reseller does not offer to its customers
CREATE TABLE image_withheld (
    reseller_id BIGINT NOT NULL,
    image_id BIGINT NOT NULL,
    at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (reseller_id, image_id),
    FOREIGN KEY (reseller_id) REFERENCES account (id),
    FOREIGN KEY (image_id) REFERENCES image (id)
)
