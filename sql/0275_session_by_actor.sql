-- sessions of staff that acts as customers end with the staff's own
CREATE INDEX by_actor ON session (actor_id)
