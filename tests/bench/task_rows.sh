# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The rows of the task manager. Sourced by run, after rows.sh.

# --- claims ---------------------------------------------------------------------------------------

CLAIM_ROUNDS=10
CLAIM_TASKS=3000

dispatcher()
{
    sv -w 30 "$1" "$STATE/service/taskd" > /dev/null
}

# queue_many COUNT: tasks of a kind that nobody does, each with a lock of its own.
queue_many()
{
    sql "INSERT IGNORE INTO resource (name) SELECT CONCAT('bench:', seq) FROM seq_1_to_$1;
        INSERT INTO task (kind, account_id, reseller_id, object, asked_by)
        SELECT 'bench', 1, 1, seq, 'bench' FROM seq_1_to_$1;
        INSERT INTO task_lock (resource, task_id, exclusive)
        SELECT CONCAT('bench:', object), id, 1 FROM task WHERE kind = 'bench'"
}

forget_many()
{
    sql "DELETE FROM task_lock WHERE resource LIKE 'bench:%'; DELETE FROM task WHERE kind = 'bench'"
}

task_claim()
{
    local claimers=$1 side
    dispatcher down
    for _ in $(seq 0 $CLAIM_ROUNDS); do
        for side in ours floor; do
            queue_many $CLAIM_TASKS
            build/bench/task_claim "$STATE" $side "$claimers" >> "$BENCH/task_claim_$claimers.$side"
            forget_many
        done
    done
    dispatcher up
    # the first round only warms
    sed -i 1d "$BENCH/task_claim_$claimers.ours" "$BENCH/task_claim_$claimers.floor"
    sort -n "$BENCH/task_claim_$claimers.ours" | awk '
        { v[NR] = $1 }
        END {
            half = (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2
            printf "slowest of ten, share of the median (aim 0.70)\t%.2f\t\n", v[1] / half
        }' > "$BENCH/task_claim_$claimers.parts"
}

row_task_claim_1()
{
    task_claim 1
}

row_task_claim_4()
{
    task_claim 4
}

row_task_claim_16()
{
    task_claim 16
}

# --- how soon a task begins -----------------------------------------------------------------------

START_ROUNDS=200

# A machine that is off: powering it off is a task of one step that has nothing to do.
prepare_starts()
{
    local task
    [ -z "${OFF_VM:-}" ] || return 0
    prepare_machines
    sign_in "" customer.txt
    build/bench/create_click make starts 1 > /dev/null
    OFF_VM=$(sql "SELECT id FROM vm WHERE name = 'starts-0'")
    starts 1 > /dev/null
}

# starts COUNT: so many tasks, one after the other; milliseconds from asked to the first step begun.
starts()
{
    local task
    for _ in $(seq "$1"); do
        task=$(api POST "/servers/$OFF_VM/actions/poweroff" | jq -r .action.id)
        sleep 0.2 # asking whether it has ended would take the processors from it
        wait_for 60 task_ended "$task" || return 1
        sql "SELECT TIMESTAMPDIFF(MICROSECOND, queued_at, begun_at) / 1000 FROM task
            JOIN task_step ON task_step.task_id = task.id AND no = 1 WHERE task.id = $task"
    done
}

# Queued and due, and held: they are passed over at each look.
crowd()
{
    sql "INSERT INTO task_hold (what, held_by) VALUES ('kind:bench', 'bench');
        INSERT INTO task (kind, account_id, reseller_id, object, asked_by)
        SELECT 'bench', 1, 1, 'bench', 'bench' FROM seq_1_to_$1"
}

crowd_goes()
{
    sql "DELETE FROM task WHERE kind = 'bench'; DELETE FROM task_hold WHERE what = 'kind:bench'"
}

row_task_start_p99()
{
    local rest crowded
    prepare_starts
    rest=$(starts $START_ROUNDS | p99)
    crowd 10000
    crowded=$(starts $START_ROUNDS | p99)
    crowd_goes
    printf '%s\n' "$rest" "$crowded" | sort -n | tail -n 1 > "$BENCH/task_start_p99.ours"
    printf 'at rest\t%s\t\nwith 10,000 queued\t%s\t\n' "$rest" "$crowded" \
        > "$BENCH/task_start_p99.parts"
}

# --- a million finished tasks ---------------------------------------------------------------------

HISTORY=1000000

prepare_history()
{
    local account
    [ -z "${HISTORY_THERE:-}" ] || return 0
    HISTORY_THERE=1
    account=$(value account customer.txt)
    say "Filling in 1,000,000 finished tasks"
    sql "INSERT INTO task (kind, account_id, reseller_id, node_id, object, asked_by, state, step_no,
            queued_at, started_at, ended_at, error_code)
        SELECT ELT(1 + seq % 5, 'vm_start', 'vm_stop', 'vm_create', 'vm_delete', 'vm_reboot'),
            IF(seq % 2, $account, 1), 1, 1, CONCAT('web-', seq % 5000), CONCAT('user', seq % 50),
            IF(seq % 100, 3, 4), 1, NOW(6) - INTERVAL seq SECOND,
            NOW(6) - INTERVAL seq SECOND + INTERVAL 5000 MICROSECOND,
            NOW(6) - INTERVAL seq SECOND + INTERVAL 5000 + seq % 1000 * 9000 MICROSECOND, ''
        FROM seq_1_to_$HISTORY; ANALYZE TABLE task" > /dev/null
}

# Each way to ask for the list of tasks, as FACE TAB QUERY.
history_ways()
{
    local face query
    for face in /admin ""; do
        for query in "" before=end filter=state:failed filter=state:done filter=kind:vm_create \
            filter=on:web-77 filter=by:user7 "filter=queued%3E1d" "filter=took%3E8s" sort=-queued \
            sort=kind sort=state sort=on; do
            printf '%s\t%s\n' "$face/task" "$query"
        done
    done
    printf '/admin/task\tfilter=node:%s\n' "$(sql 'SELECT name FROM node LIMIT 1')"
}

# history_round SIDE: each way's milliseconds into history/NO.SIDE. Both sides are minutes apart, so
# each is measured right behind a list that has nothing to do with tasks, and put into that one's
# weather of the first time.
history_round()
{
    local face query at=0 whose calm beside
    while IFS=$'\t' read -r face query; do
        case $face in
            /admin*) whose=$ADMIN_COOKIE beside=/admin/plan ;;
            *) whose=$MANY_COOKIE beside=/ssh-key ;;
        esac
        calm=$BENCH/history/calm${beside//\//.}
        flat_once "$whose" "$beside" > "$BENCH/history/now" || return 1
        [ -s "$calm" ] || cp "$BENCH/history/now" "$calm"
        flat_once "$whose" "$face?$query" |
            awk -v now="$(< "$BENCH/history/now")" -v calm="$(< "$calm")" \
                '{ print $1 * calm / now }' >> "$BENCH/history/$at.$1"
        at=$((at + 1))
    done < <(history_ways)
}

# What was filled in is on the disk, and nobody is at summing it up.
history_settled()
{
    [ "$(sql "SELECT (SELECT variable_value < 200 FROM information_schema.global_status
            WHERE variable_name = 'INNODB_BUFFER_POOL_PAGES_DIRTY') AND NOT EXISTS (SELECT 1
            FROM task WHERE kind IN ('task_roll', 'task_sweep') AND state = 2)")" = 1 ]
}

settle_history()
{
    sql "SET GLOBAL innodb_max_dirty_pages_pct = 0"
    wait_for 300 history_settled || say "The database still writes what was filled in"
    sql "SET GLOBAL innodb_max_dirty_pages_pct = DEFAULT"
}

# As many tasks as a page has are there before, so that both pages are as long.
before_history()
{
    local account
    account=$(value account customer.txt)
    prepare_starts
    sign_in /admin admin.txt
    ADMIN_COOKIE=$COOKIE
    sign_in "" customer.txt
    MANY_COOKIE=$COOKIE
    mkdir -p "$BENCH/history"
    sql "INSERT INTO task (kind, account_id, reseller_id, node_id, object, asked_by, state, step_no,
            queued_at, started_at, ended_at)
        SELECT ELT(1 + seq % 5, 'vm_start', 'vm_stop', 'vm_create', 'vm_delete', 'vm_reboot'),
            IF(seq % 2, $account, 1), 1, 1, CONCAT('web-', 70 + seq % 10),
            CONCAT('user', seq % 10),
            IF(seq % 4, 3, 4), 1, NOW(6), NOW(6), NOW(6) + INTERVAL 9 SECOND FROM seq_1_to_2000"
    for _ in 0 1 2 3; do
        history_round b
    done
    starts $START_ROUNDS > "$BENCH/history/starts.b"
}

measure_history()
{
    [ -z "${HISTORY_MEASURED:-}" ] || return 0
    HISTORY_MEASURED=1
    before_history
    prepare_history
    settle_history
    for _ in 0 1 2 3; do
        history_round a
    done
    starts $START_ROUNDS > "$BENCH/history/starts.a"
    sed -i 1d "$BENCH"/history/[0-9]*
}

row_task_start_history()
{
    measure_history
    p99 < "$BENCH/history/starts.a" > "$BENCH/task_start_history.ours"
    p99 < "$BENCH/history/starts.b" > "$BENCH/task_start_history.floor"
    printf 'median, in microseconds\t%s\t%s\n' \
        "$(median < "$BENCH/history/starts.a" | awk '{ print $1 * 1000 }')" \
        "$(median < "$BENCH/history/starts.b" | awk '{ print $1 * 1000 }')" \
        > "$BENCH/task_start_history.parts"
}

row_task_list_history()
{
    local worst
    measure_history
    worst=$(history_ways | ratios history | sort -n | tee "$BENCH/task_list_history.all" |
        tail -n 1 | cut -f 2)
    cp "$BENCH/history/$worst.a" "$BENCH/task_list_history.ours"
    cp "$BENCH/history/$worst.b" "$BENCH/task_list_history.floor"
    sort -rn "$BENCH/task_list_history.all" |
        awk -F '\t' '{ printf "%s %s\t%s\t%s\n", $3, $4, $5, $6 }' \
        > "$BENCH/task_list_history.parts"
}

# --- readers beside tasks -------------------------------------------------------------------------

READER_ROUNDS=10

# slowest COOKIE URL: p99 in milliseconds of four clients for a second
slowest()
{
    wrk -t 1 -c 4 -d 1 --latency -H "Cookie: $1" "$2" | awk '$1 == "99%" {
        n = $2 + 0
        print $2 ~ /us$/ ? n / 1000 : $2 ~ /ms$/ ? n : n * 1000
    }'
}

# A thousand tasks are queued or run: comparisons of the node, which read the database and libvirt.
busy()
{
    local open
    open=$(sql "SELECT COUNT(*) FROM task WHERE kind = 'node_compare' AND state < 3")
    [ "$open" -ge 1000 ] || sql "INSERT INTO task (kind, account_id, reseller_id, node_id, object,
            asked_by) SELECT 'node_compare', 1, 1, MIN(node.id), 'bench', 'bench'
            FROM node JOIN seq_1_to_$((1000 - open)) GROUP BY seq"
}

row_readers_under_load()
{
    prepare_lists
    sign_in "" customer.txt
    hatchery setting set --name tasks_account --value 96
    for _ in $(seq 0 $READER_ROUNDS); do
        busy
        slowest "$COOKIE" "$URL/vm" >> "$BENCH/readers_under_load.ours"
        slowest "" "http://127.0.0.1:$FLOOR_PORT/page" >> "$BENCH/readers_under_load.floor"
    done
    sed -i 1d "$BENCH/readers_under_load.ours" "$BENCH/readers_under_load.floor"
    sql "UPDATE task SET state = 5 WHERE kind = 'node_compare' AND state < 2"
    hatchery setting set --name tasks_account --value 24
}
