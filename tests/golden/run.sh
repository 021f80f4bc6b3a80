#!/bin/sh
# run.sh - one golden test: tshark's output against a file, in one pass and in two
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR tests/golden/run.sh NAME      (a line of TESTLIST)
# With GOLDEN_UPDATE=1 the expected file is written instead: read it before you keep it.
#
# A test over a real capture is skipped where those are absent. Where the two passes are meant to
# differ (fields, before everything is known), TESTLIST says "passes: 2".

set -eu
here=$(cd "$(dirname "$0")" && pwd)
name=$1
line=$(grep "^$name	" "$here/TESTLIST") || {
    echo "no test $name in TESTLIST"
    exit 1
}
passes=$(printf '%s' "$line" | cut -f2)
capture=$(printf '%s' "$line" | cut -f3)
arguments=$(printf '%s' "$line" | cut -f4)

if [ ! -e "$IOT_STAGE/$capture" ]; then
    echo "SKIPPED: there is no $capture"
    exit 77
fi

run()
{
    # Words of TESTLIST may be quoted, so the shell splits them.
    eval "set -- $arguments"
    "$here/../tshark.sh" "$@" -r "$IOT_STAGE/$capture"
}

actual=$(mktemp)
trap 'rm -f "$actual"' EXIT
status=0
for pass in $passes; do
    two=
    [ "$pass" = 1 ] || two=-2
    saved=$arguments
    arguments="$two $arguments"
    # A file that ends in the middle of a packet is an error of the file; what it holds is shown.
    run >"$actual" 2>"$actual.err" || grep -q 'cut short in the middle' "$actual.err" || {
        status=1
        echo "tshark failed in pass $pass"
    }
    arguments=$saved
    grep -vE '^Running as user|cut short in the middle' "$actual.err" && {
        status=1
        echo "tshark complained in pass $pass"
    }
    rm -f "$actual.err"
    if [ "${GOLDEN_UPDATE:-}" = 1 ] && [ "$pass" = "${passes%% *}" ]; then
        cp "$actual" "$here/$name.out"
    fi
    diff -u "$here/$name.out" "$actual" || {
        status=1
        echo "pass $pass differs from $name.out"
    }
done
exit "$status"
