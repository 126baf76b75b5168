-- A panel in use, for pictures: machines in every state, tasks done, failed, running, waiting, a
-- full and a silent node. Nothing of it exists: taskd is stopped while it is shown. @account is the
-- ready-made customer; ids from 9001 on are known to pages.mjs.
SET @reseller = (SELECT reseller_id FROM account WHERE id = @account);
SET @cluster = (SELECT MIN(id) FROM cluster);
SET @network = (SELECT MIN(id) FROM network);
SET @image = (SELECT MIN(id) FROM image);
SET @node = (SELECT MIN(id) FROM node);
SET @storage = (SELECT MIN(id) FROM storage);
SET @plan = (SELECT MIN(id) FROM plan);

UPDATE account SET name = 'Studio Marau', vm_limit = 50 WHERE id = @account;
UPDATE user JOIN member ON user_id = user.id SET user.name = 'Marta Dias'
WHERE account_id = @account;
INSERT INTO account (id, reseller_id, level, name, suspended, suspended_why, created_at) VALUES
    (9001, @reseller, 2, 'Ostsee Daten', FALSE, '', '2026-02-03 09:12:00'),
    (9002, @reseller, 2, 'Tavira Labs', TRUE, 'Invoice 2026-114 is unpaid since 12 November.',
        '2026-03-14 15:01:00'),
    (9003, @reseller, 2, 'Norrsken', FALSE, '', '2026-05-20 11:40:00'),
    (9004, @reseller, 2, 'Bundesverband der mittelständischen Rechenzentrumsbetreiber und Freunde',
        FALSE, '', '2026-06-01 08:00:00');
-- They sign in with the ready-made customer's password.
INSERT INTO user (id, reseller_id, email, name, password_hash)
SELECT 9000 + no.seq, @reseller,
    ELT(no.seq, 'ines@ostsee.example', 'rui@tavira.example', 'liv@norrsken.example'),
    ELT(no.seq, 'Ines Brandt', 'Rui Tavares', 'Liv Lindqvist'), password_hash
FROM seq_1_to_3 AS no JOIN user JOIN member ON user_id = user.id AND account_id = @account;
INSERT INTO member (user_id, account_id, role_id)
SELECT 9000 + seq, 9000 + seq, role_id FROM seq_1_to_3 JOIN member ON account_id = @account;

INSERT INTO plan (id, name, vcpu, memory, disk, traffic, price_hour, price_month, retired_at)
VALUES
    (9001, 'M4', 4, 8 << 30, 80 << 30, 20 << 40, 18000, 11900000, NULL),
    (9002, 'L8', 8, 32 << 30, 320 << 30, 20 << 40, 64000, 42500000, NULL),
    (9003, 'S2 (2025)', 2, 2 << 30, 20 << 30, 10 << 40, 6000, 3900000, '2026-09-01');
INSERT INTO node (id, cluster_id, name, uri, state, accel, vcpu, memory, mem_limit, mem_reserved,
    vm_count, version, why, seen_at) VALUES
    (9001, @cluster, 'fra-n02', 'test:///default', 1, 'kvm', 64, 384 << 30, 368 << 30, 335 << 30,
        47, 'Debian 12, libvirt 9.0.0, QEMU 7.2.9', '', NOW(6) + INTERVAL 1 DAY),
    (9002, @cluster, 'hel-n04', 'test:///default', 2, 'kvm', 64, 256 << 30, 240 << 30, 122 << 30,
        38, 'Debian 12, libvirt 9.0.0, QEMU 7.2.9',
        'unable to connect to server at hel-n04:16514: No route to host', NOW(6) - INTERVAL 9 MINUTE),
    (9003, @cluster, 'lis-n01', 'test:///default', 0, 'kvm', 32, 0, 0, 0, 0, '', '', NULL);
INSERT INTO storage (id, cluster_id, node_id, name, path, whole, reserved, reserve_limit) VALUES
    (9001, @cluster, 9001, 'fra-nvme', '/srv/disks', 24 << 40, 19 << 40, 24 << 40),
    (9002, @cluster, 9002, 'hel-nvme', '/srv/disks', 12 << 40, 4 << 40, 12 << 40);
INSERT INTO image (id, account_id, reseller_id, name, version, icon, format, bytes, sha256,
    min_disk, min_memory, retired_at)
SELECT 9000 + seq, account_id, reseller_id, ELT(seq, 'Debian', 'Ubuntu', 'Debian'),
    ELT(seq, '12', '24.04', '11'), ELT(seq, 'debian', 'ubuntu', 'debian'), 'qcow2', 420 << 20,
    SHA2(seq, 256), 3 << 30, 512 << 20, IF(seq = 3, '2026-08-14', NULL)
FROM seq_1_to_3 JOIN image ON image.id = @image;
INSERT INTO image_copy (image_id, storage_id, state) VALUES
    (@image, 9001, 1), (9001, 9001, 1), (9001, 9002, 1), (9002, 9001, 0);

-- A row a machine: account, name, node, what was seen, what is in hand, suspended, was it made.
CREATE TEMPORARY TABLE machine (id BIGINT, account BIGINT, name VARCHAR(63), node BIGINT,
    seen TINYINT, busy TINYINT, suspended BOOLEAN, made BOOLEAN, plan BIGINT);
INSERT INTO machine VALUES
    (9001, @account, 'web-01', 9001, 2, 0, FALSE, TRUE, 9001),
    (9002, @account, 'web-02', 9001, 2, 0, FALSE, TRUE, 9001),
    (9003, @account, 'db-01', 9001, 2, 0, FALSE, TRUE, 9002),
    (9004, @account, 'staging', 9001, 1, 0, FALSE, TRUE, @plan),
    (9005, @account, 'web-17', 9001, 0, 1, FALSE, FALSE, @plan),
    (9006, @account, 'shop-legacy', 9001, 2, 4, FALSE, TRUE, @plan),
    (9007, @account, 'api-02', 9001, 0, 0, FALSE, FALSE, @plan),
    (9008, @account, 'old-mail', 9002, 0, 0, FALSE, TRUE, @plan),
    (9009, @account, 'build-agent-for-the-very-long-named-continuous-integration-0001', 9001, 3, 0,
        FALSE, TRUE, 9001),
    (9010, @account, 'backup-02', 9001, 2, 5, FALSE, TRUE, @plan),
    (9011, @account, 'mail-03', 9001, 1, 2, FALSE, TRUE, @plan),
    (9101, 9002, 'vpn-08', 9001, 1, 0, TRUE, TRUE, @plan),
    (9102, 9002, 'git-14', 9001, 1, 0, TRUE, TRUE, 9003),
    (9103, 9001, 'pg-main', 9001, 2, 0, FALSE, TRUE, 9002);
INSERT INTO machine
SELECT 9200 + seq, IF(seq % 3, 9001, 9004),
    CONCAT(ELT(1 + seq % 6, 'cache', 'mon', 'ci', 'es', 'app', 'proxy'), '-', LPAD(seq, 2, '0')),
    IF(seq % 5, 9001, 9002), 2 - (seq % 7 = 0), 0, FALSE, TRUE, IF(seq % 2, @plan, 9001)
FROM seq_1_to_60;
INSERT INTO vm (id, account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id, node_id,
    storage_id, vcpu, memory, disk, wished, seen, busy, suspended, ipv4, ipv6, ssh_keys, labels,
    made_at, created_at)
SELECT m.id, account, @reseller, m.name, CONCAT('00000000-0000-4000-8000-', LPAD(m.id, 12, '0')),
    plan, IF(m.id % 3, 9001, @image), @cluster, IF(m.made OR busy, node, NULL), IF(m.made OR busy, node, NULL),
    plan.vcpu, plan.memory, plan.disk, 2 - (seen = 1), seen, busy, m.suspended,
    IF(m.made OR busy, INET_NTOA(INET_ATON('203.0.113.0') + m.id % 250), ''),
    IF(m.made OR busy, CONCAT('2001:db8:7::', m.id), ''), '',
    IF(m.id < 9004, '{"env":"production"}', '{}'),
    IF(m.made, NOW(6) - INTERVAL m.id - 8990 HOUR, NULL), NOW(6) - INTERVAL m.id - 8990 HOUR
FROM machine AS m JOIN plan ON plan.id = plan;
INSERT INTO nic (id, vm_id, account_id, reseller_id, network_id, no, mac)
SELECT id, id, account_id, reseller_id, @network, 0,
    CONCAT('06:00:00:00:', LOWER(HEX(id DIV 256)), ':', LPAD(LOWER(HEX(id % 256)), 2, '0'))
FROM vm WHERE id > 9000 AND ipv4 <> '';

INSERT INTO ip_pool (id, network_id, family, gateway, prefix) VALUES
    (9001, @network, 4, '203.0.113.254', 24), (9002, @network, 6, '2001:db8:7::1', 64);
INSERT IGNORE INTO ip (id, pool_id, family, addr, words, nic_id)
SELECT 10000 + id, 9001, 4, INET6_ATON(ipv4), ipv4, id FROM vm WHERE id > 9000 AND ipv4 <> ''
UNION ALL
SELECT 20000 + id, 9002, 6, INET6_ATON(ipv6), ipv6, id FROM vm WHERE id > 9000 AND ipv6 <> '';
INSERT IGNORE INTO ip (pool_id, family, addr, words, rests_until)
SELECT 9001, 4, INET6_ATON(INET_NTOA(INET_ATON('203.0.113.0') + seq)),
    INET_NTOA(INET_ATON('203.0.113.0') + seq), IF(seq % 9, '2000-01-01', NOW(6) + INTERVAL 3 HOUR)
FROM seq_100_to_250;
INSERT INTO ip_hold (words, account_id, reseller_id, vm_id, vm_name, begun_at)
SELECT ipv4, account_id, reseller_id, id, name, created_at FROM vm WHERE id > 9000 AND ipv4 <> ''
UNION ALL
SELECT ipv6, account_id, reseller_id, id, name, created_at FROM vm WHERE id > 9000 AND ipv6 <> '';
INSERT INTO ip_hold (words, account_id, reseller_id, vm_id, vm_name, begun_at, ended_at) VALUES
    ('203.0.113.1', 9001, @reseller, 8001, 'games-04', '2026-04-02 08:11:09', '2026-06-30 22:00:00'),
    ('203.0.113.1', 9002, @reseller, 8002, 'relay', '2026-07-01 10:00:00', '2026-10-12 06:30:41');

INSERT INTO script (id, account_id, reseller_id, name, shell, text, digest)
SELECT 9000 + seq, IF(seq = 3, (SELECT MIN(id) FROM account WHERE level = 0), @account), @reseller,
    ELT(seq, 'web server', 'monitoring', 'updates by night'), seq <> 2,
    ELT(seq, '#!/bin/sh\napt-get install -y nginx\n', '#cloud-config\npackages: [munin-node]\n',
        '#!/bin/sh\napt-get install -y unattended-upgrades\n'), REPEAT('0', 64)
FROM seq_1_to_3;

INSERT INTO ssh_key (id, account_id, reseller_id, name, type, public_key, fingerprint,
    fingerprint_md5)
SELECT 9000 + seq, @account, @reseller,
    ELT(seq, 'marta@laptop', 'deploy', 'the key of the workstation in the second office, left'),
    ELT(seq, 'ssh-ed25519', 'ssh-rsa', 'ssh-ed25519'), CONCAT('ssh-ed25519 AAAA', seq),
    CONCAT('SHA256:', LEFT(TO_BASE64(UNHEX(SHA2(seq, 256))), 43)), MD5(seq)
FROM seq_1_to_3;

-- Tasks: states are 0 queued, 1 parked, 2 running, 3 done, 4 failed, 5 cancelled.
INSERT INTO task (id, kind, account_id, reseller_id, vm_id, node_id, object, state, step_no, tries,
    percent, asked_by, as_whom, error_code, error_id, error_args, queued_at, started_at, ended_at,
    lease_until)
VALUES
    (9001, 'vm_create', @account, @reseller, 9001, 9001, 'web-01', 3, 5, 1, 100, 'Marta Dias', 1,
        '', '', '[]', NOW(6) - INTERVAL 300 SECOND, NOW(6) - INTERVAL 299 SECOND,
        NOW(6) - INTERVAL 295 SECOND, NULL),
    (9002, 'vm_create', @account, @reseller, 9007, NULL, 'api-02', 4, 3, 5, 0, 'Marta Dias', 1,
        'hypervisor_error', 'start %s: %s',
        '["api-02","internal error: process exited while connecting to monitor: cannot set up guest memory: Cannot allocate memory"]',
        NOW(6) - INTERVAL 900 SECOND, NOW(6) - INTERVAL 899 SECOND, NOW(6) - INTERVAL 850 SECOND,
        NULL),
    (9003, 'vm_create', @account, @reseller, 9005, 9001, 'web-17', 2, 2, 1, 40, 'Marta Dias', 1,
        '', '', '[]', NOW(6) - INTERVAL 3 SECOND, NOW(6) - INTERVAL 2 SECOND, NULL,
        NOW(6) + INTERVAL 1 DAY),
    (9004, 'vm_reboot', @account, @reseller, 9006, 9001, 'shop-legacy', 2, 1, 1, 20, 'Marta Dias',
        1, '', '', '[]', NOW(6) - INTERVAL 9 SECOND, NOW(6) - INTERVAL 9 SECOND, NULL,
        NOW(6) + INTERVAL 1 DAY),
    (9005, 'vm_start', @account, @reseller, 9011, 9001, 'mail-03', 1, 0, 0, 0, 'token billing', 1,
        '', '', '[]', NOW(6) - INTERVAL 20 SECOND, NULL, NULL, NULL),
    (9006, 'vm_delete', @account, @reseller, 9010, 9001, 'backup-02', 0, 0, 0, 0, 'Marta Dias', 1,
        '', '', '[]', NOW(6) - INTERVAL 1 SECOND, NULL, NULL, NULL),
    (9007, 'vm_stop', 9001, @reseller, 9103, 9001, 'pg-main', 4, 1, 5, 0, 'Ines Brandt', 9001,
        'timeout', '%s did not answer in %lld s', '["hel-n04",30]', NOW(6) - INTERVAL 2 HOUR,
        NOW(6) - INTERVAL 2 HOUR, NOW(6) - INTERVAL 118 MINUTE, NULL);
INSERT INTO task (id, kind, account_id, reseller_id, object, args, state, step_no, tries, percent,
    asked_by, as_whom, error_code, error_id, error_args, queued_at, started_at, ended_at)
VALUES (9010, 'vm_bulk', @account, @reseller, '4', '{"kind":"vm_reboot"}', 4, 2, 1, 100,
    'Marta Dias', 1, 'conflict', '%s of %s failed.', '["2","4"]', NOW(6) - INTERVAL 40 MINUTE,
    NOW(6) - INTERVAL 40 MINUTE, NOW(6) - INTERVAL 39 MINUTE);
INSERT INTO task (id, kind, account_id, reseller_id, parent_id, vm_id, node_id, object, state,
    step_no, tries, percent, asked_by, as_whom, error_code, error_id, error_args, queued_at,
    started_at, ended_at)
SELECT 9010 + seq, 'vm_reboot', @account, @reseller, 9010, 9000 + seq, 9001,
    ELT(seq, 'web-01', 'web-02', 'db-01'), IF(seq = 3, 4, 3), 1, 1, 100, 'Marta Dias', 1,
    IF(seq = 3, 'timeout', ''), IF(seq = 3, 'It was tried %d times without success.', ''),
    IF(seq = 3, '["3"]', '[]'), NOW(6) - INTERVAL 40 MINUTE, NOW(6) - INTERVAL 40 MINUTE,
    NOW(6) - INTERVAL 39 MINUTE
FROM seq_1_to_3;
INSERT INTO task_left (task_id, vm_id, name, error_code, error_id, error_args)
VALUES (9010, 9010, 'backup-02', 'locked',
    '%s is %s (task %lld). Try again when it is done.', '["backup-02","being deleted","9006"]');
INSERT INTO task (id, kind, account_id, reseller_id, vm_id, node_id, object, state, step_no, tries,
    percent, asked_by, as_whom, queued_at, started_at, ended_at)
SELECT 9200 + seq, ELT(1 + seq % 4, 'vm_create', 'vm_start', 'vm_reboot', 'vm_shutdown'),
    vm.account_id, @reseller, vm.id, vm.node_id, vm.name, 3, 1, 1, 100, 'Ines Brandt', 9001,
    NOW(6) - INTERVAL seq * 7 MINUTE, NOW(6) - INTERVAL seq * 7 MINUTE,
    NOW(6) - INTERVAL seq * 420 - 4 SECOND
FROM seq_1_to_60 JOIN vm ON vm.id = 9200 + seq;
-- One that took long for its kind, and what the kinds were like: a day's wave, a bad hour now and then.
INSERT INTO task (id, kind, account_id, reseller_id, vm_id, node_id, object, state, step_no, tries,
    percent, asked_by, as_whom, queued_at, started_at, ended_at)
VALUES (9301, 'vm_create', @account, @reseller, 9002, 9001, 'web-02', 3, 5, 1, 100, 'Marta Dias', 1,
    NOW(6) - INTERVAL 200 SECOND, NOW(6) - INTERVAL 198 SECOND, NOW(6) - INTERVAL 170 SECOND);
INSERT INTO task_stat (kind, level, at, done, failed, cancelled, took_p50, took_p95, took_p99,
    waited_p50, waited_p95, waited_p99, took, waited)
SELECT kind, level, at, ROUND(busy), bad, seq % 11 = 0, 1e6 * length,
    1e6 * length * (1.8 + bad / 2), 1e6 * length * (2.2 + bad), 4000, 18000 + 90000 * bad, 200000,
    CONCAT(440 + FLOOR(length), ':', ROUND(busy * 0.9), ' ', 470 + bad, ':', ROUND(busy * 0.1) + 1),
    CONCAT('230:', ROUND(busy * 0.9), ' 290:', ROUND(busy * 0.1) + 1)
FROM (SELECT kind, level, length, seq, FLOOR(UNIX_TIMESTAMP() / step) * step - seq * step AS at,
        share * (0.6 + 0.4 * SIN(seq / 3.8)) AS busy, IF(seq % 37 = 5, 3, 0) AS bad
    FROM (SELECT 0 AS level, 3600 AS step, 40 AS share UNION SELECT 1, 86400, 700) AS levels
    JOIN (SELECT 'vm_create' AS kind, 4.1 AS length UNION SELECT 'vm_start', 2.2) AS lengths
    JOIN seq_0_to_500) AS figures
WHERE busy > 1;
INSERT INTO kind_stat (kind, summed_until, done, failed, cancelled, took_p50, took_p95, took_p99,
    waited_p50, waited_p95, waited_p99) VALUES
    ('vm_create', UNIX_TIMESTAMP(), 12481, 31, 12, 4100000, 7380000, 9900000, 4000, 18000, 210000),
    ('vm_start', UNIX_TIMESTAMP(), 8170, 2, 0, 2200000, 3900000, 4700000, 3900, 9000, 80000),
    ('image_bring', UNIX_TIMESTAMP(), 4, 1, 0, 41000000, 390000000, 390000000, 5000, 8000, 8000);
INSERT INTO task_hold (what, held_by) VALUES ('node:9002', 'ops@example.com'),
    ('kind:vm_delete', 'ops@example.com');
INSERT INTO kind_setting (kind, seconds, keep_days) VALUES ('vm_create', 900, 30);
INSERT INTO task (id, kind, account_id, reseller_id, vm_id, node_id, object, state, step_no, tries,
    percent, cancel, cancelled_by, undoing, asked_by, as_whom, error_code, error_id, error_args,
    queued_at, started_at, ended_at)
VALUES (9008, 'vm_shutdown', @account, @reseller, 9001, 9001, 'web-01', 5, 2, 2, 0, TRUE,
    'Marta Dias', TRUE, 'Marta Dias', 1, 'cancelled', '%s cancelled it.', '["Marta Dias"]',
    NOW(6) - INTERVAL 400 SECOND, NOW(6) - INTERVAL 400 SECOND, NOW(6) - INTERVAL 380 SECOND);
INSERT INTO task_step (task_id, `undo`, no, name, begun_at, ended_at)
SELECT 9001, 0, seq, ELT(seq, 'disk', 'seed', 'define', 'start', 'confirm'),
    started_at + INTERVAL (seq - 1) * 700000 MICROSECOND,
    started_at + INTERVAL seq * 700000 MICROSECOND
FROM seq_1_to_5 JOIN task ON id = 9001
UNION ALL
SELECT 9002, 0, seq, ELT(seq, 'disk', 'seed', 'define', 'start'),
    started_at + INTERVAL (seq - 1) * 3 SECOND,
    IF(seq < 4, started_at + INTERVAL seq * 3 SECOND, NULL)
FROM seq_1_to_4 JOIN task ON id = 9002
UNION ALL
SELECT 9002, 1, seq, ELT(seq, 'disk', 'seed', 'define', 'start'),
    started_at + INTERVAL 30 - seq SECOND, started_at + INTERVAL 31 - seq SECOND
FROM seq_1_to_4 JOIN task ON id = 9002
UNION ALL
SELECT 9003, 0, seq, ELT(seq, 'disk', 'seed'), started_at + INTERVAL seq - 1 SECOND,
    IF(seq = 1, started_at + INTERVAL 1 SECOND, NULL)
FROM seq_1_to_2 JOIN task ON id = 9003
UNION ALL
SELECT 9004, 0, 1, 'button', started_at, NULL FROM task WHERE id = 9004
UNION ALL
SELECT 9008, 0, 1, 'button', started_at, started_at + INTERVAL 1 SECOND FROM task WHERE id = 9008
UNION ALL
SELECT 9008, 0, 2, 'wait_off', started_at + INTERVAL 1 SECOND, NULL FROM task WHERE id = 9008;
INSERT INTO task_log (task_id, at, level, `inner`, message, args)
SELECT id, started_at, 0, TRUE, 'disk of %lld MiB from image %lld', '[2048,1]' FROM task
WHERE id IN (9001, 9002, 9003) UNION ALL
SELECT id, started_at + INTERVAL 1 SECOND, 0, FALSE, 'started', '[]' FROM task WHERE id = 9001
UNION ALL
SELECT id, started_at + INTERVAL 9 SECOND, 1, TRUE, 'try %lld failed, the next follows in %lld s',
    '[1,4]' FROM task WHERE id = 9002
UNION ALL
SELECT id, started_at + INTERVAL 20 SECOND, 2, TRUE, 'start %s: %s',
    '["api-02","Cannot allocate memory"]' FROM task WHERE id = 9002;
INSERT INTO task_lock (resource, task_id, exclusive, granted, intent) VALUES
    ('vm/9011', 9005, TRUE, FALSE, TRUE), ('vm/9005', 9003, TRUE, TRUE, FALSE);
UPDATE vm SET task_id = (SELECT MAX(task.id) FROM task WHERE vm_id = vm.id AND task.state < 3)
WHERE busy;
UPDATE vm SET failed_task_id = 9002 WHERE id = 9007;
UPDATE account LEFT JOIN (SELECT account_id, COUNT(*) AS machines, SUM(vcpu) AS vcpu,
    SUM(memory) AS memory, SUM(disk) AS disk, SUM(ipv4 <> '') AS ips FROM vm
    WHERE node_id IS NOT NULL GROUP BY account_id) AS has ON has.account_id = account.id
SET vm_count = COALESCE(machines, 0), vcpu_count = COALESCE(vcpu, 0),
    memory_count = COALESCE(memory, 0), disk_count = COALESCE(disk, 0), ip_count = COALESCE(ips, 0);
INSERT INTO account_group (id, name, vm_limit, running_limit, memory_limit, disk_limit, vm_count,
    vcpu_count, memory_count, disk_count, ip_count, created_at)
SELECT 9001, 'Companies of Ostsee Holding', 60, 40, 288 << 30, 0, SUM(vm_count), SUM(vcpu_count),
    SUM(memory_count), SUM(disk_count), SUM(ip_count), '2026-02-01 08:00:00'
FROM account WHERE id IN (9001, 9003, @account);
UPDATE account SET group_id = 9001 WHERE id IN (9001, 9003, @account);
UPDATE account SET memory_limit = 64 << 30, running_limit = 30 WHERE id = @account;
INSERT INTO audit (id, account_id, reseller_id, changes, at, who, address, what, object, refused)
SELECT 9000 + seq, IF(seq % 2, @account, 9001), @reseller,
    IF(seq % 4 = 1, '{"name":["web-1","web-01"],"labels":[null,"env=prod"]}', ''), NOW(6) - INTERVAL seq * 11 MINUTE,
    IF(seq % 2, 'Marta Dias', 'Ines Brandt'), IF(seq % 3, '198.51.100.7', '2001:db8:99::12'),
    ELT(1 + seq % 4, 'signin', 'vm_create', 'vm_delete', 'ssh_key_add'),
    ELT(1 + seq % 4, '', 'web-01', 'web-02', 'marta@laptop'), seq % 10 = 0
FROM seq_1_to_70;

-- What they do now: of tomorrow, since what is older than some minutes is not shown.
SET @fresh = UNIX_TIMESTAMP() + 86400;
-- What machines and nodes did: a day's wave with a gap of half an hour, in each resolution.
SET @now = UNIX_TIMESTAMP();
CREATE TEMPORARY TABLE moment AS
SELECT level.seq AS level, FLOOR(@now / step) * step - point.seq * step AS at,
    0.5 + 0.3 * SIN((@now - point.seq * step) / 13751) + 0.12 * RAND(point.seq * 7 + 1) AS wave
FROM seq_0_to_4 AS level
JOIN (SELECT 0 AS level, 60 AS step UNION SELECT 1, 600 UNION SELECT 2, 3600 UNION SELECT 3, 14400
    UNION SELECT 4, 86400) AS steps ON steps.level = level.seq
JOIN seq_1_to_1500 AS point
WHERE point.seq NOT BETWEEN 25 AND 40;
INSERT INTO vm_sample (level, at, vm_id, unit, cpu, cpu_peak, steal, steal_peak, mem, mem_peak,
    read_bytes, read_bytes_peak, write_bytes, write_bytes_peak, read_reqs, read_reqs_peak,
    write_reqs, write_reqs_peak, in_bytes, in_bytes_peak, out_bytes, out_bytes_peak, in_packets,
    in_packets_peak, out_packets, out_packets_peak, drops, drops_peak)
SELECT level, at, 9001, 0, 3600 * wave, 3900 * wave, 60 * wave, 200 * wave, 5200000 + 900000 * wave,
    5300000 + 900000 * wave, 9e6 * wave, 2e7 * wave, 4e6 * wave, 9e6 * wave, 90000 * wave,
    300000 * wave, 60000 * wave, 200000 * wave, 3e6 * wave, 7e6 * wave, 12e6 * wave, 21e6 * wave,
    2e6 * wave, 3e6 * wave, 4e6 * wave, 6e6 * wave, 0, 0
FROM moment;
INSERT INTO node_sample (level, at, node_id, unit, cpu, cpu_peak, load_avg, load_avg_peak, mem,
    mem_peak, in_bytes, in_bytes_peak, out_bytes, out_bytes_peak, in_packets, in_packets_peak,
    out_packets, out_packets_peak, drops, drops_peak)
SELECT level, at, 9001, 0, 52000 * wave, 60000 * wave, 40 * wave, 55 * wave, 320 << 20, 330 << 20,
    2e8 * wave, 4e8 * wave, 5e8 * wave, 9e8 * wave, 2e8, 3e8, 4e8, 6e8, 0, 0
FROM moment;
INSERT INTO node_sample (level, at, node_id, unit, space, space_peak)
SELECT level, at, 9001, 9001, (18 << 30) + (1 << 30) * wave, 19 << 30 FROM moment;
INSERT INTO vm_load (vm_id, at, cpu_percent, mem_percent, cpu, mem, requests, in_bytes, out_bytes)
SELECT id, @fresh, busy, mem, busy * vcpu * 10, memory / 102400 * mem, busy * 41000,
    busy * 90000, busy * 400000
FROM (SELECT id, vcpu, memory, 2 + id * 37 % 96 AS busy, 20 + id * 53 % 79 AS mem FROM vm
    WHERE id > 9000 AND seen = 2) AS running;
INSERT INTO node_load (node_id, at, cpu_percent, mem_percent, load_avg, in_bytes, out_bytes)
VALUES (9001, @fresh, 94, 88, 58, 210000000, 980000000),
    (@node, @fresh, 12, 24, 1, 10000, 20000);
INSERT INTO storage_load (storage_id, at, whole, used) VALUES
    (9001, @fresh, 24 << 40, 20 << 40), (@storage, @fresh, 200 << 30, 60 << 30);
INSERT INTO vm_top (what, node_id, no, at, vm_id, value)
SELECT what.seq, 9001, place.seq, @fresh, vm_load.vm_id,
    ELT(1 + what.seq, vm_load.cpu, vm_load.out_bytes, vm_load.requests)
FROM seq_0_to_2 AS what
JOIN (SELECT vm_id, ROW_NUMBER() OVER (ORDER BY cpu_percent DESC) AS seq FROM vm_load) AS place
JOIN vm_load ON vm_load.vm_id = place.vm_id
WHERE place.seq <= 10;
UPDATE heartbeat SET beat_at = NOW(6) + INTERVAL 1 DAY;

INSERT INTO difference (id, node_id, kind, uuid, what, vm_id, name, ours, theirs, task_id,
    seen_first, seen_last) VALUES
    (9001, 9001, 2, '00000000-0000-4000-8000-000000009002', 'memory', 9002, 'web-02', '8 GB',
        '4 GB', 9001, NOW(6) - INTERVAL 2 DAY, NOW(6)),
    (9002, 9001, 0, '11111111-0000-4000-8000-000000000001', '', 0, 'test-old', '', 'running', 9001,
        NOW(6) - INTERVAL 3 HOUR, NOW(6)),
    (9003, 9002, 1, '00000000-0000-4000-8000-000000009008', '', 9008, 'old-mail', 'running', '',
        9001, NOW(6) - INTERVAL 9 MINUTE, NOW(6));

INSERT INTO schedule (id, kind, account_id, reseller_id, vm_id, user_id, made_by, own_maker, state,
    moment, zone, jitter, delay, next_at, task_id, ran_at, skipped_at, why_id) VALUES
    (9001, 'vm_start', @account, @reseller, 9004, 1, 'marta@example.com', TRUE, 0, '0 8 * * mon-fri',
        'Europe/Berlin', 10, 253, NOW() + INTERVAL 9 HOUR, 9001, NOW(6) - INTERVAL 1 DAY, NULL, ''),
    (9002, 'vm_shutdown', @account, @reseller, 9004, 1, 'marta@example.com', TRUE, 0,
        '0 20 * * mon-fri', 'Europe/Berlin', 0, 0, NOW() + INTERVAL 21 HOUR, NULL, NULL,
        NOW(6) - INTERVAL 3 HOUR, 'It was missed, since the panel was off, by more than an hour.'),
    (9003, 'vm_reboot', @account, @reseller, 9001, 1, 'marta@example.com', TRUE, 1, '30 3 1 * *',
        'UTC', 0, 0, NOW() + INTERVAL 9 DAY, NULL, NULL, NULL, ''),
    (9004, 'vm_reboot', @account, @reseller, 9002, 1, 'marta@example.com', TRUE, 2,
        '2026-11-01 04:00', 'Europe/Lisbon', 0, 0, '2026-11-01 04:00', 9001,
        '2026-11-01 04:00:01', NULL, '');

INSERT INTO hook (id, kind, moment, argv, seconds, run_as, disabled, added_by, added_at) VALUES
    (9001, 'vm_create', 0, '["/etc/hatchery/hook/ask-billing","--strict"]', 10, 'hatchery-hook',
        FALSE, 'admin@hatchery.example', '2026-09-02 10:15:00'),
    (9002, 'vm_create', 1, '["/etc/hatchery/hook/add-to-dns"]', 60, 'hatchery-hook', FALSE,
        'admin@hatchery.example', '2026-09-02 10:21:00'),
    (9003, 'vm_delete', 1, '["/etc/hatchery/hook/drop-from-dns"]', 60, 'hatchery-hook', TRUE,
        'admin@hatchery.example', '2026-09-02 10:22:00');

-- Links of mails: their secrets are forty-three r, and as many i, a, w (pages.mjs).
INSERT INTO user (id, reseller_id, email, name) VALUES
    (9004, @reseller, 'new@ostsee.example', 'Nils Neumann');
INSERT INTO member (user_id, account_id, role_id)
SELECT 9004, 9001, role_id FROM member WHERE account_id = @account;
INSERT INTO link (hash, what, face, user_id, expires_at) VALUES
    ('9c03f6ada568ac6c734aea8b5ce71ea1557f5efc0875717a85f988a0c02c77fa', 0, 0, 9001,
        NOW(6) + INTERVAL 1 DAY),
    ('ee1c7c5065f86b87c6c200dd09b6f356c081c801cc2bb5eb7f4f3bea2d9a7736', 1, 0, 9004,
        NOW(6) + INTERVAL 1 DAY);

INSERT INTO link (hash, what, face, user_id, email, expires_at) VALUES
    ('a3e1ac69f1022b5d7a04e3bf37740758e568c93643c532d22f0d37f14677803f', 2, 0, 9001,
        'ines.petersen@ostsee.example', NOW(6) + INTERVAL 1 DAY),
    ('67e040cc9f469520705dada0d2519d6ca4d69849c16c86baaaf7d7b0a19a7c34', 3, 0, NULL,
        'lena@elbe.example', NOW(6) + INTERVAL 1 DAY);
INSERT INTO setting (name, value) VALUES ('registration', '1');

INSERT INTO outbox (id, account_id, reseller_id, user_id, kind, state, email, message_id, subject,
    shown, tries, run_at, reason, why_id, why_args, queued_at, sent_at) VALUES
    (9001, 9001, @reseller, 9001, 0, 0, 'ines@ostsee.example', '<9001@pictures>', 'pg-main is ready',
        'pg-main is ready. It runs Debian 12.', 3, NOW(6) + INTERVAL 1 DAY, 6,
        '%s answered: %s', '["mail.example","451 4.7.1 Greylisted, try again later"]',
        NOW(6) - INTERVAL 20 MINUTE, NULL),
    (9002, 9001, @reseller, 9001, 2, 1, 'ines@ostsee.example', '<9002@pictures>',
        'Set a new password', 'Somebody asked for a new password.', 1, NOW(6), 0, '', '[]',
        NOW(6) - INTERVAL 2 HOUR, NOW(6) - INTERVAL 2 HOUR),
    (9003, 9004, @reseller, 0, 3, 2, 'nobody@verband.example', '<9003@pictures>',
        'You are invited', 'You are invited to the panel.', 1, NOW(6), 7, '%s answered: %s',
        '["mail.example","550 5.1.1 No such user here"]', NOW(6) - INTERVAL 1 DAY, NULL);

-- A reseller with two customers and a plan of its own.
INSERT INTO account (id, reseller_id, level, resold, name, suspended, suspended_why, created_at)
VALUES
    (9005, 9005, 1, FALSE, 'Kattegat Hosting', FALSE, '', '2026-04-01 08:30:00'),
    (9006, 9005, 2, TRUE, 'Rederi Lund', FALSE, '', '2026-04-09 10:00:00'),
    (9007, 9005, 2, TRUE, 'Aalborg Bageri', TRUE, 'Invoice 88 is unpaid.', '2026-05-12 14:20:00');
INSERT INTO user (id, reseller_id, email, name, password_hash)
SELECT 9004 + no.seq, 9005, ELT(no.seq, 'sofie@kattegat.example', 'mads@lund.example'),
    ELT(no.seq, 'Sofie Holm', 'Mads Lund'), password_hash
FROM seq_1_to_2 AS no JOIN user JOIN member ON user_id = user.id AND account_id = @account;
INSERT INTO member (user_id, account_id, role_id) VALUES (9005, 9005, 7), (9006, 9006, 2);
INSERT INTO image (id, account_id, reseller_id, name, version, icon, format, bytes, sha256,
    min_disk, min_memory) VALUES (9004, 9005, 9005, 'Kattegat Debian', '12.4', 'debian', 'qcow2',
    460 << 20, SHA2('kattegat', 256), 4 << 30, 1 << 30);
INSERT INTO image_withheld (reseller_id, image_id) VALUES (9005, 9002);
INSERT INTO plan (id, reseller_id, base_id, name, vcpu, memory, disk, traffic, price_hour, price_month)
VALUES (9004, 9005, 9001, 'Kattegat 4', 4, 8 << 30, 80 << 30, 20 << 40, 24000, 15900000);
INSERT INTO brand (reseller_id, name) VALUES (9005, 'Kattegat Cloud');

INSERT INTO token (id, hash, account_id, reseller_id, user_id, role_id, name, writes, nouns, networks,
    labels, created_at, used_at, used_from, expires_at, revoked_at)
SELECT 9001, REPEAT('7', 64), @account, @reseller, user_id, role_id, 'billing', TRUE, 'vm,task',
    '192.0.2.0/24', 'env=prod', NOW(6) - INTERVAL 20 DAY, NOW(6) - INTERVAL 3 HOUR, '192.0.2.17',
    NOW(6) + INTERVAL 70 DAY, NULL FROM member WHERE account_id = @account
UNION ALL
SELECT 9002, REPEAT('8', 64), @account, @reseller, NULL, 2, 'backup-host', FALSE, '', '', '',
    NOW(6) - INTERVAL 200 DAY, NULL, '', NULL, NOW(6) - INTERVAL 9 DAY;

-- Another of the ready-made account's people, and one who is invited; last, since rows above are
-- made of its one member.
INSERT INTO member (user_id, account_id, role_id) VALUES (9001, @account, 3);
INSERT INTO invitation (account_id, reseller_id, email, role_id, by_user_id, by_name, language,
    expires_at)
VALUES (@account, @reseller, 'noor@nordlicht.example', 6, 0, 'root', 'en', NOW(6) + INTERVAL 7 DAY);
INSERT INTO passkey (id, user_id, host, name, credential, algorithm, public_key, count, used_at)
SELECT 9001, MIN(user_id), 'panel.nordlicht.example', 'Phone', 'one', -7, '', 0,
    NOW(6) - INTERVAL 3 HOUR FROM member WHERE account_id = @account;
INSERT INTO passkey (id, user_id, host, name, credential, algorithm, public_key, count)
SELECT 9002, MIN(user_id), 'panel.nordlicht.example', 'Key ring', 'two', -7, '', 0 FROM member
JOIN account ON account.id = account_id WHERE level = 0;
