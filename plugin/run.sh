#!/bin/sh
# run.sh - sets up, builds, and prints the Device Conversations of captures
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: sh plugin/run.sh [CAPTURE...]      (default: our own sample)

set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/plugin/setup.sh"

for capture in "$@"; do
    if [ ! -r "$capture" ] || [ -d "$capture" ]; then
        say "cannot read $capture"
        exit 1
    fi
done
[ $# -gt 0 ] || set -- "$root/captures/smart-home.pcapng"

# shellcheck disable=SC2086 # a list of words
need_packages $packages
build_targets="iot iot-devices" # without the tests
build
stage
# Organizations and countries, if they were got: root's own cannot be read by whom tshark runs as.
locations=${XDG_DATA_HOME:-$HOME/.local/share}/wireshark-iot/locations
if [ "$(id -u)" = 0 ] && [ -d "$locations" ]; then
    mkdir -p "$staged/home/.local/share/wireshark-iot"
    cp -R "$locations" "$staged/home/.local/share/wireshark-iot/"
    chmod -R a+rX "$staged/home/.local"
fi
status=0
for capture in "$@"; do
    printf '\n%s\n' "$capture"
    # From standard input, as a file of root's cannot be opened by whom tshark runs as.
    unprivileged tshark -q -r - -z iot,conversations <"$capture" || status=$?
done
[ -d "$locations" ] || say "for organizations and countries: sh plugin/locations.sh (26 MB, once), and this again"
exit "$status"
