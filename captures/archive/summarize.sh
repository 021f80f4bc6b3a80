#!/bin/sh
# summarize.sh - one summary of each capture, beside what there is already
#
# SPDX-License-Identifier: GPL-2.0-or-later

usage()
{
    cat <<END
usage: summarize.sh DIRECTORY [CAPTURE...]

Writes a summary of each capture to DIRECTORY/summaries, under the capture's own path:
/srv/a.pcap becomes DIRECTORY/summaries/srv/a.pcap.summary.gz. A path that has ".." in it
becomes the one that it leads to. Without captures their names are read from standard
input, one on each line.

A capture whose summary is newer than itself is done, so whoever was interrupted starts it
again. A summary is written beside and renamed: there is a whole one, or none. What
iot-devices has to say of a capture is kept as DIRECTORY/summaries/PATH.note.

IOT_DEVICES   the program (default: iot-devices)

Exit status: 0 each capture has its summary, or a note why it cannot have one; 1 something
came in between, try again; 2 wrong usage.
END
}

is_done()
{
    [ -n "$(find "$2" -newer "$1" 2>/dev/null)" ]
}

# note MESSAGE FILE: a new file in its place, whatever that was, and for its owner alone
note()
{
    (umask 077 && printf '%s\n' "$1" >"$2.$$") && mv -f "$2.$$" "$2" && return 0
    rm -f "$2.$$"
    return 1
}

# What is said goes to a terminal, and names of files are anybody's. Those of iot-devices come so.
tell()
{
    printf 'summarize.sh: %s: ' "$1" | cat -v >&2
    printf '%s\n' "$2" >&2
}

# name_of CAPTURE: its path below the summaries. With ".." in it, it would lead out of them; where it
# leads, links know better than the text. One that leads nowhere needs a place for its note alone.
name_of()
{
    case $1 in
    */../* | ../*)
        where=$(cd -P "$(dirname "$1")" 2>/dev/null && pwd -P) && set -- "$where/${1##*/}"
        ;;
    esac
    printf '%s\n' "${1#/}" | sed -e ':again' -e 's|/\.\./|/_/|' -e 't again' -e 's|^\.\./|_/|' -e 's|/\.\.$|/_|' -e 's|^\.\.$|_|'
}

summarize()
{
    [ -n "$1" ] || return 0
    # No name is an option, nor standard input.
    case $1 in
    -*) set -- "./$1" ;;
    esac
    name=$directory/summaries/$(name_of "$1")
    ! is_done "$1" "$name.summary.gz" || return 0
    mkdir -p "$(dirname "$name")" || return 1
    message=$("${IOT_DEVICES:-iot-devices}" --quiet --summary -o "$name.summary.gz" "$1" 2>&1)
    status=$?
    case $status in
    0) rm -f "$name.note" ;;
    # Cut short, or no capture: it will be the next time.
    1 | 2) note "$message" "$name.note" ;;
    *)
        tell "$1" "status $status: $message"
        return 1
        ;;
    esac
}

case ${1:-} in
-h | --help)
    usage
    exit 0
    ;;
'' | -*)
    usage >&2
    exit 2
    ;;
esac
directory=$1
shift
failed=0
if [ $# -gt 0 ]; then
    for capture in "$@"; do
        summarize "$capture" || failed=1
    done
else
    while IFS= read -r capture; do
        summarize "$capture" </dev/null || failed=1
    done
fi
exit "$failed"
