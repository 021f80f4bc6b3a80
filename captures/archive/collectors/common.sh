# shellcheck shell=sh
# common.sh - what the scripts that carry summaries share; to be sourced
#
# SPDX-License-Identifier: GPL-2.0-or-later

# Larger ones are no summary of an hour.
: "${SUMMARY_BYTES_MAX:=67108864}"

# Names of files are anybody's, and this goes to a terminal or a log.
say()
{
    printf '%s: %s\n' "${0##*/}" "$*" | cat -v >&2
}

die()
{
    say "$*"
    exit 2
}

# usage_if WANTED COUNT WORD...: tells the comment of the script that calls it, if that is wanted or there are too few words
usage_if()
{
    wanted=$1
    shift
    case ${1:-} in
    -h | --help)
        sed -n '/^# usage:/,/^$/s/^# \{0,1\}//p' "$0"
        exit 0
        ;;
    esac
    [ $# -ge "$wanted" ] || {
        sed -n '/^# usage:/,/^$/s/^# \{0,1\}//p' "$0" >&2
        exit 2
    }
}

# is_summary_name NAME: what collectors call theirs. Nothing that leads elsewhere, is hidden, or an option.
is_summary_name()
{
    case $1 in
    *[!A-Za-z0-9._-]* | .* | -*) return 1 ;;
    ?*-????????T??????Z.summary.gz) [ ${#1} -le 200 ] ;;
    *) return 1 ;;
    esac
}

# summaries DIRECTORY [FIND-TEST...]: names of those there, one on each line
summaries()
{
    where=$1
    shift
    find "$where" -maxdepth 1 -type f -name '*Z.summary.gz' "$@" | sed 's|.*/||' | sort | while IFS= read -r name; do
        ! is_summary_name "$name" || printf '%s\n' "$name"
    done
}

# receive DIRECTORY NAME: what comes from standard input, if it is whole, under that name. Whoever is killed on the way leaves
# a hidden file that the next one takes away.
receive()
{
    is_summary_name "$2" || {
        say "no name of a summary: $2"
        return 1
    }
    part=$1/.$2.part
    (umask 077 && head -c "$SUMMARY_BYTES_MAX" >"$part") && gzip -t "$part" 2>/dev/null && mv -f "$part" "$1/$2" && return 0
    rm -f "$part"
    say "not whole: $2"
    return 1
}

# each_new DIRECTORY STATE COMMAND...: calls it with the name of each summary that changed since it went well the last time.
# STATE is a file that says when that was.
each_new()
{
    from=$1 state=$2 failed=0
    shift 2
    : >"$state.now" || return 2
    if [ -e "$state" ]; then
        summaries "$from" -newer "$state" >"$state.list"
    else
        summaries "$from" >"$state.list"
    fi
    while IFS= read -r name; do
        "$@" "$name" </dev/null || failed=1
    done <"$state.list"
    rm -f "$state.list"
    # What was written while this went on is newer than the beginning.
    [ "$failed" -ne 0 ] || mv -f "$state.now" "$state"
    rm -f "$state.now"
    return "$failed"
}
