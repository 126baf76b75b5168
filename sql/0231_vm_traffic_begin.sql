-- What machines that are there already have sent before is nobody's day.
INSERT IGNORE INTO vm_traffic (vm_id, unit) SELECT vm.id, seq FROM vm JOIN seq_0_to_7
