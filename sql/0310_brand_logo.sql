-- logo: the digest by which its picture is asked for, '' for none; the picture as base64
ALTER TABLE brand
    ADD COLUMN IF NOT EXISTS logo CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS logo_width SMALLINT NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS logo_height SMALLINT NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS logo_png MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD KEY IF NOT EXISTS brand_logo (logo)
