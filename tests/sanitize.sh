#!/bin/sh
# sanitize.sh - golden tests, the library's tests, the command's, the fuzzers' inputs, and command and plugin over
# all captures and inputs that hurt, with AddressSanitizer and UndefinedBehaviorSanitizer, built by gcc and by clang
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: tests/sanitize.sh BUILD_DIR [REAL_CAPTURES_DIR [COMPILER...]]
#
# Builds into BUILD_DIR/COMPILER. All but tshark, which does not free all it has at its end, also
# look for leaks. Any report ends the program that it is about, and so fails its test.

set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=$1 real=${2:-$root/../shared/captures}
[ $# -le 2 ] || shift 2
[ $# -gt 0 ] && [ "$1" != "$build" ] || set -- gcc clang

status=0
for compiler in "$@"; do
    dir=$build/$compiler
    cmake -S "$root" -B "$dir" -G Ninja -DCMAKE_C_COMPILER="$compiler" -DIOT_SANITIZE=ON \
        -DIOT_WERROR=ON -DREAL_CAPTURES="$real" >"$build.log" 2>&1 &&
        cmake --build "$dir" -j 2 >>"$build.log" 2>&1 || {
        cat "$build.log"
        echo "not ok - $compiler does not build it"
        exit 1
    }
    # The plugin has every capture with both, and every form of what it writes with the first.
    golden='real-[a-z0-9-]*|home-(trees|tabs|flat|uat|csv)|hostile-names-[a-z]*' but=-findings
    [ "$compiler" != "$1" ] || golden='.*' but='^$'
    (cd "$dir" && ctest -j 2 --output-on-failure --no-tests=error -E "$but" \
        -R "^(lib/|golden/($golden)\$|fuzz/replay|every-report|safety/command|command/(options|reading|bad-input|output|safe-output)\$)") || {
        echo "not ok - $compiler"
        status=1
    }
done
exit "$status"
