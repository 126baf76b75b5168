# shellcheck shell=bash disable=SC2154,SC2016 # the names are test_reseller's; inner shells expand
# SPDX-License-Identifier: Apache-2.0
# API-05: the reseller's JSON, which billing systems call, is opened by no odd parameter, header or
# path, and what it is sent goes into no shell and is unserialized by nothing. For test_reseller,
# whose json() and tokens it uses.

# Each route below /api/v1/reseller: "METHOD PATH", its ids filled in with $jay's and $kim's, or 1.
billing_routes()
{
    build/tests/routes all | jq -r '.[] | select(.path | startswith("/api/v1/reseller/")) |
        "\(.method) \(.path)"' | sed "s|customers/<id>|customers/$jay|; s|users/<id>|users/$kim|;
        s|plans/<id>|plans/$plan|; s|images/<id>|images/$own|; s|<id>|1|g"
}

# What PHP panels and proxies take for something: a query, a header or a cookie each.
odd_queries()
{
    printf '?%s\n' "token=$north_token" "access_token=$north_token" "api_key=$north_token" \
        "adminapikey=$north_token&adminapipass=$north_token" 'admin=1' 'act=listvs&api=json' \
        '_method=GET' 'auth[]=1' 'debug=true' 'dry_run=1&dry_run=0' 'callback=x' \
        "Authorization=Bearer%20$north_token"
}
odd_headers()
{
    printf '%s\n' "X-Api-Key: $north_token" "X-Auth-Token: $north_token" \
        "Authorization: Basic $(printf 'root:%s' "$north_token" | base64 -w 0)" \
        "Authorization: $north_token" "Authorization: Bearer" 'X-HTTP-Method-Override: GET' \
        'X-Original-URL: /api/v1/locations' 'X-Rewrite-URL: /api/v1/locations' \
        'X-Forwarded-For: 127.0.0.1' 'X-Real-IP: 127.0.0.1' "Cookie: hatchery_my=$north_token" \
        "Cookie: token=$north_token"
}

# answers HEADER...: asks each route with each oddity; prints the statuses there were
answers()
{
    local method path odd with=()
    for odd in "$@"; do
        with+=("header = \"$odd\"")
    done
    while read -r method path; do
        while read -r odd; do
            request "$method" "$path$odd" "${with[@]}"
        done < <(odd_queries)
        while read -r odd; do
            request "$method" "$path" "header = \"$odd\"" "${with[@]}"
        done < <(odd_headers)
    done < <(billing_routes) > "$STATE.asked"
    curl -s -m 300 -K "$STATE.asked" | sort | uniq -c | awk '{ print $2 }' | paste -sd ' '
    rm -f "$STATE.asked"
}

# request METHOD PATH LINE...: a request of curl's configuration
request()
{
    printf 'next\ngloboff\nsilent\nurl = "%s"\nrequest = %s\noutput = /dev/null\n' "$URL$2" "$1"
    printf 'write-out = "%%{http_code}\\n"\n%s\n' "${@:3}"
}

# names: what a customer may be called, each of which somebody's panel ran or unserialized
evil_names()
{
    printf '%s\n' "\$(touch $STATE.owned)" "\`touch $STATE.owned\`" "x; touch $STATE.owned" \
        "x' | touch $STATE.owned '" "x\" && touch $STATE.owned" 'O:8:"stdClass":1:{s:1:"x";i:1;}' \
        'a:1:{i:0;O:7:"Phar\Ok":0:{}}' "!!python/object/apply:os.system ['touch $STATE.owned']" \
        "x' OR '1'='1" '{{7*7}}' '%{7*7}' '-o/etc/passwd' '@/etc/passwd'
}

# Each is a customer of that very name, in rows and in JSON.
named_so()
{
    local name n=0
    while read -r name; do
        n=$((n + 1))
        json "$north_token" POST /customers "$(jq -nc --arg name "$name" \
            --arg email "evil$n@evil.example" \
            '{name: $name, email: $email, user_name: $name}')" > "$STATE.said"
        [ "$(tail -1 "$STATE.said")" = 201 ] &&
            [ "$(head -n -1 "$STATE.said" | jq -r .customer.name)" = "$name" ] &&
            [ "$(sql "SELECT COUNT(*) FROM account WHERE reseller_id = $north
                AND LOWER(HEX(name)) = '$(printf '%s' "$name" | od -An -v -tx1 |
                    tr -d ' \n')'")" = 1 ] &&
            continue
        printf '# %s: %s\n' "$name" "$(cat "$STATE.said")"
        return 1
    done < <(evil_names)
    [ "$n" -gt 10 ]
}

limits_of()
{
    printf '%s' "SELECT CONCAT_WS(' ', vm_limit, running_limit, vcpu_limit, memory_limit,
        disk_limit, ip_limit, traffic_limit) FROM account WHERE id = $1"
}

billing()
{
    local before bad field
    hatchery account limit "$north" --api-minute 100000
    before=$(sql "SELECT CONCAT(COUNT(*), ' ', MAX(id), ' ', SUM(suspended)) FROM account")
    ok "API-05: without its token every odd request of every route is 401" test 401 = "$(answers)"
    hatchery account limit "$(value account customer.txt)" --api-minute 100000
    ok "API-05: with another account's each is 403, 401 or a wrong query" bash -c \
        '! grep -Eq "2..|5..|3.." <<< "$1"' - "$(answers "Authorization: Bearer $(token)")"
    ok "API-05: nothing was made, and nobody suspended" test "$before" = \
        "$(sql "SELECT CONCAT(COUNT(*), ' ', MAX(id), ' ', SUM(suspended)) FROM account")"
    for bad in /customers/ "//customers" "/customers;x" "/customers.php" "/customers/$jay/../$jay" \
        "/%2e%2e/reseller/customers" "/customers%00" "/Customers"; do
        ok "API-05: no way round by $bad" bash -c '[ "$1" -ge 400 ] && [ "$1" -lt 500 ]' - \
            "$(json "" GET "$bad" --path-as-is | tail -1)"
    done
    ok "API-05: what a shell or an unserializer would heed are names" named_so
    ok "API-05: and was heeded by nothing" test ! -e "$STATE.owned"
    before=$(sql "$(limits_of "$jay")")
    for bad in -1 1.5 1e3 '"5"' true 9223372036854775807 18446744073709551616; do
        for field in machines vcpu memory_bytes disk_bytes ipv4 traffic_bytes; do
            ok "TEN-08: no limit is $field: $bad" bash -c '[ "$1" = 400 ] || [ "$1" = 422 ]' - \
                "$(json "$north_token" PUT "/customers/$jay/limits" "{\"$field\":$bad}" | tail -1)"
        done
    done
    ok "TEN-08: each is as it was" test "$before" = "$(sql "$(limits_of "$jay")")"
    for bad in '"-1.00"' '"1e9"' '"999999999999999999"' '"1.0000001"' 4.9 '""'; do
        ok "TEN-08: no price is $bad" bash -c '[ "$1" = 400 ] || [ "$1" = 422 ]' - \
            "$(json "$north_token" PUT "/plans/$plan" "{\"price_month\":$bad}" | tail -1)"
    done
    for bad in '["x"]' '{"name":{"$ne":1}}' '{"name":["x"],"email":"x@x.example","user_name":"x"}' \
        '{"name":"x","email":"x@x.example","user_name":"x","reseller_id":1}' 'name=x' '<x/>'; do
        ok "API-05: $bad is refused" bash -c '[ "$1" = 400 ] || [ "$1" = 422 ]' - \
            "$(json "$north_token" POST /customers "$bad" | tail -1)"
    done
}
