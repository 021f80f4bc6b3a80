#!/bin/sh
# send-ssh.sh - a collector's summaries to another host, by nothing but SSH
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: send-ssh.sh DIRECTORY HOST [SSH-OPTION...]
#
# Sends the summaries that changed since the last time, each by a call of its own, to what HOST has as the key's command:
# receive-ssh.sh. When that was, is kept in DIRECTORY. SSH is the program (default: ssh).
# Exit status: 0 all were sent; 1 some were not, and will be the next time; 2 wrong usage.

. "$(dirname "$0")/common.sh"
usage_if 2 "$@"
from=$1 host=$2
shift 2

send()
{
    for name in "$@"; do :; done
    # shellcheck disable=SC2086 # a command with its words
    ${SSH:-ssh} -T -o BatchMode=yes -o ConnectTimeout=20 "$host" "$name" <"$from/$name" || {
        say "not sent: $name"
        return 1
    }
}

# Options of ssh stand before the host.
if [ $# -gt 0 ]; then
    SSH="${SSH:-ssh} $*"
fi
each_new "$from" "$from/.sent-ssh" send
