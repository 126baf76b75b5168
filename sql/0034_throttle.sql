-- wrong sign-ins, counted in a fixed number of buckets: what = 0 address, 1 account
CREATE TABLE throttle (
    what TINYINT NOT NULL,
    bucket BIGINT NOT NULL,
    count BIGINT NOT NULL,
    since DATETIME(6) NOT NULL,
    PRIMARY KEY (what, bucket)
)
