#!/bin/sh
# exports.sh - files that exports write: names, totals, what others read of them
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR exports.sh TSHARK

set -eu
tshark=$1
home="$IOT_STAGE/captures/smart-home.pcapng"
out="$IOT_STAGE/out"
. "$(dirname "$0")/check.sh"

rm -rf "$out"/*
"$tshark" -r "$home" -q -z "iot,export,csv,$out/home.csv" -z "iot,export,csv,$out/all/" \
    -z "iot,export,hosts,$out/hosts" -z "iot,export,ethers,$out/ethers"

for file in home.csv all/devices.csv all/conversations.csv all/services.csv all/findings.csv hosts ethers; do
    check "$file is there" test -s "$out/$file"
done
check "one CSV or all: the same conversations" cmp "$out/home.csv" "$out/all/conversations.csv"
header=device,mac,vendor,group,direction,name,name_source,addresses,organization,country,services
header=$header,packets_sent,packets_received,bytes_sent,bytes_received,first_seen,last_seen,rtt_ms
header=$header,distance_km,findings
check "header of conversations" test "$(head -1 "$out/home.csv")" = "$header"

# Each packet of a conversation is counted once; what the table calls the rest is the rest.
cat >"$out/totals.py" <<'EOF'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1])))
packets = sum(int(r["packets_sent"]) + int(r["packets_received"]) for r in rows)
size = sum(int(r["bytes_sent"]) + int(r["bytes_received"]) for r in rows)
print(packets, size)
EOF
counted=$("$tshark" -2 -r "$home" -Y iot.conversation -T fields -e frame.len | awk '{ n++; s += $1 } END { print n, s }')
check "rows add up to the frames that have a conversation" \
    test "$(python3 "$out/totals.py" "$out/home.csv")" = "$counted"

# What we write, Wireshark and we can read.
# A home of its own: other tests run beside this one, and would read that file.
own="$out/own"
mkdir -p "$own/home/.config/wireshark"
ln -s "$IOT_STAGE/plugins" "$own/plugins"
install -m 644 "$out/ethers" "$own/home/.config/wireshark/ethers"
check "Wireshark reads our ethers" sh -c \
    "IOT_STAGE='$own' '$tshark' -r '$home' -N m -c 400 | grep -q roomba"
# Whoever names MACs in Wireshark still sees the maker where a device says no name.
check "an ethers file hides no vendor" sh -c \
    "IOT_STAGE='$own' '$tshark' -r '$home' -q -z iot,devices | grep -q '^Netatmo_00:fe:24'"
"$tshark" -r "$home" -q -z iot,devices -o "iot.inventory_file:$out/ethers" >"$out/back" 2>&1
check "we read our ethers" grep -q '^roomba' "$out/back"
"$tshark" -r "$home" -q -z iot,devices -o "iot.inventory_file:$out/all/devices.csv" >"$out/back" 2>&1
check "we read our devices.csv" grep -q '^kindle' "$out/back"
check "we read it without complaint" sh -c "! grep -q devices.csv: '$out/back'"

# Expert information names no field of ours, and has the findings all the same.
"$tshark" -2 -r "$home" -q -z expert,note >"$out/expert" 2>&1
check "expert information has findings" grep -q "periodic: within one connection" "$out/expert"

exit "$failed"
