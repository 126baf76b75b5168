-- what the list of users shows and filters: 0 active, 1 disabled, 2 invited and never came
ALTER TABLE user
    ADD COLUMN state TINYINT AS (IF(disabled, 1, IF(password_hash = '', 2, 0))) PERSISTENT,
    ADD KEY by_state (state, id)
