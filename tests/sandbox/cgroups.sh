# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# new_sys ROOT: mounts /sys of the network namespace at ROOT/sys, and in it each cgroup hierarchy's
# folder SANDBOX_CGROUP as if it were the whole.
new_sys()
{
    local at cgroups
    cgroups=$(mktemp -d)
    mount --rbind /sys/fs/cgroup "$cgroups"
    mount -t sysfs sysfs "$1/sys"
    if [ -d "$cgroups/$SANDBOX_CGROUP" ]; then
        mount --bind "$cgroups/$SANDBOX_CGROUP" "$1/sys/fs/cgroup"
    else
        mount -t tmpfs -o mode=755 tmpfs "$1/sys/fs/cgroup"
        for at in "$cgroups"/*/"$SANDBOX_CGROUP"; do
            [ -d "$at" ] || continue
            at=$(basename "$(dirname "$at")")
            mkdir "$1/sys/fs/cgroup/$at"
            mount --bind "$cgroups/$at/$SANDBOX_CGROUP" "$1/sys/fs/cgroup/$at"
        done
    fi
    umount -l "$cgroups"
    rmdir "$cgroups"
}
