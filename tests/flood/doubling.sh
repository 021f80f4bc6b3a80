#!/bin/sh
# doubling.sh - twice as much to read takes about twice as many instructions
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: tests/flood/doubling.sh FLOOD_READERS [SCENARIO...]      (default: all)

set -eu
program=$1
shift
# In hundredths of what half of it takes; 200 is linear, 400 quadratic.
most=250

command -v valgrind >/dev/null || { echo "skipped: there is no valgrind"; exit 77; }

# count SCENARIO N: instructions of reading alone
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect=read_all "$program" "$1" "$2" 2>&1 |
        sed -n 's/^==[0-9]*== Collected : //p'
}

failed=0
[ $# -gt 0 ] || set -- $("$program" list | sed 's/ .*//')
for scenario in "$@"; do
    n=$("$program" list | sed -n "s/^$scenario //p")
    one=$(count "$scenario" "$n") two=$(count "$scenario" $((2 * n)))
    ratio=$((two * 100 / one))
    printf '%-22s %6d: %11d instructions, twice as much: %d.%02d times\n' "$scenario" "$n" "$one" \
        $((ratio / 100)) $((ratio % 100))
    [ "$ratio" -le "$most" ] || {
        echo "not ok - $scenario"
        failed=1
    }
done
exit $failed
