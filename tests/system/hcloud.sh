#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# hcloud.sh: Debian's hcloud program against a running panel, and with curl what that program cannot
# ask. Says `ok` or `not ok` and a name for each try, and `N passed, N failed` at the end.
#     HATCHERY_URL=http://127.0.0.1:8080 STATE=var [BIN=build/bin] tests/system/hcloud.sh
# The ready-made customer is who asks. What is made here is deleted here.
set -u
: "${HATCHERY_URL:?the address of the panel}" "${STATE:?the installation}"
BIN=${BIN:-$(cd "$(dirname "$0")/../.." && pwd)/build/bin}
WAIT=${WAIT:-180} # seconds for a machine under emulation
API=$HATCHERY_URL/api/v1
work=$(mktemp -d)
export HOME=$work HCLOUD_ENDPOINT=$API HCLOUD_TOKEN='' LC_ALL=C
passed=0
failed=0
out=
err=

# --- tries ----------------------------------------------------------------------------------------

ok()
{
    local name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        printf 'ok %s\n' "$name"
    else
        failed=$((failed + 1))
        printf 'not ok %s\n' "$name"
        printf '%s\n' "$out" "$err" | sed 's/^/    /' | head -n 20
    fi
}

# run ARGUMENT...: hcloud's output in $out, its complaint in $err
run()
{
    local status=0
    out=$(timeout "$WAIT" hcloud "$@" 2> "$work/err" < /dev/null) || status=$?
    err=$(cat "$work/err")
    return "$status"
}

refused()
{
    ! run "${@:2}" && [[ $err == *"$1"* ]]
}

has()
{
    [[ $out == *"$1"* ]]
}

# shows WORD ARGUMENT...: hcloud ends well and says the word
shows()
{
    run "${@:2}" && has "$1"
}

is()
{
    [ "$1" = "$2" ]
}

hatchery()
{
    "$BIN/hatchery" "$@" --state "$STATE"
}

# curl METHOD PATH [JSON] [OPTION...]: the body in $out, the status in $status
ask()
{
    local method=$1 path=$2 body=${3:-}
    shift $(($# > 3 ? 3 : $#))
    [ -z "$body" ] || set -- "$@" -H 'Content-Type: application/json' --data-binary "$body"
    err=
    out=$(curl -s -m 30 -X "$method" -H "Authorization: Bearer $HCLOUD_TOKEN" \
        -w '\n%{http_code}' "$@" "$API$path")
    status=${out##*$'\n'}
    out=${out%$'\n'*}
}

# answers STATUS CODE METHOD PATH [JSON] [OPTION...]: an error's status and code; CODE "" for none
answers()
{
    ask "${@:3}"
    [ "$status" = "$1" ] && [ "$(field .error.code)" = "${2:-null}" ]
}

field()
{
    jq -r "$1" <<< "$out" 2> /dev/null
}

server_is()
{
    run server describe "$1" -o 'format={{.Status}}' && [ "$out" = "$2" ]
}

gone()
{
    refused "server not found" server describe "$1"
}

wait_for()
{
    local end=$((SECONDS + WAIT))
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.5
    done
}

# hcloud adds a 1 to the network's text: fd00::2:0:0:01
plain_ipv6()
{
    sed 's/:0\([1-9a-f]\)$/:\1/'
}

# column NAME KEY: of a machine, as the administrator's program has it
column()
{
    hatchery vm list --json | jq -r --arg name "$1" ".[] | select(.name == \$name) | .$2"
}

cleanup()
{
    local name
    for name in "$one" "$two" "$three"; do
        run server delete "$name"
        wait_for gone "$name" || true
    done > /dev/null 2>&1
    rm -rf "$work"
}

# --- who asks -------------------------------------------------------------------------------------

mark=$(od -An -N3 -tx1 /dev/urandom | tr -d ' \n')
one=one-$mark
two=two-$mark
three=three-$mark
account=$(sed -n 's/^account=//p' "$STATE/customer.txt")
HCLOUD_TOKEN=$(hatchery token add --account "$account" --name "hcloud $mark")
owner=$HCLOUD_TOKEN
reader=$(hatchery token add --account "$account" --name "reader $mark" --role reader)
other_account=$(hatchery account add --name "Other $mark")
other=$(hatchery token add --account "$other_account" --name "other $mark")
trap cleanup EXIT

ok "a token has 64 characters" test ${#HCLOUD_TOKEN} = 64
ok "account add prints an id and nothing else" test "$other_account" -gt 0

# --- what there is --------------------------------------------------------------------------------

ok "location list" shows local location list
run location list -o noheader -o columns=name
place=$out
ok "datacenter list" shows "$place" datacenter list
ok "server-type list" shows XS server-type list
ok "server-type describe" shows "Memory:" server-type describe XS
ok "image list" shows system image list
run image list -o noheader -o columns=name
image=${out%%$'\n'*}
ok "image describe" shows "$image" image describe "$image"
ok "volume list is empty" run volume list -o noheader
ok "no volume is listed" is "$out" ""

# --- keys -----------------------------------------------------------------------------------------

ssh-keygen -q -t ed25519 -N '' -C "me@$mark" -f "$work/key"
ok "ssh-key create" shows created ssh-key create --name "key-$mark" \
    --public-key-from-file "$work/key.pub"
ok "ssh-key list" shows "key-$mark" ssh-key list
ok "ssh-key describe shows ssh-keygen's fingerprint" shows \
    "$(ssh-keygen -l -E md5 -f "$work/key.pub" | sed 's/.*MD5:\([0-9a-f:]*\).*/\1/')" \
    ssh-key describe "key-$mark"
ok "the same key again is refused" refused uniqueness_error ssh-key create --name again \
    --public-key-from-file "$work/key.pub"
ok "a private key is refused" refused invalid_input ssh-key create --name private \
    --public-key-from-file "$work/key"
ok "ssh-key update" run ssh-key update "key-$mark" --name "mine-$mark"

# --- a machine ------------------------------------------------------------------------------------

ok "server create" shows created server create --name "$one" --type XS --image "$image" \
    --ssh-key "mine-$mark" --location "$place" --label "mark=$mark" --label env=test
v4=$(column "$one" ipv4)
v6=$(column "$one" ipv6)
ok "it says the IPv4 address" has "IPv4: $v4"
ok "and the IPv6 address" is "$(sed -n 's/^IPv6: //p' <<< "$out" | plain_ipv6)" "$v6"
ok "but no password, since there is a key" test "${out#*password}" = "$out"
ok "it runs" wait_for server_is "$one" running
ok "server list" shows "$one" server list
run server list -o json
ok "server list as JSON has its address" is \
    "$(field ".[] | select(.name == \"$one\") | .public_net.ipv4.ip")" "$v4"
ok "server describe" shows "$place" server describe "$one"
ok "server ip" shows "$v4" server ip "$one"
run server ip -6 "$one"
ok "server ip -6" is "$(echo "$out" | plain_ipv6)" "$v6"
run server describe "$one" -o 'format={{.ID}}'
id=$out

ok "server list by label" shows "$one" server list -l "mark=$mark,env=test"
run server list -l "mark=$mark,env!=test" -o noheader
ok "and not by another" is "$out" ""
run server list -l "!mark" -o noheader
ok "nor by the label's absence" test "${out#*"$one"}" = "$out"
ok "server add-label" run server add-label "$one" more=1.0
ok "and by that too" shows "$one" server list -l "more=1.0"
ok "server update" run server update "$one" --name "$three"
ok "it has the new name" server_is "$three" running
ok "server update back" run server update "$three" --name "$one"

# --- power ----------------------------------------------------------------------------------------

ok "server poweroff" run server poweroff "$one"
ok "it is off" server_is "$one" off
ok "server poweron" run server poweron "$one"
ok "it runs again" server_is "$one" running
ok "server reboot" run server reboot "$one"
ok "it runs still" server_is "$one" running
ok "server shutdown" run server shutdown "$one"
ok "it is off at last" wait_for server_is "$one" off

ask GET "/servers/$id/actions?sort=id:desc&per_page=2"
ok "its actions, the newest first" is "$(field '.actions[0].command')" shutdown_server
ok "they are a page of several" is "$(field .meta.pagination.next_page)" 2
action=$(field '.actions[0].id')
ask GET "/actions?id=$action"
ok "an action by its id" is "$(field '.actions[0].status')" success
ask GET "/servers/$id/actions/$action"
ok "and by its server" is "$(field .action.progress)" 100

# --- without a key; once only ---------------------------------------------------------------------

body="{\"name\":\"$two\",\"server_type\":\"XS\",\"image\":\"$image\",\"start_after_create\":false}"
ask POST /servers "$body" -H "Idempotency-Key: $mark"
ok "a machine without a key" is "$status" 201
ok "has a password" test "$(field .root_password)" != null
again=$(field .server.id)
ok "as initializing, with its action" is "$(field '.server.status + " " + .action.command')" \
    "initializing create_server"
ask POST /servers "$body" -H "Idempotency-Key: $mark"
ok "asked again by its key it is the same machine" is "$status $(field .server.id)" "201 $again"
ok "and its password is not told again" is "$(field .root_password)" null
ok "another body under that key is refused" answers 409 conflict POST /servers \
    "${body/false/true}" -H "Idempotency-Key: $mark"
ok "its name is taken" refused uniqueness_error server create --name "$two" --type XS \
    --image "$image"
ok "it stays off, as it was asked" wait_for server_is "$two" off

ask GET "/servers?per_page=1&sort=name"
ok "a page of one machine" is "$(field '.servers | length') $(field .meta.pagination.next_page)" \
    "1 2"
ask GET "/servers?page=200&per_page=50"
ok "a page behind the last is empty" is "$(field '.servers | length')" 0
ask GET "/servers?status=off&name=$two"
ok "machines by state and name" is "$(field '.servers[].name')" "$two"

# --- what is refused ------------------------------------------------------------------------------

ok "an unknown type" refused invalid_input server create --name x --type nope --image "$image"
ok "user data that are neither program nor configuration" answers 422 invalid_input POST /servers \
    "{\"name\":\"x\",\"server_type\":\"XS\",\"image\":\"$image\",\"user_data\":\"#!\"}"
ok "an unknown field" answers 422 invalid_input POST /servers \
    "{\"name\":\"x\",\"server_type\":\"XS\",\"image\":\"$image\",\"account_id\":1}"
ok "which is named" is "$(field '.error.details.fields[0].name')" account_id
ok "a key twice in an object" answers 400 json_error POST /servers '{"name":"x","name":"y"}'
ok "JSON 1,000 deep" answers 400 json_error POST /servers \
    "$(printf '[%.0s' {1..1000})$(printf ']%.0s' {1..1000})"
ok "a number no integer holds" answers 400 json_error POST /servers \
    '{"name":"x","server_type":9223372036854775808,"image":1e999}'
ok "a form in JSON's place" answers 415 unsupported_media_type POST /servers 'name=x' \
    -H 'Content-Type: application/x-www-form-urlencoded'
ok "a page of 51" answers 422 invalid_input GET '/servers?per_page=51'
ok "a parameter that is not known" answers 422 invalid_input GET '/servers?account_id=1'
ok "a parameter twice" answers 422 invalid_input GET '/servers?name=a&name=b'
ok "a long selector" answers 422 invalid_input GET \
    "/servers?label_selector=$(printf 'a%.0s' {1..2000})"
ok "a selector that would be a pattern" answers 422 invalid_input GET \
    '/servers?label_selector=a%3D.*'
ok "an address that is none" answers 404 not_found GET /nothing
ok "a method that is not there" answers 405 method_not_allowed DELETE /servers

HCLOUD_TOKEN=$other
ok "another account's machine is not there" gone "$one"
ok "nor by its id" answers 404 not_found GET "/servers/$id"
ok "nor its power" answers 404 not_found POST "/servers/$id/actions/poweron"
ok "nor its end" answers 404 not_found DELETE "/servers/$id"
ok "nor its name" answers 404 not_found PUT "/servers/$id" '{"name":"stolen"}'
ok "nor its actions" answers 404 not_found GET "/servers/$id/actions"
ok "nor one of them" answers 404 not_found GET "/actions/$action"
ask GET "/actions?id=$action"
ok "also where ids are listed" is "$(field '.actions | length')" 0
ok "another account's key cannot go with a machine" answers 422 invalid_input POST /servers \
    "{\"name\":\"x\",\"server_type\":\"XS\",\"image\":\"$image\",\"ssh_keys\":[\"mine-$mark\"]}"
HCLOUD_TOKEN=$reader
ok "a reader reads" shows "$one" server list
ok "and does nothing else" refused forbidden server poweron "$one"
HCLOUD_TOKEN=${owner//[a-z]/x}
ok "an unknown token" refused unauthorized server list
HCLOUD_TOKEN=$other
hatchery token revoke "$(hatchery token list --account "$other_account" --json | jq '.[0].id')"
ok "a revoked token" refused unauthorized server list
HCLOUD_TOKEN=$owner

# --- the end --------------------------------------------------------------------------------------

ask DELETE "/servers/$id"
action=$(field .action.id)
ok "deleting is an action" is "$(field .action.command)" delete_server
ok "the machine goes" wait_for gone "$one"
ask GET "/actions/$action"
ok "its action is still there" is "$(field .action.status)" success
ok "server delete" run server delete "$two"
ok "the other goes too" wait_for gone "$two"
ok "ssh-key delete" run ssh-key delete "mine-$mark"

printf '%d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
