#!/bin/sh
# live.sh - iot-devices on an interface: what comes is reported, and root's rights are gone by then
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_DEVICES=PROGRAM IOT_SOURCE=TREE live.sh
#
# The sample home is sent over a cable of two ends in a network namespace of the test's own; it
# reaches nobody else. Exit status: 0 all is well; 1 something is not; 77 no such namespace here.

set -eu
self=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/$(basename -- "$0")
home=$IOT_SOURCE/captures/smart-home.pcapng
frames=160
. "$(dirname "$self")/../check/check.sh"
. "$(dirname "$self")/../check/cable.sh"
[ "${1:-}" = inside ] || cable_enter

# --- In the namespace

dir=$2
mkdir "$dir/theirs"
chown 1234:1235 "$dir/theirs"
cable_lay

# What is run is where everybody can read it; a checkout below /root is not.
cp "$IOT_DEVICES" "$dir/iot-devices"
cp "$IOT_SOURCE/tests/manuf" "$dir/manuf"
cp "$home" "$dir/home.pcapng"
chmod 755 "$dir/iot-devices"
chmod 644 "$dir/manuf" "$dir/home.pcapng"

# No function: a job of it would be a shell's.
devices="$dir/iot-devices --manuf $dir/manuf"

# The first frames, 2 ms apart.
send()
{
    cable_send "$home" 1 "$frames" 0.002
}

# listen COMMAND...: starts it and waits until it listens. Its number in $job.
listen()
{
    : >"$dir/err"
    "$@" >"$dir/out" 2>"$dir/err" &
    job=$!
    for _ in $(seq 100); do
        ! grep -q 'listening on' "$dir/err" || break
        sleep 0.1
    done
    sleep 0.3
}

# status_of FIELD: of the job, words separated by single blanks
status_of()
{
    sed -n "s/^$1:[[:space:]]*//p" "/proc/$job/status" | tr -s '\t ' '  ' | sed 's/ $//'
}

# Names and packets of a table, without what depends on how fast it was sent.
counts()
{
    awk 'NR > 3 { print $1, $2 }' "$1" | sort
}

# is NAME WANTED HAVE
is()
{
    check "$1: $3" test "$2" = "$3"
}

finish()
{
    status=0
    wait "$job" || status=$?
}

$devices -c $frames --devices "$dir/home.pcapng" >"$dir/want"

# Ctrl-C
listen $devices -i iot0 --devices
send
kill -INT "$job"
finish
is "Ctrl-C: status" 0 "$status"
check "what came is what was sent" grep -q " $frames packets," "$dir/out"
counts "$dir/want" >"$dir/want.counts"
counts "$dir/out" >"$dir/out.counts"
check "the devices are those of the file" diff "$dir/want.counts" "$dir/out.counts"
check "and are there" grep -q '^40:9f:38:65:36:67\|roomba\|AzureWav' "$dir/out"
is "one message, where it listens" "iot-devices: listening on iot0" "$(cat "$dir/err")"

# SIGTERM, so many packets, so much time, a filter
listen $devices -i iot0 -q
sleep 1
send
kill -TERM "$job"
finish
is "SIGTERM: status" 0 "$status"
check "SIGTERM: the report" grep -q " $frames packets," "$dir/out"
is "-q says nothing" "" "$(cat "$dir/err")"
listen $devices -i iot0 -c 50
send
finish
check "--packets ends it" grep -q " 50 packets," "$dir/out"
listen $devices -i iot0 -d 5 # a busy machine takes two to send
send
finish
is "--duration ends it" 0 "$status"
check "--duration: the report" grep -q " $frames packets," "$dir/out"
listen $devices -i iot0 -f arp
send
kill -INT "$job"
finish
check "--filter counts what it selects" grep -q " $($devices -c $frames -f arp "$dir/home.pcapng" |
    sed -n '1s/.*conversations*, \([0-9]* packets*,\).*/\1/p')" "$dir/out"
listen $devices -i iot0 --no-promiscuous -c 5
send
finish
is "not promiscuous" 0 "$status"

# Events, as they happen: the first look is after ten seconds. Whom they are about is as in the file;
# what is known by then is not.
about()
{
    sed -n 's/.*"event":"\(device\|contact\)".*"message":"\([^"]*\) for the first time.*/\2/p' "$1" | sort
}
$devices -c $frames --events "$dir/home.pcapng" >"$dir/want"
listen $devices -i iot0 --events
cable_send "$home" 1 "$frames" 0.08
sleep 0.5
check "lines come while it listens" test -s "$dir/out"
kill -INT "$job"
finish
is "events: status" 0 "$status"
about "$dir/want" >"$dir/want.about"
about "$dir/out" >"$dir/out.about"
check "events are those of the file" diff "$dir/want.about" "$dir/out.about"
# What root may read, whom we become may not: the baseline is opened before.
$devices --summary -q -o "$dir/known.summary" "$dir/home.pcapng"
chmod 600 "$dir/known.summary"
listen $devices -i iot0 --events --since "$dir/known.summary"
send
kill -INT "$job"
finish
is "nothing is told of what is known: status" 0 "$status"
is "nothing is told of what is known" "" "$(cat "$dir/out")"

# Who it is while it listens
none=0000000000000000
listen setpriv --groups=4,24 $devices -i iot0
is "root becomes nobody" "65534 65534 65534 65534" "$(status_of Uid)"
is "and nobody's group" "65534 65534 65534 65534" "$(status_of Gid)"
is "and in no other" "" "$(status_of Groups)"
for set in CapInh CapPrm CapEff CapAmb; do
    is "no capability is left in $set" $none "$(status_of $set)"
done
is "and none can come back" 1 "$(status_of NoNewPrivs)"
is "and seccomp confines it" 2 "$(status_of Seccomp)"
kill -INT "$job"
finish
listen env SUDO_UID=1234 SUDO_GID=1235 "$dir/iot-devices" -i iot0 -o "$dir/theirs/report.txt"
is "with sudo, root becomes who called it" "1234 1234 1234 1234" "$(status_of Uid)"
is "and their group" "1235 1235 1235 1235" "$(status_of Gid)"
send
kill -INT "$job"
finish
is "and writes as they do" 1234:1235 "$(stat -c %u:%g "$dir/theirs/report.txt")"
listen env SUDO_UID=0 SUDO_GID=0 "$dir/iot-devices" -i iot0
is "root who calls sudo does not stay root" "65534 65534 65534 65534" "$(status_of Uid)"
kill -INT "$job"
finish
other=$(getent passwd daemon | cut -d : -f 3)
listen $devices -i iot0 --user daemon
is "--user" "$other $other $other $other" "$(status_of Uid)"
kill -INT "$job"
finish

# With capabilities and no root, as setcap gives them
listen setpriv --reuid=1234 --regid=1235 --clear-groups --inh-caps=+net_raw,+net_admin \
    --ambient-caps=+net_raw,+net_admin "$dir/iot-devices" -i iot0
is "an ordinary user stays who they are" "1234 1234 1234 1234" "$(status_of Uid)"
for set in CapInh CapPrm CapEff CapAmb; do
    is "an ordinary user: no capability is left in $set" $none "$(status_of $set)"
done
send
kill -INT "$job"
finish
check "and captures all the same" grep -q " $frames packets," "$dir/out"

# refused NAME MESSAGE COMMAND...: status 2, this message, no report
refused()
{
    who=$1 want=$2
    shift 2
    status=0
    "$@" >"$dir/out" 2>"$dir/err" </dev/null || status=$?
    is "$who: status" 2 "$status"
    check "$who: says $want ($(cat "$dir/err"))" grep -qF -- "$want" "$dir/err"
    check "$who: one message" test "$(wc -l <"$dir/err")" = 1
    check "$who: no report" test ! -s "$dir/out"
}

refused "no rights" "root's rights" setpriv --reuid=1234 --regid=1235 --clear-groups "$dir/iot-devices" -i iot0
refused "nobody of that name" 'no user "whoisthat"' $devices -i iot0 -Z whoisthat
refused "root by name" 'would keep root' $devices -i iot0 -Z root
mkdir -m 700 "$dir/roots"
refused "output that only root can write" "$dir/roots" $devices -i iot0 -o "$dir/roots/report.txt"
# What cannot be given up is not used: this root may capture, but not become another user.
refused "rights that cannot be given up" "cannot give up root's rights" \
    setpriv --bounding-set=-setuid,-setgid "$dir/iot-devices" -i iot0
ip link set iot0 down
listen $devices -i iot0 -c 1 -d 2
finish
check "an interface that is down: a message, no crash ($status)" test -s "$dir/err" -a "$status" -le 2

# Serving the page, it speaks to its readers, and not on the interface (attack.c).
if [ -n "${IOT_ATTACK:-}" ] && ! $devices --version | grep -q 'without its sandbox' &&
    ! $devices --serve x 2>&1 | grep -q 'without libmicrohttpd'; then
    ip link set lo up
    ip link set iot0 up
    cp "$IOT_ATTACK" "$dir/attack.so"
    chmod 755 "$dir/attack.so"
    listen env ATTACK=all LD_PRELOAD="$dir/attack.so" $devices -i iot0 --serve 127.0.0.1:0
    send
    kill -INT "$job"
    finish
    check "whoever takes it over speaks to nobody" sh -c '! grep DONE "$1"' - "$dir/err"
    is "neither as a server nor on the interface" 6 "$(grep -c 'refused sendto.*: Operation not permitted' "$dir/err")"
fi
exit "$failed"
