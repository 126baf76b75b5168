CREATE TABLE member (
    user_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    role_id BIGINT NOT NULL,
    PRIMARY KEY (user_id, account_id),
    KEY (account_id),
    FOREIGN KEY (user_id) REFERENCES user (id),
    FOREIGN KEY (account_id) REFERENCES account (id),
    FOREIGN KEY (role_id) REFERENCES role (id)
)
