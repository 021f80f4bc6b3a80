#!/bin/sh
# live-page.sh - the page that iot-devices serves, in a real browser, while packets come over a cable
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_DEVICES=PROGRAM IOT_SOURCE=TREE live-page.sh OUT_DIR
#
# All of it is in a network namespace of the test's own. Screenshots go into OUT_DIR. Exit status: 0 all is well; 1
# something is not; 77 no such namespace here, or no browser.

set -eu
self=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/$(basename -- "$0")
here=$(dirname "$self")
. "$here/../check/check.sh"
. "$here/../check/cable.sh"
if [ "${1:-}" != inside ]; then
    /usr/bin/python3 -c 'import selenium' 2>/dev/null || skip "no selenium (Debian: python3-selenium)"
    ! "$IOT_DEVICES" --serve x 2>&1 | grep -q 'without libmicrohttpd' || skip "iot-devices was built without libmicrohttpd"
    IOT_SHOTS=$1
    export IOT_SHOTS
    mkdir -p "$IOT_SHOTS"
    cable_enter chromium chromedriver
fi

# --- In the namespace

dir=$2
cable_lay
ip link set lo up
cp "$IOT_DEVICES" "$dir/iot-devices"
cp "$IOT_SOURCE/tests/manuf" "$dir/manuf"
cp "$here/live_page_test.py" "$IOT_SOURCE/tests/check/send-frames.py" "$IOT_SOURCE/captures/smart-home.pcapng" "$dir/"
mkdir "$dir/home" "$dir/out"
chmod -R a+rX "$dir"
chown 65534:65534 "$dir/home" "$dir/out"
echo a-token-of-the-tests_0123 >"$dir/token"
"$dir/iot-devices" --manuf "$dir/manuf" -i iot0 --serve 8080 --serve-token "$dir/token" --keep 8M >"$dir/report" 2>"$dir/err" &
job=$!
for _ in $(seq 100); do
    ! grep -q 'listening on' "$dir/err" || break
    sleep 0.1
done
# Who drives the browser has no rights; what is sent is asked for by a line in a pipe.
mkfifo "$dir/send"
chmod 666 "$dir/send"
(while read -r first last pause <&3; do
    cable_send "$dir/smart-home.pcapng" "$first" "$last" "$pause"
done) 3<>"$dir/send" &
sender=$!
failed=0
setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$dir/home" /usr/bin/python3 -B "$dir/live_page_test.py" \
    "$dir/out" "$dir/send" || failed=1
kill "$sender" 2>/dev/null || :
kill -INT "$job" 2>/dev/null || :
wait "$job" || failed=1
check "the report is there in the end" grep -q 'packets' "$dir/report"
cp "$dir/out/"*.png "$IOT_SHOTS/" 2>/dev/null || :
exit "$failed"
