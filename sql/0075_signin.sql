-- sign-ins and tries, of users that there are: an unknown address leaves no row
CREATE TABLE signin (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    face TINYINT NOT NULL,
    passed BOOLEAN NOT NULL,
    address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    agent VARCHAR(100) NOT NULL,
    at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY by_user (user_id, id),
    KEY by_user_passed (user_id, passed, id),
    KEY by_time (at)
)
