# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The second boot: the host was switched off and on, and nobody does anything by hand.
is_off()
{
    [ "$(api GET "/servers/$(cat /root/vm)" | jq -r .server.status)" = off ]
}

timeout 90 systemctl is-system-running --wait > /dev/null
ok "after a reboot every unit is active" wait_for 60 all_are active
ok "nothing has failed" test -z "$(show_failed)"
show_failed
ok "the panel is well" wait_for 60 healthy
page /healthz | sed 's/^/# /'
ok "the machine is seen to be off" wait_for 60 is_off
ok "it starts" acted poweron
ok "it runs" machine_runs
ok "doctor finds nothing wrong" wait_for 90 is_green
finds bad
ok "the machine is deleted" done_well \
    "$(api DELETE "/servers/$(cat /root/vm)" | jq .action.id)"
