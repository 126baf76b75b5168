-- when a kind's figures were made: each making writes the row anew
ALTER TABLE kind_stat ADD COLUMN IF NOT EXISTS made_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
