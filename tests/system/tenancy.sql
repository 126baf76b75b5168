-- SPDX-License-Identifier: Apache-2.0
-- Three resellers with two customers each, and of every kind of object one that is theirs. All of a
-- tenant's objects have the tenant's number as their id, 700001 to 700009, and what names them has
-- zq7-tN in it, so that whatever leaks is known by that. Customers 1 to 6, resellers 7 to 9.
-- @customer is the ready-made account, whose user's password is everybody's.
SET @plan = (SELECT MIN(id) FROM plan);
SET @node = (SELECT MIN(id) FROM node);
SET @storage = (SELECT MIN(id) FROM storage);
SET @cluster = (SELECT MIN(id) FROM cluster);
SET @network = (SELECT MIN(id) FROM network);
SET @image = (SELECT MIN(id) FROM image);

CREATE TEMPORARY TABLE tenant (no BIGINT, id BIGINT, reseller BIGINT, level BIGINT);
INSERT INTO tenant SELECT seq, 700000 + seq,
    700000 + IF(seq > 6, seq, 7 + (seq - 1) DIV 2), IF(seq > 6, 1, 2) FROM seq_1_to_9;

INSERT INTO account (id, reseller_id, level, name, api_minute, resold)
SELECT id, reseller, level, CONCAT('zq7-t', no, ' account'), 1000000, level = 2 FROM tenant;
-- a reseller's plans, which its customers are offered
INSERT INTO plan (id, reseller_id, base_id, name, vcpu, memory, disk, traffic, price_hour,
    price_month)
SELECT tenant.id, tenant.id, plan.id, CONCAT('zq7-plan-', no), vcpu, memory, disk, traffic,
    price_hour, price_month FROM tenant JOIN plan ON plan.id = @plan WHERE level = 1;
-- and its images, likewise
INSERT INTO image (id, account_id, reseller_id, name, version, icon, format, bytes, sha256, min_disk,
    min_memory)
SELECT id, id, id, CONCAT('zq7-image-', no), '7', 'image', 'raw', 1, SHA2(CONCAT('zq7-image-', no), 256),
    1, 1 FROM tenant WHERE level = 1;
INSERT INTO brand (reseller_id, name)
SELECT id, CONCAT('zq7-brand-', no) FROM tenant WHERE level = 1;
INSERT INTO usage_day (id, account_id, reseller_id, day, hour, machine_hours, running_hours,
    vcpu_hours, memory_hours, disk_hours)
SELECT id, id, reseller, '2026-11-01', 23, 24, 700000 + no, 24, 24, 24 FROM tenant;
INSERT INTO vm_life (vm_id, account_id, reseller_id, vcpu, memory, disk, made_at)
SELECT id, id, reseller, 1, 1, 1, NOW(6) FROM tenant;
INSERT INTO vm_traffic (vm_id, unit, run) SELECT id, 0, 1 FROM tenant;
INSERT INTO traffic_day (vm_id, day, account_id, reseller_id, in_bytes, out_bytes)
SELECT id, UTC_DATE(), id, reseller, 700000 + no, 700000 + no FROM tenant;
INSERT INTO user (id, reseller_id, email, name, password_hash)
SELECT tenant.id, reseller, CONCAT('zq7-t', no, '@tenant.example'), CONCAT('zq7-t', no, ' person'),
    password_hash
FROM tenant JOIN user JOIN member ON user_id = user.id AND account_id = @customer;
INSERT INTO member (user_id, account_id, role_id)
SELECT tenant.id, tenant.id, role.id FROM tenant JOIN role USING (level) WHERE role.name = 'owner';
INSERT INTO ssh_key (id, account_id, reseller_id, name, type, public_key, fingerprint,
    fingerprint_md5)
SELECT id, id, reseller, CONCAT('zq7-t', no, ' key'), 'ssh-ed25519',
    CONCAT('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIzq7', no), CONCAT('SHA256:zq7-t', no),
    CONCAT('zq7-t', no) FROM tenant;
INSERT INTO script (id, account_id, reseller_id, name, text, digest)
SELECT id, id, reseller, CONCAT(IF(level = 1, 'zq7-script-', 'zq7-t'), no),
    CONCAT('#!/bin/sh\n# zq7-t', no), '' FROM tenant;
INSERT INTO script (id, account_id, reseller_id, name, text, digest)
SELECT 700060, id, 0, 'zq7-script', '#!/bin/sh', '' FROM account WHERE level = 0;
INSERT INTO vm (id, account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id, node_id,
    storage_id, vcpu, memory, disk, wished, seen, ipv4, ipv6, ssh_keys, labels, made_at, task_id,
    failed_task_id)
SELECT tenant.id, tenant.id, reseller, CONCAT('zq7-t', no), UUID(), tenant.reseller, @image, @cluster,
    @node, @storage, 1, 128 << 20, 1 << 30, 2, 2, CONCAT('198.51.100.', no),
    CONCAT('2001:db8:7::', no), '', JSON_OBJECT('zq7', CONCAT('zq7-t', no)), NOW(6), tenant.id,
    tenant.id FROM tenant;
INSERT INTO vm_label (vm_id, k, v, account_id, name)
SELECT id, 'zq7', CONCAT('zq7-t', no), id, CONCAT('zq7-t', no) FROM tenant;
INSERT INTO nic (id, vm_id, account_id, reseller_id, network_id, no, mac)
SELECT id, id, id, reseller, @network, 0, CONCAT('52:54:00:7a:07:0', no) FROM tenant;
INSERT INTO ip_hold (id, words, account_id, reseller_id, vm_id, vm_name, begun_at)
SELECT id, CONCAT('198.51.100.', no), id, reseller, id, CONCAT('zq7-t', no), NOW(6) FROM tenant;
INSERT INTO task (id, kind, account_id, reseller_id, vm_id, node_id, object, state, asked_by,
    own_asker, as_whom, args, error_id, queued_at, started_at, ended_at)
SELECT id, 'vm_start', id, reseller, id, @node, CONCAT('zq7-t', no), 4,
    CONCAT('zq7-t', no, '@tenant.example'), TRUE, id, JSON_OBJECT('vm_id', id),
    CONCAT('zq7-t', no, ' would not start'), NOW(6), NOW(6), NOW(6) FROM tenant;
INSERT INTO task_step (task_id, `undo`, no, name, begun_at, ended_at)
SELECT id, 0, 0, 'start', NOW(6), NOW(6) FROM tenant;
INSERT INTO task_log (task_id, at, level, `inner`, message)
SELECT id, NOW(6), 1, FALSE, CONCAT('zq7-t', no, ' said so') FROM tenant;
INSERT INTO schedule (id, kind, account_id, reseller_id, vm_id, user_id, made_by, own_maker,
    moment, next_at)
SELECT id, 'vm_start', id, reseller, id, id, CONCAT('zq7-t', no, '@tenant.example'), TRUE,
    '0 3 * * *', NOW(6) + INTERVAL 9 HOUR FROM tenant;
INSERT INTO outbox (id, account_id, reseller_id, user_id, kind, state, email, message_id, subject)
SELECT id, id, reseller, id, 3, 1, CONCAT('zq7-t', no, '@tenant.example'), CONCAT('zq7-t', no),
    CONCAT('zq7-t', no, ' is ready') FROM tenant;
INSERT INTO audit (id, account_id, reseller_id, who, address, what, object)
SELECT id, id, reseller, CONCAT('zq7-t', no, '@tenant.example'), '198.51.100.200', 'vm_start',
    CONCAT('zq7-t', no) FROM tenant;
INSERT INTO link (id, hash, what, face, user_id, expires_at)
SELECT id, SHA2(CONCAT('link', no), 256), 0, 0, id, NOW(6) + INTERVAL 1 HOUR FROM tenant;
INSERT INTO signin (id, user_id, face, passed, address, agent)
SELECT id, id, 0, TRUE, CONCAT('198.51.100.10', no), CONCAT('zq7-t', no, ' browser') FROM tenant;
INSERT INTO session (id, hash, face, user_id, account_id, reseller_id, address, expires_at)
SELECT id, SHA2(CONCAT('session', no), 256), 0, id, id, reseller, CONCAT('198.51.100.10', no),
    NOW(6) + INTERVAL 1 HOUR FROM tenant;
INSERT INTO token (id, hash, account_id, reseller_id, role_id, name)
SELECT id, SHA2(CONCAT('token', no), 256), tenant.id, reseller, role_id, CONCAT('zq7-t', no)
FROM tenant JOIN member ON account_id = @customer;
INSERT INTO invitation (id, account_id, reseller_id, email, role_id, by_user_id, by_name, language,
    expires_at)
SELECT id, id, reseller, CONCAT('zq7-t', no, '@invited.example'), 3, id,
    CONCAT('zq7-t', no, '@tenant.example'), 'en', NOW(6) + INTERVAL 1 DAY FROM tenant;
INSERT INTO vm_sample (level, at, vm_id, unit, cpu, cpu_peak)
SELECT 0, UNIX_TIMESTAMP() DIV 60 * 60 - 120, id, 0, 77, 77 FROM tenant;
INSERT INTO vm_load (vm_id, at, cpu_percent, mem_percent, cpu, mem, requests, in_bytes, out_bytes)
SELECT id, UNIX_TIMESTAMP(), 77, 77, 77, 77, 77, 77, 77 FROM tenant;
INSERT INTO passkey (id, user_id, host, name, credential, algorithm, public_key, count)
SELECT id, id, '127.0.0.1', CONCAT('zq7-t', no, ' phone'), CONCAT('zq7-t', no), -7, 'x', 0 FROM tenant;
INSERT INTO device (id, user_id, hash) SELECT id, id, SHA2(CONCAT('device', no), 256) FROM tenant;
-- the provider's
INSERT INTO passkey (id, user_id, host, name, credential, algorithm, public_key, count)
SELECT 700020, MIN(user_id), '127.0.0.1', 'zq7-desk', 'zq7-desk', -7, 'x', 0 FROM member
JOIN account ON account.id = account_id WHERE level = 0;
INSERT INTO account_group (id, name, vm_limit) VALUES (700001, 'zq7-group', 1000);
