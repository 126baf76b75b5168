-- A token of the JSON interface makes schedules, too: in whose name one goes on is a user or a token.
ALTER TABLE schedule ADD COLUMN as_token BIGINT NOT NULL DEFAULT 0 AFTER user_id
