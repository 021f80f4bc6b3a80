#!/bin/sh
# retry.sh - the GUI test, given a second and a third chance
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: [IOT_GUI_PROGRAM=growth.py] retry.sh PLUGIN_DIR CAPTURES_DIR OUT_DIR
#
# It waits for windows on a screen, and a machine that is busy with something else can be slower
# than it waits. What fails three times in a row fails.

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
for try in 1 2 3; do
    "$here/gui-test.sh" "$@"
    status=$?
    [ "$status" = 1 ] || exit "$status"
    echo "try $try failed"
done
exit 1
