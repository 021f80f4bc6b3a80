# shellcheck shell=sh
# common.sh - what parallel.sh and slurm.sh share; to be sourced, $here being where they are
#
# SPDX-License-Identifier: GPL-2.0-or-later

: "${IOT_DEVICES:=iot-devices}"

# Names of files are anybody's, and this goes to a terminal.
say()
{
    printf '%s: %s\n' "$(basename "$0")" "$*" | cat -v >&2
}

die()
{
    say "$*"
    exit 2
}

wants_help()
{
    [ "${1:-}" = -h ] || [ "${1:-}" = --help ]
}

# begin LIST DIRECTORY: the directory as every machine is to know it in $directory, with the
# captures in $list, named from the root, and the program for one of them in it.
begin()
{
    [ -r "$1" ] || die "$1: cannot be read"
    mkdir -p "$2/summaries" "$2/logs" || exit 2
    directory=$(cd "$2" && pwd)
    list=$(mktemp "$directory/logs/list.XXXXXX") || exit 2
    sed -e '/^$/d' -e "s|^[^/]|$(pwd | sed 's/[&|\\]/\\&/g')/&|" "$1" >"$list"
    captures=$(wc -l <"$list")
    [ "$captures" -gt 0 ] || die "$1: names no capture"
    # shellcheck disable=SC2154 # whoever sources this sets it
    cp "$here/summarize.sh" "$directory/summarize.sh.$$" &&
        chmod 755 "$directory/summarize.sh.$$" "$list" &&
        mv "$directory/summarize.sh.$$" "$directory/summarize.sh" || exit 2
}

# merge DIRECTORY [OPTION...]: one report of all summaries there.
merge()
{
    summaries=$1
    shift
    find "$summaries/summaries" -name '*.summary.gz' | sort |
        "$IOT_DEVICES" merge --quiet --files-from - "$@"
}

# Captures that were cut short or could not be read are worth a look, and no reason to stop.
tell_notes()
{
    notes=$(find "$1/summaries" -name '*.note' | wc -l)
    [ "$notes" -eq 0 ] || say "captures that are cut short or are none: $notes; see the *.note below $1/summaries"
}
