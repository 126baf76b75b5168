#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run.sh IMG: boots the small system image under plain QEMU (TCG, user networking on free loopback
# ports) with seeds of several kinds, and looks at it from outside. Needs no root rights and leaves
# nothing behind. Waits are for conditions, with limits wide enough for a busy machine.
set -eu
export LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin

IMG=$(realpath "${1:?usage: run.sh IMG}")
LIMIT=${LIMIT:-180}
MAC1=52:54:00:12:34:01
MAC2=52:54:00:12:34:02
PASSWORD=correct-horse
DIR=$(mktemp -d /tmp/image-test.XXXXXX)
QEMU_PID=
PASSED=0
FAILED=0

for tool in qemu-system-x86_64 qemu-img xorriso ssh ssh-keygen ssh-keyscan curl openssl mkfs.vfat \
    mcopy e2fsck; do
    command -v "$tool" >/dev/null || {
        echo "Bail out! $tool is missing"
        exit 1
    }
done

now_ms()
{
    echo $(($(date +%s%N) / 1000000))
}

# check WHAT COMMAND...: one line of the report.
check()
{
    local what=$1
    shift
    if "$@"; then
        PASSED=$((PASSED + 1))
        echo "ok $((PASSED + FAILED)) - $what"
    else
        FAILED=$((FAILED + 1))
        echo "not ok $((PASSED + FAILED)) - $what"
    fi
}

refuses()
{
    ! "$@"
}

alive()
{
    [ -n "$QEMU_PID" ] && [ -d "/proc/$QEMU_PID" ] &&
        ! grep -q '^State:.Z' "/proc/$QEMU_PID/status" 2>/dev/null
}

# wait_for COMMAND...: until it succeeds or LIMIT seconds are over.
wait_for()
{
    local end=$((SECONDS + LIMIT))
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.05
    done
}

ended()
{
    ! alive
}

hard_stop()
{
    if alive; then
        kill -9 "$QEMU_PID"
    fi
    [ -z "$QEMU_PID" ] || wait "$QEMU_PID" 2>/dev/null || true
    QEMU_PID=
}

clean_up()
{
    hard_stop
    rm -rf "$DIR"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

free_port()
{
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}

# start MACHINE SEED_ARGUMENT...: a new QEMU with the disk; its monitor reads file descriptor 9.
start()
{
    local machine=$1
    shift
    SSH_PORT=$(free_port)
    HTTP_PORT=$(free_port)
    rm -f "$DIR/monitor"
    mkfifo "$DIR/monitor"
    exec 9<>"$DIR/monitor"
    : >"$DIR/serial"
    STARTED=$(now_ms)
    qemu-system-x86_64 -accel tcg -machine "$machine" -m 128 -nodefaults -display none \
        -serial "file:$DIR/serial" -monitor stdio \
        -drive "file=$DIR/disk.qcow2,format=qcow2,if=virtio" "$@" \
        -netdev "user,id=n1,hostfwd=tcp:127.0.0.1:$HTTP_PORT-10.0.2.15:80,\
hostfwd=tcp:127.0.0.1:$SSH_PORT-10.0.2.15:22" \
        -device "virtio-net-pci,netdev=n1,mac=$MAC1" \
        -netdev user,id=n2,restrict=on -device "virtio-net-pci,netdev=n2,mac=$MAC2" \
        <"$DIR/monitor" >"$DIR/qemu.log" 2>&1 &
    QEMU_PID=$!
}

page()
{
    curl -s -m 2 "http://127.0.0.1:$HTTP_PORT/"
}

page_answers()
{
    page | grep -q '<h1>' || ended
}

ready()
{
    grep -q 'hatchery: ready' "$DIR/serial" || ended
}

wait_up()
{
    wait_for page_answers || true
    echo "# $1: HTTP after $(($(now_ms) - STARTED)) ms"
    wait_for ready || true
    echo "# $1: ready after $(($(now_ms) - STARTED)) ms"
    if ended; then
        sed 's/^/# /' "$DIR/qemu.log" "$DIR/serial"
    fi
}

page_says()
{
    page | grep -qF "<h1>$1</h1>"
}

serial_says()
{
    wait_for grep -qaE "$1" "$DIR/serial"
}

# on KEY COMMAND: runs it in the machine by SSH.
on()
{
    local key=$1
    shift
    ssh -q -i "$DIR/$key" -p "$SSH_PORT" -o IdentitiesOnly=yes -o BatchMode=yes \
        -o ConnectTimeout=30 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
        root@127.0.0.1 "$@" 2>/dev/null
}

by_password()
{
    printf '#!/bin/sh\necho %s\n' "$PASSWORD" >"$DIR/askpass"
    chmod 700 "$DIR/askpass"
    SSH_ASKPASS=$DIR/askpass SSH_ASKPASS_REQUIRE=force ssh -q -p "$SSH_PORT" \
        -o PubkeyAuthentication=no -o NumberOfPasswordPrompts=1 -o ConnectTimeout=30 \
        -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null root@127.0.0.1 true 2>/dev/null
}

host_key()
{
    ssh-keyscan -p "$SSH_PORT" -t ed25519 127.0.0.1 2>/dev/null | cut -d ' ' -f 3
}

# root_has MIB: df's size of / is at least that.
root_has()
{
    local mib
    mib=$(on "$1" df -m / | awk 'NR == 2 { print $2 }')
    [ "${mib:-0}" -ge "$2" ]
}

# in_machine KEY TEXT COMMAND: its output holds the text.
in_machine()
{
    on "$1" "$3" | grep -qF -- "$2"
}

# The file system as the last power-off left it; its partition begins where the table's second
# entry says.
is_sound()
{
    local start
    qemu-img convert -O raw "$DIR/disk.qcow2" "$DIR/disk.raw"
    start=$(od -An -tu4 -j $((446 + 16 + 8)) -N 4 "$DIR/disk.raw" | tr -d ' ')
    e2fsck -fn "$DIR/disk.raw?offset=$((start * 512))" >"$DIR/e2fsck.log" 2>&1
}

make_iso()
{
    xorriso -as mkisofs -quiet -V cidata -J -r -o "$DIR/seed.iso" "$DIR/seed" 2>/dev/null
}

make_vfat()
{
    rm -f "$DIR/seed.vfat"
    mkfs.vfat -n CIDATA -C "$DIR/seed.vfat" 256 >/dev/null
    mcopy -i "$DIR/seed.vfat" "$DIR"/seed/* ::
}

public()
{
    cat "$DIR/$1.pub"
}

echo "TAP version 13"
mkdir "$DIR/seed"
for key in key1 key2 key3; do
    ssh-keygen -q -t ed25519 -N '' -C "$key" -f "$DIR/$key"
done
HASH=$(printf '%s\n' "$PASSWORD" | openssl passwd -6 -stdin)
qemu-img create -q -f qcow2 -F raw -b "$IMG" "$DIR/disk.qcow2" 1G

# 1. JSON, the seed as a second disk, a new instance.
cat >"$DIR/seed/meta-data" <<END
{"instance-id": "i-1", "local-hostname": "from-meta"}
END
cat >"$DIR/seed/user-data" <<END
#cloud-config
{"hostname": "web1", "ssh_authorized_keys": ["$(public key1)"], "ssh_pwauth": true,
 "users": [{"name": "root", "lock_passwd": false, "hashed_passwd": "$HASH"}],
 "updates": {"network": {"when": ["boot"]}}}
END
cat >"$DIR/seed/network-config" <<END
{"version": 2, "ethernets": {
 "second": {"match": {"macaddress": "$MAC2"}, "addresses": ["192.0.2.7/32", "2001:db8::7/128"],
  "routes": [{"to": "198.51.100.0/24", "via": "172.31.1.1", "on-link": true},
             {"to": "2001:db8:1::/48", "via": "2001:db8:ffff::1", "on-link": true}]},
 "first": {"match": {"macaddress": "${MAC1^^}"},
  "addresses": ["10.0.2.15/24", "10.0.2.16/24", "fec0::15/64"],
  "routes": [{"to": "default", "via": "10.0.2.2"}, {"to": "::/0", "via": "fec0::2"}],
  "nameservers": {"addresses": ["10.0.2.3", "fec0::3"]}}}}
END
cat >"$DIR/seed/vendor-data" <<'END'
#!/bin/sh
echo once >>/root/ran
echo "zq7 ran on $(hostname)"
exit 3
END
make_iso
start q35 -drive "file=$DIR/seed.iso,format=raw,if=virtio,readonly=on"
wait_up "first boot, q35, seed on a virtio disk"
check "the page says the host name" page_says web1
check "the serial line says ready" serial_says 'hatchery: ready web1'
check "the serial line asks for a login" serial_says 'web1 login:'
check "the script runs, and says so there" serial_says 'zq7 ran on web1'
check "how it ended is said" serial_says 'hatchery: the script ended with 3'
check "and it is gone" in_machine key1 clean '[ -e /run/hatchery/script ] || echo clean'
check "SSH by key" in_machine key1 web1 hostname
check "SSH by password" by_password
check "the root has the disk's size" root_has key1 950
check "second IPv4 address" in_machine key1 10.0.2.16/24 'ip -4 addr show eth0'
check "IPv6 address" in_machine key1 fec0::15/64 'ip -6 addr show eth0'
check "default routes" in_machine key1 'via fec0::2' 'ip -6 route; ip route | grep -q via.10.0.2.2'
check "on-link IPv4 route" in_machine key1 '198.51.100.0/24 via 172.31.1.1 dev eth1' 'ip route'
check "on-link IPv6 route" in_machine key1 '2001:db8:1::/48 via 2001:db8:ffff::1' 'ip -6 route'
check "name servers" in_machine key1 'nameserver fec0::3' 'cat /etc/resolv.conf'
check "the machine pings its gateway" in_machine key1 ' 0% packet loss' 'ping -c 1 -W 5 10.0.2.2'
check "the page answers over IPv6" in_machine key1 '<h1>web1</h1>' \
    'printf "GET / HTTP/1.0\r\n\r\n" | nc fec0::15 80'
check "a file is written by SSH" on key1 'cat >/root/kept' <"$IMG"
check "a key is added by hand" on key1 'cat >>/root/.ssh/authorized_keys && sync' <"$DIR/key3.pub"
KEY_BEFORE=$(host_key)
ID_BEFORE=$(on key1 cat /etc/machine-id)
check "there is a host key and a machine-id" [ -n "$KEY_BEFORE" -a "${#ID_BEFORE}" = 32 ]
sleep 2
hard_stop

# 2. The power was cut; the same instance on an enlarged disk, block style, no password, CD on IDE.
qemu-img resize -q "$DIR/disk.qcow2" 3G
cat >"$DIR/seed/user-data" <<END
#cloud-config
hostname: web2.example.com
users:
  - default
  - name: root
    ssh_authorized_keys:
      - $(public key2)
END
cat >"$DIR/seed/network-config" <<END
network:
  version: 2
  ethernets:
    eth0:
      addresses: [10.0.2.15/24]
      gateway4: 10.0.2.2
END
make_iso
start pc -drive "file=$DIR/seed.iso,format=raw,if=ide,media=cdrom,readonly=on"
wait_up "second boot, pc, seed on an IDE CD"
check "the page says the changed host name" page_says web2.example.com
check "the script does not run again" in_machine key2 '1 /root/ran' 'wc -l /root/ran'
check "the seed's new key is let in" on key2 true
check "the seed's old key is not" refuses on key1 true
check "the key added by hand still is" on key3 true
check "the password is still the old one" by_password
check "the file survived" in_machine key2 "$(sha256sum <"$IMG")" 'sha256sum </root/kept'
check "the host key survived" [ "$(host_key)" = "$KEY_BEFORE" ]
check "the machine-id survived" [ "$(on key2 cat /etc/machine-id)" = "$ID_BEFORE" ]
check "the root has the enlarged disk's size" root_has key2 2900
# shellcheck disable=SC2016 # the machine's shell expands it
check "services are started again" in_machine key2 alive \
    'kill $(pidof httpd); sleep 2; pidof httpd >/dev/null && echo alive'
STOPPED=$(now_ms)
echo system_powerdown >&9
check "ACPI's button ends the machine" wait_for ended
STOPPED=$(($(now_ms) - STOPPED))
echo "# off $STOPPED ms after the button"
check "that took less than 5 s" [ $STOPPED -lt 5000 ]
hard_stop
check "the file system that grew twice is sound" is_sound

# 3. A hostile seed, another instance, CD on virtio-scsi. What is no host name, key, hash or address
# is left out; the key that is one still works.
cat >"$DIR/seed/meta-data" <<'END'
{"instance-id": "i-2'\"; touch /pwned; $(touch /pwned)", "local-hostname": "'; touch /pwned; '"}
END
cat >"$DIR/seed/user-data" <<END
#cloud-config
{"hostname": "x\nreboot", "fqdn": "\$(touch /pwned)",
 "ssh_authorized_keys": ["$(public key2)", "ssh-ed25519 AAAA\nssh-ed25519 BBBB", "\u0000"],
 "chpasswd": {"users": [{"name": "root", "type": "hash", "password": "\$6\$a:0:0:::\nevil"}]}}
END
cat >"$DIR/seed/network-config" <<END
{"version": 2, "ethernets": {"a; touch /pwned": {"addresses": ["192.0.2.66/24"]},
 "eth0": {"match": {"macaddress": "$MAC1"},
 "addresses": ["10.0.2.15/24", "10.0.2.17/24; touch /pwned", "10.0.2.18/33"],
 "routes": [{"to": "default", "via": "10.0.2.2\$(touch /pwned)"}],
 "nameservers": {"addresses": ["1.1.1.1\noptions evil"]}}}}
END
printf '#cloud-config\nruncmd: [touch /pwned]\n' >"$DIR/seed/vendor-data"
make_iso
start q35 -device virtio-scsi-pci -device scsi-cd,drive=cd \
    -drive "id=cd,if=none,file=$DIR/seed.iso,format=raw,readonly=on"
wait_up "third boot, q35, hostile seed on a virtio-scsi CD"
check "the host name stays as it was" page_says web2.example.com
check "SSH by key with a hostile seed" on key2 true
check "nothing of it was run" in_machine key2 clean '[ -e /pwned ] || echo clean'
check "only the one key is there" in_machine key2 '1 /root' 'wc -l /root/.ssh/authorized_keys'
check "no second account" in_machine key2 '2 /etc/shadow' 'wc -l /etc/shadow'
check "no route, no name server of it" in_machine key2 clean \
    'ip route | grep -q default || [ -s /etc/resolv.conf ] || echo clean'
check "a new instance has no password" refuses by_password
check "a new instance has another host key" [ "$(host_key)" != "$KEY_BEFORE" ]
check "a new instance has another machine-id" \
    [ "$(on key2 cat /etc/machine-id)" != "$ID_BEFORE" ]
: >"$DIR/serial"
on key2 reboot || true
check "reboot comes back" serial_says 'hatchery: ready web2.example.com'
on key2 poweroff || true
check "poweroff ends the machine" wait_for ended
hard_stop

# 4. A vfat seed, keys only, a terabyte.
qemu-img resize -q "$DIR/disk.qcow2" 1T
cat >"$DIR/seed/user-data" <<END
#cloud-config
fqdn: big
ssh_pwauth: false
ssh_authorized_keys: ["$(public key2)"]
chpasswd:
  expire: false
  users:
    - {name: root, password: "$HASH", type: hash}
END
make_vfat
start q35 -device virtio-rng-pci -drive "file=$DIR/seed.vfat,format=raw,if=virtio,readonly=on"
wait_up "fourth boot, q35, vfat seed, 1 TiB"
check "the page says the name of the vfat seed" page_says big
check "the hash is applied" in_machine key2 "root:$HASH:" 'cat /etc/shadow'
check "but SSH takes no password" refuses by_password
check "the root has a terabyte" root_has key2 1000000
on key2 'dmesg | grep resiz' | sed 's/^/# /'
check "the file is still there" in_machine key2 "$(sha256sum <"$IMG")" 'sha256sum </root/kept'
hard_stop

echo "1..$((PASSED + FAILED))"
echo "$PASSED passed, $FAILED failed"
[ $FAILED = 0 ]
