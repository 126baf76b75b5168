# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# new_sys ROOT: mounts /sys of the network namespace at ROOT/sys, and in it the cgroup hierarchies'
# folders SANDBOX_CGROUP as if they were the whole: of the older kind only those whose limits
# machines are given, because containers show others that cannot be written as libvirt wants.
new_sys()
{
    local at cgroups
    cgroups=$(mktemp -d)
    mount --rbind /sys/fs/cgroup "$cgroups"
    # A mount that lies beneath another is still listed, and libvirt would look for it.
    [ -n "$1" ] || umount -l -R /sys
    mount -t sysfs sysfs "$1/sys"
    if [ -d "$cgroups/$SANDBOX_CGROUP" ]; then
        mount --bind "$cgroups/$SANDBOX_CGROUP" "$1/sys/fs/cgroup"
    else
        mount -t tmpfs -o mode=755 tmpfs "$1/sys/fs/cgroup"
        for at in cpu cpuacct cpu,cpuacct blkio; do
            [ -d "$cgroups/$at/$SANDBOX_CGROUP" ] || continue
            mkdir "$1/sys/fs/cgroup/$at"
            mount --bind "$cgroups/$at/$SANDBOX_CGROUP" "$1/sys/fs/cgroup/$at"
        done
    fi
    umount -l "$cgroups"
    rmdir "$cgroups"
}
