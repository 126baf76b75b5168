# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# A Debian's folder as the root of new namespaces, for `make fresh` and `make installed`. Whoever
# sources this is in them already, with a /sys mounted between the two calls.

# dress_root ROOT NAME: /proc, /dev, /run and the names of a host called NAME
dress_root()
{
    local root=$1 name
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    mkdir -p "$root"/dev/{pts,shm,net}
    for name in null zero full random urandom tty; do
        touch "$root/dev/$name"
        mount --bind "/dev/$name" "$root/dev/$name"
    done
    touch "$root/dev/net/tun"
    mount --bind /dev/net/tun "$root/dev/net/tun"
    ln -s /proc/self/fd "$root/dev/fd"
    ln -s /proc/self/fd/0 "$root/dev/stdin"
    ln -s /proc/self/fd/1 "$root/dev/stdout"
    ln -s /proc/self/fd/2 "$root/dev/stderr"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    ln -s pts/ptmx "$root/dev/ptmx"
    mount -t tmpfs tmpfs "$root/dev/shm"
    mount -t tmpfs -o mode=755 tmpfs "$root/run"
    mkdir -m 1777 "$root/run/lock"
    hostname "$2"
    echo "$2" > "$root/etc/hostname"
    printf '127.0.0.1 localhost %s\n::1 localhost ip6-localhost\n' "$2" > "$root/etc/hosts"
    ip link set lo up
}

# enter_root ROOT: nothing of the old one is left
enter_root()
{
    cd "$1" || return
    mkdir -p old
    pivot_root . old
    cd / || return
    umount -l /old
    rmdir /old
}
