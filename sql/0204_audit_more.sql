-- own: by one of the account's own people; changes: {"field": [before, after]}; person: SHA-256 of
-- salt and all that may name somebody. What is personal is erased together with the salt
-- (audit_erase), and the digest stays in the chain (audit_seal).
ALTER TABLE audit
    ADD COLUMN changes TEXT NOT NULL DEFAULT '',
    ADD COLUMN vm_id BIGINT NULL,
    ADD COLUMN own BOOLEAN NOT NULL DEFAULT TRUE,
    ADD COLUMN salt CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN person CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD KEY by_vm (vm_id, id),
    ADD KEY by_account_time (account_id, at, id),
    ADD KEY by_account_what (account_id, what, id),
    ADD KEY by_account_refused (account_id, refused, id)
