# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the panel's mail catcher got; lib.sh was sourced before.

# caught SUBJECT: the newest mail with that in its subject, decoded; sets nothing, prints its text
caught()
{
    /usr/bin/python3 - "$STATE/mail" "$1" << 'END'
import email, email.policy, mailbox, sys
found = None
for key, m in mailbox.Maildir(sys.argv[1], create=False).items():
    m = email.message_from_bytes(m.as_bytes(), policy=email.policy.default)
    if sys.argv[2] in m["Subject"] and (not found or key > found[0]):
        found = key, m
if not found:
    sys.exit(1)
print("To:", found[1]["To"])
print(found[1].get_body(("plain",)).get_content())
END
}

# link SUBJECT: of the newest mail
link()
{
    caught "$1" | sed -n 's/.*?link=\([A-Za-z0-9]*\).*/\1/p'
}

arrived()
{
    caught "$1" > /dev/null 2>&1
}
