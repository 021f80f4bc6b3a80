#!/bin/sh
# every-report.sh - iot-devices over captures, with every report in every format
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: [RUNNER=PROGRAM] tests/check/every-report.sh IOT_DEVICES CAPTURE|DIRECTORY...
#
# What the reports say is the business of other tests: here nothing may crash, and with sanitizers or
# under RUNNER (tests/valgrind.sh) nothing may be read that is not there, and nothing lost. A capture
# that is cut short is reported as far as it goes, with status 1. A RUNNER makes calls of its own, and
# the sandbox would refuse them. Takes the first PACKETS (default:
# 50000) of each capture.

set -eu
program=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
captures=0 bad=0

# run CAPTURE OPTION...
run() {
    capture=$1
    shift
    status=0
    # A report of a sanitizer must not look like a status of ours.
    ASAN_OPTIONS=abort_on_error=1 LSAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=print_stacktrace=1 \
        ${RUNNER:-} "$program" ${RUNNER:+--no-sandbox} -q -c "${PACKETS:-50000}" --periodic-all --home 52.52,13.40 \
        --inventory "$work/inventory" "$@" "$capture" >"$work/out" 2>"$work/err" || status=$?
    case $status in
    0) ! grep -q . "$work/err" || status="0, and it complains" ;;
    1) ! grep -q ': ends ' "$work/err" || status=0 ;;
    esac
    if [ "$status" = 0 ] && ! grep -q 'Sanitizer\|runtime error\|CRITICAL' "$work/err"; then
        return
    fi
    echo "not ok - $(basename "$capture") $*: status $status"
    head -n 40 "$work/err"
    bad=$((bad + 1))
}

reports() {
    run "$1" --conversations --devices --services --findings --destinations --questions
    run "$1" --conversations --devices --services --findings --destinations --questions --format csv
    for format in json markdown mud html nftables hosts ethers; do
        run "$1" --format "$format"
    done
    # A directory of files, for half of the packets.
    run "$1" --format markdown --filter 'ip and tcp' -o "$work/directory/"
    captures=$((captures + 1))
}

printf 'name,mac,ip,group,allow\nRouter,,192.168.0.1/32,infrastructure,*.example.com:443\n' \
    >"$work/inventory"
for place in "$@"; do
    if [ -d "$place" ]; then
        for capture in "$place"/*.pcap "$place"/*.pcapng "$place"/*.pcap.gz; do
            [ ! -e "$capture" ] || reports "$capture"
        done
    elif [ -e "$place" ]; then
        reports "$place"
    else
        echo "SKIPPING LOUDLY: there is no '$place'"
    fi
done
echo "$captures captures, $bad bad reports"
[ "$bad" = 0 ] && [ "$captures" -gt 0 ]
