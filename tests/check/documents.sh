#!/bin/sh
# documents.sh - JSON, markdown, MUD and nftables: what they say, and that others take them
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR documents.sh TSHARK YANG_DIR
# Without the YANG modules, yanglint, nft or the right to a network namespace the rest is still
# checked; the test then counts as skipped.

set -eu
tshark=$1 yang=$2
here=$(cd "$(dirname "$0")" && pwd)
out="$IOT_STAGE/documents"
skipped=0
. "$(dirname "$0")/check.sh"

skip()
{
    echo "SKIPPING LOUDLY: $*"
    skipped=1
}

has() { grep -qF -e "$2" "$1"; }
has_not() { ! grep -qF -e "$2" "$1"; }

rm -rf "$out"
mkdir -p "$out"
[ "$(id -u)" != 0 ] || chown nobody "$out"

export_all()
{
    capture=$1 to=$2
    shift 2
    "$tshark" "$@" -r "$IOT_STAGE/captures/$capture.pcapng" -q \
        -z "iot,export,json,$out/$to.json" -z "iot,export,markdown,$out/$to.md" \
        -z "iot,export,mud,$out/$to.mud" -z "iot,export,nftables,$out/$to.nft" \
        -z "iot,export,csv,$out/$to.csv.d/" -z "iot,export,mud,$out/$to.mud.d/" \
        -z "iot,export,nftables,$out/$to.nft.d/" -z "iot,export,markdown,$out/$to.md.d/"
}

# ---- every format of every capture ----

for capture in smart-home hostile-names ipv6-only address-moves; do
    export_all "$capture" "$capture"
    export_all "$capture" "$capture-2" -2
    for format in json md mud nft; do
        check "$capture: $format is the same in two passes" \
            cmp "$out/$capture.$format" "$out/$capture-2.$format"
        [ "$format" = json ] || check "$capture: so is $format in a directory" \
            diff -r "$out/$capture.$format.d" "$out/$capture-2.$format.d"
    done
    mkdir "$out/$capture.split"
    check "$capture: JSON is what CSV is" \
        python3 "$here/documents.py" json "$out/$capture.json" "$out/$capture.csv.d"
    check "$capture: MUD" python3 "$here/documents.py" mud "$out/$capture.mud" "$out/$capture.split"
    check "$capture: markdown" python3 "$here/documents.py" markdown "$out/$capture.md"
    check "$capture: nftables" python3 "$here/documents.py" nftables "$out/$capture.nft"
done
home=$out/smart-home hostile=$out/hostile-names
check "JSON cannot go into a directory" sh -c \
    "! '$tshark' -r '$IOT_STAGE/captures/ipv6-only.pcapng' -q -z 'iot,export,json,$out/x/' 2>/dev/null"
check "standard output has what a file has" sh -c \
    "'$tshark' -r '$IOT_STAGE/captures/smart-home.pcapng' -q -z iot,export,mud | cmp - '$home.mud'"

# ---- what the home needs ----

hub=$home.mud.d/roomba-409f38653667.json
check "a document per device" test -s "$hub"
check "MUD names the cloud" has "$hub" '"ietf-acldns:dst-dnsname" : "data.iot.irobotapi.com"'
check "MUD lets its answers back" has "$hub" '"ietf-acldns:src-dnsname" : "data.iot.irobotapi.com"'
check "MUD has no address of a named remote" has_not "$hub" 34.226.44.19
check "the router is the network's resolver" has "$hub" urn:ietf:params:mud:dns
check "a foreign name server is an address" \
    has "$home.mud.d/tesla-0d-52-18-4cfcaa0d5218.json" '"destination-ipv4-network" : "205.251.193.53/32"'
check "time can come from the network" \
    has "$home.mud.d/meross-1b-70-35-48e1e91b7035.json" urn:ietf:params:mud:ntp
check "or from where it comes now" has "$home.mud.d/meross-1b-70-35-48e1e91b7035.json" pool.ntp.org
check "what others use is local, and begun by them" \
    has "$home.mud.d/floor-lamp-94103e5d20b6.json" '"ietf-mud:direction-initiated" : "to-device"'
check "updated when the capture ended" has "$hub" '"last-update" : "2024-03-02T18:19:56.745480Z"'
check "IPv6 has lists of its own" sh -c \
    "grep -A400 '\"annas-phone-9e4d1127b803-v6-from\",' '$home.mud.d/annas-phone-9e4d1127b803.json' | grep -q www.wikipedia.org"
page=$home.md.d/roomba-409f38653667.md
check "page: who it is" has "$page" "| MAC | 40:9f:38:65:36:67 |"
check "page: evidence" has "$page" "| Known from | what it told the DHCP server |"
check "page: rate" has "$page" "| Packets per minute | 6.3 |"
check "page: destination and why" sh -c \
    "grep data.iot.irobotapi.com '$page' | grep -q 'TLS or QUIC server name'"
check "page: ports outward" has "$page" "| tcp | 8883 | tls | internet | 1 |"
check "page: ports inward" has "$home.md.d/floor-lamp-94103e5d20b6.md" "| tcp | 49153 | http | local network | 1 |"
check "page: resolver" has "$page" "| names | the network's |"
check "page: allow-list" has "$page" "data.iot.irobotapi.com:8883"
{
    echo name,mac,allow
    printf 'roomba,40:9f:38:65:36:67,"'
    sed -n '/^```$/,/^```$/p' "$page" | grep -v '^```' | tr '\n' ' '
    echo '"'
} >"$out/inventory.csv"
"$tshark" -r "$IOT_STAGE/captures/smart-home.pcapng" -q -o "iot.inventory_file:$out/inventory.csv" \
    -z "iot,export,markdown,$out/allowed/"
check "what the allow-list allows is allowed" has_not "$out/allowed/roomba.md" "not allowed"
rules=$home.nft.d/roomba-409f38653667.nft
check "rules: the address under its name" sh -c \
    "grep -A1 'comment \"data.iot.irobotapi.com\"' '$rules' | grep -q 34.226.44.19"
check "rules: by MAC" has "$rules" "ether saddr 40:9f:38:65:36:67 jump from_device"

# ---- hostile names ----

check "an invalid name is an address" sh -c \
    "grep -q 198.51.100.90/32 '$hostile.mud' && ! grep -q 'dnsname.*img' '$hostile.mud'"
if command -v cmark-gfm >/dev/null 2>&1; then
    for capture in smart-home hostile-names ipv6-only address-moves; do
        check "$capture: GitHub's Markdown has nothing of its names but text" \
            python3 "$here/documents.py" rendered "$out/$capture.md"
    done
else
    skip "no cmark-gfm; pages are not rendered"
fi
check "no file leaves its directory" sh -c \
    "! find '$hostile.mud.d' '$hostile.md.d' '$hostile.nft.d' -mindepth 1 -type f | grep -v '\.d/[a-z0-9-]*\.[a-z]*\$'"

# ---- others take them ----

features=match-on-ipv4,match-on-ipv6,match-on-tcp,match-on-udp,match-on-icmp,ipv4,ipv6
validate()
{
    yanglint -p "$yang" -F "ietf-access-control-list:$features" -t config "$yang"/ietf-mud@*.yang \
        "$yang"/ietf-acldns@*.yang "$yang"/ietf-access-control-list@*.yang "$1" >"$out/yanglint" 2>&1
}

if [ ! -d "$yang" ] || ! command -v yanglint >/dev/null 2>&1; then
    skip "no YANG modules at '$yang' or no yanglint; MUD documents are not validated"
else
    for file in "$out"/*.split/*.json "$out"/*.mud.d/*.json; do
        validate "$file" || { cat "$out/yanglint"; check "$file is valid" false; }
    done
    check "some documents were validated" test "$(ls "$out"/*.mud.d/*.json | wc -l)" -gt 30
    sed 's/"cache-validity" : [0-9]*/"cache-validity" : 169/' "$hub" >"$out/broken.json"
    status=0
    validate "$out/broken.json" || status=$?
    # yanglint says it by 7, or by 1, the newer one.
    check "a broken document is found out" sh -c 'test "$1" != 0 && grep -q 169 "$2"' - "$status" "$out/yanglint"
fi

sandbox=
# Inside a user namespace netlink takes short messages only.
if [ "$(id -u)" = 0 ] && unshare -n true 2>/dev/null; then
    sandbox="unshare -n"
elif unshare -rn true 2>/dev/null; then
    sandbox="unshare -rn"
fi
PATH=$PATH:/usr/sbin:/sbin
# shellcheck disable=SC2086 # words
if ! command -v nft >/dev/null 2>&1 || [ -z "$sandbox" ] || ! $sandbox nft list tables 2>"$out/nft"; then
    skip "no nft, or no network namespace for it; rules are not loaded"
else
    for file in "$out"/*.nft "$out"/*.nft.d/*.nft; do
        $sandbox nft --check -f "$file" >"$out/nft" 2>&1 || { cat "$out/nft"; check "$file loads" false; }
    done
    check "rules load, twice over" $sandbox sh -c "nft -f '$home.nft' && nft -f '$home.nft' &&
        nft list tables | grep -c iot_ | grep -qx 15"
    sed 's/tcp dport 8883/tcp dport many/' "$rules" >"$out/broken.rules"
    check "broken rules are found out" sh -c "! $sandbox nft --check -f '$out/broken.rules' 2>/dev/null"
fi

[ "$failed" = 0 ] && [ "$skipped" = 0 ] || [ "$failed" = 1 ] || exit 77
exit "$failed"
