# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The bench's rows of what is measured. Sourced by run, after rows.sh.

FAKE_NODE=3000
FAKE_FIRST=3000000
FAKE_MACHINES=10000
INSERT_ROUNDS=20

# Ten thousand machines on a node of which no hypervisor knows: the programs play it.
prepare_fake_node()
{
    [ -z "${FAKE:-}" ] || return 0
    FAKE=1
    sql "SET foreign_key_checks = 0;
        INSERT INTO node (id, cluster_id, name, uri, accel, vcpu, memory, mem_limit, mem_reserved)
        SELECT $FAKE_NODE, MIN(id), 'fake', 'test:///default', 'tcg', 1000, 1 << 44, 1, 1
        FROM cluster;
        INSERT INTO vm (id, account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id,
            node_id, vcpu, memory, disk, wished, seen, ssh_keys, made_at)
        SELECT $FAKE_FIRST + seq, account.id, account.reseller_id, CONCAT('fake-', seq),
            LOWER(CONCAT('00000000-0000-4000-9000-', LPAD(HEX(seq), 12, '0'))), plan.id, 1, 1,
            $FAKE_NODE, 2, 1 << 32, 1 << 34, 2, 2, '', NOW(6)
        FROM seq_1_to_$FAKE_MACHINES
        JOIN (SELECT * FROM account WHERE id = $(value account customer.txt)) AS account
        JOIN (SELECT MIN(id) AS id FROM plan) AS plan"
}

# A minute an hour ago and the like: the beginning of the day, so that all lie in one partition.
minute_ago()
{
    echo $(($(date +%s) / 86400 * 86400 - 86400 * 5 + ${1:-0}))
}

row_collector_insert()
{
    local ours floor
    prepare_fake_node
    build/bench/collector_insert "$STATE" $FAKE_NODE $INSERT_ROUNDS "$(minute_ago)" |
        sed 1d | while read -r ours floor; do
        echo "$ours" >> "$BENCH/collector_insert.ours"
        echo "$floor" >> "$BENCH/collector_insert.floor"
    done
}

# What the minutes' files take on the disk once all is written out, a row of twelve metrics; of ten
# that is ten twelfths. Each is a mean and a peak.
row_bytes_per_sample()
{
    local before after rows
    prepare_fake_node
    before=$(sample_bytes)
    rows=$(sql "SELECT COUNT(*) FROM vm_sample WHERE level = 0")
    build/bench/collector_insert "$STATE" $FAKE_NODE 30 "$(minute_ago 10000)" > /dev/null
    rows=$(($(sql "SELECT COUNT(*) FROM vm_sample WHERE level = 0") - rows))
    after=$(sample_bytes)
    echo $(((after - before) * 10 / 12 / rows)) > "$BENCH/bytes_per_sample.ours"
    printf 'rows of twelve metrics\t%s\t\nbytes each, with keys\t%s\t\n' "$rows" \
        $(((after - before) / rows)) > "$BENCH/bytes_per_sample.parts"
}

all_written_out()
{
    [ "$(sql "SHOW STATUS LIKE 'Innodb_buffer_pool_pages_dirty'" | cut -f 2)" -le 20 ]
}

sample_bytes()
{
    sql "SET GLOBAL innodb_max_dirty_pages_pct_lwm = 0;
        SET GLOBAL innodb_max_dirty_pages_pct = 0"
    wait_for 60 all_written_out || true
    sql "SET GLOBAL innodb_max_dirty_pages_pct = 90"
    du -ck --block-size=1 "$STATE"/data/hatchery/vm_sample#P#p0_*.ibd | tail -n 1 | cut -f 1
}

NODE_MACHINES=40

# Real machines, as many as the plan lets a host of emulated ones have.
row_collector_node()
{
    local ours floor machines
    prepare_machines
    sql "UPDATE node SET mem_limit = 1 << 40; UPDATE storage SET reserve_limit = 1 << 50;
        UPDATE account SET vm_limit = 1000; UPDATE ip SET rests_until = '2000-01-01'"
    build/bench/create_click make forty $NODE_MACHINES > /dev/null
    sleep 60 # they boot
    build/bench/collector_node "$URI" "$INST" 21 | sed 1d | while read -r ours floor machines; do
        echo "$ours" >> "$BENCH/collector_node.ours"
        echo "$floor" >> "$BENCH/collector_node.floor"
        printf 'machines\t%s\t\n' "$machines" > "$BENCH/collector_node.parts"
    done
    build/bench/create_click remove forty $NODE_MACHINES
}

CHART_ROUNDS=5

# A machine's page with a year and with an hour, all there is of both.
row_chart_year()
{
    local id=$((FAKE_FIRST + 1))
    prepare_fake_node
    sql "$(chart_rows $id 0 60 60); $(chart_rows $id 5 259200 122)"
    sign_in "" customer.txt
    for _ in $(seq 0 $CHART_ROUNDS); do
        one_client "$URL/vm/$id?span=year" >> "$BENCH/chart_year.ours"
        one_client "$URL/vm/$id?span=hour" >> "$BENCH/chart_year.floor"
    done
    # the first round only warms
    sed -i 1d "$BENCH/chart_year.ours" "$BENCH/chart_year.floor"
    printf 'bytes of an answer\t%s\t%s\n' \
        "$(curl -sf -b "$COOKIE" "$URL/vm/$id?span=year" | wc -c)" \
        "$(curl -sf -b "$COOKIE" "$URL/vm/$id?span=hour" | wc -c)" > "$BENCH/chart_year.parts"
}

# one_client URL: milliseconds of an answer
one_client()
{
    local out
    out=$(wrk -t 1 -c 1 -d 3 -H "Cookie: $COOKIE" "$1")
    ! grep -q 'Non-2xx\|Socket errors' <<< "$out" || { say "$out"; return 1; }
    awk '/^Requests\/sec/ { print 1000 / $2 }' <<< "$out"
}

# chart_rows VM LEVEL WIDTH COUNT: SQL for so many rows before now
chart_rows()
{
    cat << END
INSERT INTO vm_sample (level, at, vm_id, unit, cpu, cpu_peak, mem, mem_peak, read_bytes,
    read_bytes_peak, write_bytes, write_bytes_peak, read_reqs, read_reqs_peak, write_reqs,
    write_reqs_peak, in_bytes, in_bytes_peak, out_bytes, out_bytes_peak, in_packets,
    in_packets_peak, out_packets, out_packets_peak, steal, steal_peak, drops, drops_peak)
SELECT $2, UNIX_TIMESTAMP() DIV $3 * $3 - seq * $3, $1, 0, @a := 900 + FLOOR(RAND() * 900),
    @a + 100, 900000, 1000000, @a * 10, @a * 20, @a * 33, @a * 40, @a, @a * 2, @a, @a * 2, @a * 90,
    @a * 99, @a * 80, @a * 88, @a * 7, @a * 8, @a * 7, @a * 8, 0, 0, 0, 0
FROM seq_0_to_$4
END
}
