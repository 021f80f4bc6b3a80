#!/bin/sh
# captures.sh - damaged captures, through tshark with a plugin that has sanitizers
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: tests/fuzz/captures.sh [COUNT [SEED]]      (default: 200 copies, seed 1)
#
# Each copy is a piece of a sample or of a real capture (REAL_CAPTURES) in which editcap changes
# bytes at random; every seventh is cut off in its middle, too. It goes through tshark in one pass
# with everything printed, and in two with our fields, with all our statistics. Wireshark's own
# dissectors crash at times: what does the same without our plugin is counted and is no failure. A
# copy that fails is kept in SANITIZE_BUILD/found. SANITIZE_BUILD (default: build/sanitize) is as
# tests/sanitize.sh makes it; JOBS (default: 2) run at a time.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${SANITIZE_BUILD:-$root/build/sanitize}
real=${REAL_CAPTURES:-$root/../shared/captures}
piece=400      # packets of a copy
beginning=2400 # packets of a capture that pieces are taken from
seconds=120  # a dissector that takes longer hangs

fields="-e iot.device -e iot.device.mac -e iot.device.label -e iot.direction -e iot.remote
    -e iot.remote.ipv6 -e iot.name -e iot.name.source -e iot.dns.name -e iot.dns.canonical
    -e iot.dns.frame -e iot.dns.age -e iot.dns.alternative -e iot.rtt -e iot.distance.km
    -e iot.service -e iot.conversation -e iot.finding -e iot.finding.evidence"
statistics="-z iot,conversations -z iot,devices -z iot,services -z iot,findings -z conv,iot
    -z endpoints,iot -z iot_conv,tree -z iot_devices,tree -z iot_destinations,tree -z iot,destinations
    -z iot_distance,tree -z iot_findings,tree -z iot_table -z iot,export,json -z iot,export,csv
    -z iot,export,html -z iot,export,markdown -z iot,export,mud -z iot,export,nftables -z iot,export,hosts
    -z iot,export,ethers"

# Prints nothing of a good run; the reason and the messages of a bad one.
# usage: look FILE PLUGINS TSHARK-ARGUMENT...
look()
{
    file=$1 plugins=$2
    shift 2
    status=0
    env HOME="$stage/home" XDG_CONFIG_HOME="$stage/home/.config" LC_ALL=C.UTF-8 TZ=UTC \
        WIRESHARK_PLUGIN_DIR="$plugins" WIRESHARK_ABORT_ON_DISSECTOR_BUG=1 \
        WIRESHARK_DEBUG_WMEM_OVERRIDE=simple LD_PRELOAD="$runtime" \
        ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:allocator_may_return_null=1 \
        timeout -k 5 "$seconds" tshark -n "$@" -r "$file" >"$file.out" 2>"$file.err" || status=$?
    # 2: the file is damaged, which is what we want.
    case $status in
    0 | 2) ;;
    *) echo "status $status" ;;
    esac
    grep -aE 'AddressSanitizer|runtime error|GLib-|Dissector bug' "$file.err" | head -n 3
    grep -aE 'Dissector bug, protocol IoT|Malformed Packet: IoT' "$file.out" | head -n 1
    rm -f "$file.out"
}

# One copy: "ok", "wireshark" or "not ok".
# usage: try N
try()
{
    n=$1
    set -- "$stage"/captures/*
    shift $((n % $#))
    source=$1
    set -- 0.001 0.003 0.01 0.02 0.05
    shift $((n / 7 % 5))
    copy=$stage/out/$n.pcap
    first=$((1 + (n * 7919) % 5 * (beginning - piece) / 4))
    # A short capture has nothing behind its first packets.
    packets=$(capinfos -TMrc "$source" 2>/dev/null | awk '{print $NF}')
    [ "${packets:-0}" -ge "$((first + 50))" ] || first=1
    editcap -r -E "$1" --seed "$((seed * 100000 + n))" "$source" "$copy" \
        "$first-$((first + piece - 1))" 2>/dev/null
    if [ $((n % 7)) = 6 ]; then
        head -c $(($(wc -c <"$copy") * 2 / 3)) "$copy" >"$copy.cut"
        mv "$copy.cut" "$copy"
    fi
    # shellcheck disable=SC2086 # words
    {
        trouble=$(look "$copy" "$stage/plugins" -V $statistics)
        again="-V"
        [ "$trouble" ] || {
            trouble=$(look "$copy" "$stage/plugins" -2 -T fields $fields $statistics)
            again="-2 -V"
        }
    }
    verdict=ok
    if [ "$trouble" ]; then
        cp "$copy.err" "$copy.ours"
        # shellcheck disable=SC2086
        without=$(look "$copy" "$stage/none" $again)
        verdict=wireshark
        # A report that names our files is ours, whatever Wireshark does on its own.
        if [ -z "$without" ] || grep -aqE '/(lib|plugin)/[a-z-]+\.[ch]:' "$copy.ours"; then
            verdict="not ok $(basename "$source") $trouble"
            cp "$copy" "$copy.ours" "$found"
        fi
    fi
    rm -f "$copy" "$copy".*
    echo "$verdict"
}

if [ "${1:-}" = try ]; then
    try "$2"
    exit
fi

count=${1:-200}
seed=${2:-1}
mkdir -p "$build"
cmake -S "$root" -B "$build/gcc" -G Ninja -DCMAKE_C_COMPILER=gcc -DIOT_SANITIZE=ON \
    >"$build/captures.log" 2>&1 &&
    cmake --build "$build/gcc" -j 2 --target iot >>"$build/captures.log" 2>&1 || {
    cat "$build/captures.log"
    exit 1
}
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
trap 'exit 130' INT TERM HUP
found=$build/found
runtime=$(gcc -print-file-name=libasan.so)
mkdir -p "$found" "$stage/captures" "$stage/home/.config" "$stage/out" "$stage/none"
cp -R "$build/gcc/plugins" "$stage/plugins"
[ -d "$real" ] || echo "SKIPPING LOUDLY: no real captures at '$real'"
for file in "$root"/captures/*.pcapng "$real"/*.pcap "$real"/*.pcapng "$real"/*.pcap.gz; do
    [ ! -e "$file" ] ||
        editcap -r "$file" "$stage/captures/$(basename "$file").pcapng" "1-$beginning" 2>/dev/null ||
        rm -f "$stage/captures/$(basename "$file").pcapng" # cut short: left to the golden tests
done
chmod -R a+rX "$stage"
as_user=
if [ "$(id -u)" = 0 ]; then
    chown -R nobody "$stage/home" "$stage/out" "$found"
    as_user="setpriv --reuid=nobody --regid=nogroup --clear-groups"
fi
# The checkout may not be readable for that user.
cp "$0" "$stage/captures.sh"
chmod a+rx "$stage" "$stage/captures.sh"
export stage seed found runtime
# shellcheck disable=SC2086
seq 0 $((count - 1)) | xargs -P "${JOBS:-2}" -I N $as_user "$stage/captures.sh" try N >"$build/captures.out" || :
bad=$(grep -c '^not ok' "$build/captures.out" || :)
echo "$(grep -c '^ok' "$build/captures.out" || :) good," \
    "$(grep -c '^wireshark' "$build/captures.out" || :) where Wireshark itself fails," \
    "$bad where the plugin does"
grep '^not ok' "$build/captures.out" || :
[ "$bad" = 0 ] && [ "$(wc -l <"$build/captures.out")" -ge "$count" ]
