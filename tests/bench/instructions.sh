#!/bin/sh
# instructions.sh - how many instructions the plugin adds to each packet, against a stated number
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR tests/bench/instructions.sh GENERATE TSHARK_SH      (both of the tests)
#
# Instructions as valgrind counts them are the same on a busy machine. Counted are those of
# -z iot,conversations less those of Wireshark's own -z conv,ip, and, where nothing of ours is asked
# for, those of the same without us; over the frames by which a larger capture exceeds a smaller
# one, so that start-up cancels out.
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
    PATH="$work/bin:$PATH" "$tshark" -n -r "$capture" "$@" 2>&1 >/dev/null |
        sed -n 's/^==[0-9]*== Collected : //p'
}

# Bare Wireshark is one whose plugin directory has none.
mkdir -p "$work/bare/plugins" "$work/bare/home"
chmod -R a+rX "$work/bare"

# table CAPTURE: what the plugin makes of it, beyond bare Wireshark
table() {
    with=$(count "$1" -q -z iot,conversations)
    without=$(IOT_STAGE="$work/bare" count "$1" -q -z conv,ip)
    echo $((with - without))
}

# unwatched CAPTURE: what the plugin makes of it where nobody asks for anything of ours
unwatched() {
    with=$(count "$1" -Y 'tcp.port == 1')
    without=$(IOT_STAGE="$work/bare" count "$1" -Y 'tcp.port == 1')
    echo $((with - without))
}

# disabled CAPTURE: what is left of the plugin where the user disabled it
disabled() {
    with=$(count "$1" --disable-protocol iot -q -z conv,ip)
    without=$(IOT_STAGE="$work/bare" count "$1" -q -z conv,ip)
    echo $((with - without))
}

# per_frame WHAT SMALLER LARGER FRAMES
per_frame() {
    smaller=$($1 "$2")
    larger=$($1 "$3")
    echo $(((larger - smaller) / $4))
}

# nearly_nothing WHAT: noise alone is up to 1 500; to look into packets is 6 000, a tree above 10 000
nearly_nothing() {
    most=3000
    measured=$(per_frame "$1" "$work/few.pcap" "$work/many.pcap" $((many - few)))
    echo "$1 $measured (at most $most)"
    if [ "$measured" -gt "$most" ]; then
        echo "FAILED: that is not nearly nothing"
        failed=1
    fi
}

"$generate" 0 10 100 "$work/none.pcap"
"$generate" $few 10 100 "$work/few.pcap"
"$generate" $many 10 100 "$work/many.pcap"
chmod a+r "$work"/*.pcap
sample=$IOT_STAGE/captures/smart-home.pcapng
sample_frames=$(capinfos -cM "$sample" | sed -n 's/^Number of packets: *//p')

generated=$(per_frame table "$work/few.pcap" "$work/many.pcap" $((many - few)))
compare "$version" generated "$generated"
# This one includes the table itself.
compare "$version" smart-home "$(per_frame table "$work/none.pcap" "$sample" "$sample_frames")"
nearly_nothing unwatched
nearly_nothing disabled
exit $failed
