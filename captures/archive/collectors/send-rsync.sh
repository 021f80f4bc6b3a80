#!/bin/sh
# send-rsync.sh - a collector's summaries to another host, by rsync and SSH
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: send-rsync.sh DIRECTORY HOST:DIRECTORY [RSYNC-OPTION...]
#
# Copies the summaries that are new or changed. rsync writes each beside and renames it, so who merges there sees the old
# one or the new one. What is removed here stays there. RSYNC_RSH is how rsync calls SSH.
# Exit status: rsync's.

. "$(dirname "$0")/common.sh"
usage_if 2 "$@"
from=$1 to=$2
shift 2
exec rsync --times --perms --dirs --no-links --timeout=60 --exclude='.*' --include='*Z.summary.gz' --exclude='*' "$@" "$from/" "$to/"
