-- vm.labels again, a row each, so that label:env=prod is a range of an index in the order of names
CREATE TABLE vm_label (
    vm_id BIGINT NOT NULL,
    k VARCHAR(127) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    v VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    account_id BIGINT NOT NULL,
    name VARCHAR(63) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
    PRIMARY KEY (vm_id, k),
    KEY by_label (k, v, name, vm_id),
    KEY by_account_label (account_id, k, v, name, vm_id),
    FOREIGN KEY (vm_id) REFERENCES vm (id) ON DELETE CASCADE
)
