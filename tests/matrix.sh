#!/bin/sh
# matrix.sh - builds the tree on other Debians, with their Wiresharks, and runs the tests that it can change there
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: sh tests/matrix.sh [SUITE...] [-- CTEST-ARGUMENT...]      (default: trixie forky)
#
# Needs root (for chroot), debootstrap, and a Debian mirror: the one in this machine's apt sources,
# or $IOT_MATRIX_MIRROR. Each suite lives in ${IOT_MATRIX_DIR:-~/.cache/wireshark-iot}/SUITE and is
# kept for the next run; JOBS tests run at a time. A line per suite says how it went. Exit status: 0 all passed; 1 one failed;
# 77 none could be run.

set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/plugin/setup.sh"
. "$root/tests/chroot.sh"

suites=
while [ $# -gt 0 ]; do
    case $1 in
    --) shift && break ;;
    *) suites="$suites $1" && shift ;;
    esac
done
[ "$suites" ] || suites="trixie forky"

# Said twice: whoever reads only one of the two must not miss it.
skipped()
{
    echo "matrix: SKIPPED $1: $2"
    echo "matrix: SKIPPED $1: $2" >&2
}

wireshark_of()
{
    chroot_run dpkg-query -W -f '${Version}' tshark 2>/dev/null | sed 's/-.*//'
}

# What has nothing of Wireshark in it, is the same tables read once more, or is for whoever makes a release: the tree at
# hand is tested by them. Asked for by its name it runs.
once='^(instructions|fuzz/|safety/plugin|faults|command/(reading|bad-input|output|changes|follow|rights|texts|live|serve|events|recipes|sessions|blocklist|hints|terminal)|archive/|capture-helper|picture|agreement|ndpi|expectations|cases|passes|bad-input|mud|documents|packages|both-ways|every-report|locations|setup|in-tree|signatures|layers|modules)'
# What a compiler, GLib or Qt can change, and what a Wireshark between the oldest and the newest does as one of them:
# with the newest. Of reports, too, the middle one is asked for two passes alone.
newest='^(lib/|gui$|filters|differential|example|hardening|command/|identity/|changes|safe-exports)'

# test_suite SUITE CTEST-ARGUMENT...: 0 passed, 77 could not be run ($why), 1 failed ($why)
test_suite()
{
    suite=$1 log=$chroots/$1.tests.log
    shift
    status=0
    chroot_get "$suite" "$suite" || return $?
    chroot_copy_source
    # What is built follows what is to run.
    matrix_of=all passes=
    if [ $# = 0 ] && [ "$suite" = forky ]; then
        matrix_of=newest
        set -- -E "$once"
    elif [ $# = 0 ]; then
        matrix_of=wireshark passes=2
        set -- -E "$once|$newest"
    fi
    # The status of the tests, not of tee.
    # shellcheck disable=SC2086 # a word or none
    { chroot_run env ${JOBS:+JOBS="$JOBS"} ${passes:+GOLDEN_PASSES="$passes"} sh /src/wireshark-iot/tests/run.sh "$@" 2>&1 || echo "matrix-status: $?"; } | tee "$log"
    if grep -q '^matrix-status: ' "$log"; then
        grep -q 'tests failed out of' "$log" || chroot_probe "$suite" || return $?
        why=$(sed -n 's/.*, \([0-9]* tests failed out of [0-9]*\).*/\1/p' "$log" | tail -n 1)
        why=${why:-"nothing could be tested"}
        return 1
    fi
    # ctest counts what was skipped among what passed, and lists it at the end.
    passed=$(sed -n 's/.* tests failed out of \([0-9]*\).*/\1/p' "$log" | tail -n 1)
    without=$(grep -c '(Skipped)$' "$log" || :)
}

passed_suites=0 failed_suites=0
summary=$(mktemp)
trap 'rm -f "$summary"' EXIT
trap 'exit 130' INT TERM HUP
for suite in $suites; do
    status=0
    test_suite "$suite" "$@" || status=$?
    case $status in
    0)
        passed_suites=$((passed_suites + 1))
        echo "matrix: $suite (Wireshark $(wireshark_of)): passed, $((passed - without)) tests, $without skipped"
        ;;
    77) skipped "$suite" "$why" ;;
    *)
        failed_suites=$((failed_suites + 1))
        echo "matrix: $suite (Wireshark $(wireshark_of)): FAILED, $why"
        ;;
    esac >>"$summary"
    tail -n 1 "$summary"
done
echo
cat "$summary"
[ "$failed_suites" = 0 ] || exit 1
[ "$passed_suites" != 0 ] || exit 77
