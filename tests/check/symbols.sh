#!/bin/sh
# symbols.sh - the module exports what Wireshark looks for and no more
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: symbols.sh iot.so

set -eu
want="plugin_describe
plugin_register
plugin_version
plugin_want_major
plugin_want_minor"
have=$(nm -D --defined-only "$1" | awk '{ print $3 }' | sort)
[ "$have" = "$want" ] || {
    printf 'exported:\n%s\nwanted:\n%s\n' "$have" "$want"
    exit 1
}
echo "exports five symbols"
