# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# What the tries of both boots share.
URL=https://panel.test
passed=0
failed=0

ok()
{
    local name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        printf 'ok - %s\n' "$name"
    else
        failed=$((failed + 1))
        printf 'not ok - %s\n' "$name"
    fi
}

# wait_for SECONDS COMMAND...
wait_for()
{
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.2
    done
}

# page PATH [CURL...]
page()
{
    local path=$1
    shift
    curl -s -k -m 20 "$@" "$URL$path"
}

code()
{
    page "$@" -o /dev/null -w '%{http_code}'
}

healthy()
{
    [ "$(page /healthz)" = ok ]
}

sql()
{
    mariadb -N -B hatchery -e "$1"
}

# api METHOD PATH [JSON]: as the ready-made customer
api()
{
    page "/api/v1$2" -X "$1" -H "Authorization: Bearer $(cat /root/token)" \
        ${3:+-H 'Content-Type: application/json' -d "$3"}
}

# Every unit that hatchery-setup enables, a line each.
units()
{
    systemctl list-unit-files 'hatchery-*' --no-legend | awk '$1 !~ /^hatchery-try/ { print $1 }'
}

# all_are active|enabled
all_are()
{
    local unit is wrong=0
    while read -r unit; do
        is=$(systemctl "is-${1%d}d" "$unit" 2> /dev/null)
        [ "$1" != active ] || is=$(systemctl is-active "$unit")
        [ "$is" = "$1" ] || { printf '# %s is %s\n' "$unit" "$is"; wrong=1; }
    done < <(units)
    return $wrong
}

show_failed()
{
    systemctl list-units --failed --no-legend --plain | sed 's/^/# /'
}

doctor()
{
    hatchery doctor --json > /root/doctor 2> /dev/null
}

# finds STATE: prints what the last look found so
finds()
{
    jq -r --arg state "$1" '.[] | select(.state == $state) | "# \(.check): \(.seen)"' /root/doctor
}

# names STATE CHECK WORDS: the doctor says so, now or soon
names()
{
    doctor
    jq -e --arg state "$1" --arg check "$2" --arg words "$3" \
        'any(.[]; .state == $state and .check == $check and (.state == "ok" or .mend != "") and
            (.seen | contains($words)))' /root/doctor > /dev/null
}

is_green()
{
    doctor
    ! jq -e 'any(.[]; .state == "bad")' /root/doctor > /dev/null
}

machine_runs()
{
    virsh -q list --name | grep -q .
}

# task_ended ID
task_ended()
{
    [ "$(sql "SELECT state FROM task WHERE id = $1")" -ge 3 ] 2> /dev/null
}

# done_well ID
done_well()
{
    [ -n "${1#null}" ] || return 1
    wait_for 120 task_ended "$1"
    [ "$(sql "SELECT state FROM task WHERE id = $1")" = 3 ] && return
    hatchery task show "$1" | sed 's/^/# /'
    return 1
}

# acted ACTION: of the machine; the task is over and well
acted()
{
    done_well "$(api POST "/servers/$(cat /root/vm)/actions/$1" | jq .action.id)"
}
