-- the number of the request that asked for it, as nginx's log has it; '': none did
ALTER TABLE outbox
    ADD COLUMN request VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT ''
