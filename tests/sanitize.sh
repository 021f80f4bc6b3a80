#!/bin/sh
# sanitize.sh - golden tests, the library's tests, the command's, the fuzzers' inputs, and command and plugin over
# all captures and inputs that hurt, with AddressSanitizer and UndefinedBehaviorSanitizer
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: tests/sanitize.sh BUILD_DIR [REAL_CAPTURES_DIR [COMPILER...]]      (default: gcc)
#
# Builds into BUILD_DIR/COMPILER. What clang's sanitizers see, the fuzzers have with every change (fuzz/run.sh); the rest by
# hand: "gcc clang". One compiler alone has all of the tests. All but tshark, which does not
# free all it has at its end, also look for leaks. Of each report of tshark two passes are read, which are all of one and more. Any report ends the program that it is about, and so
# fails its test. JOBS (default: 2) run at a time.

set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=$1 real=${2:-$root/../shared/captures}
[ $# -le 2 ] || shift 2
[ $# -gt 0 ] && [ "$1" != "$build" ] || set -- gcc

for last; do :; done

# The first packets of a capture, where all of them would only say it again.
export GOLDEN_PASSES=2 PACKETS=5000
status=0
for compiler in "$@"; do
    dir=$build/$compiler
    # Half of the time of this would go to -O2.
    cmake -S "$root" -B "$dir" -G Ninja -DCMAKE_C_COMPILER="$compiler" -DIOT_SANITIZE=ON \
        -DCMAKE_C_FLAGS_RELWITHDEBINFO='-O1 -g1 -DNDEBUG' \
        -DIOT_WERROR=ON -DREAL_CAPTURES="$real" >"$build.log" 2>&1 &&
        cmake --build "$dir" -j 2 >>"$build.log" 2>&1 || {
        cat "$build.log"
        echo "not ok - $compiler does not build it"
        exit 1
    }
    # By both: the library's tests, and a capture of ours in every form. What takes its time is for one of them: the
    # fuzzers' inputs, which fuzz/run.sh has clang read, every capture, and the command from outside for the first, inputs
    # that hurt for the last.
    tests='lib/|golden/(home-(trees|tabs|flat|uat|csv)|hostile-names-[a-z]*)$'
    [ "$compiler" != "$1" ] || tests="$tests|golden/|fuzz/replay|every-report|command/(options|reading|bad-input|output|safe-output)\$"
    [ "$compiler" != "$last" ] || tests="$tests|safety/command\$"
    # What the command reads of every capture, as every report, the plugin need not read in all of them.
    without='golden/(real-.*-findings|(two-names|late-names|ipv6-only|address-moves|vlan-one-way|round-trips|troubles)-(conversations|findings|questions)|geo-(country-and-city|dbip|ipinfo|ip-location-db))$'
    # The same random worlds and broken files as by the first.
    [ "$compiler" = "$1" ] || without="$without|^lib/(capture-folding|summary|inventory-read)\$"
    (cd "$dir" && ctest -j "${JOBS:-2}" -E "$without" --output-on-failure --no-tests=error -R "^($tests)") || {
        echo "not ok - $compiler"
        status=1
    }
done
exit "$status"
