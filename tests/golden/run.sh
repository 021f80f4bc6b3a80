#!/bin/sh
# run.sh - one golden test: tshark's output against a file, in one pass and in two
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR tests/golden/run.sh NAME      (a line of TESTLIST)
# With GOLDEN_UPDATE=1 the expected file is written instead: read it before you keep it. One for a
# version begins as an empty file.
#
# GOLDEN_PASSES=1 or 2 has that one alone, of tests that have both.
#
# A test over a real capture is skipped where those are absent. Where the two passes are meant to
# differ (fields, before everything is known), TESTLIST says "passes: 2".
#
# NAME.out is what every Wireshark must print; where a later one dissects otherwise, NAME.4.4.out is
# for 4.4 and what comes after it, until there is a NAME.4.6.out. How Wireshark itself writes a value,
# a title or a line of its own is made the same for all, below, as 4.0 writes it.

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
[ "$passes" != "1 2" ] || passes=${GOLDEN_PASSES:-$passes}

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

# The newest expected file that is not newer than this Wireshark.
version=$(ls "$IOT_STAGE/plugins")
expected=$here/$name.out
for file in $(ls "$here" | sed -n "s/^$name\.\([0-9.]*\)\.out$/\1/p" | sort -V); do
    [ "$(printf '%s\n' "$file" "$version" | sort -V | head -n 1)" != "$file" ] ||
        expected=$here/$name.$file.out
done

# Fields: booleans, backslashes, what HTTP says to the expert. Summary lines: the server name of a
# Client Hello. Details: a word in the first line, durations in milliseconds. Trees: their titles.
as_of_old()
{
    tab=$(printf '\t')
    case $arguments in
    *'-T fields'*)
        sed -E -e ":a; s/(^|$tab)True($tab|\$)/\11\2/; ta" -e ":b; s/(^|$tab)False($tab|\$)/\10\2/; tb" \
            -e 's/\\\\/\\/g' -e "s/${tab}GET [^,$tab]* HTTP\/1[.]1[\\]r[\\]n,/$tab/"
        ;;
    *)
        sed -E -e 's/^(Frame [0-9]+: )Packet, /\1/' -e 's/Client Hello \(SNI=[^)]*\)$/Client Hello/' -e 's,^IoT Devices / ,IoT Devices/,' \
            -e 's/: ([0-9][.][0-9]{6}) milliseconds/: 00\1 milliseconds/' \
            -e 's/: ([0-9]{2}[.][0-9]{6}) milliseconds/: 0\1 milliseconds/' \
            -e 's/: ([0-9]{3})[.]([0-9]{6}) milliseconds/: 0.\1\2 seconds/'
        ;;
    esac
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
    as_of_old <"$actual" >"$actual.old"
    mv "$actual.old" "$actual"
    grep -vE '^Running as user|cut short in the middle' "$actual.err" && {
        status=1
        echo "tshark complained in pass $pass"
    }
    rm -f "$actual.err"
    if [ "${GOLDEN_UPDATE:-}" = 1 ] && [ "$pass" = "${passes%% *}" ]; then
        cp "$actual" "$expected"
    fi
    diff -u "$expected" "$actual" || {
        status=1
        echo "pass $pass differs from $(basename "$expected")"
    }
done
exit "$status"
