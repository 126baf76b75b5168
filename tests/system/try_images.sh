# shellcheck shell=bash disable=SC2153
# SPDX-License-Identifier: Apache-2.0
# IMG: images that are not let in, and one whose bytes changed since. For test_path.

# refuses_image WORDS FILE FORMAT: not taken, and why is said
refuses_image()
{
    local said
    said=$(timeout 30 "$BIN/hatchery" --state "$STATE" image add --file "$2" --format "$3" \
        --name Bad --version 1 2>&1) && return 1
    [ $? != 124 ] || return 1
    grep -q -- "$1" <<< "$said" && return
    printf '# it says: %s\n' "$said"
    return 1
}

refused_images()
{
    local dir images
    dir=$(mktemp -d)
    images=$(sql "SELECT COUNT(*) FROM image")
    qemu-img create -q -f raw "$dir/base" 16M
    qemu-img create -q -f qcow2 -b "$dir/base" -F raw "$dir/child"
    qemu-img create -q -f qcow2 -b /etc/shadow -F raw -u "$dir/thief" 1M
    qemu-img create -q -f qcow2 -o data_file="$dir/data" "$dir/outside" 16M
    qemu-img create -q -f qcow2 "$dir/plain" 16M
    truncate -s 1M "$dir/plain"
    { printf 'QFI\373'; head -c 1048572 /dev/zero; } > "$dir/masked"
    ln -s "$dir/base" "$dir/link"
    mkfifo "$dir/pipe"
    ok "IMG-01 a qcow2 with a backing file" refuses_image "names a backing file" "$dir/child" qcow2
    ok "IMG-01 one that names a file of this host" refuses_image "names a backing file" \
        "$dir/thief" qcow2
    ok "IMG-02 one with a data file" refuses_image "features that are not let in" \
        "$dir/outside" qcow2
    ok "IMG-03 raw that begins as qcow2" refuses_image "the mark of qcow2" "$dir/masked" raw
    ok "IMG-03 a qcow2 called raw" refuses_image "the mark of qcow2" "$dir/plain" raw
    ok "IMG-10 a symbolic link" refuses_image . "$dir/link" raw
    ok "IMG-10 a pipe, without waiting" refuses_image . "$dir/pipe" raw
    ok "none of them is registered" test "$(sql "SELECT COUNT(*) FROM image")" = "$images"
    ok "nor is a file of theirs left" test \
        "$(find "$STATE/images" -type f | wc -l)" = "$images"
    images=$(hatchery image add --file "$dir/plain" --format qcow2 --name Plain --version 1)
    ok "a plain qcow2 is taken" test "$images" -gt 0
    sql "UPDATE image SET retired_at = NOW(6) WHERE id = $images"
    rm -rf "$dir"
}

# says_why TASK WORDS
says_why()
{
    local said
    said=$(hatchery task show "$1" --json | jq -r .error)
    grep -q -- "$2" <<< "$said" && return
    printf '# it says: %s\n' "$said"
    return 1
}

# The storage has no copy yet: bytes that changed in our own store are noticed on the way there.
corrupt_storage_copy()
{
    local file vm task state
    file=$STATE/images/$(sql "SELECT MIN(id) FROM image")
    cp "$file" "$STATE.image"
    printf X | dd of="$file" bs=1 seek=20000000 conv=notrunc status=none
    read -r vm task < <(create corrupt)
    state=$(task_state "$task" 120)
    ok "IMG-08 an image whose bytes changed: the creation fails" test "$state" = failed
    ok "and says why" says_why "$task" "not those of its SHA-256"
    ok "no copy is left on the storage" test -z \
        "$(find "$(cat "$STATE/disk_path")" -name 'image-*')"
    ok "nothing is left" inventory
    ok "its row can be deleted" deleted "$vm"
    cp "$STATE.image" "$file"
    rm -f "$STATE.image"
}
