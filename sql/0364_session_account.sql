-- those of an account end with it
CREATE INDEX IF NOT EXISTS by_account ON session (account_id)
