-- no statement asks for sign-ins of a time
ALTER TABLE signin DROP KEY by_time
