# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# What the scripts of `make run` share: words, the two people they work as, and names of places.
# A script sources this first. All work from the checkout's directory, STATE made absolute.
#   OWNER    whoever typed `make run`: the files in STATE and the panel's programs are theirs
#   as_root  runs a command as root: directly, or by sudo where OWNER is a user
#   as_owner runs a command as OWNER, in scripts that may be run by root for a user

export LC_ALL=C
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT" || exit 1

STATE=$(realpath -m "${STATE:-var}")
PORT=${PORT:-8080}
LISTEN=${LISTEN:-127.0.0.1}
BUILD=${BUILD:-}
SECRET=$STATE/secret
BIN=$ROOT/build${BUILD:+/$BUILD}/bin
OWNER=${OWNER:-$(id -un)}
GROUP=$(id -gn "$OWNER")
HOOKS=/etc/libvirt/hooks

say()
{
    printf '%s\n' "$*"
}

step()
{
    if [ -t 1 ]; then
        printf '\033[1m==>\033[0m %s\n' "$*"
    else
        printf '==> %s\n' "$*"
    fi
}

# die WHAT [HOW TO MEND IT]
die()
{
    printf '\nhatchery: %s\n' "$1" >&2
    if [ $# -gt 1 ]; then
        printf '  To mend it: %s\n' "$2" >&2
    fi
    exit 1
}

as_root()
{
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -- "$@"
    fi
}

as_owner()
{
    if [ "$(id -un)" = "$OWNER" ]; then
        "$@"
    else
        chpst -u "$OWNER" -- "$@"
    fi
}

# wait_for SECONDS COMMAND...: until it succeeds; fails when the time is over.
wait_for()
{
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.2
    done
}

# started PID: a process that runs, not one that waits to be reaped.
started()
{
    [ -r "/proc/$1/stat" ] && [ "$(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null)" != Z ]
}

random_password()
{
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# write_file MODE PATH: standard input into a file that is whole or not there.
write_file()
{
    (umask 077 && cat > "$2.new")
    chmod "$1" "$2.new"
    mv "$2.new" "$2"
}
