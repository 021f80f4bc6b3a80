#!/bin/sh
# samples.sh - the sample captures are what their generator makes
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: samples.sh CAPTURES_DIR

set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
PYTHONDONTWRITEBYTECODE=1 python3 "$1/generate.py" "$out" >/dev/null
status=0
for file in "$1"/*.pcapng; do
    cmp "$file" "$out/$(basename "$file")" || status=1
done
[ "$(ls "$out" | wc -l)" = "$(ls "$1"/*.pcapng | wc -l)" ] || status=1
exit "$status"
