-- whoever has the role needs a second step
ALTER TABLE role ADD COLUMN IF NOT EXISTS totp BOOLEAN NOT NULL DEFAULT FALSE
