#!/bin/sh
# receive-ssh.sh - takes a summary that send-ssh.sh sends: the command of a key in authorized_keys
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: receive-ssh.sh DIRECTORY [COLLECTOR]
#
# In ~/.ssh/authorized_keys of whom the directory is, one line for each collector:
#     command="/usr/share/iot-devices/collectors/receive-ssh.sh /srv/collectors attic-br0",restrict ssh-ed25519 AAAA...
# The key can then write files of that collector, and do nothing else. Whole ones only; larger than SUMMARY_BYTES_MAX (64 MiB) is none.

. "$(dirname "$0")/common.sh"
usage_if 1 "$@"
name=${SSH_ORIGINAL_COMMAND:-}
if [ -n "${2:-}" ]; then
    case $name in
    "$2"-????????T??????Z.summary.gz) ;;
    *) die "no summary of $2: $name" ;;
    esac
fi
receive "$1" "$name"
