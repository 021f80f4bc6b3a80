#!/bin/sh
# valgrind.sh - one test program of the library under memcheck: no error, and nothing lost
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: tests/valgrind.sh PROGRAM [ARGUMENT...]
#
# Nobody talks to it meanwhile, and who gives up root's rights could not remove the pipes for that.
# Who freed what is read afterwards says --keep-stacktraces=alloc-and-free, and that takes a quarter more.
# Memory that is still reachable at the end is glib's own and one test's alike, and no leak.

set -eu
command -v valgrind >/dev/null || {
    echo "SKIPPED: there is no valgrind"
    exit 77
}
here=$(cd "$(dirname "$0")" && pwd)
# What only repeats itself until a table is full, or for each character there is, has sanitizers alone.
case ${1##*/} in
test-*)
    repeated=$("$1" -l | grep -E '/(flood[_-]of[_-]|every_character_)' | sed 's/^/-s /' || :)
    # shellcheck disable=SC2086 # words
    set -- "$@" $repeated
    ;;
esac
IOT_TESTS_SLOWER=20 G_SLICE=always-malloc G_DEBUG=gc-friendly exec valgrind --quiet --vgdb=no --error-exitcode=99 \
    --leak-check=full --show-leak-kinds=definite,indirect,possible \
    --errors-for-leak-kinds=definite,indirect,possible --num-callers=12 --keep-stacktraces=alloc \
    --suppressions="$here/valgrind.supp" "$@"
