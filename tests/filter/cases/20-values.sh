# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# What is refused, what is ignored: no text of a machine's XML becomes a rule.

net prepare ab-42 <"$work/vm.xml"
nft list ruleset >"$work/before"

unchanged() { nft list ruleset | diff "$work/before" - >/dev/null; }

# refuses TEXT NAMED XML: prepare fails, says NAMED, and leaves the rules as they are.
refuses() {
    local said
    if said=$(net prepare ab-42 <<<"$3" 2>&1); then
        not_ok "refused: $1" "it was accepted"
    elif ! grep -qF -- "$2" <<<"$said" || ! unchanged; then
        not_ok "refused: $1" "$said"
    else
        ok "refused: $1"
    fi
}

nic() { printf "<hatchery:nic dev='htab42-0'>%s</hatchery:nic>" "$1"; }

for value in '1.2.3.4; flush ruleset' '1.2.3.4 }' '1.2.3' '0.0.0.0' '0.0.0.0/0' '10.77.0.5/24' \
    '127.0.0.1' '224.0.0.1' '255.255.255.255' '10.77.0.5 ' '::' '::/0' 'fd77::/8' '::1' 'fe80::1' \
    'ff02::1' '::ffff:10.77.0.1' 'fd77::5/129' 'fd77::5/' 'fd77::5/64' 'fd77::5/0128' \
    'fd77::5%eth0' ''; do
    refuses "address '$value'" "'$value'" \
        "$(machine_xml 42 ab "$(nic "<hatchery:ip addr='$value'/>")")"
done
refuses "address with a line break" "1.2.3.4?flush" \
    "$(machine_xml 42 ab "$(nic "<hatchery:ip addr='1.2.3.4&#10;flush ruleset'/>")")"
refuses "a nic of another machine" "htab43-0" \
    "$(machine_xml 42 ab "<hatchery:nic dev='htab43-0'/>")"
refuses "a nic with a rule in its name" "flush" \
    "$(machine_xml 42 ab "<hatchery:nic dev='htab42-0 ; flush'/>")"
refuses "a nic that is there twice" "twice" "$(machine_xml 42 ab "$(nic '')$(nic '')")"
refuses "an interface with a device of its own" "vnet0" \
    "$(machine_xml | sed "s/target dev='htab42-0'/target dev='vnet0'/")"
refuses "an interface without a device" "''" "$(machine_xml | sed "s/<target dev='htab42-0'\/>//")"
refuses "an interface of another machine" "htab7-0" \
    "$(machine_xml | sed "s/target dev='htab42-0'/target dev='htab7-0'/")"
refuses "a group MAC" "01:00:5e:00:00:01" \
    "$(machine_xml | sed "s/$own_mac/01:00:5e:00:00:01/")"
refuses "a MAC with a rule in it" "accept" "$(machine_xml | sed "s/$own_mac/$own_mac accept/")"
refuses "an id with a leading zero" "'042'" "$(machine_xml | sed "s/ id='42'/ id='042'/")"
refuses "an id that is no number" "'42;'" "$(machine_xml | sed "s/ id='42'/ id='42;'/")"
refuses "INJ-01: XML with a DTD" "no domain's XML" \
    "<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>$(machine_xml)"
refuses "what is no XML" "no domain's XML" "table bridge hatchery_ab { }"
refuses "nothing at all" "no domain's XML" ""
refuses "another kind of XML" "no domain's XML" "<network/>"

ignores() {
    if net prepare x <<<"$2" && unchanged; then ok "ignored: $1"; else not_ok "ignored: $1"; fi
}
ignores "a machine of another installation" "$(machine_xml 42 cd)"
ignores "a machine without our metadata" \
    "<domain type='kvm'><name>x</name><devices><interface><target dev='htab42-0'/></interface>\
</devices></domain>"
ignores "our words in another namespace" \
    "$(machine_xml | sed 's|https://hatchery.example/ns/1|urn:other|')"

machine_xml | sed "s/hatchery:vm xmlns:hatchery/vm xmlns/; s/<hatchery:/</g; s/<\/hatchery:/<\//g" \
    >"$work/plain.xml"
check "elements without a prefix are understood" net prepare ab-42 <"$work/plain.xml"
check "and make the same rules" unchanged
machine_xml 42 ab "$(nic "<hatchery:ip addr='$own_v4'/><hatchery:ip addr='$own_v4'/>\
<hatchery:ip addr='2001:db8:5::7'/><hatchery:ip addr='2001:db8:5::/64'/>\
<hatchery:ip addr='2001:DB8:5:0::8'/><hatchery:ip addr='$own_v6'/>")" >"$work/nested.xml"
check "an address twice, or within a prefix, is no error" net prepare ab-42 <"$work/nested.xml"
for inst in '' a abc 'a;' AB '../x'; do
    check "installation '$inst' is refused" fails "$NET_BIN" --inst "$inst" load
done
net prepare ab-42 <"$work/vm.xml"
