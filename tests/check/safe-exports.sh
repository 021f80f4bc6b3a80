#!/bin/sh
# safe-exports.sh - what tshark's exports write: whole or not at all, and nothing else comes to harm
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR safe-exports.sh TSHARK

set -eu
tshark=$1
home="$IOT_STAGE/captures/smart-home.pcapng"
. "$(dirname "$0")/check.sh"

dir=$(mktemp -d "$IOT_STAGE/out/safe.XXXXXX")
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
[ "$(id -u)" != 0 ] || chown nobody "$dir"

# As whoever tshark runs as: cp, ln and others.
as_user()
{
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
    else
        "$@"
    fi
}

export_to()
{
    status=0
    "$tshark" -r "$home" -q -z "iot,export,$1,$2" >"$IOT_STAGE/out.said" 2>&1 || status=$?
}

# refused NAME WORDS: status 2, and one message that has them
refused()
{
    check "$1: status ($status)" test "$status" = 2
    check "$1: says it ($(cat "$IOT_STAGE/out.said"))" grep -qF -- "$2" "$IOT_STAGE/out.said"
    check "$1: one message" test "$(grep -c 'IoT: ' "$IOT_STAGE/out.said")" = 1
}

mode()
{
    stat -c %a "$1"
}

"$tshark" -r "$home" -q -z iot,export,hosts >"$IOT_STAGE/out.want"

export_to hosts "$dir/new"
check "a new file" cmp "$dir/new" "$IOT_STAGE/out.want"
check "is for its owner alone" test "$(mode "$dir/new")" = 600
as_user sh -c "echo old >'$dir/old'; chmod 640 '$dir/old'; ln -s old '$dir/link'"
export_to hosts "$dir/link"
check "a link stays" test -L "$dir/link"
check "and leads to the new file" cmp "$dir/old" "$IOT_STAGE/out.want"
check "which has the mode of the old one" test "$(mode "$dir/old")" = 640
as_user mkfifo "$dir/fifo"
cat "$dir/fifo" >"$IOT_STAGE/out.have" &
export_to hosts "$dir/fifo"
wait
check "a FIFO is written to" cmp "$IOT_STAGE/out.have" "$IOT_STAGE/out.want"
check "and stays one" test -p "$dir/fifo"
check "so is standard output" sh -c "'$tshark' -r '$home' -q -z iot,export,hosts,/proc/self/fd/1 | cmp - '$IOT_STAGE/out.want'"
export_to mud "$dir/mud/"
check "a directory is for its owner alone" test "$(mode "$dir/mud")" = 700
check "and so are its files" test "$(find "$dir/mud" -type f ! -perm 600 | wc -l)" = 0

# What is read
as_user cp "$home" "$dir/home.pcapng"
as_user ln "$dir/home.pcapng" "$dir/hard"
as_user ln -s home.pcapng "$dir/soft"
home="$dir/home.pcapng"
for name in home.pcapng hard soft; do
    export_to hosts "$dir/$name"
    refused "the capture, as $name" "is also open"
done
as_user mkdir "$dir/pages"
as_user ln "$dir/home.pcapng" "$dir/pages/roomba.md"
export_to markdown "$dir/pages/"
refused "the capture in a directory" "is also open"
check "nothing was written there" test "$(ls "$dir/pages")" = roomba.md
status=0
"$tshark" -r - -q -z "iot,export,hosts,$dir/soft" <"$home" >"$IOT_STAGE/out.said" 2>&1 || status=$?
refused "the capture as standard input" "is also open"
as_user sh -c "printf 'name,mac\nHoover,40:9f:38:65:36:67\n' >'$dir/devices.csv'"
status=0
"$tshark" -r "$home" -o "iot.inventory_file:$dir/devices.csv" -q -z "iot,export,csv,$dir/devices.csv" \
    >"$IOT_STAGE/out.said" 2>&1 || status=$?
refused "the inventory" "devices.csv: is not written, as it is also read"
check "the capture is as it was" cmp "$home" "$IOT_STAGE/captures/smart-home.pcapng"
status=0
"$tshark" -r "$home" -q -z "iot,export,hosts,$dir/two" -z "iot,export,csv,$dir/mud/../two" \
    >"$IOT_STAGE/out.said" 2>&1 || status=$?
refused "two exports into one file" "two exports would write"

# What goes wrong
as_user sh -c "echo old >'$dir/kept'; chmod 444 '$dir/kept'"
export_to hosts "$dir/kept"
refused "a file that is not to be written" "kept: Permission denied"
export_to hosts "$dir"
refused "a directory" "Is a directory"
export_to hosts "$dir/no/x"
refused "no directory there" "no/x: No such file"
export_to hosts /dev/full
refused "a full disk" "/dev/full: No space left"
status=0
"$tshark" -r "$home" -q -z iot,devices >/dev/full 2>"$IOT_STAGE/out.said" || status=$?
refused "a full disk as standard output" "standard output: No space left"
as_user mkfifo "$dir/gone"
true <"$dir/gone" &
"$tshark" -r "$home" -q -z "iot,export,json,$dir/gone" >"$IOT_STAGE/out.said" 2>&1 || status=$?
refused "a FIFO whose reader has gone" "gone: Broken pipe"
as_user chmod 500 "$dir"
export_to hosts "$dir/new"
refused "a directory that one may not write" "new: nothing can be written beside it: Permission denied"
check "the old file is as it was" cmp "$dir/new" "$IOT_STAGE/out.want"
check "nothing is left over" test -z "$(find "$dir" -name '.*' ! -name .)"
"$tshark" -r "$home" -q -z iot,devices -z iot,conversations 2>"$IOT_STAGE/out.said" | head -n 1 >"$IOT_STAGE/out.have"
check "| head ends quietly" test ! -s "$IOT_STAGE/out.said"
"$tshark" -r "$home" -q -z iot,export,csv,/proc/self/fd/1 -z iot,export,json,/proc/self/fd/1 2>"$IOT_STAGE/out.said" |
    head -n 1 >"$IOT_STAGE/out.have"
check "so does an export" test ! -s "$IOT_STAGE/out.said"

exit "$failed"
