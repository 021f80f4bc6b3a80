#!/bin/sh
# hardening.sh - what was built is hardened as Debian has it
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: tests/check/hardening.sh PROGRAM|MODULE|ARCHIVE...
#
# Looks at the files themselves, as flags can be lost on the way to them.

set -eu
. "$(dirname "$0")/check.sh"

for tool in readelf objdump; do
    command -v $tool >/dev/null || {
        echo "SKIPPED LOUDLY: no $tool (package binutils)"
        exit 77
    }
done

has()
{
    # shellcheck disable=SC2086 # options
    LC_ALL=C readelf $2 --wide "$1" 2>/dev/null | grep -q -- "$3"
}

# Functions begin where a jump may land, and say so.
guards_jumps()
{
    case $(uname -m) in
    x86_64) LC_ALL=C objdump -d "$1" | grep -c endbr64 ;;
    aarch64) LC_ALL=C objdump -d "$1" | grep -c 'paciasp\|bti' ;;
    *) echo 1000 ;;
    esac
}

is_program()
{
    has "$1" -l 'INTERP'
}

for file; do
    what=$(basename "$file")
    case $file in
    *.a)
        check "$what: its functions guard their stack" has "$file" --symbols __stack_chk_fail
        ;;
    *)
        ! is_program "$file" || check "$what: can be anywhere in memory" has "$file" -d 'Flags:.* PIE'
        check "$what: relocations become read-only" has "$file" -l 'GNU_RELRO'
        check "$what: all of them, before it starts" has "$file" -d 'BIND_NOW\|Flags:.* NOW'
        check "$what: the stack cannot be run" has "$file" -l 'GNU_STACK.* RW '
        check "$what: the stack is guarded" has "$file" --dyn-syms __stack_chk_fail
        check "$what: calls of the C library are checked" has "$file" --dyn-syms '__[a-z]*_chk@'
        ;;
    esac
    check "$what: jumps land where they may" test "$(guards_jumps "$file")" -gt 100
done
exit "$failed"
