# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# The directory STATE: checks before anything is written, its folders, and what is chosen once for
# an installation and kept there: its two characters, its subnets, where disks lie.
# Run as OWNER; lib.sh comes first.

# The kernel's limit for the path of a Unix socket, and our longest socket.
SUN_PATH=107
LONGEST_SOCKET=/run/admin-reader.sock
NEEDED_MIB=3072

check_state()
{
    local dir=$STATE free
    if [ $((${#STATE} + ${#LONGEST_SOCKET})) -gt $SUN_PATH ]; then
        die "STATE=$STATE is too long for Unix sockets: ${#STATE} bytes." \
            "choose one of at most $((SUN_PATH - ${#LONGEST_SOCKET})) bytes: make run STATE=/tmp/h1"
    fi
    case $STATE$ROOT in
        *[!A-Za-z0-9/._-]*)
            die "The path $STATE or $ROOT has other characters than A-Z a-z 0-9 / . _ -" \
                "choose a plain STATE, or move the checkout" ;;
    esac
    until [ -d "$dir" ]; do
        dir=$(dirname "$dir")
    done
    [ -w "$dir" ] || die "$OWNER cannot write in $dir." "make run STATE=DIR with a DIR of yours"
    free=$(df -Pm "$dir" | awk 'NR == 2 { print $4 }')
    if [ "$free" -lt $NEEDED_MIB ]; then
        die "$dir has $free MiB free; $NEEDED_MIB MiB are needed." \
            "free some, or make run STATE=DIR on another disk"
    fi
}

# again WHAT: the command once more, with WHAT and this STATE
again()
{
    local where=" STATE=$STATE"
    [ "$STATE" != "$ROOT/var" ] || where=
    echo "make run$where $1"
}

# Whatever else is asked of one on the command line is looked at here, too, before any work.
check_port()
{
    case $PORT in
        '' | *[!0-9]* | ??????*) die "PORT=$PORT is not a port." "$(again PORT=8081)" ;;
    esac
    if [ "$PORT" -lt 1 ] || [ "$PORT" -gt 65535 ]; then
        die "PORT=$PORT is not a port: those are 1 to 65535." "$(again PORT=8081)"
    fi
    case ${ACCEL:-auto} in
        auto | kvm | tcg) ;;
        *) die "ACCEL=$ACCEL is not known." "$(again "ACCEL=auto, kvm or tcg")" ;;
    esac
    local host=$LISTEN
    case $LISTEN in
        0.0.0.0) host=127.0.0.1 ;;
    esac
    if (exec 3<> "/dev/tcp/$host/$PORT") 2>/dev/null; then
        die "Something else answers on $host:$PORT already." "choose another: $(again PORT=8081)"
    fi
}

check_tun()
{
    [ -c /dev/net/tun ] && return
    as_root modprobe tun 2>/dev/null || true
    [ -c /dev/net/tun ] || die "There is no /dev/net/tun, so machines can have no network." \
        "load the module with \`modprobe tun\`; in a container, let it have the device"
}

make_folders()
{
    local dir
    mkdir -p "$STATE"
    # QEMU's user passes through to the disks; it sees nothing else.
    chmod 0711 "$STATE"
    for dir in run run/collector log images service disks; do
        mkdir -p "$STATE/$dir"
    done
    for dir in data secret; do
        mkdir -p "$STATE/$dir"
        chmod 0700 "$STATE/$dir"
    done
    chmod 0711 "$STATE/disks"
    chmod 0750 "$STATE/log"
}

# Two characters that stand before all that is ours on this host. They follow from STATE's path,
# the first that no other installation has taken.
choose_inst()
{
    local n sum first=abcdefghijklmnopqrstuvwxyz
    local second=${first}0123456789
    if [ ! -s "$STATE/inst" ]; then
        for n in {0..99}; do
            sum=$((16#$(printf '%s %d' "$STATE" "$n" | sha256sum | cut -c1-8)))
            INST=${first:sum%26:1}${second:sum/26%36:1}
            [ -e "$HOOKS/hatchery-$INST" ] || break
        done
        echo "$INST" | write_file 0644 "$STATE/inst"
    fi
    INST=$(cat "$STATE/inst")
}

# The user that libvirt starts QEMU as.
qemu_user()
{
    local user
    user=$(as_root sed -n 's/^ *user *= *"\(.*\)".*/\1/p' /etc/libvirt/qemu.conf | tail -n 1)
    echo "${user:-libvirt-qemu}"
}

choose_disks()
{
    local user
    if [ ! -s "$STATE/disk_path" ]; then
        user=$(qemu_user)
        DISKS=$STATE/disks
        if ! as_root chpst -u "${user#+}" test -x "$DISKS"; then
            DISKS=/var/lib/hatchery/$INST
            say "    QEMU's user $user cannot enter $STATE: disks lie in $DISKS."
        fi
        echo "$DISKS" | write_file 0644 "$STATE/disk_path"
    fi
    DISKS=$(cat "$STATE/disk_path")
    [ "$DISKS" = "$STATE/disks" ] || as_root install -d -m 0711 "$DISKS"
}

# --- subnets of the nat network: the first that overlaps nothing this host knows -----------------

ipv4_number()
{
    local a b c d
    IFS=. read -r a b c d <<< "$1"
    echo $(((a << 24) + (b << 16) + (c << 8) + d))
}

# known_ipv4: a line ADDRESS/LENGTH for each address, route and libvirt network, running or not.
known_ipv4()
{
    { ip -4 -o addr show; ip -4 route show table all; } |
        grep -oE '[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+(/[0-9]+)?' | grep -v '^0\.0\.0\.0'
    as_root find /etc/libvirt/qemu/networks -maxdepth 1 -name '*.xml' -exec cat {} + 2>/dev/null |
        sed -n "s/.*<ip address='\([0-9.]*\)'.*/\1\/24/p"
}

# free_ipv4 THIRD_BYTE: 10.77.THIRD_BYTE.0/24 overlaps none of the list on standard input.
free_ipv4()
{
    local ours line length mask other
    ours=$(ipv4_number "10.77.$1.0")
    while read -r line; do
        length=32
        [ "${line%/*}" = "$line" ] || length=${line#*/}
        [ "$length" -gt 0 ] || continue
        [ "$length" -lt 24 ] || length=24
        mask=$(((0xffffffff << (32 - length)) & 0xffffffff))
        other=$(ipv4_number "${line%/*}")
        [ $((ours & mask)) != $((other & mask)) ] || return 1
    done
}

# The /64 is of the private range fd00::/8 with 40 bits of chance, as such are meant to be made.
choose_subnets()
{
    local known byte random
    if [ ! -s "$STATE/subnets" ]; then
        known=$(known_ipv4)
        for byte in {0..255}; do
            if free_ipv4 "$byte" <<< "$known"; then
                break
            fi
            [ "$byte" -lt 255 ] || die "All of 10.77.0.0/16 is taken on this host." \
                "write two lines like 10.99.0.1/24 and fd77::1/64 into $STATE/subnets"
        done
        random=$(od -An -N5 -tx1 /dev/urandom | tr -d ' \n')
        printf '10.77.%d.1/24\nfd%s:%s:%s::1/64\n' "$byte" "${random:0:2}" "${random:2:4}" \
            "${random:6:4}" | write_file 0644 "$STATE/subnets"
    fi
    { read -r SUBNET4; read -r SUBNET6; } < "$STATE/subnets"
}

# Where the catcher of mails listens: on this host alone, beside those of other installations.
choose_catcher()
{
    local at=$((PORT < 40000 ? PORT + 20000 : PORT - 20000))
    while (exec 3<> "/dev/tcp/127.0.0.1/$at") 2>/dev/null; do
        at=$((at + 1))
    done
    CATCHER=127.0.0.1:$at
}

# The address that people and links use; LISTEN=0.0.0.0 is none.
panel_url()
{
    local host=$LISTEN
    case $LISTEN in
        0.0.0.0 | '[::]') host=$(ip -4 route get 192.0.2.1 2>/dev/null |
            sed -n 's/.* src \([0-9.]*\).*/\1/p') ;;
    esac
    echo "${URL:-http://${host:-127.0.0.1}:$PORT}"
}

write_conf()
{
    URL=$(panel_url)
    write_file 0644 "$STATE/hatchery.conf" << END
# Written by make run.
root=$ROOT
url=$URL
inst=$INST
db_socket=$STATE/run/mariadb.sock
db_name=hatchery
accel=$ACCEL
mail_catcher=$CATCHER
lease_seconds=${LEASE:-30}
listen=$LISTEN:$PORT
${HOOK_DIR:+hook_dir=$HOOK_DIR}
${HOOK_USERS:+hook_users=$HOOK_USERS}
$(tr ';' '\n' <<< "${HATCHERY_CONF:-}")
END
}
