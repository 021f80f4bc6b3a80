#!/bin/sh
# run.sh - fuzzes the library's readers and tables
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: tests/fuzz/run.sh [SECONDS [TARGET...]]      (default: 60 seconds each, all targets)
#        tests/fuzz/run.sh smoke [TARGET...]          (a fixed number of runs from a fixed seed)
#
# Builds with clang into FUZZ_BUILD (default: build/fuzz), starts from corpus/TARGET, and keeps what
# it learns in FUZZ_BUILD/corpus. An input that fails is left in FUZZ_BUILD/found: mend the fault, and
# put the input (small: -minimize_crash=1) into corpus/TARGET, which every build replays.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${FUZZ_BUILD:-$root/build/fuzz}
seconds=${1:-60}
[ $# -eq 0 ] || shift

mkdir -p "$build"
# Half of the time of this would go to -O2.
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_C_COMPILER=clang -DIOT_FUZZ=ON \
    -DCMAKE_C_FLAGS_RELWITHDEBINFO='-O1 -g1 -DNDEBUG' >"$build/log" 2>&1 &&
    cmake --build "$build" -j 2 --target fuzz-targets >>"$build/log" 2>&1 || {
    cat "$build/log"
    exit 1
}
[ $# -gt 0 ] || set -- $(cd "$here" && ls fuzz-*.c | sed 's/^fuzz-//; s/\.c$//')

# No more than about four seconds each of a processor, and what is read at the start.
runs()
{
    case $1 in
    observations | questions) echo 150 ;;
    sessions) echo 200 ;;
    frame) echo 500 ;;
    summary) echo 1000 ;;
    quic) echo 800 ;;
    signatures) echo 2000 ;;
    querylog) echo 3000 ;;
    inventory | identity) echo 12000 ;;
    mud | text) echo 20000 ;;
    reassembly) echo 12000 ;;
    *) echo 75000 ;;
    esac
}

# Bytes of an input.
longest()
{
    case $1 in
    observations | questions) echo 2048 ;;
    frame) echo 262144 ;;
    datagram | reassembly) echo 65536 ;;
    *) echo 8192 ;;
    esac
}

status=0
summary=
for target in "$@"; do
    mkdir -p "$build/corpus/$target" "$build/found"
    if [ "$seconds" = smoke ]; then
        # What earlier runs learnt would make each run another one.
        rm -rf "$build/corpus/$target"
        mkdir "$build/corpus/$target"
        limit="-seed=1 -runs=$(runs "$target")"
    else
        limit="-max_total_time=$seconds"
    fi
    dictionary=
    [ ! -e "$here/$target.dict" ] || dictionary=-dict=$here/$target.dict
    # shellcheck disable=SC2086 # words
    G_SLICE=always-malloc "$build/tests/fuzz/fuzz-$target" $limit $dictionary -timeout=20 \
        -rss_limit_mb=2048 -max_len="$(longest "$target")" -print_final_stats=1 \
        -artifact_prefix="$build/found/$target-" \
        "$build/corpus/$target" "$here/corpus/$target" >"$build/$target.log" 2>&1 || {
        status=1
        echo "not ok - $target; see $build/found"
        tail -n 60 "$build/$target.log"
    }
    summary="$summary$(printf '%-14s %10s executions' "$target" "$(sed -n \
        's/^stat::number_of_executed_units: *//p' "$build/$target.log")")
"
done
printf '%s' "$summary"
exit "$status"
