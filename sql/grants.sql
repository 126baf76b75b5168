-- What each program's database user may do: no more than its statements need. Tests
-- prepare every statement as every user that names it (tests/db/test_store.c), and look for the
-- statement that needs each of these lines (tests/db/test_grants.c).
-- Sealed: a password's hash is read by the sign-in alone, a machine's by taskd alone.

-- who asks
GRANT SELECT (id, reseller_id, email, name, disabled, language, time_zone, created_at) ON user TO 'my'@'localhost', 'my_reader'@'localhost', 'admin'@'localhost', 'admin_reader'@'localhost';
GRANT SELECT ON user TO 'signin'@'localhost';
GRANT UPDATE (password_hash, email), INSERT (reseller_id, email, name, password_hash) ON user TO 'signin'@'localhost';
GRANT INSERT ON member TO 'signin'@'localhost';
GRANT INSERT (reseller_id, level, name, vm_limit) ON account TO 'signin'@'localhost';
GRANT UPDATE (name, language, time_zone) ON user TO 'my'@'localhost';
GRANT UPDATE (language) ON user TO 'signin'@'localhost';
GRANT SELECT (id), UPDATE (disabled) ON customer_user TO 'my'@'localhost', 'api'@'localhost';
GRANT INSERT (reseller_id, email, name) ON user TO 'api'@'localhost';
GRANT SELECT (id, reseller_id, email, name, disabled, invited, created_at) ON user TO 'api'@'localhost', 'api_reader'@'localhost';
GRANT UPDATE (name, language, time_zone, disabled) ON user TO 'admin'@'localhost';
GRANT SELECT, INSERT, UPDATE ON user TO 'cli'@'localhost';
GRANT SELECT ON member TO 'my'@'localhost', 'my_reader'@'localhost', 'admin'@'localhost', 'admin_reader'@'localhost', 'api'@'localhost', 'api_reader'@'localhost', 'signin'@'localhost', 'cli'@'localhost';
GRANT INSERT ON member TO 'cli'@'localhost';
GRANT INSERT ON member_ask TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT DELETE, UPDATE (role_id) ON member TO 'my'@'localhost', 'admin'@'localhost', 'cli'@'localhost';
GRANT INSERT, SELECT (user_id, passed) ON signin TO 'signin'@'localhost';
GRANT SELECT (id, user_id, hash), INSERT (user_id, hash), UPDATE (used_at), DELETE ON device TO 'signin'@'localhost';
GRANT SELECT (user_id), DELETE ON device TO 'cli'@'localhost';
GRANT SELECT (used_at), DELETE ON device TO 'taskd'@'localhost';
GRANT SELECT (networks) ON user TO 'my'@'localhost', 'my_reader'@'localhost', 'admin'@'localhost', 'admin_reader'@'localhost';
GRANT UPDATE (networks) ON user TO 'my'@'localhost', 'admin'@'localhost';
GRANT SELECT (id, user_id, name) ON passkey TO 'admin'@'localhost', 'cli'@'localhost';
GRANT SELECT (user_id) ON passkey TO 'taskd'@'localhost';
GRANT SELECT ON passkey TO 'my_reader'@'localhost', 'admin_reader'@'localhost';
GRANT SELECT, INSERT, UPDATE (count, used_at), DELETE ON passkey TO 'signin'@'localhost';
GRANT DELETE ON passkey TO 'admin'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT SELECT (used_at), INSERT (hash), DELETE ON passkey_challenge TO 'signin'@'localhost';
GRANT SELECT (user_id) ON totp TO 'my'@'localhost', 'admin'@'localhost', 'cli'@'localhost';
GRANT SELECT (user_id, created_at) ON totp TO 'my_reader'@'localhost', 'admin_reader'@'localhost';
GRANT SELECT, INSERT, UPDATE (step), DELETE ON totp TO 'signin'@'localhost';
GRANT DELETE ON totp TO 'admin'@'localhost', 'cli'@'localhost';
GRANT SELECT (user_id, used_at) ON recovery TO 'my_reader'@'localhost', 'admin_reader'@'localhost';
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON recovery TO 'signin'@'localhost';
GRANT SELECT (user_id), DELETE ON recovery TO 'admin'@'localhost', 'cli'@'localhost';
GRANT SELECT (id, totp) ON role TO 'my'@'localhost', 'my_reader'@'localhost', 'signin'@'localhost';
GRANT SELECT ON signin TO 'my'@'localhost', 'my_reader'@'localhost', 'admin'@'localhost', 'admin_reader'@'localhost', 'cli'@'localhost';
GRANT SELECT ON role TO 'my'@'localhost', 'my_reader'@'localhost', 'api'@'localhost', 'api_reader'@'localhost', 'admin'@'localhost', 'admin_reader'@'localhost', 'signin'@'localhost', 'cli'@'localhost', 'mailer'@'localhost';
GRANT INSERT (level, name, totp), UPDATE (name, totp), DELETE ON role TO 'admin'@'localhost';
GRANT INSERT, DELETE ON role_permission TO 'admin'@'localhost';
GRANT SELECT ON role_permission TO 'cli'@'localhost';
GRANT SELECT (id, role_id) ON token TO 'admin'@'localhost', 'admin_reader'@'localhost';
-- whoever is asked to join an account
GRANT SELECT ON invitation TO 'my'@'localhost', 'my_reader'@'localhost', 'admin'@'localhost', 'admin_reader'@'localhost', 'signin'@'localhost', 'mailer'@'localhost';
GRANT INSERT (account_id, reseller_id, email, role_id, by_user_id, by_name, language, expires_at) ON invitation TO 'my'@'localhost', 'admin'@'localhost';
GRANT DELETE ON invitation TO 'my'@'localhost', 'admin'@'localhost', 'signin'@'localhost', 'mailer'@'localhost';
GRANT UPDATE (expires_at) ON invitation TO 'my'@'localhost', 'admin'@'localhost', 'mailer'@'localhost';
GRANT UPDATE (hash) ON invitation TO 'mailer'@'localhost';
GRANT SELECT ON role_permission TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'signin'@'localhost';
GRANT SELECT, DELETE ON session TO 'my'@'localhost', 'admin'@'localhost', 'cli'@'localhost';
GRANT UPDATE (account_id, reseller_id) ON session TO 'my'@'localhost';
GRANT UPDATE (hash, proved_at, expires_at) ON session TO 'signin'@'localhost';
GRANT UPDATE (idle_minutes, expires_at) ON session TO 'admin'@'localhost', 'cli'@'localhost';
GRANT SELECT (id, user_id, actor_id), DELETE ON session TO 'api'@'localhost';
GRANT SELECT ON session TO 'my_reader'@'localhost', 'admin_reader'@'localhost';
GRANT SELECT, INSERT, DELETE ON session TO 'signin'@'localhost';
GRANT SELECT (expires_at), DELETE ON session TO 'taskd'@'localhost';
GRANT SELECT (id, disabled) ON user TO 'taskd'@'localhost';
GRANT SELECT ON member TO 'taskd'@'localhost';
GRANT SELECT ON role_permission TO 'taskd'@'localhost';
GRANT SELECT (id, account_id, role_id, writes, nouns) ON token_live TO 'taskd'@'localhost';
GRANT SELECT (id, used_at), UPDATE (used_at) ON session TO 'notes'@'localhost';
GRANT SELECT ON token_live TO 'api'@'localhost', 'api_reader'@'localhost';
GRANT SELECT (id, account_id, reseller_id, role_id, user_id, name, writes, nouns, networks, labels, created_at, used_at, used_from, expires_at, revoked_at, revoked) ON token TO 'my'@'localhost', 'my_reader'@'localhost', 'admin'@'localhost', 'admin_reader'@'localhost', 'cli'@'localhost';
GRANT INSERT (hash, account_id, reseller_id, user_id, role_id, name, writes, nouns, labels, networks, expires_at) ON token TO 'my'@'localhost', 'cli'@'localhost';
GRANT UPDATE (revoked_at) ON token TO 'my'@'localhost', 'admin'@'localhost', 'cli'@'localhost';
GRANT SELECT (id, used_at, used_from), UPDATE (used_at, used_from) ON token TO 'notes'@'localhost';
GRANT SELECT ON token_label TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT INSERT ON token_label TO 'my'@'localhost', 'cli'@'localhost';
GRANT SELECT, INSERT, UPDATE ON throttle TO 'signin'@'localhost';
GRANT SELECT, INSERT, UPDATE ON request TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'signin'@'localhost';
GRANT SELECT (created_at), DELETE ON request TO 'taskd'@'localhost';
GRANT SELECT ON audit TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT SELECT, INSERT ON audit_seal TO 'taskd'@'localhost';
GRANT SELECT ON audit_seal TO 'cli'@'localhost';
GRANT SELECT (id, last_id, last_seal), UPDATE (last_id, last_seal, copied_at) ON audit_copy TO 'taskd'@'localhost';
GRANT SELECT (id, last_id) ON audit_copy TO 'cli'@'localhost';
GRANT INSERT ON audit TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost', 'signin'@'localhost', 'notes'@'localhost';

-- what there is
GRANT SELECT ON account TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'signin'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT INSERT ON account TO 'admin'@'localhost', 'cli'@'localhost';
GRANT INSERT (reseller_id, level, resold, name), SELECT (id), UPDATE (vm_limit, running_limit, vcpu_limit, memory_limit, disk_limit, ip_limit, traffic_limit, suspended, suspended_why, closed_at) ON customer TO 'my'@'localhost', 'api'@'localhost';
GRANT UPDATE (vm_count, vcpu_count, memory_count, disk_count, ip_count) ON account TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'taskd'@'localhost', 'cli'@'localhost';
GRANT UPDATE (reseller_id) ON account TO 'admin'@'localhost', 'cli'@'localhost';
GRANT UPDATE (suspended, suspended_why, closed_at) ON account TO 'admin'@'localhost', 'cli'@'localhost';
GRANT UPDATE (vm_limit, running_limit, vcpu_limit, memory_limit, disk_limit, ip_limit, traffic_limit, api_minute, group_id) ON account TO 'admin'@'localhost', 'cli'@'localhost';
GRANT SELECT ON account_group TO 'admin_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT SELECT (id, api_minute) ON account_group TO 'api_reader'@'localhost';
GRANT UPDATE (vm_count, vcpu_count, memory_count, disk_count, ip_count) ON account_group TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT INSERT, UPDATE (name, vm_limit, running_limit, vcpu_limit, memory_limit, disk_limit, ip_limit, api_minute), DELETE ON account_group TO 'admin'@'localhost', 'cli'@'localhost';
GRANT SELECT ON ssh_key TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT INSERT, DELETE ON ssh_key TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost';
GRANT INSERT ON ssh_key TO 'cli'@'localhost';
GRANT UPDATE (name) ON ssh_key TO 'api'@'localhost';
GRANT SELECT ON script TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT INSERT (account_id, reseller_id, name, text, digest), UPDATE (name, text, digest, changed_at), DELETE ON script TO 'my'@'localhost', 'admin'@'localhost';
GRANT SELECT (account_id), DELETE ON script TO 'taskd'@'localhost';
GRANT INSERT ON vm_script TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT SELECT, DELETE ON vm_script TO 'taskd'@'localhost';
GRANT SELECT ON plan TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT SELECT ON location TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT SELECT ON cluster TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT SELECT ON node TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT SELECT ON storage TO 'admin_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT SELECT ON network TO 'admin_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT SELECT ON ip_pool TO 'admin_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT SELECT ON image TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT SELECT ON image_copy TO 'admin_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT INSERT ON plan TO 'cli'@'localhost', 'admin'@'localhost';
GRANT UPDATE (name, vcpu, memory, disk, traffic, price_hour, price_month, currency, retired_at, base_retired_at) ON plan TO 'admin'@'localhost';
GRANT UPDATE (retired_at, base_retired_at) ON plan TO 'cli'@'localhost';
GRANT INSERT (reseller_id, base_id, name, vcpu, memory, disk, traffic, price_hour, price_month, currency), SELECT (id, reseller_id, retired_at), UPDATE (name, price_hour, price_month, currency, retired_at) ON resold_plan TO 'my'@'localhost', 'api'@'localhost';
GRANT INSERT ON location TO 'cli'@'localhost';
GRANT INSERT ON cluster TO 'cli'@'localhost';
GRANT INSERT ON node TO 'cli'@'localhost';
GRANT INSERT ON storage TO 'cli'@'localhost';
GRANT INSERT ON network TO 'cli'@'localhost';
GRANT INSERT ON ip_pool TO 'cli'@'localhost';
GRANT INSERT ON image TO 'cli'@'localhost';
GRANT INSERT ON ip TO 'cli'@'localhost', 'admin'@'localhost';
GRANT UPDATE (accel, vcpu, memory, mem_limit) ON node TO 'cli'@'localhost';
GRANT UPDATE (whole, reserve_limit) ON storage TO 'cli'@'localhost';
GRANT UPDATE (retired_at) ON image TO 'cli'@'localhost', 'admin'@'localhost';
GRANT UPDATE (mem_reserved, vm_count) ON node TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT UPDATE (mem_reserved, vm_count, state, seen_at, version, why) ON node TO 'taskd'@'localhost';
GRANT UPDATE (reserved) ON storage TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT INSERT (image_id, storage_id, task_id) ON image_copy TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost';
GRANT UPDATE, DELETE ON image_copy TO 'taskd'@'localhost';

-- settings and mail: secrets among the settings are sealed
GRANT SELECT ON setting TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'signin'@'localhost', 'taskd'@'localhost', 'mailer'@'localhost', 'cli'@'localhost';
GRANT INSERT, UPDATE ON setting TO 'admin'@'localhost', 'cli'@'localhost';
GRANT INSERT (kind, account_id, reseller_id, user_id, email, message_id, args) ON outbox TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'signin'@'localhost', 'taskd'@'localhost', 'cli'@'localhost';
GRANT SELECT (id, account_id, reseller_id, user_id, kind, state, email, args, subject, shown, tries, under_way, run_at, reason, why_id, why_args, queued_at, trying_since, sent_at) ON outbox TO 'admin'@'localhost';
GRANT SELECT (id, account_id, reseller_id, kind, state, email, subject, shown, tries, under_way, run_at, reason, why_id, why_args, queued_at, sent_at) ON outbox TO 'admin_reader'@'localhost';
GRANT UPDATE (state, tries, run_at, trying_since), DELETE ON outbox TO 'admin'@'localhost';
GRANT SELECT (state, run_at, under_way), UPDATE (run_at) ON outbox TO 'cli'@'localhost';
GRANT SELECT (account_id, state, kind, email, args) ON outbox TO 'signin'@'localhost';
GRANT SELECT, UPDATE, DELETE ON outbox TO 'mailer'@'localhost';
GRANT SELECT, INSERT, DELETE ON link TO 'mailer'@'localhost';
GRANT SELECT ON link TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'signin'@'localhost';
GRANT UPDATE (used_at) ON link TO 'signin'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT SELECT (user_id, used_at) ON link TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT UPDATE (password_hash, name) ON user TO 'signin'@'localhost';
GRANT INSERT (reseller_id, email, name) ON user TO 'my'@'localhost', 'admin'@'localhost';
GRANT SELECT (state) ON user TO 'admin_reader'@'localhost';
GRANT SELECT (invited) ON user TO 'my'@'localhost', 'my_reader'@'localhost', 'admin'@'localhost', 'admin_reader'@'localhost', 'taskd'@'localhost';
GRANT INSERT ON member TO 'admin'@'localhost';
GRANT SELECT (email, reseller_id) ON user TO 'taskd'@'localhost';
GRANT SELECT (id, reseller_id, email, name, disabled, invited, language, time_zone) ON user TO 'mailer'@'localhost';
GRANT SELECT ON member TO 'mailer'@'localhost';
GRANT SELECT ON account TO 'mailer'@'localhost';

-- machines
GRANT SELECT (id, account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id, node_id, storage_id, vcpu, memory, disk, wished, suspended, task_id, failed_task_id, ipv4, ipv6, labels, made_at, created_at, state) ON vm TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost';
GRANT SELECT (id, account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id, node_id, storage_id, vcpu, memory, disk, wished, busy, suspended, task_id, failed_task_id, ipv4, ipv6, labels, made_at, created_at, state) ON vm TO 'my'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT SELECT (id, account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id, node_id, storage_id, vcpu, memory, disk, wished, seen, busy, suspended, task_id, failed_task_id, ipv4, ipv6, labels, made_at, created_at, state) ON vm TO 'admin'@'localhost';
GRANT SELECT, DELETE ON vm TO 'taskd'@'localhost';
-- what the head of a page counts
GRANT SELECT (account_id, state) ON vm TO 'signin'@'localhost';
GRANT SELECT (state, ended_at) ON task TO 'signin'@'localhost';
GRANT INSERT (account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id, node_id, storage_id,
    vcpu, memory, disk, wished, busy, root_hash, ssh_keys, labels) ON vm TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT UPDATE (busy, task_id, wished, ipv4, ipv6) ON vm TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT UPDATE (name, labels) ON vm TO 'api'@'localhost';
GRANT UPDATE ON vm TO 'taskd'@'localhost';
GRANT SELECT ON vm_label TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT INSERT ON vm_label TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT DELETE ON vm_label TO 'api'@'localhost';
GRANT SELECT, INSERT ON nic TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT SELECT ON nic TO 'my_reader'@'localhost', 'admin_reader'@'localhost';
GRANT SELECT, DELETE ON nic TO 'taskd'@'localhost';
GRANT SELECT ON ip TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT UPDATE (nic_id) ON ip TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT UPDATE (rests_until, note) ON ip TO 'admin'@'localhost';
GRANT UPDATE (nic_id, rests_until) ON ip TO 'taskd'@'localhost';
GRANT SELECT, INSERT ON ip_hold TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT SELECT ON ip_hold TO 'admin_reader'@'localhost';
GRANT SELECT (id, words, account_id, vm_name, begun_at, ended_at) ON ip_hold TO 'my_reader'@'localhost';
GRANT SELECT, UPDATE (ended_at) ON ip_hold TO 'taskd'@'localhost';

-- tasks: a web program adds through the view alone
GRANT SELECT ON task TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT INSERT ON task_ask TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT UPDATE (cancel, cancelled_by) ON task TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT SELECT ON task_hold TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'admin'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT INSERT (what, held_by), DELETE ON task_hold TO 'admin'@'localhost', 'cli'@'localhost';
GRANT SELECT ON kind_setting TO 'admin_reader'@'localhost', 'admin'@'localhost', 'taskd'@'localhost';
GRANT INSERT, UPDATE ON kind_setting TO 'admin'@'localhost';
GRANT INSERT ON task_ask_admin TO 'admin'@'localhost';
GRANT SELECT ON brand TO 'admin'@'localhost', 'admin_reader'@'localhost', 'my'@'localhost', 'my_reader'@'localhost', 'api'@'localhost', 'api_reader'@'localhost', 'signin'@'localhost', 'mailer'@'localhost';
GRANT INSERT (reseller_id), UPDATE (name, host, host_asked, accent, accent_dark, sender, logo, logo_width, logo_height, logo_png) ON brand TO 'my'@'localhost';
GRANT UPDATE (host) ON brand TO 'admin'@'localhost';
GRANT INSERT (hash, what, face, user_id, expires_at) ON link_ask TO 'my'@'localhost', 'api'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON usage_day TO 'taskd'@'localhost';
GRANT SELECT ON usage_day TO 'my_reader'@'localhost', 'api_reader'@'localhost';
GRANT INSERT ON task_ask_reseller TO 'my'@'localhost', 'api'@'localhost';
GRANT INSERT ON task TO 'cli'@'localhost';
GRANT SELECT, INSERT, UPDATE ON task TO 'taskd'@'localhost';
GRANT SELECT ON task_wait TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT INSERT ON task_wait TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT SELECT ON resource TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT INSERT ON resource TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT SELECT ON task_lock TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT INSERT (resource, task_id, exclusive) ON task_lock TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT UPDATE, DELETE ON task_lock TO 'taskd'@'localhost';
GRANT SELECT ON task_step TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT INSERT ON task_step TO 'taskd'@'localhost';
GRANT SELECT ON task_log TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT INSERT ON task_log TO 'taskd'@'localhost';
GRANT UPDATE ON task_step TO 'taskd'@'localhost';
GRANT SELECT ON task_left TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost', 'taskd'@'localhost';
GRANT INSERT, DELETE ON task_left TO 'taskd'@'localhost';
GRANT DELETE ON task TO 'taskd'@'localhost';
GRANT DELETE ON task_step TO 'taskd'@'localhost';
GRANT DELETE ON task_log TO 'taskd'@'localhost';
GRANT DELETE ON task_wait TO 'taskd'@'localhost';
GRANT SELECT (at), DELETE ON signin TO 'taskd'@'localhost';
GRANT SELECT, INSERT, DELETE ON task_stat TO 'taskd'@'localhost';
GRANT SELECT, INSERT, DELETE ON kind_stat TO 'taskd'@'localhost';
GRANT SELECT ON task_stat TO 'admin_reader'@'localhost';
GRANT SELECT ON kind_stat TO 'admin_reader'@'localhost';
GRANT SELECT (kind, done, took_p99) ON kind_stat TO 'my_reader'@'localhost', 'my'@'localhost', 'api_reader'@'localhost', 'api'@'localhost', 'admin'@'localhost', 'cli'@'localhost';

-- the provider's programs around tasks: which may be run, hatchery.conf says
GRANT SELECT ON hook TO 'admin_reader'@'localhost', 'admin'@'localhost', 'taskd'@'localhost';
GRANT INSERT (kind, moment, argv, seconds, run_as, added_by), UPDATE (seconds, run_as, disabled), DELETE ON hook TO 'admin'@'localhost';
GRANT SELECT, INSERT (task_id, hook_id) ON hook_pass TO 'taskd'@'localhost';

GRANT SELECT, INSERT, UPDATE ON schedule TO 'taskd'@'localhost';
GRANT SELECT ON schedule TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT UPDATE (next_at) ON schedule TO 'admin'@'localhost', 'cli'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON schedule_ask TO 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';

-- what nodes have otherwise than the database
GRANT SELECT, INSERT, UPDATE, DELETE ON difference TO 'taskd'@'localhost';
GRANT SELECT ON difference TO 'admin_reader'@'localhost';
GRANT SELECT, UPDATE (hidden), DELETE ON difference TO 'admin'@'localhost';

-- the watcher: what was seen, and nothing else
GRANT SELECT (id, name, uri, state), UPDATE (state, seen_at, version, why) ON node TO 'watcher'@'localhost';
GRANT SELECT (uuid, node_id, seen, wished, suspended, busy, task_id, made_at), UPDATE (seen, wished) ON vm TO 'watcher'@'localhost';

-- the panel itself
GRANT SELECT ON heartbeat TO 'my_reader'@'localhost';
GRANT SELECT, INSERT, UPDATE ON heartbeat TO 'taskd'@'localhost', 'watcher'@'localhost';

-- what is measured
GRANT SELECT (id, name, uri, vcpu, memory) ON node TO 'collector'@'localhost';
GRANT SELECT (id, uuid, vcpu, memory, node_id, account_id, reseller_id) ON vm TO 'collector'@'localhost';
GRANT SELECT (id, node_id) ON storage TO 'collector'@'localhost';
GRANT INSERT ON vm_sample TO 'collector'@'localhost';
GRANT INSERT ON node_sample TO 'collector'@'localhost';
GRANT SELECT, INSERT, UPDATE ON vm_load TO 'collector'@'localhost';
GRANT SELECT, INSERT, UPDATE ON node_load TO 'collector'@'localhost';
GRANT SELECT, INSERT, UPDATE ON storage_load TO 'collector'@'localhost';
GRANT SELECT, INSERT, UPDATE ON vm_top TO 'collector'@'localhost';
GRANT SELECT, INSERT, UPDATE ON vm_traffic TO 'collector'@'localhost';
GRANT SELECT, INSERT, UPDATE ON traffic_day TO 'collector'@'localhost';
GRANT SELECT (vm_id), DELETE ON vm_traffic TO 'taskd'@'localhost';
GRANT SELECT, DELETE ON traffic_day TO 'taskd'@'localhost';
GRANT SELECT ON traffic_day TO 'my_reader'@'localhost', 'admin_reader'@'localhost';
GRANT SELECT, INSERT, UPDATE (gone_at), DELETE ON vm_life TO 'taskd'@'localhost';
GRANT SELECT, UPDATE (hour) ON usage_hour TO 'taskd'@'localhost';
GRANT UPDATE (traffic_count, traffic_told) ON account TO 'taskd'@'localhost';
GRANT SELECT ON vm_load TO 'my_reader'@'localhost', 'admin_reader'@'localhost', 'api_reader'@'localhost', 'my'@'localhost', 'admin'@'localhost', 'api'@'localhost', 'cli'@'localhost';
GRANT SELECT ON node_load TO 'admin_reader'@'localhost', 'cli'@'localhost';
GRANT SELECT ON storage_load TO 'admin_reader'@'localhost';
GRANT SELECT ON vm_top TO 'admin_reader'@'localhost';
GRANT SELECT, DELETE ON vm_load TO 'taskd'@'localhost';
GRANT SELECT (at), DELETE ON node_load TO 'taskd'@'localhost';
GRANT SELECT (at), DELETE ON storage_load TO 'taskd'@'localhost';
GRANT SELECT (at), DELETE ON vm_top TO 'taskd'@'localhost';
GRANT SELECT, INSERT, DELETE ON vm_sample TO 'taskd'@'localhost';
GRANT SELECT, INSERT, DELETE ON node_sample TO 'taskd'@'localhost';
GRANT SELECT ON vm_sample TO 'my_reader'@'localhost', 'admin_reader'@'localhost';
GRANT SELECT ON node_sample TO 'admin_reader'@'localhost';
GRANT SELECT ON seq_0_to_399 TO 'my_reader'@'localhost', 'admin_reader'@'localhost';
GRANT EXECUTE ON PROCEDURE sample_partition_add TO 'taskd'@'localhost';
GRANT EXECUTE ON PROCEDURE sample_partition_drop TO 'taskd'@'localhost';

-- what is sealed, and forgetting
GRANT EXECUTE ON PROCEDURE audit_erase_part TO 'taskd'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON erase_mark TO 'taskd'@'localhost';
GRANT UPDATE (erased_at, closed_at, suspended, suspended_why, name) ON account TO 'taskd'@'localhost';
GRANT SELECT (account_id, user_id) ON session TO 'taskd'@'localhost';
GRANT SELECT (account_id, revoked_at), UPDATE (revoked_at), DELETE ON token TO 'taskd'@'localhost';
GRANT SELECT (account_id), DELETE ON ssh_key TO 'taskd'@'localhost';
GRANT DELETE ON schedule TO 'taskd'@'localhost';
GRANT SELECT (account_id, user_id, email), DELETE ON outbox TO 'taskd'@'localhost';
GRANT SELECT (account_id) ON request TO 'taskd'@'localhost';
GRANT DELETE ON member TO 'taskd'@'localhost';
GRANT UPDATE (email, name, password_hash, disabled, networks) ON user TO 'taskd'@'localhost';
GRANT SELECT (user_id), DELETE ON totp TO 'taskd'@'localhost';
GRANT SELECT (user_id), DELETE ON recovery TO 'taskd'@'localhost';
GRANT SELECT (user_id), DELETE ON device TO 'taskd'@'localhost';
GRANT SELECT (user_id), DELETE ON link TO 'taskd'@'localhost';
GRANT SELECT (user_id) ON signin TO 'taskd'@'localhost';
GRANT SELECT (account_id), UPDATE (vm_name) ON ip_hold TO 'taskd'@'localhost';
GRANT SELECT (account_id, reseller_id, email), DELETE ON invitation TO 'taskd'@'localhost';
GRANT SELECT (reseller_id), DELETE ON brand TO 'taskd'@'localhost';
GRANT DELETE ON plan TO 'taskd'@'localhost';
