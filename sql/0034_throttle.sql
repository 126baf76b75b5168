-- sign-ins, counted in a fixed number of buckets: what = 0 wrong by address, 1 wrong by account, 2 all by address
CREATE TABLE throttle (
    what TINYINT NOT NULL,
    bucket BIGINT NOT NULL,
    count BIGINT NOT NULL,
    since DATETIME(6) NOT NULL,
    PRIMARY KEY (what, bucket)
)
