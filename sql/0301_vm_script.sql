-- what a machine runs at its first boot, as it was when it was asked for; goes when that has been
CREATE TABLE vm_script (
    vm_id BIGINT NOT NULL PRIMARY KEY,
    text MEDIUMTEXT NOT NULL,
    FOREIGN KEY (vm_id) REFERENCES vm (id) ON DELETE CASCADE
)
