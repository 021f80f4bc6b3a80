#!/bin/sh
# instructions-devices.sh - how many instructions iot-devices takes for a packet, against a stated
# number
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: tests/bench/instructions-devices.sh GENERATE IOT_DEVICES SAMPLE
#
# As instructions.sh does for the plugin, but of the whole process, since nothing else is in it:
# over the packets by which a larger capture exceeds a smaller one, so that start-up cancels out.
# No Wireshark has a part in this, so there is one number for each capture.

set -eu
generate=$1 program=$2 sample=$3
here=$(cd "$(dirname "$0")" && pwd)
. "$here/ratchet.sh"
few=50000 many=150000

command -v valgrind >/dev/null || skip "there is no valgrind"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Makers are of no account: what a machine has of them is read before the first packet.
: >"$work/manuf"

# count ARGUMENT...: instructions of the whole process. Valgrind's own calls are not for a sandbox.
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" --no-sandbox -q --manuf "$work/manuf" \
        "$@" 2>&1 >/dev/null | sed -n 's/^==[0-9]*== Collected : //p'
}

# per_packet SMALLER LARGER PACKETS
per_packet() {
    echo $((($(count "$2") - $(count "$1")) / $3))
}

"$generate" 0 10 100 "$work/none.pcap"
"$generate" $few 10 100 "$work/few.pcap"
"$generate" $many 10 100 "$work/many.pcap"
compare iot-devices generated "$(per_packet "$work/few.pcap" "$work/many.pcap" $((many - few)))"
# Little traffic, and much to name: this one includes the table itself.
"$program" -q --format json -o "$work/report" "$sample"
packets=$(sed -n '/"packets"/ { s/[^0-9]//gp; q; }' "$work/report") # of the capture
compare iot-devices smart-home "$(per_packet "$work/none.pcap" "$sample" "$packets")"
exit $failed
