# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The services that runit keeps alive, as directories of STATE/service, and how all of them end.
# Run as root (supervise, stop); lib.sh comes first. A table row is a pool: name, processes,
# program, its option. Readers answer GET and HEAD with a database session that cannot write.

POOLS="
my-reader      3 my    --reader
my-writer      2 my    --writer
signin         1 my    --signin
admin-reader   2 admin --reader
admin-writer   1 admin --writer
admin-signin   1 admin --signin
api-reader     3 api   --reader
api-writer     2 api   --writer
"

# What services are told of the caller's environment: how sanitizers shall speak.
service_env()
{
    echo "PATH=/usr/sbin:/usr/bin:/sbin:/bin"
    echo "HATCHERY_STATE=$STATE"
    env | grep -E '^(ASAN_OPTIONS|UBSAN_OPTIONS|LSAN_OPTIONS)=' || true
}

# service NAME: standard input is its command; `down` until the parts it needs are there.
service()
{
    local dir=$STATE/service/$1
    mkdir -p "$dir/log"
    install -d -o "$OWNER" -g "$GROUP" -m 0750 "$STATE/log/$1"
    printf 's1000000\nn5\n' | write_file 0644 "$STATE/log/$1/config"
    {
        printf '#!/bin/sh\nexec 2>&1\ncd %s\nulimit -c 0\numask 027\n' "$ROOT"
        cat
    } | write_file 0755 "$dir/run"
    printf '#!/bin/sh\nexec chpst -u %s:%s svlogd -tt %s\n' "$OWNER" "$GROUP" "$STATE/log/$1" |
        write_file 0755 "$dir/log/run"
    touch "$dir/down"
}

# The panel comes before the machines of the same host, which would else make its pages wait; nice
# goes on where it may not. Never for libvirtd, whose machines would inherit it.
FIRST="nice -n -5"

write_services()
{
    local name count program option
    service mariadb << END
exec $FIRST chpst -u $OWNER:$GROUP /usr/sbin/mariadbd --defaults-file=$STATE/my.cnf
END
    service nginx <<< "exec $FIRST /usr/sbin/nginx -e stderr -p $STATE -c $STATE/nginx.conf"
    # Root, for libvirt; its socket is the group's, so that the writers can reach it.
    service taskd << END
umask 007
exec $FIRST chpst -u root:$GROUP $BIN/taskd --state $STATE --dispatch
END
    # Root, too, since libvirt's read-only socket does not tell of all events.
    service watcher << END
exec $FIRST chpst -u root:$GROUP $BIN/watcher --state $STATE --watch
END
    write_cron
    service mailer << END
exec chpst -u $OWNER:$GROUP $BIN/mailer --state $STATE
END
    # A real SMTP server that keeps what it is given, until a setting names another.
    service catcher << END
exec chpst -u $OWNER:$GROUP /usr/bin/python3 -m aiosmtpd -n \\
    -l $(sed -n 's/^mail_catcher=//p' "$STATE/hatchery.conf") \\
    -c aiosmtpd.handlers.Mailbox $STATE/mail
END
    while read -r name count program option; do
        [ -n "$name" ] || continue
        service "$name" << END
exec $FIRST chpst -u $OWNER:$GROUP spawn-fcgi -n -s $STATE/run/$name.sock -M 0660 -- \\
    /usr/bin/multiwatch -f $count -s TERM -- $BIN/$program --state $STATE $option
END
    done <<< "$POOLS"
}

# A real cron with a crontab of its own. It would write /run/crond.pid, which is the host's cron's:
# here /run is a folder of ours, in which its jobs find the host's libvirt.
write_cron()
{
    local run=$STATE/run/cron
    mkdir -p "$STATE/cron" "$run/libvirt"
    install -d -o "$OWNER" -g "$GROUP" -m 0750 "$STATE/log/collector"
    printf 's1000000\nn5\n' | write_file 0644 "$STATE/log/collector/config"
    sed -e 's/^\(\* .*\) root env /\1 env /' -e "s|@BIN@|$BIN|g" -e "s|@STATE@|$STATE|g" \
        -e "s|@LOGGER@|chpst -u $OWNER:$GROUP svlogd -tt $STATE/log/collector|" \
        node/collector.cron.in | write_file 0600 "$STATE/cron/root"
    chown root:root "$STATE/cron" "$STATE/cron/root" # else crond says nothing and runs nothing
    service cron << END
exec unshare -m sh -c '
    mount --bind /run/libvirt $run/libvirt && mount --rbind $run /run &&
    exec busybox crond -f -c $STATE/cron -L /dev/stdout'
END
}

# Only where no libvirtd answers. QEMU and the bridge outlive both.
write_libvirt_services()
{
    service virtlogd <<< "exec /usr/sbin/virtlogd"
    service libvirtd <<< "exec /usr/sbin/libvirtd"
    [ "$ACCEL" = tcg ] && [ -c /dev/kvm ] || return 0
    # A /dev/kvm that opens and does not work: libvirt would ask QEMU anew at each look what it can
    # do, half a minute a machine. So it gets a /dev without; the old one must go, since libvirt
    # moves each mount under /dev by its name.
    mkdir -p "$STATE/run/dev"
    service libvirtd << END
exec unshare -m --propagation slave sh -c '
    dev=$STATE/run/dev
    mount -t tmpfs -o mode=755 tmpfs \$dev && cp -a --one-file-system /dev/. \$dev || exit
    rm \$dev/kvm
    for part in pts shm mqueue hugepages; do
        mountpoint -q /dev/\$part && mount --rbind /dev/\$part \$dev/\$part
    done
    umount -R -l /dev
    mount --move \$dev /dev && exec /usr/sbin/libvirtd'
END
}

pool_names()
{
    awk 'NF { print $1 }' <<< "$POOLS"
}

# Its pipes alone say nothing: a run that was killed leaves them.
is_supervised()
{
    sv status "$STATE/service/$1" > /dev/null 2>&1
}

# raise NAME...: from now on they are started again whenever they end.
raise()
{
    local name
    for name in "$@"; do
        rm -f "$STATE/service/$name/down"
        wait_for 10 is_supervised "$name" ||
            die "runsv did not take up $name." "read $STATE/log/runsvdir"
        sv up "$STATE/service/$name" > /dev/null
    done
}

# --- the end -------------------------------------------------------------------------------------

# The runsvdir of this STATE, if it lives; its pid alone may be another's by now.
our_runsvdir()
{
    local pid
    pid=$(cat "$STATE/run/runsvdir.pid" 2>/dev/null) || return 1
    [ -n "$pid" ] && started "$pid" &&
        tr '\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null | grep -qF "$STATE/service" && echo "$pid"
}

runsvdir_ended()
{
    ! our_runsvdir > /dev/null
}

# shut SECONDS NAME...: those of them whose runsv lives; what did not end in time is killed.
shut()
{
    local seconds=$1 name dirs=()
    shift
    for name in "$@"; do
        if is_supervised "$name"; then
            dirs+=("$STATE/service/$name")
        fi
    done
    [ ${#dirs[@]} = 0 ] || sv -w "$seconds" force-shutdown "${dirs[@]}" > /dev/null || true
}

# runsvdir first: alive, it would start again whatever ends. Then who asks, then who answers.
end_services()
{
    local pid
    if pid=$(our_runsvdir); then
        kill -TERM "$pid"
        wait_for 5 runsvdir_ended || kill -KILL "$pid"
    fi
    # shellcheck disable=SC2046 # names are words
    shut 15 nginx taskd watcher mailer catcher cron $(pool_names)
    end_leftovers
    shut 60 mariadb libvirtd virtlogd
    rm -f "$STATE/run/runsvdir.pid"
}

# Keepers and workers are no children of taskd's service and outlive it, as they should when taskd
# alone is replaced. At the end of all they have no database: the next run resumes their tasks. So
# do the children of a multiwatch that had to be killed.
end_leftovers()
{
    local dir
    for dir in /proc/[0-9]*; do
        case $(readlink "$dir/exe" 2>/dev/null) in
            "$ROOT"/build/*bin/taskd* | "$ROOT"/build/*bin/watcher*) ;;
            "$ROOT"/build/*bin/collector*) ;;
            "$ROOT"/build/*bin/my* | "$ROOT"/build/*bin/a[dp][mi]*) ;;
            *) continue ;;
        esac
        if tr '\0' ' ' < "$dir/cmdline" 2>/dev/null | grep -qF -- "--state $STATE "; then
            kill -KILL "${dir#/proc/}" 2>/dev/null || true
        fi
    done
}
