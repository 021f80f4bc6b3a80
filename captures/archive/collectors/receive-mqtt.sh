#!/bin/sh
# receive-mqtt.sh - takes the summaries that collectors publish, into a directory
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: receive-mqtt.sh DIRECTORY [MOSQUITTO_SUB-OPTION...]
#
# Subscribes to TOPIC/+ (default of TOPIC: iot/summaries) and writes each message that is whole as DIRECTORY/NAME, until it is
# stopped. Needs mosquitto_sub and perl. The broker must let messages of the size of a summary pass (message_size_limit), and
# let each collector publish its own names only, if they do not trust each other: the name is all that says who it is from.

. "$(dirname "$0")/common.sh"
usage_if 1 "$@"
to=$1
shift
[ -d "$to" ] || die "$to: is not there"
topic=${TOPIC:-iot/summaries}
mosquitto_sub -q 1 -F '%t %x' -t "$topic/+" "$@" | while IFS=' ' read -r name hex; do
    name=${name#"$topic"/}
    # One that is cleared.
    [ -n "$hex" ] || continue
    printf '%s' "$hex" | perl -e 'local $/; print pack "H*", <STDIN>' | receive "$to" "$name" || :
done
