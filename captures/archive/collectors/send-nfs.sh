#!/bin/sh
# send-nfs.sh - a collector's summaries into a directory that somebody else has, as NFS or another file system
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: send-nfs.sh DIRECTORY MOUNTED-DIRECTORY
#
# Copies those that are newer than there, each beside and renamed. The collector itself could write there, but a server that
# does not answer would stop it, and what it keeps is bounded by what it can read. MOUNTED-DIRECTORY is never made: where it
# is not mounted it is not there.
# Exit status: 0 all are there; 1 some are not, and will be the next time; 2 wrong usage, or it is not there.

. "$(dirname "$0")/common.sh"
usage_if 2 "$@"
from=$1 to=$2 failed=0
[ -d "$to" ] || die "$to: is not there"
list=$(mktemp) || exit 2
trap 'rm -f "$list"' EXIT
trap 'exit 1' INT TERM HUP
summaries "$from" >"$list"
while IFS= read -r name; do
    [ ! -e "$to/$name" ] || [ "$from/$name" -nt "$to/$name" ] || continue
    if ! { cp -p "$from/$name" "$to/.$name.part" && mv -f "$to/.$name.part" "$to/$name"; }; then
        say "not copied: $name"
        failed=1
    fi
done <"$list"
exit "$failed"
