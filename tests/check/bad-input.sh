#!/bin/sh
# bad-input.sh - bad files and preferences get one clear message, and the rest is used
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR bad-input.sh TSHARK

set -eu
tshark=$1
home="$IOT_STAGE/captures/smart-home.pcapng"
dir=$(mktemp -d)
chmod 755 "$dir"
trap 'rm -rf "$dir"' EXIT
failed=0

fail()
{
    echo "not ok - $1"
    failed=1
}

# run NAME ARGUMENT...: output in $dir/out, messages in $dir/err, status in $status
run()
{
    name=$1
    shift
    status=0
    "$tshark" "$@" >"$dir/out" 2>"$dir/err" || status=$?
    [ "$status" -lt 128 ] || fail "$name: tshark died with $status: $(cat "$dir/err")"
}

says()
{
    grep -qF -- "$1" "$dir/err" && echo "ok - $name: says $1" || fail "$name: does not say '$1' but: $(cat "$dir/err")"
}

says_once()
{
    says "$1"
    [ "$(grep -cF -- "$1" "$dir/err")" = 1 ] || fail "$name: says '$1' more than once"
}

prints()
{
    grep -qF -- "$1" "$dir/out" && echo "ok - $name: prints $1" || fail "$name: does not print '$1'"
}

# Inventory.
run "missing inventory" -r "$home" -q -z iot,devices -o iot.inventory_file:/does/not/exist
says_once "/does/not/exist"
prints roomba

printf 'name,mac,ip\nHoover,40:9f:38:65:36:67,\nBroken,40:9f:38,\nAway,,300.1.2.3\nEcho,40:b4:cd:2b:4c:9e,\n' >"$dir/bad.csv"
chmod 644 "$dir/bad.csv"
run "bad lines" -r "$home" -q -z iot,devices -o "iot.inventory_file:$dir/bad.csv"
says_once "bad.csv:3:"
says_once "bad.csv:4:"
prints Hoover
prints Echo

head -c 65536 /dev/urandom >"$dir/noise"
chmod 644 "$dir/noise"
run "noise as inventory" -r "$home" -q -z iot,devices -o "iot.inventory_file:$dir/noise"
says "noise"
prints roomba
[ "$(wc -l <"$dir/err")" -lt 110 ] || fail "noise as inventory: floods the user"

mkdir -m 777 "$dir/folder"
run "directory as inventory" -r "$home" -q -z iot,devices -o "iot.inventory_file:$dir/folder"
says "folder"
prints roomba

# Preferences.
run "bad network" -r "$home" -q -z iot,devices -o iot.local_networks:203.0.113.0/99,198.51.100.0/24
says_once 'iot.local_networks: "203.0.113.0/99"'
prints roomba
run "bad coordinate" -r "$home" -q -z iot,devices -o iot.home:95,200
says_once 'iot.home: "95,200"'
run "bad resolver" -r "$home" -q -z iot,devices -o iot.resolvers:nine
says_once 'iot.resolvers: "nine"'
run "bad table row" -r "$home" -q -z iot,devices -o 'uat:iot_devices:"X","no mac","","",""'
says '"no mac" is not a MAC'
[ "$status" -ne 0 ] || fail "bad table row: status 0"

# Statistics.
run "unknown format" -r "$home" -q -z iot,export,papyrus
says 'no export format "papyrus"'
[ "$status" -ne 0 ] || fail "unknown format: status 0"
run "bad filter" -r "$home" -q -z 'iot,conversations,no.such.field'
says "no.such.field"
[ "$status" -ne 0 ] || fail "bad filter: status 0"
run "unknown table" -r "$home" -q -z iot,conversationsx
[ "$status" -ne 0 ] || fail "unknown table: status 0"
run "unwritable export" -r "$home" -q -z iot,export,csv,/does/not/exist/x.csv
says "/does/not/exist"
[ "$status" -ne 0 ] || fail "unwritable export: status 0"

for what in conversations "export,csv,$dir/folder/x.csv"; do
    run "disabled protocol" --disable-protocol iot -r "$home" -q -z "iot,$what"
    says "--enable-protocol iot"
    [ "$status" -ne 0 ] || fail "disabled protocol: status 0"
    [ ! -s "$dir/out" ] || fail "disabled protocol: prints a table"
done
[ ! -e "$dir/folder/x.csv" ] || fail "disabled protocol: exports"

# Captures: cut at every kind of place, snapped short, clocks set back.
size=$(wc -c <"$home")
for part in 40 200 1000 50000 $((size - 7)); do
    head -c "$part" "$home" >"$dir/cut.pcapng"
    chmod 644 "$dir/cut.pcapng"
    run "cut at $part" -r "$dir/cut.pcapng" -q -z iot,conversations -z iot_conv,tree
done
if command -v editcap >/dev/null 2>&1; then
    editcap -s 54 "$home" "$dir/snapped.pcapng"
    chmod 644 "$dir/snapped.pcapng"
    run "snapped to 54 bytes" -2 -r "$dir/snapped.pcapng" -q -z iot,devices
    prints Amazon_2b:4c:9e
    editcap -t -86400 "$home" "$dir/early.pcapng"
    chmod 644 "$dir/early.pcapng"
    if command -v mergecap >/dev/null 2>&1; then
        mergecap -a -w "$dir/backwards.pcapng" "$home" "$dir/early.pcapng"
        chmod 644 "$dir/backwards.pcapng"
        run "clock set back" -2 -r "$dir/backwards.pcapng" -q -z iot,conversations
        prints "4704 packets"
        prints roomba
    fi
fi
gzip -c "$home" >"$dir/home.pcapng.gz"
chmod 644 "$dir/home.pcapng.gz"
run "compressed" -r "$dir/home.pcapng.gz" -q -z iot,devices
prints roomba

# Location databases: none is nothing to complain of, a damaged one is told of once and skipped.
run "no databases" -2 -r "$home" -q -z iot,destinations
if grep -v '^Running as user' "$dir/err"; then
    fail "no databases: complains"
fi
run "missing databases" -2 -r "$home" -q -z iot,destinations -o iot.mmdb_directory:/does/not/exist
says_once "/does/not/exist"
prints "*.irobotapi.com"
mkdir "$dir/geo"
cp "$IOT_STAGE"/captures/geo/*.mmdb "$dir/geo"
echo "no database" >"$dir/geo/a.mmdb"
head -c 3000 "$dir/geo/city.mmdb" >"$dir/geo/b.mmdb"
chmod -R a+rX "$dir/geo"
run "damaged databases" -2 -r "$home" -q -z iot,destinations -o "iot.mmdb_directory:$dir/geo"
says_once "$dir/geo/a.mmdb"
says_once "$dir/geo/b.mmdb"
prints "AMAZON-02"
prints "IE Ireland"
if [ -d "$IOT_STAGE/mmdb" ]; then
    find "$IOT_STAGE/mmdb" -name '*.mmdb' >"$dir/list"
    while read -r file; do
        rm -rf "$dir/geo"
        mkdir "$dir/geo"
        cp "$file" "$dir/geo"
        chmod -R a+rX "$dir/geo"
        run "$(basename "$file")" -2 -r "$home" -V -o "iot.mmdb_directory:$dir/geo"
        [ "$status" = 0 ] || fail "$name: status $status"
        [ "$(grep -cF "$dir/geo" "$dir/err")" -le 1 ] || fail "$name: says it more than once"
    done <"$dir/list"
    echo "ok - $(wc -l <"$dir/list") databases of others, one by one"
else
    echo "SKIPPING LOUDLY: no databases of others at $IOT_STAGE/mmdb"
fi

# -R drops frames and numbers the rest anew: names stay, but point to no frame that is not there.
run "read filter" -2 -R tcp -r "$home" -Y 'iot.dns.name && !iot.dns.frame' -T fields -e iot.dns.name
prints "avs-alexa-eu.amazon.com"
run "read filter" -2 -R tcp -r "$home" -Y iot.dns.frame
[ ! -s "$dir/out" ] || fail "read filter: answers in frames that are not there"

exit "$failed"
