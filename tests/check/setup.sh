#!/bin/sh
# setup.sh - what is missing is installed though a source of apt's is broken, or named, or can be left out
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: setup.sh SOURCE

set -eu
. "$(dirname "$0")/check.sh"
source=$1

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM HUP
mkdir "$dir/bin" "$dir/none"

# An apt with a source that is gone: it says so, and knows the others.
cat >"$dir/bin/apt-get" <<'END'
#!/bin/sh
case $* in
*update*) echo "E: The repository 'http://gone.example stable Release' does not have a Release file." >&2 && exit 100 ;;
*install*) echo "$*" >>"$INSTALLED" ;;
esac
END
printf '#!/bin/sh\nexit 1\n' >"$dir/bin/dpkg-query"
printf '#!/bin/sh\nexit 0\n' >"$dir/bin/apt-cache"
printf '#!/bin/sh\n"$@"\n' >"$dir/bin/sudo"
chmod +x "$dir/bin"/*
status=0
INSTALLED=$dir/installed PATH=$dir/bin:$PATH sh -c 'set -eu; root=$1; . "$root/plugin/setup.sh"; need_packages gcc "a|b"' - "$source" \
    2>"$dir/err" || status=$?
check "a broken source of apt's stops nothing" [ "$status" = 0 ]
check "the rest is installed" grep -q 'gcc a$' "$dir/installed"
check "and the source is told of" grep -q 'could not read all of its sources' "$dir/err"

# A machine with a compiler and pkg-config, and nothing for it to find.
status=0
PKG_CONFIG_LIBDIR=$dir/none PKG_CONFIG_PATH='' cmake -S "$source" -B "$dir/build" -DIOT_PLUGIN=OFF -DIOT_D3_DIR="$dir/none" >"$dir/err" 2>&1 || status=$?
check "without libraries nothing is built" [ "$status" != 0 ]
check "what is missing is named at once, as Debian calls it" \
    grep -q 'apt-get install libglib2.0-dev libmaxminddb-dev libgcrypt20-dev libjson-glib-dev libpsl-dev node-d3 libpcap-dev libseccomp-dev$' "$dir/err"

# What is left out is needed nowhere.
without()
{
    # shellcheck disable=SC2046 # a list of words
    "${CC:-cc}" -std=gnu11 -Wall -Wextra -Werror -DIOT_WITHOUT_JSON -DIOT_WITHOUT_PSL \
        -DGLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_68 -I"$source/lib" $(pkg-config --cflags glib-2.0 gio-2.0) -MD -MF "$dir/needs" -c -o "$dir/without.o" "$source/lib/$1" &&
        ! grep -q 'json-glib\|libpsl' "$dir/needs"
}
for file in base/json.c reference/mud/mud-read.c reference/domain.c archive/summary-parse.c archive/summary-collector.c \
    write/write-html-none.c; do
    check "without json-glib, libpsl and the picture there is $file" without "$file"
done
# One version, wherever it stands.
version=$(sed -n 's/^project(.*VERSION \([0-9.]*\).*/\1/p; s/^ *VERSION \([0-9.]*\).*/\1/p' "$source/CMakeLists.txt" | head -n 1)
check "packages are of $version" sh -c '[ -n "$1" ] && grep -q "^Version: *$1$" "$2/iot-devices.spec" && grep -qx "PKG_VERSION:=$1" "$2/openwrt/Makefile"' - \
    "$version" "$source/packaging"
# shellcheck disable=SC2154 # of check.sh
exit "$failed"
