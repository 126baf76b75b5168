# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the system tests share. A test sources this first; it begins anew inside a sandbox, where a
# panel of the test build runs with a real MariaDB, nginx, libvirtd and QEMU (emulated).
#   ok NAME COMMAND...   one try: its name, and whether the command succeeded
#   finish               the closing line, and the exit status
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
if [ -z "${IN_SANDBOX:-}" ]; then
    exec env IN_SANDBOX=1 SANDBOX_SECONDS="${SANDBOX_SECONDS:-1400}" \
        tests/sandbox/enter bash "$0" "$@"
fi

export PATH=/usr/sbin:/sbin:$PATH LC_ALL=C
PORT=8099
URL=http://127.0.0.1:$PORT
STATE=$(mktemp -d /tmp/hs.XXXXXX)
BIN=$PWD/build/test/bin
export STATE URL
passed=0
failed=0

ok()
{
    local name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        printf 'ok %s\n' "$name"
    else
        failed=$((failed + 1))
        printf 'not ok %s\n' "$name"
    fi
}

# others COMMAND...: a program that says `ok NAME` and `not ok NAME` itself; each counts
others()
{
    local said=$STATE.others status=0
    "$@" > "$said" 2>&1 || status=$?
    cat "$said"
    passed=$((passed + $(grep -c '^ok ' "$said")))
    failed=$((failed + $(grep -c '^not ok ' "$said")))
    [ $status = 0 ] || grep -q '^not ok ' "$said" || failed=$((failed + 1))
}

# wait_for SECONDS COMMAND...
wait_for()
{
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
}

healthy()
{
    [ "$(curl -s -m 5 "$URL/healthz")" = ok ]
}

unhealthy()
{
    [ "$(curl -s -m 5 -o /dev/null -w '%{http_code}' "$URL/healthz")" = 503 ]
}

healthy_or_ended()
{
    healthy || ! kill -0 "$panel" 2> /dev/null
}

# In the background, as a service manager would; its words go to STATE.out. RUN_BUILD: whose
# programs, of the test build unless said otherwise.
panel_start()
{
    make --no-print-directory run BUILD="${RUN_BUILD-test}" STATE="$STATE" PORT=$PORT ACCEL=tcg \
        LEASE="${LEASE:-2}" > "$STATE.out" 2>&1 &
    panel=$!
    wait_for 600 healthy_or_ended && healthy && return
    tail -n 40 "$STATE.out"
    for log in "$STATE"/log/*/current; do
        printf -- '--- %s\n' "$log"
        tail -n 15 "$log"
    done
    return 1
}

panel_stop()
{
    make --no-print-directory stop STATE="$STATE" >> "$STATE.out" 2>&1
    wait "$panel" 2> /dev/null
    return 0
}

# Only what answers pages and programs runs on: the rows stay as they are.
still()
{
    local service
    for service in "$STATE"/service/*; do
        case $service in
            */mariadb | */nginx | */my-* | */admin-* | */api-* | */signin) ;;
            *) sv -w 20 force-stop "$service" > /dev/null ;;
        esac
    done
}

finish()
{
    local report found='ERROR: (Address|Leak)Sanitizer|LeakSanitizer has enc|runtime error:'
    # a sanitizer's finding anywhere in the panel is a failure of the test
    report=$(grep -rlE "$found" "$STATE/log" 2> /dev/null)
    ok "no sanitizer had anything to say" test -z "$report"
    [ -z "$report" ] ||
        grep -rhE -A 12 "$found" "$STATE/log" | head -60
    panel_stop
    if [ $failed = 0 ]; then
        rm -rf "$STATE" "$STATE".*
    else
        tail -n 5 "$STATE"/log/*/current
    fi
    printf '%d passed, %d failed\n' $passed $failed
    [ $failed = 0 ]
    exit
}

sql()
{
    mariadb --no-defaults -S "$STATE/run/mariadb.sock" -u root -N -B hatchery -e "$1"
}

hatchery()
{
    "$BIN/hatchery" --state "$STATE" "$@"
}

# value KEY FILE: of admin.txt or customer.txt
value()
{
    sed -n "s/^$1=//p" "$STATE/$2"
}

# A token of the ready-made customer, once.
token()
{
    [ -s "$STATE/token" ] || hatchery token add --account "$(value account customer.txt)" \
        --name tests > "$STATE/token"
    cat "$STATE/token"
}

# api METHOD PATH [JSON]
api()
{
    curl -s -m 30 -X "$1" -H "Authorization: Bearer $(token)" \
        ${3:+-H 'Content-Type: application/json' -d "$3"} "$URL/api/v1$2"
}

# Names of what is on the node for machines: a line a thing, "kind id".
on_node()
{
    local inst disks
    inst=$(cat "$STATE/inst")
    disks=$(cat "$STATE/disk_path")
    virsh -q list --all --name | sed -n "s/^ht$inst-\([0-9][0-9]*\)$/domain \1/p"
    find "$disks" -name 'vm-*.qcow2' -printf '%f\n' | sed -n 's/^vm-\([0-9]*\)\..*/disk \1/p'
    find "$disks" -name 'vm-*-seed.iso' -printf '%f\n' | sed -n 's/^vm-\([0-9]*\)-.*/seed \1/p'
    nft list ruleset 2> /dev/null |
        sed -n "s/^[[:space:]]*chain f-ht$inst\([0-9]*\)-0 {.*/filter \1/p"
}

# What there should be: a domain, disk and seed for each made machine, a filter for each running.
in_database()
{
    sql "SELECT CONCAT(kind, ' ', vm.id) FROM vm JOIN (SELECT 'domain' kind UNION SELECT 'disk'
         UNION SELECT 'seed') AS kinds WHERE vm.made_at IS NOT NULL
         UNION ALL SELECT CONCAT('filter ', id) FROM vm WHERE made_at IS NOT NULL AND seen = 2"
}

# Compares libvirt, disks, filters, addresses and database; says what differs.
inventory()
{
    local wrong
    wrong=$(diff <(in_database | sort) <(on_node | sort) | grep '^[<>]')
    wrong+=$(sql "
        SELECT CONCAT('address ', words, ' held by nobody') FROM ip LEFT JOIN nic ON nic.id = nic_id
            LEFT JOIN vm ON vm.id = nic.vm_id WHERE nic_id IS NOT NULL AND vm.id IS NULL;
        SELECT CONCAT('address of ', name, ' missing') FROM vm WHERE made_at IS NOT NULL AND
            2 <> (SELECT COUNT(*) FROM ip JOIN nic ON nic.id = ip.nic_id WHERE nic.vm_id = vm.id);
        SELECT CONCAT('hold open ', words) FROM ip_hold WHERE ended_at IS NULL AND vm_id NOT IN
            (SELECT id FROM vm WHERE node_id IS NOT NULL);
        SELECT CONCAT('nic of ', name) FROM vm JOIN nic ON nic.vm_id = vm.id WHERE node_id IS NULL;
        SELECT CONCAT('lock ', resource) FROM task_lock JOIN task ON task.id = task_id
            WHERE task.state > 2;
        SELECT CONCAT('memory of ', name) FROM node WHERE mem_reserved <>
            (SELECT COALESCE(SUM(memory), 0) FROM vm WHERE node_id = node.id);
        SELECT CONCAT('disk of ', name) FROM storage WHERE reserved <>
            (SELECT COALESCE(SUM(disk), 0) FROM vm WHERE storage_id = storage.id);
        SELECT CONCAT('count of ', name) FROM account WHERE vm_count <>
            (SELECT COUNT(*) FROM vm WHERE node_id IS NOT NULL AND account.id =
                IF(account.level = 1, vm.reseller_id, vm.account_id));
        SELECT CONCAT('twice ', words) FROM ip_hold WHERE ended_at IS NULL
            GROUP BY words HAVING COUNT(*) > 1")
    [ -z "$wrong" ] && return 0
    printf '%s\n' "$wrong"
    return 1
}

first_id()
{
    api GET "/$1" | jq -r ".$1[0].name // .$1[0].id"
}

# create NAME [MORE JSON MEMBERS]: asks for a machine; prints "VM TASK".
create()
{
    api POST /servers "{\"name\":\"$1\",\"server_type\":\"$(first_id server_types)\",
        \"image\":\"$(first_id images)\"${2:+,$2}}" | jq -r '"\(.server.id) \(.action.id)"'
}

# kill_all SIGNAL PATTERN: by their ids, those whose command line names this STATE
kill_all()
{
    local pid
    for pid in $(pgrep -f -- "$2"); do
        kill "-$1" "$pid"
    done
}

# task_ended ID
task_ended()
{
    [ "$(sql "SELECT state FROM task WHERE id = $1")" -ge 3 ] 2> /dev/null
}

# task_state ID: done or failed, once it has ended
task_state()
{
    wait_for "${2:-120}" task_ended "$1"
    hatchery task show "$1" --json | jq -r .state
}
