#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run.sh: tries hatchery-net on a bridge of its own: a veth pair stands in for the guest's tap,
# another port is the neighbour who listens. Everything is in a network and a mount namespace
# that end with it; it never runs in the host's.
# Usage, as root: run.sh [NET_BIN FRAMES_BIN SNIFF_BIN], or the same names in the environment.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
NET_BIN=$(realpath "${1:-${NET_BIN:?the path of hatchery-net}}")
FRAMES_BIN=$(realpath "${2:-${FRAMES_BIN:?the path of frames}}")
SNIFF_BIN=$(realpath "${3:-${SNIFF_BIN:?the path of sniff}}")

if [ "${FILTER_NAMESPACE:-}" != yes ]; then
    if ! unshare -m -n true 2>/dev/null; then
        echo "ok 1 - the filter # SKIP needs root and namespaces"
        echo "0 passed, 0 failed"
        exit 0
    fi
    FILTER_NAMESPACE=yes exec unshare -m -n --propagation private \
        "$here/run.sh" "$NET_BIN" "$FRAMES_BIN" "$SNIFF_BIN"
fi

work=$(mktemp -d)
sniffer=
flooder=
cleanup() {
    for pid in $sniffer $flooder; do
        kill "$pid" 2>/dev/null || :
    done
    umount "$work" 2>/dev/null || :
    rmdir "$work"
}
trap cleanup EXIT
mount -t tmpfs tmpfs "$work"

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"
for part in "$here"/cases/*.sh; do
    # shellcheck source=/dev/null
    . "$part"
done

echo "1..$number"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
