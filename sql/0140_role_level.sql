-- level: the kind of account it is for, as in account; shipped: with the panel, and not to be changed
ALTER TABLE role
    ADD COLUMN level TINYINT NOT NULL DEFAULT 2,
    ADD COLUMN shipped BOOLEAN NOT NULL DEFAULT FALSE,
    DROP KEY name,
    ADD UNIQUE KEY (level, name)
