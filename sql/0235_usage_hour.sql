-- One row: the last hour (UTC) that is in usage_day.
CREATE TABLE usage_hour (
    id TINYINT NOT NULL PRIMARY KEY,
    hour DATETIME NOT NULL
)
