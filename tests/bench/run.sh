#!/bin/sh
# run.sh - sets up, builds, and times the plugin, or iot-devices alone, against what people would
# use instead
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: sh tests/bench/run.sh [--packets N] [--devices N] [--remotes N] [--rounds N]
#                              [--real CAPTURE]
#        sh tests/bench/run.sh --only iot-devices [the same options] [--times FACTOR]
#
# Prints Markdown for doc/performance.md. The captures it makes, 1.3 GB with the default million
# packets, stay in ${TMPDIR:-/tmp}/wireshark-iot-bench for the next run.

set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/plugin/setup.sh"

work=${TMPDIR:-/tmp}/wireshark-iot-bench
only=
if [ "${1:-}" = --only ]; then
    [ "${2:-}" = iot-devices ] || {
        say "--only knows iot-devices"
        exit 2
    }
    only=$2
    shift 2
fi
set -- --generate "$root/build/tests/generate" --work "$work" \
    --real "$root/../shared/captures/tj_home_week_6dev.pcap" "$@"
# shellcheck disable=SC2086 # a list of words
if [ "$only" ]; then
    need_packages $packages python3 wireshark-common tcpdump libndpi-bin
    build
    exec python3 "$root/tests/bench/devices.py" --command "$root/build/lib/command/iot-devices" "$@"
fi
need_packages $packages python3 wireshark-common
build
exec python3 "$root/tests/bench/bench.py" --plugins "$root/build/plugins" "$@"
