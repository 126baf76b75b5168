# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# The first boot: installs, uses, upgrades and breaks the panel; a machine is left running.
log=/root/setup.log

# As on a host where make install-deps brought the packages: it starts no service.
stop_services()
{
    systemctl stop mariadb nginx
}

install_it()
{
    make --no-print-directory install > /root/install.log 2>&1 && return
    tail -n 20 /root/install.log
    return 1
}

set_up()
{
    hatchery-setup "$@" > $log 2>&1 && return
    tail -n 20 $log
    return 1
}

nothing_runs()
{
    ! systemctl list-units 'hatchery-*' --no-legend --plain | grep -qv hatchery-try
}

# --- units ----------------------------------------------------------------------------------------

# exposed UNIT MOST: as it runs
exposed()
{
    local level
    level=$(systemd-analyze security --no-pager "$1" 2> /dev/null |
        sed -n 's/.*Overall exposure level for [^:]*: \([0-9.]*\) .*/\1/p')
    printf '# %s: %s\n' "$1" "$level"
    awk -v is="$level" -v most="$2" 'BEGIN { exit !(is != "" && is < most) }'
}

hardened()
{
    local unit
    for unit in my-reader my-writer signin admin-reader admin-writer admin-signin api-reader \
        api-writer mailer watcher; do
        ok "$unit as it runs is exposed by less than 2.0" exposed hatchery-$unit.service 2.0
    done
    ok "taskd by less than 4.0" exposed hatchery-taskd.service 4.0
}

answers()
{
    [ "$(code /signin)" = 200 ]
}

# The socket is there before its pool and while the pool is away.
activated()
{
    ok "a pool is stopped" systemctl stop hatchery-my-reader.service
    ok "its socket listens" systemctl is-active --quiet hatchery-my-reader.socket
    ok "a request starts it" test "$(code /signin)" = 200
    ok "it runs" systemctl is-active --quiet hatchery-my-reader.service
    kill -KILL "$(systemctl show -p MainPID --value hatchery-my-reader.service)"
    ok "a pool that is killed is there again" wait_for 20 answers
    kill -KILL "$(systemctl show -p MainPID --value hatchery-taskd.service)"
    ok "so is taskd" wait_for 20 systemctl is-active --quiet hatchery-taskd.service
}

# as USER COMMAND...: with its groups, as a service has them
as()
{
    local user=$1
    shift
    systemd-run --quiet --collect --wait --pipe -p "User=$user" "$@"
}

# Of all users of the panel's, two speak to libvirt.
libvirt_lets_in()
{
    local user
    for user in watcher collector; do
        ok "libvirt lets ht-$user in" as ht-$user virsh -q -c qemu:///system list
    done
    for user in my admin api signin mailer; do
        ok "and ht-$user not" eval "! as ht-$user virsh -q -c qemu:///system list 2> /dev/null"
    done
}

# --- pages and machines ---------------------------------------------------------------------------

value()
{
    sed -n "s/^$1=//p" "/etc/hatchery/$2"
}

# The administrator signs in with what hatchery-setup wrote, and sees the first page.
signs_in()
{
    local jar=/root/jar form
    form=$(page /admin/signin -c $jar)
    page /admin/signin -b $jar -c $jar -o /dev/null -H "Origin: $URL" \
        --data-urlencode "csrf=$(sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' <<< "$form" |
            head -n 1)" \
        --data-urlencode "email=$(value email admin.txt)" \
        --data-urlencode "password=$(value password admin.txt)"
    page /admin/ -b $jar | grep -q 'First steps\|First hours\|first-steps'
}

collected()
{
    [ "$(sql "SELECT COUNT(*) FROM node_load WHERE at > UNIX_TIMESTAMP() - 120")" = 1 ]
}

make_machine()
{
    local said
    hatchery token add --account "$(value account customer.txt)" --name tries > /root/token
    said=$(api POST /servers '{"name":"one","server_type":"XS","image":"hatchery-small-1"}')
    jq .server.id <<< "$said" > /root/vm
    done_well "$(jq .action.id <<< "$said")"
}

number_of_request()
{
    local number
    number=$(sql "SELECT request FROM task WHERE kind = 'vm_create'")
    [ ${#number} = 32 ] && grep -q "$number" /var/log/nginx/hatchery.log &&
        journalctl -q -u hatchery-taskd | grep -q "$number"
}

# --- an upgrade while tasks run -------------------------------------------------------------------

# A hook that goes on until it is told to end: a task that runs for as long as is wanted.
slow_hook()
{
    useradd --system --shell /usr/sbin/nologin hatchery-hook
    printf '#!/bin/sh\nuntil [ -e /run/enough ]; do sleep 0.2; done\n' > /etc/hatchery/hook/slow
    chmod 0755 /etc/hatchery/hook/slow
    sql "INSERT INTO hook (kind, moment, argv, seconds, run_as, added_by)
        VALUES ('vm_reboot', 1, '[\"/etc/hatchery/hook/slow\"]', 300, 'hatchery-hook', 'tries')"
}

hook_runs()
{
    pgrep -u hatchery-hook > /dev/null
}

# Requests without a pause until the file is gone; each answer's status once.
ask_on()
{
    touch /root/asking
    while [ -e /root/asking ]; do
        code /signin
        echo
    done | sort | uniq -c > /root/asked &
    asking=$!
}

machines()
{
    pgrep -x qemu-system-x86 | tr '\n' ' '
}

upgraded()
{
    local task before_machines keeper taskd
    slow_hook
    ok "a machine is restarted" acted reboot
    ok "a task runs" wait_for 20 hook_runs
    task=$(sql "SELECT MAX(id) FROM task WHERE kind = 'hook_run'")
    before_machines=$(machines)
    keeper=$(sql "SELECT keeper FROM task WHERE id = $task")
    taskd=$(systemctl show -p MainPID --value hatchery-taskd.service)
    ask_on
    ok "make install over it" install_it
    ok "and hatchery-setup" set_up
    rm /root/asking
    wait $asking
    ok "taskd is another process" test "$taskd" != \
        "$(systemctl show -p MainPID --value hatchery-taskd.service)"
    ok "the task is still its keeper's" test "$keeper" = \
        "$(sql "SELECT keeper FROM task WHERE id = $task AND state = 2")"
    ok "its hook runs on" hook_runs
    sed 's/^ */# answers: /' /root/asked
    ok "no request was refused meanwhile" test "$(awk '{ print $2 }' /root/asked)" = 200
    touch /run/enough
    ok "the task ends well" done_well "$task"
    ok "in one try" test 1 = "$(sql "SELECT tries FROM task WHERE id = $task")"
    ok "machines run on" test "$before_machines" = "$(machines)"
    ok "every program is the new one" wait_for 30 no_old_programs
    sql "DELETE FROM hook"
}

no_old_programs()
{
    ! find /proc -maxdepth 2 -name exe -lname '*/hatchery/build/bin/* (deleted)' 2> /dev/null |
        grep -q .
}

# --- what the doctor says -------------------------------------------------------------------------

examined()
{
    ok "doctor finds nothing wrong" wait_for 90 is_green
    finds bad
    ok "it warns of the certificate and the first password alone" test "certificate secret" = \
        "$(jq -r '.[] | select(.state == "warn") | .check' /root/doctor | sort -u | tr '\n' ' ' |
            sed 's/ $//')"
    finds warn
    broken "a service that was stopped" "systemctl stop hatchery-mailer" bad programs \
        "mailer does not run" "systemctl start hatchery-mailer"
    broken "taskd without a sign of life" "systemctl stop hatchery-taskd" bad taskd "no sign" \
        "systemctl start hatchery-taskd"
    broken "a secret that others read" "chmod 0644 /etc/hatchery/secret/db-my" bad secret \
        "db-my has mode 644" "hatchery-setup"
    broken "a key that is gone" "mv /etc/hatchery/secret/key /root/key" bad key "key" \
        "mv /root/key /etc/hatchery/secret/key"
    broken "a right that is missing" "mariadb hatchery -e \"REVOKE INSERT ON audit FROM
        'my'@'localhost'\"" bad grants "may not: INSERT audit" "hatchery-setup"
    broken "MariaDB away" "systemctl stop mariadb" bad database "" "systemctl start mariadb"
    broken "nginx away" "systemctl stop nginx" bad nginx "port 443" "systemctl start nginx"
    broken "libvirt away" "systemctl stop libvirtd libvirtd.socket libvirtd-ro.socket
        libvirtd-admin.socket" bad nodes "no answer" "systemctl start libvirtd.socket libvirtd"
    broken "a full disk" "mount -t tmpfs -o size=1m tmpfs /var/lib/hatchery/images;
        fallocate -l 1m /var/lib/hatchery/images/full" bad disk "images has 0 % free" \
        "umount /var/lib/hatchery/images"
    broken "a certificate about to expire" "self_signed 2; nginx -s reload" bad certificate \
        "expires in" "self_signed 3650; nginx -s reload"
    broken "a certificate that has expired" "expired_signed; nginx -s reload" bad certificate \
        "expired" "self_signed 3650; nginx -s reload"
    broken "cron away" "systemctl stop cron; pkill -u ht-collector
        sql 'UPDATE node_load SET at = at - 400'" warn collector "not measured" \
        "systemctl start cron"
}

# self_signed DAYS [OPENSSL...]: the certificate that hatchery-setup made, anew
self_signed()
{
    openssl req -x509 -key /etc/hatchery/tls/own.key -days "$1" -subj /CN=panel.test \
        -out /etc/hatchery/tls/own.pem
}

# One of the year 2020, as a host whose renewal was forgotten has.
expired_signed()
{
    openssl req -new -key /etc/hatchery/tls/own.key -subj /CN=panel.test -out /root/own.csr
    : > /root/ca.txt
    openssl ca -batch -selfsign -config <(printf '[ca]\ndefault_ca=c\n[c]\ndatabase=/root/ca.txt\n
        new_certs_dir=/root\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\n
        commonName=supplied\n') -keyfile /etc/hatchery/tls/own.key -in /root/own.csr \
        -startdate 20200101000000Z -enddate 20200201000000Z -out /etc/hatchery/tls/own.pem -notext
}

# broken WHAT BREAKING STATE CHECK WORDS MENDING
broken()
{
    eval "$2" > /dev/null 2>&1
    ok "doctor names $1" wait_for 90 names "$3" "$4" "$5"
    eval "$6" > /dev/null 2>&1
    ok "and not, once it is mended" wait_for 180 eval "! names '$3' '$4' '$5'"
}

# --- a certificate by ACME ------------------------------------------------------------------------

# Debian's pebble stands in for Let's Encrypt; it speaks to our port 80 as that does. Its
# certificates are good for 25 days, so that each look of certbot's renews.
start_pebble()
{
    local trusted=/usr/local/share/ca-certificates
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout /root/pebble.key \
        -out $trusted/pebble.crt 2> /dev/null
    update-ca-certificates > /dev/null 2>&1
    jq -n --arg pem $trusted/pebble.crt '{pebble: {listenAddress: "127.0.0.1:14000",
        managementListenAddress: "127.0.0.1:15000", certificate: $pem,
        privateKey: "/root/pebble.key", httpPort: 80, tlsPort: 443,
        certificateValidityPeriod: (25 * 86400)}}' > /root/pebble.json
    systemd-run --quiet --unit=pebble -E PEBBLE_VA_NOSLEEP=1 \
        -E PEBBLE_WFE_NONCEREJECT=0 pebble -config /root/pebble.json
    wait_for 20 curl -s -o /root/dir https://localhost:14000/dir
    curl -s https://localhost:15000/roots/0 > $trusted/pebble-root.crt
    update-ca-certificates > /dev/null 2>&1
}

# shown FIELD: of the certificate that nginx shows now
shown()
{
    openssl s_client -connect 127.0.0.1:443 -servername panel.test < /dev/null 2> /dev/null |
        openssl x509 -noout "-$1"
}

is_by_pebble()
{
    shown issuer | grep -q Pebble
}

other_serial()
{
    [ "$(shown serial)" != "$serial" ]
}

asks_for_certificate()
{
    ACME_OPTIONS='--server https://localhost:14000/dir' set_up acme_mail=admin@example.com \
        admin_url=https://admin.test
}

certified()
{
    local serial
    ok "an ACME server is there" start_pebble
    ok "hatchery-setup asks it for a certificate" asks_for_certificate
    ok "nginx shows it" wait_for 20 is_by_pebble
    ok "browsers believe it" curl -s -o /dev/null "$URL/signin"
    ok "for the administrator's host, too" curl -s -o /dev/null https://admin.test/admin/signin
    ok "doctor does" wait_for 20 names ok certificate "good for 2"
    ok "Debian's timer will renew it" systemctl is-enabled --quiet certbot.timer
    serial=$(shown serial)
    ok "what it starts succeeds" systemctl start certbot.service
    ok "and nginx shows the new one" wait_for 20 other_serial
    ok "a second hatchery-setup keeps it" asks_for_certificate
    ok "and its settings" grep -q '^certificate=/etc/letsencrypt/live/' \
        /etc/hatchery/hatchery.conf
}

timeout 60 systemctl is-system-running --wait > /dev/null
stop_services
ok "make install" install_it
ok "it starts nothing" nothing_runs
ok "hatchery-setup" set_up --email admin@example.com "url=$URL" accel=tcg
ok "every unit is active" wait_for 30 all_are active
ok "and enabled" all_are enabled
ok "nothing has failed" test -z "$(show_failed)"
show_failed
ok "the first administrator signs in and sees what is to be done" signs_in
systemctl start libvirtd
ok "hatchery-setup node" set_up node
[ "$failed" = 0 ] || return
ok "the panel is well, and libvirt answers it" wait_for 60 healthy
page /healthz | sed 's/^/# /'
ok "a machine is created" make_machine
[ "$failed" = 0 ] || return
ok "it runs" machine_runs
ok "the number of its request is in nginx's log and in taskd's" number_of_request
hardened
activated
libvirt_lets_in
ok "cron has what nodes use measured" wait_for 150 collected
upgraded
examined
certified
ok "nothing has failed meanwhile" test -z "$(show_failed)"
show_failed
