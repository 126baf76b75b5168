-- who is parked for a resource, the most urgent first: whoever frees it reads as many as it wakes.
-- prio: the task's, from when it was parked on
ALTER TABLE task_lock
    ADD COLUMN IF NOT EXISTS prio TINYINT NOT NULL DEFAULT 0,
    ADD KEY IF NOT EXISTS by_parked (resource, intent, exclusive, prio, task_id)
