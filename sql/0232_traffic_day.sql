-- What a machine received and sent in a day (UTC). Rows stay when it is gone.
CREATE TABLE traffic_day (
    vm_id BIGINT NOT NULL,
    day DATE NOT NULL,
    account_id BIGINT NOT NULL,
    reseller_id BIGINT NOT NULL,
    in_bytes BIGINT NOT NULL,
    out_bytes BIGINT NOT NULL,
    PRIMARY KEY (vm_id, day),
    KEY by_day (day, account_id)
)
