# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# SES, WEB, TEN, API, INJ: what is refused at the doors, and what nobody may learn. For test_path.
JAR=$STATE.jar

# page METHOD PATH [OPTION...]: a browser's request with the customer's session; the body. It comes
# from a page of the panel, or of ORIGIN.
page()
{
    local method=$1 path=$2
    shift 2
    curl -s -m 30 -b "$JAR" -c "$JAR" -X "$method" -H "Origin: ${ORIGIN-$URL}" "$@" "$URL$path"
}

# status METHOD PATH [OPTION...]: its number alone
status()
{
    page "$@" -o /dev/null -w '%{http_code}'
}

# hidden PATH NAME: what a form's hidden field holds
hidden()
{
    page GET "$1" | sed -n "s/.*name=\"$2\" value=\"\([^\"]*\)\".*/\1/p" | head -n 1
}

# sign_in EMAIL FILE: the password from the file, so that it stands in no command line
sign_in()
{
    sql "DELETE FROM throttle"
    rm -f "$JAR"
    [ "$(curl -s -m 30 -o /dev/null -w '%{http_code}' -c "$JAR" -H "Origin: $URL" \
        --data-urlencode "email=$1" --data-urlencode "password@$2" "$URL/signin")" = 303 ]
}

customer_signs_in()
{
    printf '%s' "$(value password customer.txt)" > "$STATE.password"
    sign_in "$(value email customer.txt)" "$STATE.password"
}

# as FILE METHOD PATH [OPTION...]: by JSON, with the header in the file; the body
as()
{
    local header=$1 method=$2 path=$3
    shift 3
    curl -s -m 30 -X "$method" -H "@$header" -H 'Content-Type: application/json' "$@" \
        "$URL/api/v1$path"
}

# bearer TOKEN FILE
bearer()
{
    printf 'Authorization: Bearer %s\n' "$1" > "$2"
}

# machine_body NAME [MORE MEMBERS]
machine_body()
{
    printf '{"name":"%s","server_type":"%s","image":"%s"%s}' "$1" "$(first_id server_types)" \
        "$(first_id images)" "${2:+,$2}"
}

# --- API-03: asked twice ----------------------------------------------------------------------

# once KEY BODY
once()
{
    as "$STATE.bearer" POST /servers -H "Idempotency-Key: $1" -d "$2"
}

machines()
{
    sql "SELECT COUNT(*) FROM vm"
}

# The same form, sent twice at once and once more.
same_form_twice()
{
    local form before codes
    before=$(machines)
    form=(--data-urlencode "csrf=$(hidden /vm/create csrf)"
        --data-urlencode "request_key=$(hidden /vm/create request_key)"
        --data-urlencode "name=twice" --data-urlencode "make_password=1"
        --data-urlencode "image_id=$(sql "SELECT MIN(id) FROM image")"
        --data-urlencode "location_id=$(sql "SELECT MIN(id) FROM location")"
        --data-urlencode "plan_id=$(sql "SELECT MIN(id) FROM plan")")
    cp "$JAR" "$STATE.jar" # each writes its own: one that is half-written signs nobody in
    JAR=$STATE.jar page POST /vm "${form[@]}" -w '%{http_code}' > "$STATE.first" &
    page POST /vm "${form[@]}" -w '%{http_code}' > "$STATE.second"
    wait $!
    codes=$(tail -qc 3 "$STATE.first" "$STATE.second" | fold -w 3 | sort | tr '\n' ' ')
    [ "$codes" = "200 303 " ] || printf '# answered %s\n' "$codes"
    cat "$STATE.first" "$STATE.second" > "$STATE.created"
    [ "$codes" = "200 303 " ] && [ "$(status POST /vm "${form[@]}")" = 303 ] &&
        [ "$(machines)" = $((before + 1)) ]
}

asked_twice()
{
    local body one two key=k$RANDOM$RANDOM id task
    bearer "$(token)" "$STATE.bearer"
    body=$(machine_body once '"start_after_create":false')
    one=$(once $key "$body")
    two=$(once $key "$body")
    id=$(jq .server.id <<< "$one")
    jq -r .root_password <<< "$one" > "$STATE.secret-api"
    ok "API-03 the same key and body: the same machine" test "$id" -gt 0 -a \
        "$id" = "$(jq .server.id <<< "$two")"
    ok "but not its password again" test "$(jq -r .root_password <<< "$two")" = null
    ok "another body under that key is refused" test conflict = \
        "$(once $key "${body/once/other}" | jq -r .error.code)"
    ok "the customer signs in" customer_signs_in
    ok "the same form sent twice makes one machine" same_form_twice
    sed -n 's|.*class="secret"><code>\([^<]*\)<.*|\1|p' "$STATE.created" > "$STATE.secret-page"
    ok "its password was shown" test -s "$STATE.secret-page"
    for id in $(sql "SELECT id FROM vm"); do
        task=$(sql "SELECT MAX(id) FROM task WHERE vm_id = $id")
        task_state "$task" > /dev/null
        ok "machine $id is deleted" deleted "$id"
    done
    ok "nothing is left" inventory
}

# --- TEN-01: another's is what is not there ---------------------------------------------------

# alike HOW PATH: another's id and one that never was get the same answer
alike()
{
    local theirs nobodys
    theirs=$("$1" "$2" | sed 's/value="[A-Za-z0-9]*"/value=""/g')
    nobodys=$("$1" "${2/70000/90000}" | sed 's/value="[A-Za-z0-9]*"/value=""/g')
    theirs=${theirs//70000/90000}
    [ "$theirs" = "$nobodys" ] && [ "${theirs##*$'\n'}" = 404 ] && return
    printf '# another: %s\n# nobody:  %s\n' "${theirs: -300}" "${nobodys: -300}"
    return 1
}

get_page()
{
    page GET "$1" -w '\n%{http_code}'
}

post_page()
{
    local more=()
    [[ $1 != */delete ]] || more=(--data-urlencode confirm=theirs)
    page POST "$1" --data-urlencode "csrf=$csrf" "${more[@]}" -w '\n%{http_code}' \
        --data-urlencode "request_key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
}

get_api()
{
    as "$STATE.bearer" GET "$1" -w '\n%{http_code}'
}

post_api()
{
    as "$STATE.bearer" POST "$1" -w '\n%{http_code}'
}

delete_api()
{
    as "$STATE.bearer" DELETE "$1" -w '\n%{http_code}'
}

# Another account's machine and task have ids that are easily told from all others.
other_peoples()
{
    local account made csrf path task vm
    account=$(hatchery account add --name Others)
    bearer "$(hatchery token add --account "$account" --name theirs)" "$STATE.theirs"
    sql "ALTER TABLE vm AUTO_INCREMENT = 700001; ALTER TABLE task AUTO_INCREMENT = 700001"
    made=$(as "$STATE.theirs" POST /servers -d "$(machine_body theirs)")
    vm=$(jq .server.id <<< "$made") task=$(jq .action.id <<< "$made")
    ok "another account has a machine" test "$(task_state "$task")" = "done"
    csrf=$(hidden /vm/create csrf)
    for path in "/vm/$vm" "/vm/$vm/live" "/vm/$vm/delete" "/task/$task" "/task/$task/live"; do
        ok "TEN-01 GET $path is the 404 of what is not there" alike get_page "$path"
    done
    for path in start stop shutdown reboot delete; do
        ok "TEN-01 POST /vm/$vm/$path, too" alike post_page "/vm/$vm/$path"
    done
    for path in "/servers/$vm" "/servers/$vm/actions" "/actions/$task"; do
        ok "TEN-01 GET $path by JSON" alike get_api "$path"
    done
    for path in poweron poweroff shutdown reboot; do
        ok "TEN-01 $path by JSON" alike post_api "/servers/$vm/actions/$path"
    done
    ok "TEN-01 its end by JSON" alike delete_api "/servers/$vm"
    ok "TEN-02 nothing of it in the list" test -z "$(get_api "/servers?name=theirs" | grep theirs)"
    ok "its owner finds it as it was" test "$(column "$vm" seen)" = 2
    task=$(as "$STATE.theirs" DELETE "/servers/$vm" | jq .action.id)
    ok "and deletes it" test "$(task_state "$task")" = "done"
    ok "nothing is left" inventory
}

# --- WEB: hosts, origins, forms ---------------------------------------------------------------

# not_served HEADER...: such a request is refused, by nginx or by the gate
not_served()
{
    local said
    said=$({ printf 'GET /signin HTTP/1.1\r\n'; printf '%s\r\n' "$@"; printf '\r\n'; } |
        timeout 10 bash -c "exec 3<> /dev/tcp/127.0.0.1/$PORT; cat >&3; head -n 1 <&3")
    [[ $said == *" 400 "* || $said == *" 421 "* ]]
}

wrong_addresses()
{
    local path
    for path in / /vm /signin /admin/ /api/v1/servers /healthz; do
        ok "WEB-06 $path under another Host is 421" test 421 = \
            "$(status GET $path -H 'Host: evil.example')"
    done
    ok "WEB-06 a Host with a user in it" not_served "Host: 127.0.0.1:$PORT@evil.example"
    ok "WEB-06 two Hosts" not_served "Host: 127.0.0.1:$PORT" "Host: evil.example"
    ok "WEB-06 no Host" not_served "Accept: */*"
}

# WEB-14: a name of 120 letters that is cut in the sentence which quotes it
odd_names()
{
    local name
    name=$(printf '%%C3%%A9%.0s' {1..120})
    for path in /api/v1/servers /vm /admin/vm; do
        ok "WEB-14 a long name without an escape's end at $path is 400" test 400 = \
            "$(status GET "$path?$name=%zz")"
    done
    ok "and an unknown one in JSON is refused" test invalid_input = \
        "$(api POST /servers "{\"$(printf 'é%.0s' {1..120})\": 1}" | jq -r .error.code)"
    ok "nobody died of it" test -z "$(grep -h 'bug at' "$STATE"/log/*/current)"
}

# WEB-13: more connections than one client may have leave room for another address
many_connections()
{
    local held=() fd
    for _ in {1..130}; do
        exec {fd}<> "/dev/tcp/127.0.0.1/$PORT"
        held+=("$fd")
        printf 'POST /signin HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nContent-Length: 9\r\n\r\n' \
            "$PORT" >&"$fd"
    done
    ok "WEB-13 one client's 101st connection is 429" test 429 = "$(status GET /healthz)"
    ok "and another's page comes" test 200 = "$(curl -s -m 30 -o /dev/null -w '%{http_code}' \
        --interface 127.0.0.77 "$URL/healthz")"
    for fd in "${held[@]}"; do
        exec {fd}>&-
    done
}

forged_forms()
{
    local csrf key=0123456789abcdef0123456789abcdef form
    csrf=$(hidden /ssh-key csrf)
    ssh-keygen -q -t ed25519 -N '' -C other -f "$STATE.other"
    form=(--data-urlencode "csrf=$csrf" --data-urlencode "request_key=$key"
        --data-urlencode "name=forged" --data-urlencode "public_key=$(cat "$STATE.other.pub")")
    ok "WEB-09 a form from another site is 403" test 403 = \
        "$(ORIGIN=https://evil.example status POST /ssh-key "${form[@]}")"
    ok "WEB-09 from nowhere" test 403 = "$(ORIGIN=null status POST /ssh-key "${form[@]}")"
    ok "WEB-09 without an Origin" test 403 = "$(ORIGIN='' status POST /ssh-key "${form[@]}")"
    ok "WEB-12 two Origins, ours first" test 400 = \
        "$(status POST /ssh-key "${form[@]}" -H 'Origin: https://evil.example')"
    ok "WEB-09 one the browser calls cross-site" test 403 = \
        "$(status POST /ssh-key "${form[@]}" -H 'Sec-Fetch-Site: cross-site')"
    ok "WEB-09 without a token" test 403 = \
        "$(status POST /ssh-key "${form[@]:2}")"
    ok "WEB-09 with another's token" test 403 = "$(status POST /ssh-key \
        --data-urlencode "csrf=${csrf//[0-9]/a}" "${form[@]:2}")"
    ok "WEB-09 JSON in a form's place" test 415 = \
        "$(status POST /ssh-key -H 'Content-Type: text/plain' -d "{\"csrf\":\"$csrf\"}")"
    ok "WEB-09 a change by GET" test 405 = "$(status GET /vm/1/start)"
    ok "WEB-09 signing out by GET" test 405 = "$(status GET /signout)"
    ok "none of them added a key" test 0 = "$(sql "SELECT COUNT(*) FROM ssh_key
        WHERE name = 'forged'")"
    ok "the right form does" test 303 = "$(status POST /ssh-key "${form[@]}")"
    rm -f "$STATE.other" "$STATE.other.pub"
}

# --- SES-01: nobody learns whether an address is known ----------------------------------------

# A known address' try is a row of its history, an unknown one's a count: as many rows of both.
# What cron and schedules write meanwhile is left out.
rows_of_all()
{
    local name
    for name in $(sql "SELECT table_name FROM information_schema.tables
        WHERE table_schema = 'hatchery' AND table_type = 'BASE TABLE' AND
        table_name NOT IN ('heartbeat', 'throttle', 'signin', 'schedule', 'resource', 'vm_top',
            'difference', 'audit_seal') AND table_name NOT REGEXP '^task|sample|load\$'"); do
        printf '%s %s\n' "$name" "$(sql "SELECT COUNT(*) FROM \`$name\`")"
    done
    sql "SELECT CONCAT('tries ', (SELECT COUNT(*) FROM throttle) + (SELECT COUNT(*) FROM signin))"
}

# tries_door EMAIL FROM DOOR: status, headers but date and request id, body but what was typed,
# and the rows
tries_door()
{
    sql "DELETE FROM throttle; DELETE FROM signin"
    curl -s -i -m 30 --interface "$2" -H "Origin: $URL" --data-urlencode "email=$1" \
        --data-urlencode "password=certainly wrong" "$URL$3" |
        sed -e '/^[Dd]ate:/d' -e '/^X-Request-Id:/d' -e "s/$1/TYPED/g" -e 's/[0-9:]\{8\} UTC//'
    rows_of_all
}

known_or_not()
{
    local known unknown door
    for door in /signin /admin/signin; do
        known=$(value email customer.txt)
        [ $door = /signin ] || known=$(value email admin.txt)
        unknown=x${known:1}
        tries_door "$known" 127.0.0.2 $door > "$STATE.known"
        tries_door "$unknown" 127.0.0.3 $door > "$STATE.unknown"
        ok "SES-01 $door: known or not, the same answer and rows" \
            diff "$STATE.known" "$STATE.unknown"
        ok "SES-01 $door: it is 401" grep -q '^HTTP/1.1 401' "$STATE.known"
    done
    sql "DELETE FROM throttle"
    rm -f "$STATE.known" "$STATE.unknown"
}

# --- INJ-10: where no secret lies -------------------------------------------------------------

# no_secret_in FILE OR FOLDER...
no_secret_in()
{
    local found
    found=$(grep -rlF -f "$STATE.secrets" "$@" 2> /dev/null)
    [ -z "$found" ] && return
    printf '# found in %s\n' "$found"
    return 1
}

none_was_watched()
{
    local found
    found=$(grep -aF -f "$STATE.secrets" "$STATE.watched")
    [ -z "$found" ] || printf '# watched: %s\n' "$found"
    [ -z "$found" ]
}

# Each command line and each environment, again and again while things happen.
watch_commands()
{
    while [ -e "$STATE.watching" ]; do
        cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2> /dev/null | tr '\0' '\n'
        sleep 0.05
    done | sort -u > "$STATE.watched"
}

# What was given out so far, the passwords of our own programs, and one that is planted now.
gather_secrets()
{
    od -An -N12 -tx1 /dev/urandom | tr -d ' \n' > "$STATE.planted"
    {
        value password admin.txt
        value password customer.txt
        cat "$STATE/token" "$STATE.secret-api" "$STATE.secret-page" "$STATE.planted"
        echo
        cat "$STATE"/secret/db-* | fold -w 48
    } | grep . > "$STATE.secrets"
}

# A link that is opened while nothing answers is good still, and nginx has something to log.
no_link_is_logged()
{
    local link
    link=planted$(printf '%048d' "$RANDOM")
    sv -w 10 down "$STATE/service/my-reader" > /dev/null
    ok "a page that nothing answers is 503" test 503 = \
        "$(curl -s -o /dev/null -w '%{http_code}' "$URL/vm?said=$link-page")"
    for path in /reset /invite /join /address /welcome /act /signin/link; do
        ok "so is $path" test 503 = \
            "$(curl -s -o /dev/null -w '%{http_code}' "$URL$path?link=$link")"
    done
    sv -w 10 up "$STATE/service/my-reader" > /dev/null
    wait_for 20 healthy
    ok "nginx says whole lines of what fails" grep -rqF "$link-page" "$STATE/log/nginx"
    ok "INJ-10 but none of a link" test -z \
        "$(grep -rhF "$link" "$STATE/log" | grep -vF "$link-page")"
}

no_secret_lies_about()
{
    local made vm task watcher table body
    gather_secrets
    body=$(machine_body secret) # asked for now: lib.sh's curl has its token in the command line
    ok "INJ-10 there are secrets to look for" test "$(wc -l < "$STATE.secrets")" -ge 12
    touch "$STATE.watching"
    watch_commands &
    watcher=$!
    ok "INJ-10 a user is given one of them" hatchery user add --name Planted \
        --account "$(value account customer.txt)" --email planted@hatchery.example \
        < "$STATE.planted"
    ok "and signs in with it" sign_in planted@hatchery.example "$STATE.planted"
    made=$(as "$STATE.bearer" POST /servers -d "$body")
    vm=$(jq .server.id <<< "$made") task=$(jq .action.id <<< "$made")
    jq -r .root_password <<< "$made" >> "$STATE.secrets"
    ok "a machine with a password is made" test "$(task_state "$task")" = "done"
    rm -f "$STATE.watching"
    wait $watcher
    ok "INJ-10 command lines were looked at" grep -q '/taskd$' "$STATE.watched"
    ok "INJ-10 no secret in a command line or an environment" none_was_watched
    ok "INJ-10 none in a log" no_secret_in "$STATE/log" /var/log/libvirt
    ok "INJ-10 none in the machine's definition" no_secret_in /etc/libvirt/qemu /run/libvirt/qemu
    ok "INJ-10 none in the machine's seed" no_secret_in --include='*.iso' \
        "$(cat "$STATE/disk_path")"
    mariadb-dump --no-defaults -S "$STATE/run/mariadb.sock" -u root --skip-extended-insert \
        hatchery > "$STATE.dump"
    ok "the database was written out" grep -q "INSERT INTO \`audit\`" "$STATE.dump"
    ok "INJ-10 none in a row of any table" no_secret_in "$STATE.dump"
    for table in task task_log audit; do
        ok "INJ-10 no hash of a password in $table" test -z \
            "$(grep "INSERT INTO \`$table\`" "$STATE.dump" | grep -E "[$](6|argon2id)[$]")"
    done
    ok "the machine is deleted" deleted "$vm"
    rm -f "$JAR" "$STATE".{secrets,watched,dump,secret-api,secret-page,first,second,created} \
        "$STATE".{password,planted,bearer,theirs}
}
