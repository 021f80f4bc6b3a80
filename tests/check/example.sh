#!/bin/sh
# example.sh - the installed library, static and shared, serves programs that know nothing of Wireshark, in C and in C++
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: example.sh BUILD_DIR EXAMPLE_DIR

set -eu
. "$(dirname "$0")/check.sh"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
examples=$2

fail()
{
    echo "not ok - $1"
    failed=1
}

# flags LIBRARY: of the library as it is installed there
flags()
{
    PKG_CONFIG_PATH=$(find "$dir/$1" -type d -name pkgconfig) pkg-config --cflags --libs iotdev
}

# builds LIBRARY PROGRAM COMPILER OPTION...: from nothing but what is installed
builds()
{
    library=$1 program=$2
    shift 2
    # shellcheck disable=SC2046 # a list of words
    check "$library: $program builds" "$@" -Wall -Wextra -Werror -Wpedantic "$examples/$program" \
        -o "$dir/$library/program" $(flags "$library")
    libraries=$(dirname "$(find "$dir/$library" -name 'libiotdev.*' | head -n 1)")
    LD_LIBRARY_PATH=$libraries "$dir/$library/program" >"$dir/out" || fail "$library: $program does not run"
    cat "$dir/out"
    check "$library: $program needs no Wireshark" sh -c '! ldd "$1" | grep wireshark' - "$dir/$library/program"
}

for library in static shared; do
    cmake --install "$1" --prefix "$dir/$library" --component dev >/dev/null
done
cmake --install "$1" --prefix "$dir/shared" --component shared >/dev/null
find "$dir/shared" -name libiotdev.a -exec rm {} +
for library in static shared; do
    builds $library example.c cc -std=gnu11
    check "$library: it tells" grep -q 'Device Conversations' "$dir/out"
    builds $library frames.cc c++ -std=c++17
    check "$library: it reads" grep -q '^40:9f:38:65:36:67, multicast$' "$dir/out"
done
shared=$(find "$dir/shared" -name 'libiotdev.so')
check "the shared one has a version" sh -c 'readelf -d "$1" | grep -q "soname: \[libiotdev.so.[0-9]"' - "$shared"
check "and exports our names only" sh -c 'nm -D --defined-only "$1" | awk "{ print \$3 }" | grep -q . &&
    ! nm -D --defined-only "$1" | awk "{ print \$3 }" | grep -v "^iot_"' - "$shared"
# Each header by itself, in either language.
for header in $(cd "$dir/shared/include/iotdev" && find . -name '*.h' | sed 's/^\.\///'); do
    for language in c c++; do
        printf '#include <%s>\n' "$header" >"$dir/header.$language"
        # shellcheck disable=SC2046 # a list of words
        cc -x $language -fsyntax-only -Wall -Wextra -Werror $(flags shared) "$dir/header.$language" 2>"$dir/err" ||
            fail "$header as $language: $(head -n 3 "$dir/err")"
    done
done
exit "$failed"
