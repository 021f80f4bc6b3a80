#!/bin/sh
# instructions.sh - how many instructions the plugin adds to each packet, against a stated number
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR tests/bench/instructions.sh GENERATE TSHARK_SH      (both of the tests)
#
# Instructions as valgrind counts them are the same on a busy machine. Counted are those of
# -z iot,conversations less those of Wireshark's own -z conv,ip, over the frames by which a larger
# capture exceeds a smaller one, so that start-up cancels out.
# What is expected depends on Wireshark: instructions.expected has a line of minor version, capture
# and number for each.

set -eu
generate=$1 tshark=$2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/ratchet.sh"
few=1000 many=4000

command -v valgrind >/dev/null || skip "there is no valgrind"
[ -z "${IOT_ASAN_RUNTIME:-}" ] || skip "instructions of a sanitized plugin tell nothing"
version=$(tshark --version 2>/dev/null | sed -n '1s/^[^0-9]*\([0-9]*\.[0-9]*\).*/\1/p')
grep -q "^$version " "$here/instructions.expected" ||
    skip "no number for Wireshark $version in instructions.expected"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

# Valgrind takes tshark's place on the path; it counts nothing but instructions.
mkdir "$work/bin"
cat >"$work/bin/tshark" <<EOF
#!/bin/sh
exec valgrind --tool=callgrind --callgrind-out-file=/dev/null $(command -v tshark) "\$@"
EOF
chmod 755 "$work/bin/tshark"

# count CAPTURE ARGUMENT...: instructions of the whole process
count() {
    capture=$1
    shift
    PATH="$work/bin:$PATH" "$tshark" -n -r "$capture" -q "$@" 2>&1 >/dev/null |
        sed -n 's/^==[0-9]*== Collected : //p'
}

# Bare Wireshark is one whose plugin directory has none.
mkdir -p "$work/bare/plugins" "$work/bare/home"
chmod -R a+rX "$work/bare"

# added CAPTURE: what the plugin makes of it, beyond bare Wireshark
added() {
    with=$(count "$1" -z iot,conversations)
    without=$(IOT_STAGE="$work/bare" count "$1" -z conv,ip)
    echo $((with - without))
}

# per_frame SMALLER LARGER FRAMES
per_frame() {
    smaller=$(added "$1")
    larger=$(added "$2")
    echo $(((larger - smaller) / $3))
}

"$generate" 0 10 100 "$work/none.pcap"
"$generate" $few 10 100 "$work/few.pcap"
"$generate" $many 10 100 "$work/many.pcap"
chmod a+r "$work"/*.pcap
sample=$IOT_STAGE/captures/smart-home.pcapng
sample_frames=$(capinfos -cM "$sample" | sed -n 's/^Number of packets: *//p')

compare "$version" generated "$(per_frame "$work/few.pcap" "$work/many.pcap" $((many - few)))"
# This one includes the table itself.
compare "$version" smart-home "$(per_frame "$work/none.pcap" "$sample" "$sample_frames")"
exit $failed
