#!/bin/sh
# parallel.sh - an archive of captures into one report, by GNU parallel, here or on many hosts
#
# SPDX-License-Identifier: GPL-2.0-or-later

set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=captures/archive/common.sh
. "$here/common.sh"

usage()
{
    cat <<END
usage: parallel.sh [-S HOSTS] [-j JOBS] [-n COUNT] LIST DIRECTORY [OPTION...]

LIST is a file that names captures, one on each line. Each gets a summary below DIRECTORY
(summarize.sh --help tells where), and then one report of all summaries there are goes to
standard output. OPTIONs are those of "iot-devices merge": --findings, --format html -o
FILE, --inventory FILE ...

  -S HOSTS  a file of hosts, as parallel --sshloginfile has it; ":" is this one. They see
            captures and DIRECTORY at the same paths as this one, and have iot-devices.
            Without it: this host alone
  -j JOBS   at a time on each host (default: one for each of its cores)
  -n COUNT  captures for each job (default: 16)

Start it again after whatever interrupted it: what is done is skipped.

IOT_DEVICES   the program (default: iot-devices)

Exit status: that of iot-devices merge; 1 also if a capture is to be tried again.
END
}

if wants_help "$@"; then
    usage
    exit 0
fi
hosts=
jobs=100%
count=16
while getopts S:j:n: option; do
    case $option in
    S) hosts=$OPTARG ;;
    j) jobs=$OPTARG ;;
    n) count=$OPTARG ;;
    *) usage >&2 && exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -ge 2 ] || { usage >&2 && exit 2; }
command -v parallel >/dev/null 2>&1 || die "there is no parallel; Debian has it in the package of that name"
[ -z "$hosts" ] || [ -r "$hosts" ] || die "$hosts: cannot be read"
begin "$1" "$2"
shift 2

export IOT_DEVICES
failed=0
# Its own work is a failed capture's second and third try, perhaps on another host.
parallel ${hosts:+--sshloginfile "$hosts"} --jobs "$jobs" --retries 3 --env IOT_DEVICES \
    --joblog "$list.log" -n "$count" --quote --arg-file "$list" \
    "$directory/summarize.sh" "$directory" {} </dev/null || failed=1
[ "$failed" = 0 ] || say "some captures are to be tried again; $list.log tells which"
tell_notes "$directory"
merge "$directory" "$@"
status=$?
[ "$status" -ne 0 ] || status=$failed
exit "$status"
