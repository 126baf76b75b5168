-- who of the staff acts as the session's user, by user and address; the session begins as a ticket
-- of a minute, whose hash no cookie can have
ALTER TABLE session
    ADD COLUMN actor_id BIGINT NULL,
    ADD COLUMN actor VARCHAR(100) NOT NULL DEFAULT ''
