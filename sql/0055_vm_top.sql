-- The busiest machines of each node, of which the busiest of all are found: ten a node and kind,
-- written over each minute. what: 0 processor, 1 outgoing traffic, 2 disk requests
CREATE TABLE vm_top (
    what TINYINT NOT NULL,
    node_id BIGINT NOT NULL,
    no TINYINT NOT NULL,
    at BIGINT NOT NULL,
    vm_id BIGINT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (what, node_id, no),
    KEY by_value (what, value, vm_id)
)
