#!/bin/sh
# valgrind.sh - one test program of the library under memcheck: no error, and nothing lost
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: tests/valgrind.sh PROGRAM [ARGUMENT...]
#
# Nobody talks to it meanwhile, and who gives up root's rights could not remove the pipes for that.
# Memory that is still reachable at the end is glib's own and one test's alike, and no leak.

set -eu
command -v valgrind >/dev/null || {
    echo "SKIPPED: there is no valgrind"
    exit 77
}
here=$(cd "$(dirname "$0")" && pwd)
IOT_TESTS_SLOWER=20 G_SLICE=always-malloc G_DEBUG=gc-friendly exec valgrind --quiet --vgdb=no --error-exitcode=99 \
    --leak-check=full --show-leak-kinds=definite,indirect,possible \
    --errors-for-leak-kinds=definite,indirect,possible --num-callers=20 \
    --suppressions="$here/valgrind.supp" "$@"
