# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The rows of signing in. Sourced by run, after rows.sh.

SIGNIN_ROUNDS=10
SIGNINS=20

# One client's milliseconds from the connection to the answer, in the browser that it has; tries
# are not counted against it.
signins()
{
    for _ in $(seq "$1"); do
        sql "UPDATE throttle SET count = 0"
        curl -sf -o /dev/null -w '%{time_total}\n' -H "Origin: $URL" \
            -b "$BENCH/signin.jar" -c "$BENCH/signin.jar" \
            --data-urlencode "email=$(value email customer.txt)" \
            --data-urlencode "password=$(value password customer.txt)" -d "next=/" "$URL/signin" |
            awk '{ print 1000 * $1 }'
    done
}

row_signin()
{
    signins 1 > /dev/null
    for _ in $(seq $SIGNIN_ROUNDS); do
        signins $SIGNINS | median >> "$BENCH/signin.ours"
        build/bench/signin_floor $SIGNINS | median >> "$BENCH/signin.floor"
    done
}

# executed COMMAND...: how many statements the panel's connections executed meanwhile, but for what
# its other programs did, which is what as long a rest has.
executed()
{
    local before
    before=$(sql "SHOW GLOBAL STATUS LIKE 'Com_stmt_execute'" | cut -f 2)
    "$@" > /dev/null
    echo $(($(sql "SHOW GLOBAL STATUS LIKE 'Com_stmt_execute'" | cut -f 2) - before))
}

PAGES=400

# pages PATH: so many requests by one client, one after the other, within two seconds.
pages()
{
    local until=$((SECONDS + 2))
    curl -sf -o /dev/null -b "$COOKIE" "$URL$1?[1-$PAGES]"
    while [ $SECONDS -lt $until ]; do
        sleep 0.05
    done
}

# The question for a new password behind sign-in, and the question for an e-mail before it: both
# are forms that show no row.
row_page_signed_in()
{
    local rest ours floor
    sign_in "" customer.txt
    pages /profile/password # the note of its use is taken once a minute
    for _ in 1 2 3 4 5; do
        rest=$(executed sleep 2)
        ours=$(executed pages /profile/password)
        floor=$(executed pages /signin)
        awk -v a="$ours" -v b="$rest" -v n=$PAGES 'BEGIN { print (a - b) / n }' \
            >> "$BENCH/page_signed_in.ours"
        awk -v a="$floor" -v b="$rest" -v n=$PAGES 'BEGIN { print (a - b) / n }' \
            >> "$BENCH/page_signed_in.floor"
    done
}

FLOOD_ROUNDS=6

# p99 of a customer's list, one client for three seconds
page_p99()
{
    wrk -t 1 -c 1 -d 3 --latency -H "Cookie: $COOKIE" "$URL/vm" | awk '$1 == "99%" {
        n = $2 + 0
        print $2 ~ /us$/ ? n / 1000 : $2 ~ /ms$/ ? n : n * 1000
    }'
}

row_click_under_signin_flood()
{
    local flood
    sign_in "" customer.txt
    for _ in $(seq 0 $FLOOD_ROUNDS); do
        page_p99 >> "$BENCH/click_under_signin_flood.floor"
        node tests/bench/signin_flood.mjs "$URL" 100 5 >> "$BENCH/flood.answers" &
        flood=$!
        sleep 1
        page_p99 >> "$BENCH/click_under_signin_flood.ours"
        wait $flood
    done
    sed -i 1d "$BENCH/click_under_signin_flood.ours" "$BENCH/click_under_signin_flood.floor"
    sort "$BENCH/flood.answers" | uniq -c | sed 's/^ *//; s/$/\t\t/' \
        > "$BENCH/click_under_signin_flood.parts"
}
