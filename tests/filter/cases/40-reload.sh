# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# Rules replaced while the guest floods: no bad frame slips through, and traffic goes on after.

net load
start_sniffing
frames guest flood all 5 >"$work/flooded" &
flooder=$!
reloads=0
while kill -0 "$flooder" 2>/dev/null; do
    net prepare ab-42 <"$work/vm.xml"
    net load
    net port htab-net1 < <(port_xml ab-42)
    reloads=$((reloads + 3))
done
wait "$flooder" || :
flooder=
stop_sniffing
flooded=$(cut -d' ' -f2 "$work/flooded")
no_bad_arrives "NET-06: no bad frame in $reloads reloads under $flooded frames"
all_good_arrive "every good one is among $(awk '$2 == "good" { n += $4 } END { print n }' \
    "$work/seen") that arrived; $(grep lost "$work/seen")"

# Twenty reloads as fast as they go under a flood; then frames must keep arriving.
frames guest flood good 30 >/dev/null &
flooder=$!
for _ in $(seq 20); do net load; done
stalls=0
for _ in $(seq 12); do
    start_sniffing
    stop_sniffing
    [ "$(seen_count good)" -gt 0 ] || stalls=$((stalls + 1))
done
if kill "$flooder"; then
    check "traffic goes on after 20 rapid reloads ($stalls of 12 looks saw none)" \
        [ "$stalls" -eq 0 ]
else
    skip "traffic goes on after 20 rapid reloads" "this machine is too slow: the flood had ended"
fi
wait "$flooder" 2>/dev/null || :
flooder=
sent_on guest all
all_good_arrive "every good frame arrives afterwards"
no_bad_arrives "no bad frame arrives afterwards"
