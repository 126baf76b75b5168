# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The rows of the bench. Each writes its figures, a line a round, to BENCH/NAME.ours and .floor;
# what they need of the panel is made at first use. Sourced by run, after tests/system/lib.sh.

# --- a browser's session --------------------------------------------------------------------------

# sign_in FACE FILE: COOKIE and CSRF, as a browser at "/" or "/admin/" has them.
sign_in()
{
    local root=$1 file=$2 jar=$BENCH/jar page
    curl -sf -o /dev/null -c "$jar" -H "Origin: $URL" --data-urlencode "next=$root/vm" \
        --data-urlencode "email=$(value email "$file")" \
        --data-urlencode "password=$(value password "$file")" "$URL$root/signin"
    COOKIE=$(awk '$6 ~ /^hatchery_/ { all = all (all ? "; " : "") $6 "=" $7 }
        END { print all }' "$jar")
    page=$(curl -sf -b "$COOKIE" "$URL$root/vm")
    CSRF=$(sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' <<< "$page" | head -n 1)
    if [ -z "$COOKIE" ] || [ -z "$CSRF" ]; then
        say "Nobody could sign in at $URL$root/signin"
        return 1
    fi
    export COOKIE CSRF
}

# --- machines -------------------------------------------------------------------------------------

# What a machine is made of, for create_click (a form) and create_floor (values): the smallest plan
# and a key of the customer's, so that neither side hashes a password.
prepare_machines()
{
    [ -z "${FORM:-}" ] || return 0
    sign_in "" customer.txt
    ssh-keygen -q -t ed25519 -N '' -C bench -f "$BENCH/key"
    SSH_KEY=$(cat "$BENCH/key.pub")
    curl -sf -o /dev/null -b "$COOKIE" -H "Origin: $URL" --data-urlencode "csrf=$CSRF" \
        -d "request_key=benchbenchbenchbench" -d name=bench \
        --data-urlencode "public_key=$SSH_KEY" "$URL/ssh-key"
    INST=$(cat "$STATE/inst")
    FOLDER=$(cat "$STATE/disk_path")
    read -r FORM URI ACCEL VCPU MEMORY DISK POOL BASE FORMAT NETWORK DNS < <(sql "
        SELECT CONCAT('location_id=', location.id, '&image_id=', image.id, '&plan_id=', plan.id,
            '&ssh_key_id=', ssh_key.id), node.uri, node.accel, plan.vcpu, plan.memory, plan.disk,
            CONCAT('ht$INST-pool', storage.id), CONCAT('image-', image.id), image.format,
            CONCAT('ht$INST-net', network.id), SUBSTRING_INDEX(network.dns, ',', 1)
        FROM location JOIN image JOIN plan JOIN ssh_key JOIN node JOIN storage JOIN network
        ORDER BY plan.memory LIMIT 1")
    # the last address of the network, which the panel gives to nobody
    read -r GATEWAY4 PREFIX4 IPV4 < <(sql "SELECT gateway, prefix,
        CONCAT(SUBSTRING_INDEX(gateway, '.', 3), '.254') FROM ip_pool WHERE family = 4")
    read -r GATEWAY6 PREFIX6 IPV6 < <(sql "SELECT gateway, prefix,
        CONCAT(gateway, '000') FROM ip_pool WHERE family = 6")
    DB_SOCKET=$STATE/run/mariadb.sock
    export PORT DB_SOCKET FORM SSH_KEY INST FOLDER URI ACCEL VCPU MEMORY DISK POOL BASE FORMAT
    export NETWORK DNS GATEWAY4 PREFIX4 IPV4 GATEWAY6 PREFIX6 IPV6
    # the image is brought and each side has made one before anything is measured
    build/bench/create_click make warm 1 > /dev/null
    build/bench/create_click remove warm 1
    build/bench/create_floor make 900000 1 1 > /dev/null
    build/bench/create_floor remove 900000 1 1 > /dev/null
}

CREATE_ONE_ROUNDS=11
CREATE_20_ROUNDS=3
# Of 4, 5, 10 and 20 processes at once the floor is fastest with this many (docs/bench.md).
CREATE_20_PROCESSES=20

row_create_one()
{
    local round total post began parts
    prepare_machines
    for round in $(seq $CREATE_ONE_ROUNDS); do
        read -r total post began < <(build/bench/create_click make "one$round" 1)
        echo "$total" >> "$BENCH/create_one.ours"
        echo "$post" >> "$BENCH/create_one.post"
        sql "SELECT TIMESTAMPDIFF(MICROSECOND, FROM_UNIXTIME($began), queued_at) / 1000
            FROM task WHERE object = 'one$round-0' AND kind = 'vm_create'" \
            >> "$BENCH/create_one.queued"
        build/bench/create_click remove "one$round" 1
        { read -r parts; read -r total; } < <(build/bench/create_floor make 900001 1 1)
        echo "$parts" >> "$BENCH/create_one.floor_parts"
        echo "$total" >> "$BENCH/create_one.floor"
        build/bench/create_floor remove 900001 1 1 > /dev/null
    done
    one_in_parts > "$BENCH/create_one.parts"
}

# Where the time of create_one goes: medians of what the panel itself wrote down, in ms, a line
# "what TAB ours TAB floor" each.
one_in_parts()
{
    local open disk seed define start part tasks="task WHERE object LIKE 'one%-0'"
    tasks+=" AND kind = 'vm_create'"
    part="task JOIN task_step AS s ON s.task_id = task.id AND NOT s.\`undo\`
        WHERE object LIKE 'one%-0' AND kind = 'vm_create'"
    read -r open disk seed define start < <(for no in 1 2 3 4 5; do
        awk -v no=$no '{ print $no }' "$BENCH/create_one.floor_parts" | median
    done | paste -s -d ' ')
    printf 'click to answer\t%s\t\n' "$(median < "$BENCH/create_one.post")"
    printf 'click to task written\t%s\t\n' "$(median < "$BENCH/create_one.queued")"
    printf 'connection to libvirt\t\t%s\n' "$open"
    sql "SELECT DISTINCT 'written to claimed',
            MEDIAN(TIMESTAMPDIFF(MICROSECOND, queued_at, started_at) / 1000) OVER () FROM $tasks;
        SELECT DISTINCT 'claimed to first step',
            MEDIAN(TIMESTAMPDIFF(MICROSECOND, started_at, begun_at) / 1000) OVER ()
            FROM $part AND s.no = 1;
        SELECT DISTINCT CONCAT('step ', s.name),
            MEDIAN(TIMESTAMPDIFF(MICROSECOND, begun_at, s.ended_at) / 1000)
            OVER (PARTITION BY s.no), CASE s.name WHEN 'disk' THEN $disk
            WHEN 'seed' THEN $seed WHEN 'define' THEN $define WHEN 'start' THEN $start ELSE '' END
            FROM $part ORDER BY s.no;
        SELECT DISTINCT 'between steps, together', MEDIAN(gaps) OVER () FROM
            (SELECT (TIMESTAMPDIFF(MICROSECOND, MIN(begun_at), MAX(s.ended_at)) -
                SUM(TIMESTAMPDIFF(MICROSECOND, begun_at, s.ended_at))) / 1000 AS gaps
            FROM $part GROUP BY task.id) AS one;
        SELECT DISTINCT 'last step to end',
            MEDIAN(TIMESTAMPDIFF(MICROSECOND, s.ended_at, task.ended_at) / 1000) OVER ()
            FROM $part AND s.name = 'confirm'"
}

median()
{
    sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

row_create_20()
{
    local round total rest
    prepare_machines
    for round in $(seq $CREATE_20_ROUNDS); do
        read -r total rest < <(build/bench/create_click make "many$round" 20)
        echo "$total" >> "$BENCH/create_20.ours"
        build/bench/create_click remove "many$round" 20
        build/bench/create_floor make 900100 20 $CREATE_20_PROCESSES >> "$BENCH/create_20.floor"
        build/bench/create_floor remove 900100 20 4 > /dev/null
    done
}

# A click beside twenty machines that are being made, and as many rows written by a client of its
# own beside twenty others: p99 of all clicks and all transactions.
CLICK_ROUNDS=4
CLICKS=27 # with the twenty, as many as 12 GiB of machines' memory have room for

# all_asked PREFIX: its twenty were all clicked; they run or wait for their turn.
all_asked()
{
    [ "$(sql "SELECT COUNT(*) FROM vm WHERE name LIKE '$1-%'")" = 20 ]
}

row_create_click()
{
    local round kind beside
    prepare_machines
    # the disks that are promised are never filled here
    sql "UPDATE storage SET reserve_limit = GREATEST(reserve_limit, 1 << 40)"
    for round in $(seq $CLICK_ROUNDS); do
        sql "UPDATE ip SET rests_until = '2000-01-01'" # or the network is too small for all rounds
        for kind in posts inserts; do
            build/bench/create_click make "beside$round$kind" 20 > /dev/null &
            beside=$!
            wait_for 60 all_asked "beside$round$kind" # or the pool's queue would be measured
            nice -n -5 build/bench/create_click $kind "click$round" $CLICKS >> "$BENCH/click.$kind"
            wait $beside
            build/bench/create_click remove "beside$round$kind" 20
        done
        build/bench/create_click remove "click$round" $CLICKS
    done
    p99 < "$BENCH/click.posts" > "$BENCH/create_click.ours"
    p99 < "$BENCH/click.inserts" > "$BENCH/create_click.floor"
    printf 'median, in microseconds\t%s\t%s\n' "$(median < "$BENCH/click.posts" |
        awk '{ print $1 * 1000 }')" "$(median < "$BENCH/click.inserts" |
        awk '{ print $1 * 1000 }')" > "$BENCH/create_click.parts"
}

p99()
{
    sort -n | awk '{ v[NR] = $1 } END { print v[int(NR * 0.99 + 0.999)] }'
}

# --- lists ----------------------------------------------------------------------------------------

LIST_ROUNDS=5
LIST_SECONDS=3

# How many processes answer GET of a face, as the panel's own service says.
readers()
{
    sed -n 's/.*multiwatch -f \([0-9]*\) .*/\1/p' "$STATE/service/$1-reader/run"
}

# floor_program NAME FACE ARGUMENT...: NAME_floor, as many processes as the face's own readers.
floor_program()
{
    local name=$1 face=$2
    shift 2
    spawn-fcgi -n -s "$STATE/run/floor-$name.sock" -- /usr/bin/multiwatch -f "$(readers "$face")" \
        -- "build/bench/${name}_floor" "$@" 2> "$BENCH/$name.log" &
    floors+=($!)
}

prepare_lists()
{
    local account name
    [ -z "${LISTS:-}" ] || return 0
    LISTS=1
    account=$(value account customer.txt)
    say "Filling in 100,000 machines"
    { echo "SET @account = $account;"; cat tests/bench/fill.sql; } |
        mariadb --no-defaults -S "$STATE/run/mariadb.sock" -u root hatchery > /dev/null
    floor_program page admin "$STATE" vm-050000 1050000
    floor_program json api "$STATE" "$account"
    mkdir -p "$STATE/run/floor"
    sed -e "s|@STATE@|$STATE|g" -e "s|@PORT@|$FLOOR_PORT|g" tests/bench/nginx.conf.in \
        > "$STATE/floor.conf"
    nginx -e stderr -p "$STATE" -c "$STATE/floor.conf" 2> "$BENCH/nginx.log" &
    floors+=($!)
    for name in page json; do
        wait_for 10 curl -sf -o /dev/null "http://127.0.0.1:$FLOOR_PORT/$name" && continue
        say "The floor of $name does not answer: $(tail -n 3 "$BENCH/$name.log")"
        return 1
    done
}

# rate URL [HEADER]: requests a second; every answer must be a 200.
rate()
{
    local out
    out=$(wrk -t 1 -c 8 -d $LIST_SECONDS ${2:+-H "$2"} "$1")
    if grep -q 'Non-2xx\|Socket errors' <<< "$out"; then
        say "$out"
        return 1
    fi
    awk '/^Requests\/sec/ { print $2 }' <<< "$out"
}

# list NAME URL HEADER FLOOR-URL
list()
{
    local name=$1 ours=$2 header=$3 floor=$4 round
    curl -sf -H "$header" "$ours" > "$BENCH/$name.a"
    curl -sf "$floor" > "$BENCH/$name.b"
    for round in $(seq 0 $LIST_ROUNDS); do
        rate "$ours" "$header" >> "$BENCH/$name.ours"
        rate "$floor" >> "$BENCH/$name.floor"
    done
    # the first round only warms
    sed -i 1d "$BENCH/$name.ours" "$BENCH/$name.floor"
    printf 'bytes of an answer\t%d\t%d\n' "$(wc -c < "$BENCH/$name.a")" \
        "$(wc -c < "$BENCH/$name.b")" > "$BENCH/$name.parts"
}

# The administrator's list is the one that shows node and plan; the page lies in the middle.
row_list_page_100000()
{
    prepare_lists
    sign_in /admin admin.txt
    list list_page_100000 "$URL/admin/vm?after=vm-050000,1050000&at=50000" "Cookie: $COOKIE" \
        "http://127.0.0.1:$FLOOR_PORT/page"
}

row_list_json_100000()
{
    prepare_lists
    list list_json_100000 "$URL/api/v1/servers?per_page=50" "Authorization: Bearer $(token)" \
        "http://127.0.0.1:$FLOOR_PORT/json"
}

# Each way to ask for a list at 100,000 machines, FACE TAB QUERY; its floor: the first page at 100.
flat_ways()
{
    local face query middle
    for face in /admin ""; do
        middle=vm-050000${face:+,1050000} # no two of a customer's share a name
        for query in "" "before=end" "after=$middle&at=50000" "sort=-name" "sort=state" \
            "sort=ip" "sort=-created" "sort=id" "filter=state:off" "filter=plan:S" \
            "filter=label:env%3Dprod" "filter=name:vm-05*" "filter=ip:10.128.5*" \
            "filter=created%3E7d" "filter=id%3E1050000"; do
            printf '%s\t%s\n' "$face/vm" "$query"
        done
        printf '%s\t%s\n' "$face/search" "q=vm-0500"
    done
    printf '/admin/vm\tfilter=node:bench-03\n'
}

FLAT_ROUNDS=3

# flat_once COOKIE PATH: milliseconds of one client at a time.
flat_once()
{
    local out
    out=$(wrk -t 1 -c 1 -d 1 -H "Cookie: $1" "$URL$2")
    if grep -q 'Non-2xx\|Socket errors' <<< "$out"; then
        say "$2: $out"
        return 1
    fi
    awk '/^Requests\/sec/ { print 1000 / $2 }' <<< "$out"
}

# Each way right behind its floor, so that both have the same weather.
flat_round()
{
    local face query at=0
    while IFS=$'\t' read -r face query; do
        case $face in
            /admin*)
                flat_once "$ADMIN_COOKIE" "/admin/vm?filter=account:Hundred" >> "$BENCH/flat/$at.b"
                flat_once "$ADMIN_COOKIE" "$face?$query" >> "$BENCH/flat/$at.a"
                ;;
            *)
                flat_once "$HUNDRED_COOKIE" /vm >> "$BENCH/flat/$at.b"
                flat_once "$MANY_COOKIE" "$face?$query" >> "$BENCH/flat/$at.a"
                ;;
        esac
        at=$((at + 1))
    done < <(flat_ways)
}

# ratios FOLDER: of the ways on standard input a line each: ratio, its number, face, query, both
# medians in microseconds.
ratios()
{
    local at=0 face query
    while IFS=$'\t' read -r face query; do
        awk -v a="$(median < "$BENCH/$1/$at.a")" -v b="$(median < "$BENCH/$1/$at.b")" \
            -v at=$at -v face="$face" -v query="$query" 'BEGIN {
            printf "%.3f\t%d\t%s\t%s\t%.0f\t%.0f\n", a / b, at, face, query, 1000 * a, 1000 * b
        }'
        at=$((at + 1))
    done
}

# Whoever has a hundred machines, and a third of all with a label.
prepare_flat()
{
    local hundred
    hundred=$(hatchery account add --name Hundred)
    sql "UPDATE vm SET account_id = $hundred WHERE id > 1000000 AND id <= 1000100;
        UPDATE vm SET labels = '{\"env\":\"prod\"}' WHERE id > 1000000 AND id % 3 = 0;
        INSERT INTO vm_label (vm_id, k, v, account_id, name)
        SELECT id, 'env', 'prod', account_id, name FROM vm WHERE id > 1000000 AND id % 3 = 0;
        ANALYZE TABLE vm, vm_label" > /dev/null
    printf 'email=hundred@bench.example\npassword=%s\n' "$(hatchery user add --account "$hundred" \
        --email hundred@bench.example --name Hundred --generate)" > "$STATE/hundred.txt"
    sign_in /admin admin.txt
    ADMIN_COOKIE=$COOKIE
    sign_in "" hundred.txt
    HUNDRED_COOKIE=$COOKIE
    sign_in "" customer.txt
    MANY_COOKIE=$COOKIE
}

row_list_flat()
{
    local round worst
    prepare_lists
    prepare_flat
    mkdir -p "$BENCH/flat"
    for round in $(seq 0 $FLAT_ROUNDS); do
        flat_round
    done
    # the first round only warms
    sed -i 1d "$BENCH"/flat/*
    worst=$(flat_ways | ratios flat | sort -n | tee "$BENCH/list_flat.all" | tail -n 1 | cut -f 2)
    cp "$BENCH/flat/$worst.a" "$BENCH/list_flat.ours"
    cp "$BENCH/flat/$worst.b" "$BENCH/list_flat.floor"
    sort -rn "$BENCH/list_flat.all" | awk -F '\t' '{ printf "%s %s\t%s\t%s\n", $3, $4, $5, $6 }' \
        > "$BENCH/list_flat.parts"
}

# --- memory ---------------------------------------------------------------------------------------

MEMORY_ROUNDS=5

# children PID: it and all that came from it.
children()
{
    local child
    echo "$1"
    tr ' ' '\n' < "/proc/$1/task/$1/children" 2> /dev/null | while read -r child; do
        children "$child"
    done
}

# The panel's processes: all below the supervision but the database, libvirt and its machines.
panel_processes()
{
    local pid
    for pid in $(children "$(cat "$STATE/run/supervise.pid")"); do
        case $(cat "/proc/$pid/comm" 2> /dev/null) in
            mariadbd | libvirtd | virtlogd | qemu-* | '') ;;
            *) echo "$pid" ;;
        esac
    done
}

# The floors are ended first: they share libraries with the panel's programs, which would look
# smaller than they are.
row_memory_mib()
{
    local round pid program
    [ ${#floors[@]} = 0 ] || kill "${floors[@]}"
    floors=()
    sleep 5
    for round in $(seq $MEMORY_ROUNDS); do
        for pid in $(panel_processes); do
            program=$(tr '\0' '\n' < "/proc/$pid/cmdline" | head -n 1)
            printf '%s %s\n' "$(basename "${program%% *}")" \
                "$(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup")"
        done > "$BENCH/memory"
        awk '{ sum += $2 } END { printf "%.1f\n", sum / 1024 }' "$BENCH/memory" \
            >> "$BENCH/memory_mib.ours"
        sleep 1
    done
    awk '{ count[$1]++; sum[$1] += $2 }
        END { for (name in sum) printf "%s, %d\t%.1f\n", name, count[name], sum[name] / 1024 }' \
        "$BENCH/memory" | sort -t "$(printf '\t')" -k 2 -rn > "$BENCH/memory_mib.parts"
}
