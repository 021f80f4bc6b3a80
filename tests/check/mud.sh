#!/bin/sh
# mud.sh - devices judged by MUD files: our own export allows what was done, less of it does not
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR mud.sh TSHARK

set -eu
tshark=$1
out="$IOT_STAGE/mud"
. "$(dirname "$0")/check.sh"

# findings CAPTURE DIRECTORY: those that are not allowed into $out/found, messages into $out/err
findings()
{
    status=0
    "$tshark" -r "$IOT_STAGE/captures/$1.pcapng" -q -o "iot.mud_directory:$2" \
        -z iot,export,json >"$out/all.json" 2>"$out/err" || status=$?
    check "$1: tshark is well" test "$status" = 0
    python3 - "$out/all.json" >"$out/found" <<'END'
import json, sys
for one in json.load(open(sys.argv[1]))["findings"]:
    if "not allowed" in one.values() or "ambiguous" in one.values():
        print(json.dumps(one, ensure_ascii=False))
END
}

says_once() { check "says once: $1" test "$(grep -cF -e "$1" "$out/err")" = 1; }

rm -rf "$out"
mkdir -p "$out"
[ "$(id -u)" != 0 ] || chown nobody "$out"

for capture in smart-home hostile-names ipv6-only address-moves; do
    mkdir "$out/$capture.one"
    [ "$(id -u)" != 0 ] || chown nobody "$out/$capture.one"
    "$tshark" -r "$IOT_STAGE/captures/$capture.pcapng" -q -z "iot,export,mud,$out/$capture/" \
        -z "iot,export,mud,$out/$capture.one/all.json"
    for directory in "$out/$capture" "$out/$capture.one"; do
        findings "$capture" "$directory"
        check "$capture: what was done is allowed, by $(basename "$directory")" test ! -s "$out/found"
        check "$capture: and there is no message" test ! -s "$out/err"
    done
done

cp -a "$out/smart-home" "$out/less"
python3 - "$out/less/roomba-409f38653667.json" <<'END'
import json, sys
document = json.load(open(sys.argv[1]))
for acl in document["ietf-access-control-list:acls"]["acl"]:
    aces = acl["aces"]["ace"]
    acl["aces"]["ace"] = [ace for ace in aces if "data.iot.irobotapi.com" not in json.dumps(ace)
                          or not acl["name"].endswith("-from")]
json.dump(document, open(sys.argv[1], "w"))
END
findings smart-home "$out/less"
check "one entry less is one finding" test "$(wc -l <"$out/found")" = 1
check "of that remote" grep -q data.iot.irobotapi.com "$out/found"
check "with its file" grep -qF "is not in its MUD file roomba-409f38653667.json" "$out/found"

mkdir "$out/broken"
cp -a "$out/smart-home/roomba-409f38653667.json" "$out/broken/"
echo '{' >"$out/broken/cut.json"
echo '{"a": 1}' >"$out/broken/other.json"
: >"$out/broken/nothing.json"
head -c 200000 /dev/zero | tr '\0' '[' >"$out/broken/deep.json"
head -c 9000000 /dev/zero | tr '\0' ' ' >"$out/broken/large.json"
head -c 65536 /dev/urandom >"$out/broken/noise.json"
mkfifo "$out/broken/pipe.json"
sed 's/"operator" : "eq"/"operator" : "about"/' "$out/smart-home/floor-lamp-94103e5d20b6.json" >"$out/broken/ports.json"
chmod -R a+rX "$out/broken"
findings smart-home "$out/broken"
for file in cut other nothing deep large noise pipe; do
    says_once "broken/$file.json:"
done
check "an operator is a problem" grep -qF 'operator "about" is none of' "$out/err"
check "the rest is used" test ! -s "$out/found"

findings smart-home "$out/does-not-exist"
says_once "does-not-exist"
exit "$failed"
