#!/bin/sh
# pages.sh - pages of several captures, looked at in a real browser
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR pages.sh TSHARK CROWD OUT_DIR
# CROWD is the program of crowd.c. Screenshots and PDFs go into OUT_DIR. Skipped without a browser.

set -eu
tshark=$1 crowd=$2 out=$3
here=$(cd "$(dirname "$0")" && pwd)
made="$IOT_STAGE/out/pages"
rm -rf "$made"
mkdir -p "$made"
[ "$(id -u)" != 0 ] || chown nobody "$made"
set --

# page NAME CAPTURE OPTION...
page()
{
    name=$1 capture=$2
    shift 2
    "$tshark" -r "$IOT_STAGE/$capture" "$@" -q -z "iot,export,html,$made/$name.html" \
        -z "iot,export,json,$made/$name.json"
}

page home captures/smart-home.pcapng -o "iot.mmdb_directory:$IOT_STAGE/captures/geo" -o iot.home:52.52,13.405
page bare captures/smart-home.pcapng
page kinds captures/what-it-is.pcapng
printf '%s\n' name,mac shelf,00:0e:58:c6:83:a4 shelf,00:17:88:2f:6b:d1 >"$made/two-macs.csv"
page two-macs captures/smart-home.pcapng -o "iot.inventory_file:$made/two-macs.csv"
page hostile captures/hostile-names.pcapng
page places captures/smart-home.pcapng -o "iot.mmdb_directory:$IOT_STAGE/schemas/hostile" -o iot.home:-90,180
page empty captures/smart-home.pcapng -Y "frame.number == 0" -2 -R "frame.number == 0"
set -- home bare kinds two-macs hostile places empty
if [ -e "$IOT_STAGE/real/tj_home_week_6dev.pcap" ]; then
    page week real/tj_home_week_6dev.pcap
    set -- "$@" week
else
    echo "SKIPPING LOUDLY: no real captures"
fi
for size in 1000 50000; do
    "$crowd" "$size" "$made/crowd$size.html" "$made/crowd$size.json"
    set -- "$@" "crowd$size"
done
for name; do
    set -- "$@" "$made/$name.html" "$made/$name.json"
    shift
done
exec "$here/picture.sh" "$out" "$@"
