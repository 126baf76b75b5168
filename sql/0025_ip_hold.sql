-- who held an address from when until when: never deleted
CREATE TABLE ip_hold (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    words VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    account_id BIGINT NOT NULL,
    reseller_id BIGINT NOT NULL,
    vm_id BIGINT NOT NULL,
    vm_name VARCHAR(63) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
    begun_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    ended_at DATETIME(6) NULL,
    KEY (words, begun_at),
    KEY (vm_id),
    KEY (account_id, id),
    KEY (reseller_id, id)
)
