#!/bin/sh
# instructions.sh - how many instructions the plugin adds to each packet, against a stated number
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR tests/bench/instructions.sh GENERATE TSHARK_SH      (both of the tests)
#
# Instructions as valgrind counts them are the same on a busy machine. Counted are those of
# -z iot,conversations less those of Wireshark's own -z conv,ip, of two fields less those of two of
# Wireshark's, and, where nothing of ours is asked for, those of the same without us: of dissecting packets only, since start-up differs by millions
# from one run to the next.
# What is expected depends on Wireshark: instructions.expected has a line of minor version, capture
# and number for each.

set -eu
generate=$1 tshark=$2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/ratchet.sh"
frames=3000

command -v valgrind >/dev/null || skip "there is no valgrind"
[ -z "${IOT_ASAN_RUNTIME:-}" ] || skip "instructions of a sanitized plugin tell nothing"
version=$(tshark --version 2>/dev/null | sed -n '1s/^[^0-9]*\([0-9]*\.[0-9]*\).*/\1/p')
grep -q "^$version " "$here/instructions.expected" ||
    skip "no number for Wireshark $version in instructions.expected"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

# Valgrind takes tshark's place on the path. What belongs to a packet: to say which fields are
# wanted, to dissect it and run the taps, to let go of it. None of these calls another. To start takes far more
# instructions than to read, and nobody looks at them: counted.c says from where on.
mkdir "$work/bin"
${CC:-cc} -D_GNU_SOURCE -O2 -fPIC -shared -o "$work/bin/counted.so" "$here/counted.c"
cat >"$work/bin/tshark" <<EOF
#!/bin/sh
LD_PRELOAD="$work/bin/counted.so" exec valgrind --tool=callgrind --callgrind-out-file=/dev/null \\
    --instr-atstart=no --collect-atstart=no \\
    --toggle-collect=prime_epan_dissect_with_postdissector_wanted_hfids \\
    --toggle-collect=epan_dissect_run_with_taps --toggle-collect=epan_dissect_reset \\
    $(command -v tshark) "\$@"
EOF
chmod 755 "$work/bin/tshark"

# count CAPTURE ARGUMENT...
count() {
    capture=$1
    shift
    PATH="$work/bin:$PATH" "$tshark" -n -r "$capture" "$@" 2>&1 >/dev/null |
        sed -n 's/^==[0-9]*== Collected : //p'
}

# Bare Wireshark is one whose plugin directory has none.
mkdir -p "$work/bare/plugins" "$work/bare/home"
chmod -R a+rX "$work/bare"

# bare CAPTURE ARGUMENT...
bare() {
    IOT_STAGE="$work/bare" count "$@"
}

# per_frame WITH WITHOUT FRAMES
per_frame() {
    echo $((($1 - $2) / $3))
}

# nearly_nothing WHAT MEASURED: to look into packets is 5 000 and a tree 12 000
nearly_nothing() {
    most=1000
    echo "$1 $2 (at most $most)"
    if [ "$2" -gt "$most" ]; then
        echo "FAILED: that is not nearly nothing"
        failed=1
    fi
}

home="$work/home.pcap"
"$generate" $frames 10 100 "$home"
chmod a+r "$home"
sample=$IOT_STAGE/captures/smart-home.pcapng
sample_frames=$(capinfos -cM "$sample" | sed -n 's/^Number of packets: *//p')

without=$(bare "$home" -q -z conv,ip)
if [ "$without" -eq 0 ]; then
    echo "FAILED: valgrind sees no packet dissected: do its functions have other names here?"
    exit 1
fi
compare "$version" generated \
    "$(per_frame "$(count "$home" -q -z iot,conversations)" "$without" $frames)"
compare "$version" smart-home "$(per_frame "$(count "$sample" -q -z iot,conversations)" \
    "$(bare "$sample" -q -z conv,ip)" "$sample_frames")"
# A tree for each frame, ours in it, beyond one for two fields of Wireshark's.
compare "$version" fields "$(per_frame "$(count "$home" -T fields -e iot.device -e iot.name)" \
    "$(bare "$home" -T fields -e eth.src -e ip.dst)" $frames)"
nearly_nothing disabled \
    "$(per_frame "$(count "$home" --disable-protocol iot -q -z conv,ip)" "$without" $frames)"
nearly_nothing unwatched "$(per_frame "$(count "$home" -Y 'tcp.port == 1')" \
    "$(bare "$home" -Y 'tcp.port == 1')" $frames)"
nearly_nothing loaded "$(per_frame "$(count "$home" -q -z conv,ip)" "$without" $frames)"
# Where a field is printed without a tree's being hidden, but none of ours.
nearly_nothing others "$(per_frame "$(count "$home" -T fields -e eth.src -e ip.dst)" \
    "$(bare "$home" -T fields -e eth.src -e ip.dst)" $frames)"
exit $failed
