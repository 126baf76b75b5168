# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# libvirt of this host: is one running, and does it call our hook? The hook keeps guests from
# sending as somebody else. Run as root; lib.sh comes first. Nothing is written but hooks whose
# names begin with this installation's prefix; libvirtd's AppArmor profile lets it run programs from
# its own hooks directory alone, so hatchery-net lies there too.

libvirt_answers()
{
    virsh --connect qemu:///system --quiet version > /dev/null 2>&1
}

# When a process began, in seconds since 1970.
began_at()
{
    local ticks boot
    ticks=$(sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f20)
    boot=$(sed -n 's/^btime //p' /proc/stat)
    echo $((boot + ticks / $(getconf CLK_TCK)))
}

# has_hook KIND SINCE: an executable hook of that kind lies there since then.
has_hook()
{
    find "$HOOKS/$1" "$HOOKS/$1.d" -maxdepth 1 -type f -perm -u+x ! -newermt "@$2" 2>/dev/null |
        grep -q .
}

fill_in()
{
    sed -e "s|@INST@|$INST|g" -e "s|@PROGRAM@|$HOOKS/hatchery-$INST/hatchery-net|g" "$1"
}

# put FILE: standard input becomes an executable FILE, where it is not that already.
put()
{
    local new
    new=$(mktemp)
    cat > "$new"
    if ! cmp -s "$new" "$1"; then
        install -m 0755 "$new" "$1.new"
        mv "$1.new" "$1"
    fi
    rm -f "$new"
}

# A copy of the program, so that a build that fails or `make clean` breaks no running node. Its
# folder also says whose the two characters are.
install_hooks()
{
    local kind
    mkdir -p "$HOOKS/hatchery-$INST" "$HOOKS/qemu.d" "$HOOKS/network.d"
    echo "$STATE" > "$HOOKS/hatchery-$INST/state"
    put "$HOOKS/hatchery-$INST/hatchery-net" < "$BIN_RELEASE/hatchery-net"
    for kind in qemu network; do
        fill_in "node/net/hook-$kind.in" | put "$HOOKS/$kind.d/hatchery-$INST"
    done
}
BIN_RELEASE=$ROOT/build/bin

# A libvirtd that found no hook of a kind when it began never calls one.
check_running_libvirtd()
{
    local pid since kind
    pid=$(cat /run/libvirtd.pid 2>/dev/null || pidof -s libvirtd virtqemud) || return 0
    since=$(began_at "$pid")
    for kind in qemu network; do
        has_hook $kind "$since" && continue
        step "libvirtd began before its first hook: restarting it (machines run on)"
        if [ -d /run/systemd/system ] && systemctl restart libvirtd; then
            wait_for 30 libvirt_answers && return
        fi
        die "libvirtd (process $pid) runs without hooks: nothing would filter what machines send." \
            "restart libvirtd, then make run again"
    done
}

# libvirt 9.0 notes each bridge's machines in a folder that only the package dnsmasq-base makes.
make_bridge_folder()
{
    install -d -m 0755 /var/lib/libvirt/dnsmasq
}

check_host_name()
{
    getent hosts "$(hostname)" > /dev/null ||
        die "This host's name $(hostname) does not resolve, which libvirt needs." \
            "echo \"127.0.1.1 $(hostname)\" >> /etc/hosts, as root"
}

# libvirt lets the host forward packets; an interface that takes its default route from router
# advertisements would then stop doing so.
say_router_advertisements()
{
    local name
    for name in $(ip -6 route show proto ra | sed -n 's/.* dev \([^ ]*\).*/\1/p' | sort -u); do
        [ "$(cat "/proc/sys/net/ipv6/conf/$name/accept_ra")" = 2 ] ||
            say "    $name has its IPv6 route from router advertisements and may lose it now:" \
                "sysctl -w net.ipv6.conf.$name.accept_ra=2"
    done
}
