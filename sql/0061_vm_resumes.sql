-- ran when its account was suspended, and is to run again when that ends
ALTER TABLE vm ADD COLUMN IF NOT EXISTS resumes BOOLEAN NOT NULL DEFAULT FALSE
