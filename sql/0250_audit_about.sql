-- about: what it is about, such as "plan-3", for that thing's history; why: the API's word for a
-- refusal; request: its number, as the logs have it. None of them names a person.
ALTER TABLE audit
    ADD COLUMN about VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN why VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN request VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD KEY by_about (about, id),
    ADD KEY by_request (request, id)
