# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The panel's pages as a browser without scripts asks for them; lib.sh was sourced before.

# as JAR METHOD PATH [CURL'S OPTIONS]: one of the panel's sessions asks; the page on stdout
as()
{
    local jar=$STATE/$1.jar method=$2 path=$3
    shift 3
    curl -s -m 30 -b "$jar" -c "$jar" -A 'Test/1.0 (people)' -X "$method" -H "Origin: $URL" \
        -w '\nstatus=%{http_code} to=%{redirect_url}\n' "$@" "$URL$path"
}

seal_of()
{
    sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" | head -1
}

# send JAR PAGE ACTION [NAME=VALUE...]: fills the form of a page in and sends it
send()
{
    local jar=$1 page action=$3 data=()
    page=$(as "$jar" GET "$2")
    shift 3
    for pair; do
        data+=(--data-urlencode "$pair")
    done
    as "$jar" POST "$action" --data-urlencode "csrf=$(seal_of csrf <<< "$page")" \
        --data-urlencode "request_key=$(seal_of request_key <<< "$page")" "${data[@]}"
}

# signs JAR FACE EMAIL PASSWORD: prints the answer's status
signs()
{
    as "$1" POST "$2/signin" --data-urlencode "email=$3" --data-urlencode "password=$4" |
        sed -n 's/^status=\([0-9]*\).*/\1/p'
}

# says WORDS COMMAND...: its answer has the words
says()
{
    local words=$1 said
    shift
    said=$("$@")
    grep -qF -- "$words" <<< "$said" && return
    printf '# not said: %s\n' "$words"
    tail -n 40 <<< "$said" | sed 's/^/#   /'
    return 1
}

link_in_mail()
{
    local mails
    mapfile -t mails < <(grep -rlsi "^To:.*$1" "$STATE/mail/new" | xargs -r grep -ls '?link=' |
        xargs -r ls -t)
    [ ${#mails[@]} -gt 0 ] && tr -d '\r' < "${mails[0]}" | sed -z 's/=\n//g' |
        sed -n 's/.*?link=\(3D\)\{0,1\}\([A-Za-z0-9]\{43\}\).*/\2/p' | grep -m 1 .
}

# mailed_link ADDRESS: the secret of the link that was mailed there last; waits for one
mailed_link()
{
    wait_for 30 link_in_mail "$1" > /dev/null && link_in_mail "$1"
}

# opened ADDRESS [NAME=VALUE...]: sends a form without a session; prints the answer's status
opened()
{
    local path=$1 data=()
    shift
    for pair; do
        data+=(--data-urlencode "$pair")
    done
    curl -s -m 30 -o /dev/null -w '%{http_code}' -H "Origin: $URL" "${data[@]}" "$URL$path"
}

says_not()
{
    local words=$1
    shift
    ! "$@" | grep -qF -- "$words"
}

status()
{
    [ "$("${@:2}" | sed -n 's/^status=\([0-9]*\).*/\1/p')" = "$1" ]
}
