#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# build.sh OUT.img: makes the small system image from Debian packages, without root rights, mounts
# or loop devices. What it downloads and unpacks lies in WORK (default OUT.work); a second run takes
# the downloads that are there and needs no network. The same packages give the same bytes.
# What is put together here is described in docs/image.md.
set -eu -o pipefail
export LC_ALL=C
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1704067200}
export E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH
export MTOOLS_SKIP_CHECK=1
export TZ=UTC
umask 022
PATH=$PATH:/usr/sbin:/sbin

HERE=$(cd "$(dirname "$0")" && pwd)
CFLAGS="-std=c11 -D_GNU_SOURCE -Os -Wall -Wextra -Werror -Wshadow -Wconversion -Wstrict-prototypes
    -Wmissing-prototypes -Wvla -Wswitch -Wcast-qual -Wformat=2 -fstack-protector-strong"
MAX_SIZE=$((32 * 1024 * 1024))
MBR_BIN=/usr/lib/syslinux/mbr/mbr.bin
KERNEL_PACKAGE=linux-image-cloud-amd64
ROOT_UUID=68617463-6865-7279-8000-726f6f740000
FAT_ID=48415443
BOOT_START=128

# Downloaded beside the kernel; the libraries are those that dropbear needs.
PACKAGES="busybox-static dropbear-bin libc6 libcrypt1 libgmp10 libtomcrypt1 libtommath1 zlib1g"

say()
{
    echo "image: $*"
}

die()
{
    echo "image: $*" >&2
    exit 1
}

# need COMMAND PACKAGE
need()
{
    command -v "$1" >/dev/null || die "the command $1 is missing: install the package $2"
}

check_tools()
{
    need apt-get apt
    need dpkg-deb dpkg
    need gcc gcc
    need objdump binutils
    need cpio cpio
    need lz4 lz4
    need depmod kmod
    need mke2fs e2fsprogs
    need debugfs e2fsprogs
    need mkfs.vfat dosfstools
    need sfdisk fdisk
    need mcopy mtools
    need syslinux syslinux
    [ -e "$MBR_BIN" ] || die "$MBR_BIN is missing: install the package syslinux-common"
    [ -e "$(gcc -print-file-name=libyaml.a)" ] ||
        die "libyaml.a is missing: install the package libyaml-dev"
    [ -e "$(gcc -print-file-name=libc.a)" ] ||
        die "libc.a is missing: install the package libc6-dev"
}

# have NAME: the kept download of a package whose name may be a pattern; fails where there is none.
have()
{
    local deb
    deb=$(find "$DEBS" -name "${1}_*.deb" | sort | tail -n 1)
    [ -n "$deb" ] && echo "$deb"
}

kernel_name()
{
    apt-cache depends "$KERNEL_PACKAGE" | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' |
        head -n 1
}

# A download is moved to its place when it is whole (apt has checked its signature by then).
download()
{
    local tmp=$WORK/part
    rm -rf "$tmp"
    mkdir -p "$tmp"
    say "downloading $1"
    if ! (cd "$tmp" && apt-get -qq -o APT::Sandbox::User="$(id -un)" download "$1"); then
        die "$1 cannot be downloaded: run apt-get update as root, then try again"
    fi
    mv "$tmp"/*.deb "$DEBS/"
    rmdir "$tmp"
}

get_packages()
{
    local package kernel
    mkdir -p "$DEBS"
    for package in $PACKAGES; do
        have "$package" >/dev/null || download "$package"
    done
    if ! have 'linux-image-[0-9]*' >/dev/null; then
        kernel=$(kernel_name)
        [ -n "$kernel" ] || die "$KERNEL_PACKAGE is unknown: run apt-get update as root"
        download "$kernel"
    fi
}

unpack()
{
    local package
    say "unpacking"
    rm -rf "$TREE"
    mkdir -p "$TREE"/{debs,kernel,root,initramfs}
    for package in $PACKAGES; do
        dpkg-deb -x "$(have "$package")" "$TREE/debs"
    done
    dpkg-deb -x "$(have 'linux-image-[0-9]*')" "$TREE/kernel"
    VERSION=$(basename "$TREE"/kernel/boot/vmlinuz-*)
    VERSION=${VERSION#vmlinuz-}
    depmod -b "$TREE/kernel" "$VERSION"
}

compile()
{
    say "compiling"
    # shellcheck disable=SC2086 # the flags are words
    gcc $CFLAGS -static -s -o "$TREE/seed" "$HERE"/seed.c "$HERE"/seed_yaml.c \
        "$HERE"/seed_network.c -lyaml
    # shellcheck disable=SC2086
    gcc $CFLAGS -static -s -o "$TREE/grow" "$HERE"/grow.c
}

# modules KIND...: the files of modules.txt's modules of these kinds and what they need, in order.
modules()
{
    local kind name
    grep -v '^#' "$HERE/modules.txt" | while read -r kind name; do
        case " $* " in
            *" $kind "*) modprobe -d "$TREE/kernel" -S "$VERSION" --show-depends "$name" ;;
        esac
    done | awk '!seen[$2]++ { print $2 }'
}

# add_modules DIR KIND...: copies them to DIR, with the list of what each needs, for modprobe.
add_modules()
{
    local root=$1 at=$1/lib/modules/$VERSION file
    shift
    mkdir -p "$at"
    modules "$@" | while read -r file; do
        install -m 644 "$file" "$at/"
    done
    cp "$TREE/kernel/lib/modules/$VERSION"/modules.{builtin,builtin.modinfo,order} "$at/"
    depmod -b "$root" "$VERSION"
    find "$at" -type f -name 'modules.*' ! -name modules.dep -delete
}

make_initramfs()
{
    local dir=$TREE/initramfs applet
    say "making the initramfs"
    mkdir -p "$dir"/{bin,dev,etc,proc,root,sys}
    install -m 755 "$HERE/initramfs/init" "$dir/init"
    install -m 644 "$HERE/initramfs/fstab" "$dir/etc/fstab"
    install -m 755 "$TREE/debs/bin/busybox" "$dir/bin/busybox"
    for applet in sh mount modprobe findfs sleep switch_root; do
        ln -s busybox "$dir/bin/$applet"
    done
    add_modules "$dir" boot
    find "$dir" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    (cd "$dir" && find . | sort | cpio --quiet -o -H newc -R 0:0 --reproducible) |
        lz4 -q -l -9 >"$TREE/initrd"
}

# library NAME: where the packages have it.
library()
{
    local path
    for path in "$TREE"/debs/{,usr/}lib/x86_64-linux-gnu/"$1"; do
        [ -e "$path" ] && echo "$path" && return
    done
    die "no package brings $1"
}

# Copies the libraries that a program names, and those that they name.
add_libraries()
{
    local name lib=$TREE/root/usr/lib/x86_64-linux-gnu
    objdump -p "$1" | awk '$1 == "NEEDED" { print $2 }' | while read -r name; do
        [ -e "$lib/$name" ] && continue
        install -m 755 "$(library "$name")" "$lib/$name"
        add_libraries "$lib/$name"
    done
}

add_programs()
{
    local dir=$TREE/root applet
    install -m 755 "$TREE/debs/bin/busybox" "$dir/usr/bin/busybox"
    "$dir/usr/bin/busybox" --list-full | sort | while read -r applet; do
        case $applet in
            */busybox | linuxrc) ;;
            usr/*) ln -s /usr/bin/busybox "$dir/$applet" ;;
            *) ln -sf /usr/bin/busybox "$dir/usr/$applet" ;;
        esac
    done
    install -m 755 "$TREE/debs/usr/sbin/dropbear" "$dir/usr/sbin/"
    install -m 755 "$TREE/debs/usr/bin/dropbearkey" "$dir/usr/bin/"
    install -m 755 "$TREE/seed" "$TREE/grow" "$dir/usr/sbin/"
    mkdir -p "$dir/usr/lib64" "$dir/usr/lib/x86_64-linux-gnu"
    add_libraries "$dir/usr/sbin/dropbear"
    add_libraries "$dir/usr/bin/dropbearkey"
    ln -s ../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 "$dir/usr/lib64/ld-linux-x86-64.so.2"
}

make_root()
{
    local dir=$TREE/root
    say "putting the root together"
    mkdir -p "$dir"/{boot,dev,etc/dropbear,home,mnt,proc,run,srv,sys,tmp,usr/bin,usr/sbin} \
        "$dir"/usr/local/{bin,sbin} "$dir"/var/{lib/hatchery,log}
    install -d -m 700 "$dir/root" "$dir/root/.ssh"
    for link in bin sbin lib lib64; do
        ln -s "usr/$link" "$dir/$link"
    done
    mkdir -p "$dir/usr/lib"
    add_programs
    add_modules "$dir" boot root
    ln -s /run "$dir/var/run"
    ln -s /tmp "$dir/var/tmp"
    cp -R "$HERE/root/." "$dir/"
    chmod -R u=rwX,go=rX "$dir/etc" "$dir/usr"
    chmod 755 "$dir"/usr/lib/hatchery/* "$dir"/etc/acpi/PWRF/* "$dir/usr/sbin/shutdown"
    chmod 600 "$dir/etc/shadow"
    chmod 700 "$dir/etc/dropbear" "$dir/var/lib/hatchery"
    find "$dir" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# mke2fs copies the owner and the times of the builder's files: all become root's and the same time.
set_owners()
{
    local path field
    (cd "$TREE/root" && find . | sort) | while read -r path; do
        for field in uid gid; do
            echo "set_inode_field /$path $field 0"
        done
        for field in atime ctime mtime crtime; do
            echo "set_inode_field /$path $field @$SOURCE_DATE_EPOCH"
        done
    done >"$TREE/owners"
    debugfs -w -f "$TREE/owners" "$TREE/root.ext4" >"$TREE/owners.log" 2>&1
    if grep -v -e '^debugfs' "$TREE/owners.log"; then
        die "debugfs cannot set the owners"
    fi
}

# Made to be grown: meta_bg needs no room set aside for the tables of a larger disk, the kernel adds
# 256 groups at a time, and 4096 inodes a group of 128 MiB are one for each 32 KiB. The journal's
# 4 MiB are the smallest there are. The builder's own mke2fs.conf has no say.
make_ext4()
{
    local kib
    say "making the root file system"
    kib=$(find "$TREE/root" \( -type f -printf '%s\n' -o -type d -printf '4096\n' \) |
        awk '{ kib += 4 * int(($1 + 4095) / 4096) } END { print kib }')
    kib=$(((kib + 4096 + 1024 + 832) / 64 * 64))
    printf '[fs_types]\n%s = {\ninode_size = 256\n}\n%s = {\ninode_size = 256\n}\n' \
        ext4 small >"$TREE/mke2fs.conf"
    rm -f "$TREE/root.ext4"
    truncate -s "${kib}K" "$TREE/root.ext4"
    MKE2FS_CONFIG=$TREE/mke2fs.conf mke2fs -q -F -t ext4 -L hatchery -b 4096 -I 256 -N 4096 \
        -m 1 -G 256 -J size=4 -e remount-ro \
        -O none,has_journal,ext_attr,dir_index,filetype,extent,64bit,flex_bg,sparse_super \
        -O large_file,huge_file,dir_nlink,extra_isize,metadata_csum,meta_bg \
        -U "$ROOT_UUID" -E "hash_seed=$ROOT_UUID,nodiscard" \
        -d "$TREE/root" "$TREE/root.ext4"
    set_owners
}

# Room for the two files, for syslinux's own (192 KiB) and for the tables.
make_fat()
{
    local fat=$TREE/boot.fat kernel=$TREE/kernel/boot/vmlinuz-$VERSION kib
    say "making the boot partition"
    kib=$((($(stat -c %s "$kernel") + $(stat -c %s "$TREE/initrd")) / 1024))
    kib=$(((kib + 192 + 128) / 64 * 64))
    rm -f "$fat"
    mkfs.vfat --invariant -i "$FAT_ID" -n HATCHBOOT -h "$BOOT_START" -C "$fat" "$kib" >/dev/null
    syslinux --install "$fat"
    cp "$HERE/syslinux.cfg" "$kernel" "$TREE/"
    mv "$TREE/vmlinuz-$VERSION" "$TREE/vmlinuz"
    touch -d "@$SOURCE_DATE_EPOCH" "$TREE"/{syslinux.cfg,vmlinuz,initrd}
    mcopy -i "$fat" -m "$TREE"/{syslinux.cfg,vmlinuz,initrd} ::
}

# Every part begins and ends on 64 KiB, the cluster of an overlay; the root is the last.
assemble()
{
    local boot root tmp=$OUT.$$.tmp
    say "assembling"
    boot=$(($(stat -c %s "$TREE/boot.fat") / 512))
    root=$(($(stat -c %s "$TREE/root.ext4") / 512))
    trap 'rm -f "$OUT.$$.tmp"' EXIT
    rm -f "$tmp"
    truncate -s $(((BOOT_START + boot + root) * 512)) "$tmp"
    sfdisk --quiet --no-reread --no-tell-kernel "$tmp" <<END
label: dos
label-id: 0x$FAT_ID
start=$BOOT_START, size=$boot, type=c, bootable
start=$((BOOT_START + boot)), size=$root, type=83
END
    dd if="$MBR_BIN" of="$tmp" bs=440 count=1 conv=notrunc status=none
    dd if="$TREE/boot.fat" of="$tmp" bs=64K seek=$((BOOT_START / 128)) conv=notrunc status=none
    dd if="$TREE/root.ext4" of="$tmp" bs=64K seek=$(((BOOT_START + boot) / 128)) \
        conv=notrunc,fsync status=none
    [ "$(stat -c %s "$tmp")" -lt "$MAX_SIZE" ] ||
        die "the image has $(stat -c %s "$tmp") bytes: it must have less than $MAX_SIZE"
    chmod 644 "$tmp"
    mv "$tmp" "$OUT"
}

[ $# = 1 ] || die "usage: build.sh OUT.img"
OUT=$1
case $OUT in
    /*) ;;
    *) OUT=$PWD/$OUT ;;
esac
WORK=${WORK:-$OUT.work}
mkdir -p "$WORK"
WORK=$(cd "$WORK" && pwd)
DEBS=$WORK/debs
TREE=$WORK/tree
check_tools
get_packages
unpack
compile
make_initramfs
make_root
make_ext4
make_fat
assemble
say "done: $OUT, $(stat -c %s "$OUT") bytes, $(sha256sum "$OUT" | cut -c 1-64)"
