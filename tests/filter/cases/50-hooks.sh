# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# The wrappers that libvirt calls: which events start the program, and what they make of failure.

node=$(cd "$here/../../node/net" && pwd)
cat >"$work/program" <<END
#!/bin/sh
echo "\$*" >>"$work/calls"
exit 1
END
chmod +x "$work/program"
for hook in qemu network; do
    sed "s|@INST@|ab|g; s|@PROGRAM@|$work/program|g" "$node/hook-$hook.in" >"$work/hook-$hook"
    chmod +x "$work/hook-$hook"
done

# called HOOK STATUS CALLS ARGUMENTS...: the hook ends so and has called the program like that.
called() {
    local hook=$1 status=0 want=$2 calls=$3
    shift 3
    : >"$work/calls"
    "$work/hook-$hook" "$@" <"$work/vm.xml" 2>"$work/said" || status=$?
    if [ "$status" -eq "$want" ] && [ "$(cat "$work/calls")" = "$calls" ]; then
        ok "$hook hook: $* ends with $want"
    else
        not_ok "$hook hook: $* ends with $want" "$status $(cat "$work/calls" "$work/said")"
    fi
}
called qemu 1 "--inst ab prepare -- ab-42" ab-42 prepare begin -
called qemu 1 "--inst ab release -- ab-42" ab-42 release end -
called qemu 0 "--inst ab reconnect -- ab-42" ab-42 reconnect begin -
for event in start started stopped migrate restore attach; do
    called qemu 0 "" ab-42 "$event" begin -
done
called network 1 "--inst ab port -- htab-net12" htab-net12 port-created begin -
called network 0 "" htab-net12 port-deleted begin -
called network 0 "" htab-net12 started begin -
called network 0 "" htcd-net12 port-created begin -
called network 0 "" default port-created begin -
rm "$work/program"
called qemu 1 "" ab-42 prepare begin -
check "with the program gone our machine's start is refused in words" \
    grep -q "is missing" "$work/said"
echo "<domain><name>x</name></domain>" >"$work/vm.xml"
called qemu 0 "" x prepare begin -
called qemu 0 "" x reconnect begin -
machine_xml >"$work/vm.xml"
