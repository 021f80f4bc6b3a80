#!/bin/sh
# clang-tidy over files of lib/ and plugin/, as .clang-tidy says; by hand, as it takes minutes.
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: tidy.sh [FILE ...]       all of lib/ and plugin/, unless told; build/ must be configured
set -e
cd "$(dirname "$0")/.."
if [ $# -eq 0 ]; then
    set -- $(find lib plugin -name '*.c' ! -name compile-signatures.c | sort)
fi
printf '%s\n' "$@" | xargs -n 4 -P "$(nproc)" clang-tidy --quiet -p build
