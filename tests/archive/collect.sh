#!/bin/sh
# collect.sh - a summary for each hour of an interface, kept up to date in a directory
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_DEVICES=PROGRAM IOT_SOURCE=TREE collect.sh CLOCK_JUMP
#
# Hours are of a few seconds here, or of a day where one file is expected. Exit status: 0 all is well; 1 something is not; 77 no network
# namespace here.

set -eu
self=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/$(basename -- "$0")
home=$IOT_SOURCE/captures/smart-home.pcapng
frames=120
. "$(dirname "$self")/../check/check.sh"
. "$(dirname "$self")/../check/cable.sh"
if [ "${1:-}" != inside ]; then
    export CLOCK_JUMP="$1"
    cable_enter gzip
fi

# --- In the namespace

dir=$2
cable_lay
cp "$IOT_DEVICES" "$dir/iot-devices"
cp "$CLOCK_JUMP" "$dir/clock-jump.so"
chmod 755 "$dir/iot-devices" "$dir/clock-jump.so"
program=$dir/iot-devices
preload=

# fresh: a directory that nobody's is; in $to
fresh()
{
    to=$(mktemp -d "$dir/to.XXXXXX")
    chown nobody "$to"
    chmod 755 "$to"
}

# collect OPTION...: starts one, and waits until it listens. Its number in $job.
collect()
{
    : >"$dir/err"
    # shellcheck disable=SC2086 # words
    $preload "$program" -i iot0 --summary -o "$to/" "$@" 2>"$dir/err" &
    job=$!
    wait_for 10 grep -q 'listening on' "$dir/err" || :
    sleep 0.3
}

send()
{
    cable_send "$home" "$1" "$2" 0.002
}

finish()
{
    status=0
    kill "-$1" "$job"
    wait "$job" || status=$?
}

# packets OPTION...: in all that was kept of this collector
packets()
{
    "$program" merge -q "$to"/one-*.summary.gz 2>/dev/null | sed -n '1s/.* \([0-9]*\) packets*,.*/\1/p'
}

has_packets()
{
    [ "$(packets)" = "$1" ]
}

files()
{
    find "$to" -name "$1" -type f | wc -l
}

is()
{
    check "$1: $3" test "$2" = "$3"
}

all_whole()
{
    for file in "$to"/*; do
        gzip -t "$file" || return 1
    done
}

# The hour's file, up to date while packets come, and called as it is documented.
fresh
collect --collector one --interval 1 --rotate 1d
send 1 60
check "it is there within the interval" wait_for 5 has_packets 60
file=$(echo "$to"/one-*.summary.gz)
is "called by collector and hour" "one-$(date -u +%Y%m%dT)000000Z.summary.gz" "$(basename "$file")"
is "for its owner alone" "600 nobody" "$(stat -c '%a %U' "$file")"
# Whole or the old one: another name of the old one keeps the old text, whatever comes.
ln "$file" "$dir/old.gz"
cp "$file" "$dir/copy.gz"
send 61 "$frames"
check "it is kept up to date" wait_for 5 has_packets $frames
check "it was replaced, never written to" cmp "$dir/old.gz" "$dir/copy.gz"
check "and is another file" test ! "$file" -ef "$dir/old.gz"

# kill -9 at any moment: what is there is whole, and nothing else is.
finish KILL
for pause in 0.1 0.3 0.5 0.7 0.9 1.0 1.1; do
    collect --collector one --interval 1 --rotate 1d
    send 1 20 &
    sender=$!
    sleep $pause
    finish KILL
    wait $sender
    check "killed after $pause s: whole" all_whole
    is "killed after $pause s: nothing else is left" 1 "$(find "$to" -mindepth 1 | wc -l)"
done

# Started again within the hour: what it held stays.
had=$(packets)
collect --collector one --interval 1 --rotate 1d
send 1 40
finish TERM
is "SIGTERM: status" 0 "$status"
check "started again: the earlier part is there ($had before)" has_packets $((had + 40))
is "in the same file" 1 "$(files '*')"
sleep 1
collect --collector one --interval 1 --rotate 1d
sleep 1.5
finish INT
check "and again, with nothing heard" has_packets $((had + 40))

# What is there is no summary, or was cut off: told, and what can be read of it stays.
truncate -s -20 "$file"
collect --collector one --interval 1 --rotate 1d
sleep 1.5
finish INT
check "a damaged file is told" grep -q "one-.*summary.gz: ends after line" "$dir/err"
check "and the file is whole again" all_whole

# Hours change, by the clock.
fresh
collect --collector one --interval 1 --rotate 2s
for piece in "1 30" "31 60" "61 90" "91 120"; do
    # shellcheck disable=SC2086 # two numbers
    send $piece
    sleep 1.6
done
finish INT
check "rotation: several hours ($(files '*'))" test "$(files '*')" -ge 3
check "no packet is lost or twice" has_packets $frames
for file in "$to"/*; do
    when=$(basename "$file" | sed 's/one-\(....\)\(..\)\(..\)T\(..\)\(..\)\(..\)Z.*/\1-\2-\3 \4:\5:\6/')
    check "begins at a whole period: $when" test $(($(date -u -d "$when" +%s) % 2)) = 0
done
check "rotation: all whole" all_whole

# Bounds: what it wrote itself goes, and nothing else.
fresh
foreign()
{
    touch "$to/two-20200101T000000Z.summary.gz" "$to/one-20200101T000000Z.summary" "$to/one-2020.summary.gz" "$to/notes.txt"
    ln -s notes.txt "$to/one-20200101T010000Z.summary.gz"
    mkdir "$to/one-20200101T020000Z.summary.gz"
    touch "$to/one-20209901T020000Z.summary.gz"
}
foreign
touch "$to/one-20200101T000000Z.summary.gz"
collect --collector one --interval 1 --rotate 1s --keep-age 2s
sleep 7
finish INT
check "age: old ones went ($(files 'one-*.summary.gz'))" test "$(files 'one-*.summary.gz')" -le 6
check "age: of before, too" test ! -e "$to/one-20200101T000000Z.summary.gz"
for name in two-20200101T000000Z.summary.gz one-20200101T000000Z.summary one-2020.summary.gz notes.txt \
    one-20200101T010000Z.summary.gz one-20200101T020000Z.summary.gz one-20209901T020000Z.summary.gz; do
    check "age: $name stays" test -e "$to/$name"
done
fresh
foreign
collect --collector one --interval 1 --rotate 1s --keep-size 1
sleep 4
finish INT
check "size: the latest stays" test "$(files 'one-*Z.summary.gz')" -le 3
check "size: what others wrote stays" test -e "$to/two-20200101T000000Z.summary.gz" -a -d "$to/one-20200101T020000Z.summary.gz"

# Where nothing can be written it goes on, says so once, and forgets nothing.
fresh
collect --collector one --interval 1 --rotate 2s
send 1 30
wait_for 5 has_packets 30 || :
chmod 555 "$to"
send 31 60
sleep 4
chmod 755 "$to"
check "not writable: and then it is" wait_for 6 has_packets 60
finish INT
is "not writable: said once, and once that it is over" 2 "$(grep -c -- '--output' "$dir/err")"
is "not writable: nothing is lost: status" 0 "$status"

# A clock that is set.
for jump in -90000 90000; do
    fresh
    preload="env IOT_JUMP_AFTER=3 IOT_JUMP=$jump LD_PRELOAD=$dir/clock-jump.so"
    collect --collector one --interval 1 --rotate 1d
    preload=
    send 1 30
    sleep 3
    send 31 60
    sleep 1.5
    finish INT
    is "clock set by $jump: told once" 1 "$(grep -c 'the clock was set' "$dir/err")"
    is "clock set by $jump: two files" 2 "$(files 'one-*')"
    check "clock set by $jump: nothing is lost" has_packets 60
done

# By default the host and the interface.
fresh
collect -d 1 --rotate 1d
wait "$job"
is "the name without --collector" "$(uname -n | tr -c 'A-Za-z0-9._\n-' _)-iot0-$(date -u +%Y%m%dT)000000Z.summary.gz" "$(ls "$to")"

exit "$failed"
