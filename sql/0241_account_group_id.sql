-- NULL: in none
ALTER TABLE account
    ADD COLUMN group_id BIGINT NULL,
    ADD KEY by_group (group_id, id),
    ADD FOREIGN KEY (group_id) REFERENCES account_group (id) ON DELETE SET NULL
