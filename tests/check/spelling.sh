#!/bin/sh
# spelling.sh - no word is spelt as codespell knows it to be wrong
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: spelling.sh SOURCE_TREE

set -eu
command -v codespell >/dev/null || {
    echo "SKIPPED LOUDLY: no codespell"
    exit 77
}
cd "$1"
codespell
