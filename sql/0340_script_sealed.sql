-- text: since sealed is set, sealed to its row; hatchery migrate seals what was there before
-- shell: does it begin with #!; retired_at: NULL while it can be chosen
ALTER TABLE script
    ADD COLUMN IF NOT EXISTS sealed BOOLEAN NOT NULL DEFAULT FALSE AFTER text,
    ADD COLUMN IF NOT EXISTS shell BOOLEAN NOT NULL DEFAULT FALSE AFTER sealed,
    ADD COLUMN IF NOT EXISTS retired_at DATETIME(6) NULL
