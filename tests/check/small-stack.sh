#!/bin/sh
# small-stack.sh - nothing that is read takes more than 64 KiB of the stack, also where no compiler helps
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: tests/check/small-stack.sh BUILD_DIR SAFETY_DIR
#
# Builds the library without optimisation into BUILD_DIR, by clang, as gcc tells of large frames in every build: has
# lib/dissect-nests read nests of headers in a thread with 64 KiB, and iot-devices read captures that hurt with a stack of that size.

set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$1 safety=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# read_small PROGRAM CAPTURE: nothing of our own on that stack but the command
read_small()
{
    gzip -dcf "$2" >"$work/in"
    env -i sh -c 'ulimit -s 64 && exec "$@"' sh "$1" -q --format json -o "$work/out" "$work/in" || {
        echo "not ok - $1: $2"
        status=1
    }
}

command -v clang >/dev/null || { echo "skipped: there is no clang"; exit 77; }
mkdir -p "$build"
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS=-O0 \
    -DIOT_PLUGIN=OFF >"$build/log" 2>&1 &&
    cmake --build "$build" -j 2 --target test-dissect-nests iot-devices >>"$build/log" 2>&1 || {
    cat "$build/log"
    exit 1
}
"$build/tests/test-dissect-nests" --tap || status=1
for capture in "$root"/captures/smart-home.pcapng "$safety"/*.pcap "$safety"/*.pcap.gz; do
    [ ! -e "$capture" ] || read_small "$build/lib/command/iot-devices" "$capture"
done
[ -d "$safety" ] || echo "skipped: captures that hurt; there is no $safety"
exit "$status"
