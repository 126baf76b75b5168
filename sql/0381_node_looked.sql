-- what the ten minutes' comparison saw of the host itself: by how much its clock is ahead of taskd's
-- (NULL: not known), what holds its machines beside QEMU ("apparmor dac"), as whom they run
ALTER TABLE node
    ADD COLUMN looked_at DATETIME(6) NULL,
    ADD COLUMN clock_ms BIGINT NULL,
    ADD COLUMN guards VARCHAR(64) NOT NULL DEFAULT '',
    ADD COLUMN runs_as VARCHAR(64) NOT NULL DEFAULT ''
