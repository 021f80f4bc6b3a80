#!/bin/sh
# cases.sh - the shared cases: captures of one kind of situation each, and what both programs must say of them
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR cases.sh TSHARK IOT-DEVICES CHECK CASES_DIR
#
# CHECK runs them and says how their statements read. Skipped where the folder is absent.

set -eu
tshark=$1 program=$2 check=$3 cases=$4

if [ ! -e "$check" ] || [ ! -d "$cases" ]; then
    echo "SKIPPED LOUDLY: there is no $check or no $cases; nobody looked at the shared cases"
    exit 77
fi
# To where the unprivileged tshark can read them.
rm -rf "$IOT_STAGE/cases"
cp -R "$cases" "$IOT_STAGE/cases"
chmod -R u+w,a+rX "$IOT_STAGE/cases"
exec python3 "$check" --jobs "$(nproc)" --iot-devices "$program" --tshark "$tshark" "$IOT_STAGE/cases"
