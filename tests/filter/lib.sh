# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# lib.sh: the bridge, its ports, the machine's XML and the checks that the cases share. Sourced by
# run.sh, which has set $work, $here and the programs' paths; the cases use what is set here.

number=0
passed=0
failed=0

ok() {
    number=$((number + 1))
    passed=$((passed + 1))
    echo "ok $number - $1"
}

not_ok() {
    number=$((number + 1))
    failed=$((failed + 1))
    echo "not ok $number - $1"
    [ -z "${2:-}" ] || printf '# %s\n' "${2//$'\n'/$'\n# '}"
}

skip() {
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}

# check TEXT COMMAND...: the command must succeed.
check() {
    local text=$1 out
    shift
    if out=$("$@" 2>&1); then ok "$text"; else not_ok "$text" "$out"; fi
}

fails() { ! "$@"; }

own_mac=52:54:00:ab:00:42
own_v4=10.77.0.5
own_v6=fd77::5
gw_mac=52:54:00:ab:00:01

net() {
    "$NET_BIN" --inst ab --run-dir "$work/run" --etc-dir "$work/etc" --lock "$work/lock" "$@"
}

frames() {
    local iface=$1
    shift
    "$FRAMES_BIN" "$iface" "$own_mac" "$own_v4" "$own_v6" "$gw_mac" 10.77.0.1 fd77::1 "$@"
}

# port NAME PEER: a port of the bridge; what is sent on PEER comes in at NAME.
port() {
    ip link add "$1" type veth peer name "$2"
    ip link set "$1" master br0 up
    ip link set "$2" up
}

make_bridge() {
    mkdir -p "$work/run" "$work/etc/autostart"
    sysctl -qw net.ipv6.conf.default.disable_ipv6=1 net.ipv6.conf.all.disable_ipv6=1 || :
    # Other filters of the host must not judge our frames before the sniffer does.
    sysctl -qw net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0 \
        net.bridge.bridge-nf-call-arptables=0 2>/dev/null || :
    ip link add br0 type bridge mcast_snooping 0 stp_state 0
    ip link set br0 up
    port neighbour listen
    port htab42-0 guest
}

# machine_xml [ID [INST [NICS]]]: a domain as libvirt hands it to the hook.
machine_xml() {
    local id=${1:-42} inst=${2:-ab}
    local nics=${3-"<hatchery:nic dev='ht$inst$id-0'><hatchery:ip addr='$own_v4'/>\
<hatchery:ip addr='$own_v6'/><hatchery:ip addr='2001:db8:5::/64'/></hatchery:nic>"}
    cat <<END
<domain type='kvm'><name>$inst-$id</name><uuid>00000000-0000-4000-8000-00000000$((id + 1000))</uuid>
<metadata><other xmlns='urn:other'/><hatchery:vm xmlns:hatchery='https://hatchery.example/ns/1'
 id='$id' inst='$inst'>$nics</hatchery:vm></metadata>
<devices><interface type='bridge'><mac address='$own_mac'/><source bridge='br0'/>
<target dev='ht$inst$id-0'/><model type='virtio'/></interface></devices></domain>
END
}

# running NAME: puts the XML on standard input where libvirt keeps that of a running domain.
running() {
    { echo "<domstatus state='running' reason='booted' pid='1'>"; cat; echo "</domstatus>"; } \
        >"$work/run/$1.xml"
}

port_xml() {
    cat <<END
<hookData><network><name>htab-net1</name></network>
<networkport><uuid>00000000-0000-4000-8000-000000000001</uuid>
<owner><name>$1</name><uuid>00000000-0000-4000-8000-000000001042</uuid></owner>
<mac address='$own_mac'/></networkport></hookData>
END
}

start_sniffing() {
    local tries=0
    : >"$work/seen"
    "$SNIFF_BIN" listen 120 >"$work/seen" &
    sniffer=$!
    until grep -q ready "$work/seen"; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || return 1
        sleep 0.05
    done
}

stop_sniffing() {
    sleep 0.2
    kill "$sniffer"
    wait "$sniffer" || :
    sniffer=
}

# sent_on IFACE WHICH: sends two rounds there and counts what the neighbour sees.
sent_on() {
    start_sniffing
    frames "$1" send "$2" 2 >/dev/null
    stop_sniffing
}

seen_count() { awk -v kind="$1" '$2 == kind && $3 == "seen" && $4 > 0' "$work/seen" | wc -l; }

# The frames of a kind that were (not) seen, without those the kernel does not carry at all.
seen_names() {
    awk -v kind="$1" '$2 == kind && $3 == "seen" && $4 > 0 { print $1 }' "$work/seen"
}
unseen_names() {
    awk -v kind="$1" '$2 == kind && $3 == "seen" && $4 == 0 { print $1 }' "$work/seen" |
        { grep -vxFf "$work/cannot" || :; }
}

all_good_arrive() {
    local lost
    lost=$(unseen_names good)
    if [ -z "$lost" ]; then ok "$1"; else not_ok "$1" "lost: $lost"; fi
}

no_bad_arrives() {
    local bad
    bad=$(seen_names bad)
    if [ -z "$bad" ]; then ok "$1"; else not_ok "$1" "arrived: $bad"; fi
}

nothing_arrives() {
    if [ "$(($(seen_count good) + $(seen_count bad)))" -eq 0 ]; then
        ok "$1"
    else
        not_ok "$1" "arrived: $(seen_names good) $(seen_names bad)"
    fi
}

# The middle one of the numbers on standard input.
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# took COMMAND...: its wall time in tenths of a millisecond.
took() {
    local before after
    before=$(date +%s%N)
    "$@"
    after=$(date +%s%N)
    echo $(((after - before) / 100000))
}
