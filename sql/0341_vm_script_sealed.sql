-- text: likewise; up_since: from when on the machine was seen running, NULL while it was not
ALTER TABLE vm_script
    ADD COLUMN IF NOT EXISTS sealed BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS up_since DATETIME(6) NULL
