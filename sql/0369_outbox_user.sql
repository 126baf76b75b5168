-- mails of a user who is erased, also those to an address that the user had before
CREATE INDEX IF NOT EXISTS by_user ON outbox (user_id)
