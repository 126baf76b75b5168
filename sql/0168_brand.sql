-- how a reseller shows itself to its customers; '' and no row: as the panel does. host: without a port
CREATE TABLE brand (
    reseller_id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL DEFAULT '',
    host VARCHAR(253) CHARACTER SET ascii COLLATE ascii_bin NULL,
    accent CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    accent_dark CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    sender VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    UNIQUE KEY (host),
    FOREIGN KEY (reseller_id) REFERENCES account (id)
)
