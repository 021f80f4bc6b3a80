#!/bin/sh
# tshark.sh - tshark with our plugin and nothing of the user's, unprivileged
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR tests/tshark.sh ARGUMENT...      (DIR as tests/stage.sh makes it)
# A dissector's bug that Wireshark notices ends it; not with IOT_DISSECTOR_BUGS= (empty), for tests that
# look at Wireshark's own.
# A plugin built with IOT_SANITIZE needs its runtime loaded before tshark: IOT_ASAN_RUNTIME. What
# tshark itself never frees is none of our leaks.

set -eu
set -- env HOME="$IOT_STAGE/home" XDG_CONFIG_HOME="$IOT_STAGE/home/.config" LC_ALL=C.UTF-8 \
    TZ=UTC WIRESHARK_PLUGIN_DIR="$IOT_STAGE/plugins" \
    ${IOT_DISSECTOR_BUGS-WIRESHARK_ABORT_ON_DISSECTOR_BUG=1} \
    ${IOT_ASAN_RUNTIME:+LD_PRELOAD="$IOT_ASAN_RUNTIME" ASAN_OPTIONS=detect_leaks=0:abort_on_error=1} \
    tshark "$@"
[ "$(id -u)" != 0 ] || set -- setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
exec "$@"
