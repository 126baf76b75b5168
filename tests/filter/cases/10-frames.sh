# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# Which frames leave: first without the filter, which proves that the sniffer sees the bad ones.

if ! nft -c add table bridge hatchery_probe 2>/dev/null; then
    skip "the filter" "this kernel has no bridge tables of nftables"
    echo "0 passed, 0 failed"
    exit 0
fi

make_bridge
: >"$work/cannot"
sent_on guest all
unseen_names good >"$work/unseen"
unseen_names bad >>"$work/unseen"
mv "$work/unseen" "$work/cannot"
while read -r name; do
    skip "frame $name" "does not cross this kernel's bridge even without the filter"
done <"$work/cannot"
check "without the filter $(seen_count good) good frames arrive" [ "$(seen_count good)" -ge 24 ]
check "without the filter $(seen_count bad) bad frames arrive" [ "$(seen_count bad)" -ge 48 ]

machine_xml >"$work/vm.xml"
check "prepare makes the machine's chains" net prepare ab-42 <"$work/vm.xml"
sent_on guest all
all_good_arrive "with the filter every good frame arrives"
no_bad_arrives "NET-01, NET-02: with the filter no bad frame arrives"

# Frames to a bridge's own group (here 802.1X) are never forwarded; nor must they reach this host.
refused_by_host() {
    net show | awk '/chain control/, /}/ {
            for (i = 1; i < NF; i++)
                if ($i == "packets") n += $(i + 1)
        }
        END { print n + 0 }'
}
net remove
net prepare ab-42 <"$work/vm.xml"
frames guest send eapol 3 >/dev/null
check "a frame to the bridge's own group does not reach the host" \
    [ "$(refused_by_host)" -eq 3 ]

port htab43-0 silent
sent_on silent all
nothing_arrives "NET-06: a tap of ours without a chain is silent"

port htcd42-0 elsewhere
sent_on elsewhere all
all_good_arrive "another installation's tap: its good frames are not touched"
check "another installation's tap: its bad frames are not touched either" \
    [ -z "$(unseen_names bad)" ]
port htabout foreign
sent_on foreign all
check "another software's device whose name begins like ours is not touched" \
    [ -z "$(unseen_names bad)$(unseen_names good)" ]

net release ab-42 <"$work/vm.xml"
check "release removes the chain and its key" [ -z "$(net show | grep htab42)" ]
sent_on guest all
nothing_arrives "a released tap is silent"
check "releasing again is no error" net release ab-42 <"$work/vm.xml"
