# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# What tests see of a machine from outside and from inside: its own page, SSH, its serial line.
# Sourced after lib.sh. Under emulation a guest takes 10 s of a processor to come up, on a busy
# host a minute and more.
BOOT=${BOOT:-300}
KEY=$STATE.key
SSH_QUIET=(-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR
    -o ConnectTimeout=20 -o ServerAliveInterval=10)

make_key()
{
    [ -s "$KEY" ] || ssh-keygen -q -t ed25519 -N '' -C tests@hatchery -f "$KEY"
}

# by_key ADDRESS COMMAND...: as root inside the machine
by_key()
{
    local address=$1
    shift
    timeout 90 ssh "${SSH_QUIET[@]}" -o BatchMode=yes -i "$KEY" "root@$address" "$@"
}

# shows_name ADDRESS NAME: the machine's own page, fetched from the machine
shows_name()
{
    local host=$1
    case $host in *:*) host="[$host]" ;; esac
    curl -s -m 5 --noproxy '*' "http://$host/" | grep -q "<h1>$2</h1>"
}

# host_key ADDRESS: what a first sign-in would be asked to trust
host_key()
{
    ssh-keyscan -T 30 -t ed25519 "$1" 2> /dev/null | sed 's/^[^ ]* //'
}

has_host_key()
{
    [ -n "$(host_key "$1")" ]
}

# came_up VM NAME V4 V6: it answers; if not, its serial line is told.
came_up()
{
    wait_for "$BOOT" shows_name "$3" "$2" && wait_for 60 shows_name "$4" "$2" &&
        wait_for 90 has_host_key "$3" && return
    printf '# %s (%s, %s) does not answer; its serial line says:\n' "$2" "$3" "$4"
    serial_line "$1" 10 | tail -n 15 | sed 's/^/#   /'
    return 1
}

domain()
{
    echo "ht$(cat "$STATE/inst")-$1"
}

# bare NAME: a domain of nobody's
bare()
{
    printf '%s' "<domain type='qemu'><name>$1</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
        <os><type arch='x86_64' machine='q35'>hvm</type></os></domain>" > "$STATE.xml"
    virsh -q define "$STATE.xml" > /dev/null
}

tap()
{
    echo "ht$(cat "$STATE/inst")$1-0"
}

# serial_line VM SECONDS [WORDS]: what the serial line says, after WORDS and a line's end were typed
serial_line()
{
    local pts
    pts=$(virsh -q ttyconsole "$(domain "$1")") || return
    (sleep 1; printf '%s\r' "${3:-}" > "$pts") &
    timeout "$2" cat "$pts" | tr -d '\r'
}

# column VM NAME: of the machine's row
column()
{
    sql "SELECT $2 FROM vm WHERE id = $1"
}

# acted VM ACTION: over the JSON interface, and done
acted()
{
    local task
    task=$(api POST "/servers/$1/actions/$2" | jq -r .action.id)
    [ "$(task_state "$task" 150)" = "done" ]
}

deleted()
{
    local task
    task=$(api DELETE "/servers/$1" | jq -r .action.id)
    [ "$(task_state "$task" 150)" = "done" ] && [ -z "$(column "$1" id)" ]
}
