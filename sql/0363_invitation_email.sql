-- those of a person who is erased
CREATE INDEX IF NOT EXISTS by_email ON invitation (email)
