#!/bin/sh
# live.sh - devices and names while tshark captures, through file switches, and in the files it wrote
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR live.sh
#
# The first frames of the sample home are sent over a cable of two ends in a network namespace of the
# test's own; they reach nobody else. Exit status: 0 all is well; 1 something is not; 77 no such
# namespace can be had here.

set -eu
self=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/$(basename -- "$0")
home=$IOT_STAGE/captures/smart-home.pcapng
frames=160 half=80 per_file=40
. "$(dirname "$0")/check.sh"
. "$(dirname "$0")/cable.sh"
[ "${1:-}" = inside ] || cable_enter dumpcap tshark

# --- In the namespace

dir=$2
mkdir "$dir/out"
chown nobody "$dir/out"
cable_lay

# tshark as nobody, for whom it loads our plugin, with the right to capture.
groups=--clear-groups
! getent group wireshark >/dev/null || groups="--groups=wireshark"
tshark()
{
    # shellcheck disable=SC2086 # one word
    setpriv --reuid=nobody --regid=nogroup $groups --inh-caps=+net_raw,+net_admin \
        --ambient-caps=+net_raw,+net_admin env HOME="$IOT_STAGE/home" \
        XDG_CONFIG_HOME="$IOT_STAGE/home/.config" LC_ALL=C.UTF-8 TZ=UTC \
        WIRESHARK_PLUGIN_DIR="$IOT_STAGE/plugins" WIRESHARK_ABORT_ON_DISSECTOR_BUG=1 \
        timeout 60 tshark "$@"
}

fields()
{
    tshark "$@" -T fields -e iot.device -e iot.direction -e iot.name
}

# Waits until this many lines have come.
wait_for_lines()
{
    for _ in $(seq 150); do
        [ "$(wc -l <"$1")" -lt "$2" ] || return 0
        sleep 0.1
    done
    return 1
}

# Starts tshark in the background and waits until it listens.
listen()
{
    : >"$dir/err"
    "$@" >"$dir/lines" 2>"$dir/err" &
    job=$!
    for _ in $(seq 150); do
        ! grep -q '^Capturing on\|Capture started' "$dir/err" || break
        sleep 0.1
    done
    sleep 1
}

send()
{
    cable_send "$home" "$1" "$2" 0.005
}

fields -r "$home" -c $frames >"$dir/want" 2>/dev/null
check "the sample has what this test is about" sh -c '
    head -n "$2" "$1" | grep -q "^sonoszp.outbound.update-firmware.sonos.com" &&
    tail -n +"$2" "$1" | grep -q "^roomba.outbound.data.iot.irobotapi.com"' - "$dir/want" $half

# Line by line
listen fields -l -i iot0 -c $frames -w "$dir/out/live.pcapng" -P
send 1 $half
check "lines come while it captures" wait_for_lines "$dir/lines" $half
check "and it still does" kill -0 "$job"
head -n $half "$dir/want" >"$dir/want.half"
check "a device has its name, and its remote, as soon as they are said" diff "$dir/want.half" "$dir/lines"
send $((half + 1)) $frames
wait "$job" || :
check "to the end as if read from a file" diff "$dir/want" "$dir/lines"
fields -r "$dir/out/live.pcapng" >"$dir/again" 2>/dev/null
check "the file it wrote says the same" diff "$dir/lines" "$dir/again"
fields -2 -r "$dir/out/live.pcapng" >"$dir/again" 2>/dev/null
tshark -r "$home" -c $frames -w "$dir/out/first.pcapng" 2>/dev/null
fields -2 -r "$dir/out/first.pcapng" >"$dir/all" 2>/dev/null
check "and in two passes what the sample says" diff "$dir/all" "$dir/again"

# File by file
listen fields -l -i iot0 -c $frames -b packets:$per_file -w "$dir/out/ring.pcapng" -P \
    -e frame.number -e iot.dns.frame
send 1 $frames
wait "$job" || :
check "several files were written" test "$(find "$dir/out" -name 'ring_*' | wc -l)" -ge 3
cut -f 3-5 "$dir/lines" >"$dir/names"
check "what was learnt holds in the next file" diff "$dir/want" "$dir/names"
# shellcheck disable=SC2016 # awk's own $
check "an answer in a file before is not pointed to" awk -F '\t' '
    $2 { pointers++ }
    $2 + 0 > $1 + 0 { print "frame " $1 " points to " $2; wrong = 1 }
    END { exit wrong || !pointers }' "$dir/lines"

# A table over all of them
listen tshark -q -z iot,devices -i iot0 -c $frames -b packets:$per_file -w "$dir/out/table.pcapng"
send 1 $frames
wait "$job" || :
tshark -r "$dir/out/first.pcapng" -q -z iot,devices >"$dir/table" 2>/dev/null
# But for how long it took.
for file in table lines; do
    sed '1s/ in .*//' "$dir/$file" >"$dir/$file.counts"
done
check "a table counts all files" diff "$dir/table.counts" "$dir/lines.counts"
check "and there is one" grep -q '^roomba ' "$dir/lines.counts"
[ "$failed" = 0 ] || cat "$dir/err"
exit "$failed"
