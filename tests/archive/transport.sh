#!/bin/sh
# transport.sh - summaries from a collector to who merges them: by rsync, SSH, a directory of another file system, and MQTT
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_DEVICES=PROGRAM IOT_SOURCE=TREE transport.sh
#
# With the real programs, in a network namespace of the test's own, where nobody else is. Each that is not here is skipped and
# said to be. Exit status: 0 all is well; 1 something is not; 77 no such namespace here.

set -eu
self=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/$(basename -- "$0")
scripts=$IOT_SOURCE/captures/archive/collectors
. "$(dirname "$self")/../check/check.sh"
. "$(dirname "$self")/../check/cable.sh"
if [ "${1:-}" != inside ]; then
    [ "$(id -u)" = 0 ] || skip "only root can make a network namespace"
    unshare --net --mount true 2>/dev/null || skip "no namespaces here"
    dir=$(mktemp -d)
    trap 'rm -rf "$dir"' EXIT
    trap 'exit 130' INT TERM HUP
    unshare --net --mount "$self" inside "$dir"
    exit
fi

# --- In the namespace

dir=$2
ip link set lo up
export HOME="$dir/home"
mkdir -p "$HOME" "$dir/from"
jobs=
subscriber=
trap 'for job in $jobs; do kill "$job" 2>/dev/null || :; done; [ -z "$subscriber" ] || kill -- "-$subscriber" 2>/dev/null || :' EXIT
first=attic-br0-20261130T080000Z.summary.gz
later=attic-br0-20261130T090000Z.summary.gz

# fill FILE CAPTURE...: as the collector would have written it
fill()
{
    file=$1
    shift
    "$IOT_DEVICES" -q --summary -o "$dir/from/$file" "$@"
}

# fresh: where it is to be; in $to
fresh()
{
    to=$(mktemp -d "$dir/to.XXXXXX")
    rm -f "$dir/from"/* "$dir/from"/.[!.]*
    fill $first "$IOT_SOURCE/captures/late-names.pcapng"
    fill $later "$IOT_SOURCE/captures/smart-home.pcapng"
    : >"$dir/from/notes.txt"
    : >"$dir/from/.hidden-20261130T080000Z.summary.gz"
}

is_there()
{
    cmp -s "$dir/from/$1" "$to/$1"
}

# Nothing but what was to be sent, and nothing half done.
only()
{
    left=$(cd "$to" && find . -mindepth 1 | sort | tr '\n' ' ')
    check "$1: nothing else is there ($left)" test "$left" = "./$first ./$later "
}

# round NAME COMMAND...: sends, changes, sends again, and merges
round()
{
    what=$1
    shift
    check "$what: sends" "$@"
    check "$what: all is there" wait_for 5 is_there $first
    check "$what: also the second" wait_for 5 is_there $later
    only "$what"
    check "$what: is merged" sh -c '"$1" merge -q "$2" | cmp - "$3"' - "$IOT_DEVICES" "$to" "$dir/want"
    cp -p "$to/$first" "$dir/kept" && touch -r "$to/$first" "$dir/kept"
    # rsync compares times of whole seconds, and sizes.
    sleep 1.1
    fill $later "$IOT_SOURCE/captures/late-names.pcapng" "$IOT_SOURCE/captures/smart-home.pcapng"
    check "$what: again" "$@"
    check "$what: what changed" wait_for 5 is_there $later
    check "$what: and nothing else" test ! "$to/$first" -nt "$dir/kept"
}

fresh
"$IOT_DEVICES" merge -q "$dir/from/$first" "$dir/from/$later" >"$dir/want"

# --- A directory of another file system

fresh
mount -t tmpfs none "$to"
round "a mounted directory" "$scripts/send-nfs.sh" "$dir/from" "$to"
umount "$to"
status=0
"$scripts/send-nfs.sh" "$dir/from" "$dir/nowhere" 2>"$dir/err" || status=$?
check "not mounted: told ($status)" test "$status" = 2
check "not mounted: nothing is made" test ! -e "$dir/nowhere"
mount -t tmpfs -o size=16k none "$to"
status=0
"$scripts/send-nfs.sh" "$dir/from" "$to" 2>"$dir/err" || status=$?
check "full: told, and no success" test "$status" = 1
check "full: no half file" sh -c '! ls "$1" | grep . | while read -r f; do gzip -t "$1/$f" || echo bad; done | grep -q bad' - "$to"
umount "$to"

# --- SSH, and rsync by it

begin_sshd()
{
    server=$(command -v sshd || ls /usr/sbin/sshd 2>/dev/null) || return 1
    mkdir -p "$dir/ssh" /run/sshd
    ssh-keygen -q -t ed25519 -N '' -f "$dir/ssh/host" && ssh-keygen -q -t ed25519 -N '' -f "$dir/ssh/user" &&
        ssh-keygen -q -t ed25519 -N '' -f "$dir/ssh/sender"
    cat "$dir/ssh/user.pub" >"$dir/ssh/keys"
    chmod 600 "$dir/ssh"/*
    "$server" -D -f /dev/null -h "$dir/ssh/host" -o "ListenAddress=127.0.0.1:2222" -o "PidFile=none" \
        -o "AuthorizedKeysFile=$dir/ssh/keys" -o StrictModes=no -o PermitRootLogin=yes -o UsePAM=no 2>"$dir/sshd.log" &
    jobs="$jobs $!"
    by_ssh="ssh -F none -p 2222 -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=$dir/ssh/known -o LogLevel=ERROR"
    # shellcheck disable=SC2086 # words
    wait_for 5 $by_ssh -i "$dir/ssh/user" 127.0.0.1 true 2>/dev/null
}

as_sender()
{
    SSH="$by_ssh -i $dir/ssh/sender" "$scripts/send-ssh.sh" "$dir/from" 127.0.0.1
}

# refused NAME FILE: by the key that may only write one collector's
refused()
{
    status=0
    # shellcheck disable=SC2086 # words
    $by_ssh -i "$dir/ssh/sender" 127.0.0.1 "$1" <"$2" 2>"$dir/err" || status=$?
    check "SSH: refused, and told: $1 ($status)" test "$status" != 0 -a -s "$dir/err"
}

if begin_sshd; then
    fresh
    printf 'command="%s %s attic-br0",restrict %s\n' "$scripts/receive-ssh.sh" "$to" "$(cat "$dir/ssh/sender.pub")" >>"$dir/ssh/keys"
    round "SSH" as_sender
    had=$(stat -c '%n %i %y' "$to"/*)
    check "SSH: nothing is new" as_sender
    check "SSH: and nothing is sent" test "$had" = "$(stat -c '%n %i %y' "$to"/*)"
    refused "../$first" "$dir/from/$first"
    refused "cellar-br0-20261130T080000Z.summary.gz" "$dir/from/$first"
    # shellcheck disable=SC2016 # not ours to expand
    refused 'attic-br0-$(touch x)00000Z.summary.gz' "$dir/from/$first"
    refused "sh -c id" "$dir/from/$first"
    head -c 200 "$dir/from/$first" >"$dir/half"
    refused "$first" "$dir/half"
    only "SSH, refused"
    check "SSH: what was there stays" is_there $first
    if command -v rsync >/dev/null; then
        fresh
        export RSYNC_RSH="$by_ssh -i $dir/ssh/user"
        round "rsync" "$scripts/send-rsync.sh" "$dir/from" "127.0.0.1:$to"
        # Killed on the way: the old one, and what is half is hidden from who merges.
        head -c 3000000 /dev/urandom | gzip -1 >"$dir/from/$later"
        "$scripts/send-rsync.sh" "$dir/from" "127.0.0.1:$to" --bwlimit=500 >/dev/null 2>&1 &
        sender=$!
        sleep 2
        kill -9 "$sender"
        wait "$sender" || :
        check "rsync, killed: all that merge sees is whole" sh -c 'gzip -t "$1"/*.gz' - "$to"
        check "rsync, killed: and it is not the new one" test "$(stat -c %s "$to/$later")" -lt 1000000
    else
        echo "SKIPPED LOUDLY: no rsync"
    fi
else
    echo "SKIPPED LOUDLY: no SSH server of our own"
fi

# --- MQTT

begin_broker()
{
    command -v mosquitto_pub >/dev/null && command -v mosquitto_sub >/dev/null && command -v perl >/dev/null || return 1
    server=$(command -v mosquitto || ls /usr/sbin/mosquitto 2>/dev/null) || return 1
    printf 'listener 1883 127.0.0.1\nallow_anonymous true\nuser root\n' >"$dir/broker.conf"
    "$server" -c "$dir/broker.conf" >"$dir/broker.log" 2>&1 &
    broker=$!
    jobs="$jobs $broker"
    wait_for 5 mosquitto_pub -h 127.0.0.1 -t hello -n 2>/dev/null
}

subscribe()
{
    # A group of its own: who listens in it goes with it.
    setsid "$scripts/receive-mqtt.sh" "$to" -h 127.0.0.1 2>"$dir/sub.err" &
    subscriber=$!
}

publish()
{
    "$scripts/send-mqtt.sh" "$dir/from" -h 127.0.0.1
}

retained()
{
    mosquitto_sub -h 127.0.0.1 -t 'iot/summaries/+' -W 1 -F %t 2>/dev/null | wc -l
}

if begin_broker; then
    fresh
    # Who comes later gets what is retained.
    publish
    subscribe
    round "MQTT" publish
    check "MQTT: one message each is retained" test "$(retained)" = 2
    # Whoever may publish is no friend.
    for topic in .x ..%2f; do
        mosquitto_pub -h 127.0.0.1 -t "iot/summaries/$topic" -f "$dir/from/$first"
    done
    head -c 200 "$dir/from/$first" >"$dir/half"
    mosquitto_pub -h 127.0.0.1 -t "iot/summaries/$first" -f "$dir/half"
    mosquitto_pub -h 127.0.0.1 -t "iot/summaries/attic-br0-20261130T100000Z.summary.gz" -n
    sleep 1
    only "MQTT, refused"
    check "MQTT: what was there stays" is_there $first
    check "MQTT: and it was told" sh -c 'test "$(grep -c "not whole\|no name" "$1")" -ge 3' - "$dir/sub.err"
    # What the collector does not keep any more is cleared.
    rm "$dir/from/$first"
    check "MQTT: cleared" publish
    check "MQTT: one is left" test "$(retained)" = 1
    # A broker that goes away: told, and sent when it is back.
    kill "$broker"
    wait "$broker" || :
    fill $later "$IOT_SOURCE/captures/smart-home.pcapng"
    status=0
    publish 2>"$dir/err" || status=$?
    check "MQTT: no broker: told, and no success ($status)" test "$status" = 1 -a -s "$dir/err"
    begin_broker
    check "MQTT: when it is back" publish
    check "MQTT: whoever subscribed gets it" wait_for 15 is_there $later
else
    echo "SKIPPED LOUDLY: no mosquitto, or no perl"
fi

# --- Wrong usage, and units

for script in "$scripts"/send-*.sh "$scripts"/receive-*.sh; do
    status=0
    "$script" >/dev/null 2>"$dir/err" || status=$?
    check "$(basename "$script"): usage" test "$status" = 2 -a -s "$dir/err"
    check "$(basename "$script") --help" sh -c '"$1" --help | grep -q "^usage: "' - "$script"
done
if command -v systemd-analyze >/dev/null; then
    mkdir "$dir/units"
    for unit in "$scripts"/*.service "$scripts"/*.timer; do
        sed -e "s|/usr/share/iot-devices/collectors|$scripts|" -e "s|/usr/bin/iot-devices|$IOT_DEVICES|" "$unit" >"$dir/units/$(basename "$unit")"
    done
    systemd-analyze verify --man=no "$dir"/units/*.service "$dir"/units/*.timer >"$dir/verify" 2>&1 || :
    check "systemd finds no fault in the units ($(head -c 300 "$dir/verify"))" test ! -s "$dir/verify"
else
    echo "SKIPPED LOUDLY: no systemd-analyze"
fi

exit "$failed"
