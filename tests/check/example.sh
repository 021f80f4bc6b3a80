#!/bin/sh
# example.sh - the installed library serves a program that knows nothing of Wireshark
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: example.sh BUILD_DIR example.c

set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cmake --install "$1" --prefix "$dir/usr" --component dev >/dev/null
export PKG_CONFIG_PATH="$dir/usr/lib/pkgconfig:$(ls -d "$dir"/usr/lib/*/pkgconfig 2>/dev/null || true)"
flags=$(pkg-config --cflags --libs iotdev)
# shellcheck disable=SC2086 # a list of words
cc -Wall -Wextra -Werror "$2" -o "$dir/example" $flags
! ldd "$dir/example" | grep wireshark
"$dir/example" >"$dir/out"
cat "$dir/out"
grep -q 'Device Conversations' "$dir/out"
