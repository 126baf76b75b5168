-- as whom somebody of the staff did it; the row's digest has it, where there is one. Older rows
-- have "STAFF as USER" in who, as they were sealed.
ALTER TABLE audit
    ADD COLUMN as_user VARCHAR(100) NOT NULL DEFAULT '' AFTER who,
    ADD KEY by_as_user (as_user, id)
