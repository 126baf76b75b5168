INSERT IGNORE INTO vm_label (vm_id, k, v, account_id, name)
SELECT vm.id, label.k, JSON_VALUE(vm.labels, CONCAT('$."', label.k, '"')), vm.account_id, vm.name
FROM vm JOIN JSON_TABLE(JSON_KEYS(vm.labels), '$[*]' COLUMNS (k VARCHAR(127) PATH '$')) AS label
WHERE vm.labels <> '{}'
