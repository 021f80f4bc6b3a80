#!/bin/sh
# run.sh - sets up, builds, and times the plugin against what people would use instead
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: sh tests/bench/run.sh [--packets N] [--devices N] [--remotes N] [--rounds N]
#                              [--real CAPTURE]
#
# Prints Markdown for doc/performance.md. The captures it makes, 1.3 GB with the default million
# packets, stay in ${TMPDIR:-/tmp}/wireshark-iot-bench for the next run.

set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/plugin/setup.sh"

# shellcheck disable=SC2086 # a list of words
need_packages $packages python3 wireshark-common
build
exec python3 "$root/tests/bench/bench.py" --plugins "$root/build/plugins" \
    --generate "$root/build/tests/generate" --work "${TMPDIR:-/tmp}/wireshark-iot-bench" \
    --real "$root/../shared/captures/tj_home_week_6dev.pcap" "$@"
