-- what an account's machines were in a day (UTC), summed up by the hour; hour: the last that was.
-- memory and disk: bytes times hours. Rows stay when the account's machines are gone.
CREATE TABLE usage_day (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT NOT NULL,
    reseller_id BIGINT NOT NULL,
    day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    hour TINYINT NOT NULL,
    machine_hours BIGINT NOT NULL,
    running_hours BIGINT NOT NULL,
    vcpu_hours BIGINT NOT NULL,
    memory_hours BIGINT NOT NULL,
    disk_hours BIGINT NOT NULL,
    UNIQUE KEY by_account (account_id, day),
    KEY by_reseller (reseller_id, id),
    KEY by_reseller_day (reseller_id, day, id),
    KEY by_day (day),
    FOREIGN KEY (account_id) REFERENCES account (id)
)
