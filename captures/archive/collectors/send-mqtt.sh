#!/bin/sh
# send-mqtt.sh - a collector's summaries to an MQTT broker, each as a retained message
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: send-mqtt.sh DIRECTORY [MOSQUITTO_PUB-OPTION...]
#
# Publishes the summaries that changed since the last time as TOPIC/NAME (default of TOPIC: iot/summaries), retained, so that
# whoever subscribes later gets the last one of each; those that are not there any more are cleared. What was sent, and when,
# is kept in DIRECTORY. The options say where the broker is, and who we are: -h HOST, --cafile FILE, ...
# Exit status: 0 all were taken; 1 some were not, and will be the next time; 2 wrong usage.

. "$(dirname "$0")/common.sh"
usage_if 1 "$@"
from=$1
shift
topic=${TOPIC:-iot/summaries}
names=$from/.sent-mqtt.names

# The name comes last.
publish()
{
    for name in "$@"; do :; done
    mosquitto_pub_with "$name" -f "$from/$name" && printf '%s\n' "$name" >>"$names" && return 0
    say "not sent: $name"
    return 1
}

mosquitto_pub_with()
{
    name=$1
    shift
    eval "mosquitto_pub -q 1 -r -t \"\$topic/\$name\" \"\$@\" $options"
}

# Words as they came, for eval.
options=
for word in "$@"; do
    options="$options '$(printf %s "$word" | sed "s/'/'\\\\''/g")'"
done
failed=0
each_new "$from" "$from/.sent-mqtt" publish || failed=1
if [ -e "$names" ]; then
    sort -u "$names" >"$names.all" && : >"$names.left"
    while IFS= read -r name; do
        if [ -e "$from/$name" ] || ! mosquitto_pub_with "$name" -n </dev/null; then
            printf '%s\n' "$name" >>"$names.left"
        fi
    done <"$names.all"
    mv -f "$names.left" "$names" && rm -f "$names.all"
fi
exit "$failed"
