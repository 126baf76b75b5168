# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# How long a start waits for the filter; printed, and bounded generously.

prepare() { net prepare ab-42 <"$work/vm.xml"; }
ignored() { net prepare x <<<"$(machine_xml 42 cd)"; }

one=$(for _ in $(seq 21); do took prepare; done | median)
none=$(for _ in $(seq 21); do took ignored; done | median)
for i in $(seq 1001 1300); do machine_xml "$i" | running "ab-$i"; done
all=$(for _ in 1 2 3; do took net load; done | median)
crowded=$(for _ in $(seq 11); do took prepare; done | median)
tenths() { echo "$(($1 / 10)).$(($1 % 10)) ms"; }
echo "# prepare $(tenths "$one"), ignored machine $(tenths "$none"); with 300 machines: load" \
    "$(tenths "$all"), prepare $(tenths "$crowded") (medians)"
check "a start waits less than 250 ms for the filter" [ "$one" -lt 2500 ]
check "so it does among 300 machines" [ "$crowded" -lt 2500 ]
