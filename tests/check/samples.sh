#!/bin/sh
# samples.sh - the sample captures and databases are what their generator makes
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: samples.sh CAPTURES_DIR

set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
PYTHONDONTWRITEBYTECODE=1 python3 "$1/generate.py" "$out" >/dev/null
status=0
made()
{
    (cd "$1" && ls ./*.pcapng geo/*.mmdb)
}
for file in $(made "$1"); do
    cmp "$1/$file" "$out/$file" || status=1
done
[ "$(made "$out")" = "$(made "$1")" ] || status=1
exit "$status"
