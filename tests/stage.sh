#!/bin/sh
# stage.sh - copies plugin and captures to where an unprivileged user can read them
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: tests/stage.sh STAGE PLUGIN_DIR CAPTURES_DIR SCHEMAS_DIR [REAL_CAPTURES_DIR]

set -eu
refuse()
{
    echo "$1" "usage: tests/stage.sh STAGE PLUGIN_DIR CAPTURES_DIR SCHEMAS_DIR [REAL_CAPTURES_DIR]" >&2
    exit 2
}

# STAGE is emptied, so it has to be named, and to be a stage if it is anything.
[ $# -ge 4 ] && [ -n "$1" ] || refuse "Which stage?"
stage=$1 plugins=$2 captures=$3 schemas=$4 real=${5:-}
[ -z "$(ls -A "$stage" 2>/dev/null)" ] || [ -d "$stage/home/.config/wireshark" ] || refuse "$stage is no stage."

rm -rf "$stage"
mkdir -p "$stage/home/.config/wireshark" "$stage/out"
cp "$(dirname "$0")/manuf" "$stage/home/.config/wireshark"
cp -R "$plugins" "$stage/plugins"
cp -R "$captures" "$stage/captures"
cp -R "$schemas" "$stage/schemas"
if [ -n "$real" ] && [ -d "$real" ]; then
    cp -R "$real" "$stage/real"
    [ ! -d "$real/../mmdb" ] || cp -R "$real/../mmdb" "$stage/mmdb"
else
    echo "SKIPPING LOUDLY: no real captures at '$real'; tests over them are skipped"
fi
chmod -R u+w,a+rX "$stage"
[ "$(id -u)" != 0 ] || chown -R nobody "$stage/home" "$stage/out"
