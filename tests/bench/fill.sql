-- A hundred thousand machines of the account @account, on twenty nodes that nobody asks (state new)
-- and all plans, each with its nic and two addresses: what the lists of the bench are read from.
-- MariaDB has more memory while it writes them, and what `make run` gives it again at the end.
SET foreign_key_checks = 0, unique_checks = 0;
SET @pool = @@innodb_buffer_pool_size, @log = @@innodb_log_file_size;
SET GLOBAL innodb_buffer_pool_size = 512 << 20;
SET GLOBAL innodb_log_file_size = 256 << 20;
SET @reseller = (SELECT reseller_id FROM account WHERE id = @account);
SET @cluster = (SELECT MIN(id) FROM cluster);
SET @network = (SELECT MIN(id) FROM network);
SET @image = (SELECT MIN(id) FROM image);
SET @plans = (SELECT COUNT(*) FROM plan);

INSERT INTO node (id, cluster_id, name, uri, accel, vcpu, memory, mem_limit)
SELECT 1000 + seq, @cluster, CONCAT('bench-', LPAD(seq, 2, '0')), 'test:///default', 'tcg', 64,
    1 << 40, 1 << 40
FROM seq_0_to_19;

INSERT INTO vm (id, account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id, node_id,
    vcpu, memory, disk, wished, seen, ipv4, ipv6, ssh_keys, made_at)
SELECT 1000000 + seq, @account, @reseller, CONCAT('vm-', LPAD(seq, 6, '0')),
    CONCAT('00000000-0000-4000-8000-', LPAD(HEX(seq), 12, '0')), plan.id, @image, @cluster,
    1000 + seq % 20, plan.vcpu, plan.memory, plan.disk, 2, IF(seq % 5, 2, 1),
    INET_NTOA(INET_ATON('10.128.0.0') + seq),
    CONCAT('fd80::', LOWER(HEX(1 + (seq >> 12))), ':', LOWER(HEX(1 + (seq & 4095)))), '', NOW(6)
FROM seq_1_to_100000
JOIN (SELECT plan.*, ROW_NUMBER() OVER (ORDER BY id) - 1 AS no FROM plan) AS plan
    ON plan.no = seq % @plans;

INSERT INTO nic (id, vm_id, account_id, reseller_id, network_id, no, mac)
SELECT id, id, account_id, reseller_id, @network, 0,
    LOWER(CONCAT_WS(':', '06:00:00', LPAD(HEX(id >> 16 & 255), 2, '0'),
        LPAD(HEX(id >> 8 & 255), 2, '0'), LPAD(HEX(id & 255), 2, '0')))
FROM vm WHERE id > 1000000;

INSERT INTO ip (pool_id, family, addr, words, nic_id)
SELECT ip_pool.id, ip_pool.family, INET6_ATON(IF(family = 4, ipv4, ipv6)),
    IF(family = 4, ipv4, ipv6), vm.id
FROM vm JOIN ip_pool WHERE vm.id > 1000000;

UPDATE account SET vm_count = (SELECT COUNT(*) FROM vm WHERE account_id = @account)
WHERE id = @account;
ANALYZE TABLE vm, nic, ip, node;
SET GLOBAL innodb_log_file_size = @log;
SET GLOBAL innodb_buffer_pool_size = @pool;
