#!/bin/sh
# recipes.sh - what doc/events.md says to do with events, done with the real programs
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_DEVICES=PROGRAM IOT_SOURCE=TREE recipes.sh
#
# The broker listens on a socket in a directory of the test's own. Exit status: 0 all is well; 1
# something is not; 77 something is missing.

set -eu
dir=$(mktemp -d)
broker=
pids=
forever= # a group of processes
end()
{
    for pid in $pids $broker; do
        kill "$pid" 2>/dev/null || true
    done
    [ -z "$forever" ] || kill -- "-$forever" 2>/dev/null || true
    rm -rf "$dir"
}
trap end EXIT
. "$IOT_SOURCE/tests/check/check.sh"
for program in jq mosquitto mosquitto_pub; do
    command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ] || {
        echo "SKIPPED LOUDLY: no $program"
        exit 77
    }
done
PATH=$PATH:/usr/sbin

# The page's commands, as they stand there: iot-devices is ours, and a broker is known to clients.
mkdir "$dir/bin" "$dir/config"
printf '#!/bin/sh\nexec "%s" --manuf "%s" "$@"\n' "$IOT_DEVICES" "$IOT_SOURCE/tests/manuf" >"$dir/bin/iot-devices"
chmod 755 "$dir/bin/iot-devices"
PATH=$dir/bin:$PATH
export XDG_CONFIG_HOME="$dir/config"
printf -- '--unix %s/broker\n' "$dir" | tee "$dir/config/mosquitto_pub" >"$dir/config/mosquitto_sub"
cd "$dir"
cp "$IOT_SOURCE/captures/smart-home.pcapng" home.pcapng
iot-devices --events -q home.pcapng >events.jsonl
lines=$(wc -l <events.jsonl)
check "there is something to tell" test "$lines" -gt 50

# write_recipe TITLE NUMBER: the commands below a heading, its first or second block
write_recipe()
{
    awk -v title="### $1" -v number="$2" '
        /^##/ { here = $0 == title; block = 0; was = 0 }
        here && /^    / { if (!was) block++; if (block == number) print substr($0, 5) }
        { was = /^    / }' "$IOT_SOURCE/doc/events.md" >"$dir/recipe"
    [ -s "$dir/recipe" ] || {
        echo "not ok - doc/events.md has no recipe \"$1\""
        exit 1
    }
}

# recipe TITLE NUMBER: runs them
recipe()
{
    write_recipe "$@"
    sh "$dir/recipe"
}

# --- jq

recipe "Read it" 1 >read
check "each event is a line to read" test "$(wc -l <read)" -eq "$lines"
check "with its time and what happened" grep -q "^2024-03-02T18:00:03	sonoszp sends for the first time: Sonos speaker" read
recipe "Only what is worth a look" 1 >warnings
check "warnings, and only these" test "$(jq -r .severity warnings | sort -u)" = warning
recipe "Who is new, and whom it talks to" 1 >new
check "who is new" grep -q "^00:17:88:.*	philips-hue	is new" new
check "and whom it talks to" grep -q "	philips-hue	ws.meethue.com" new
recipe "For Elasticsearch" 1 >ecs
check "each event is one of ECS" test "$(wc -l <ecs)" -eq "$lines"
check "with the fields that every one has" test \
    "$(jq -c 'select(.["@timestamp"] and .event.id and .event.action and .message)' ecs | wc -l)" -eq "$lines"
check "MACs are written as ECS has them" grep -q '"mac":"00-17-88-' ecs
check "and nothing is null" sh -c '! grep -q null ecs'

# --- A broker

# start_broker: and waits until it is there
start_broker()
{
    mosquitto -c "$dir/mosquitto.conf" >>"$dir/broker.log" 2>&1 &
    broker=$!
    for _ in $(seq 100); do
        ! mosquitto_pub -n -t test 2>/dev/null || return 0
        sleep 0.1
    done
    echo "not ok - the broker does not start"
    cat "$dir/broker.log"
    exit 1
}

# wait_for FILE LINES
wait_for()
{
    for _ in $(seq 300); do
        [ "$(wc -l <"$1")" -lt "$2" ] || return 0
        sleep 0.1
    done
}

cat >mosquitto.conf <<EOF
listener 0 $dir/broker
allow_anonymous true
persistence true
persistence_location $dir/
user $(id -un)
EOF
start_broker
: >got
mosquitto_sub -q 1 -c -i reader -t 'home/#' >got &
pids="$pids $!"
sleep 0.5
recipe "To a broker" 1
wait_for got "$lines"
check "the broker hands on every line" cmp got events.jsonl

# It goes away in the middle, and comes back.
head -n 40 events.jsonl >all
mv all rest && mv events.jsonl whole && mv rest events.jsonl
: >got
mosquitto_sub -q 1 -c -i another -t 'home/#' >got &
pids="$pids $!"
sleep 0.5
write_recipe "To a broker" 2
setsid sh "$dir/recipe" >/dev/null 2>&1 &
forever=$!
wait_for got 20
kill "$broker"
wait "$broker" || true
tail -n +41 whole >>events.jsonl
sleep 1
start_broker
wait_for got "$lines"
check "a broker that was away gets every line, too" sh -c "sort -u got | cmp - - <<EOF2
\$(sort -u whole)
EOF2"
kill -- "-$forever"
forever=
kill "$broker"
wait "$broker" || true
broker=

# Where nobody listens, the command ends as in any other pipe.
rm -f "$dir/broker"
recipe "To a broker" 1 2>away && status=0 || status=$?
check "without a broker it ends, and the client says why" sh -c "[ $status -ne 0 ] && [ -s away ] && ! grep -q iot-devices away"

# --- The journal: one of the test's own, with a /run that nobody else sees

cat >journal.sh <<'EOF'
mount -t tmpfs run /run && mkdir -p /run/systemd/journal || exit 77
"$1" 2>journald.log &
daemon=$!
for _ in $(seq 100); do
    [ ! -S /run/systemd/journal/stdout ] || break
    sleep 0.1
done
[ -S /run/systemd/journal/stdout ] || exit 77
sh recipe
journalctl --sync
journalctl -t iot-devices -o cat --no-pager >journal
kill "$daemon"
EOF
write_recipe "To the journal" 1
status=77
if unshare -m true 2>why; then
    status=0
    unshare -m sh journal.sh /lib/systemd/systemd-journald 2>why || status=$?
fi
if [ "$status" -eq 77 ]; then
    echo "SKIPPED LOUDLY: no journal of our own, so nothing is told to one: $(cat why journald.log 2>/dev/null)"
else
    check "the journal has every line" cmp journal whole
fi
exit "$failed"
