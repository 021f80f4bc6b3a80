#!/bin/sh
# other-version.sh - a module that was made for another Wireshark is refused, and nothing else is
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR other-version.sh TSHARK
#
# What doc/install.md says of it is checked here.

set -eu
tshark=$1
version=$(ls "$IOT_STAGE/plugins")
major=${version%.*} minor=${version#*.}
other=$major.$((minor + 2))
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
. "$(dirname "$0")/check.sh"

# A stage of its own: tshark.sh takes the plugins from there.
mkdir -p "$dir/plugins/$version/epan" "$dir/home/.config" "$dir/out"
cp "$IOT_STAGE/captures/two-names.pcapng" "$dir"
chmod -R a+rX "$dir"
[ "$(id -u)" != 0 ] || chown -R nobody "$dir/home"
module=$dir/plugins/$version/epan/iot.so

run()
{
    status=0
    IOT_STAGE=$dir "$tshark" -r "$dir/two-names.pcapng" "$@" >"$dir/said" 2>"$dir/err" || status=$?
}

# The same module, but for what it says of itself.
python3 - "$IOT_STAGE/plugins/$version/epan/iot.so" "$module" $((minor + 2)) <<'END_PYTHON'
import struct, subprocess, sys

source, target, minor = sys.argv[1], sys.argv[2], int(sys.argv[3])
symbols = subprocess.check_output(["nm", "-D", source], text=True).splitlines()
address = next(int(line.split()[0], 16) for line in symbols if line.endswith(" plugin_want_minor"))
module = bytearray(open(source, "rb").read())
for line in subprocess.check_output(["readelf", "-lW", source], text=True).splitlines():
    words = line.split()
    if words[:1] == ["LOAD"]:
        offset, start, _physical, size = (int(word, 16) for word in words[1:5])
        if start <= address < start + size:
            struct.pack_into("<i", module, address - start + offset, minor)
open(target, "wb").write(module)
END_PYTHON
chmod a+r "$module"
run -c 1
check "it is refused with a message" grep -qF "The plugin 'iot.so' was compiled for Wireshark version $other" "$dir/err"
check "Wireshark works without it" sh -c 'test "$1" = 0 && grep -q DNS "$2"' - "$status" "$dir/said"
run -c 1 -Y iot.device
check "its fields are not there" test "$status" != 0
cat "$dir/err"

# In the directory of another version nobody looks.
mkdir -p "$dir/plugins/$other/epan"
mv "$module" "$dir/plugins/$other/epan"
chmod -R a+rX "$dir/plugins"
run -c 1
check "elsewhere it is not looked at" sh -c 'test "$1" = 0 && ! grep iot.so "$2"' - "$status" "$dir/err"

cp "$IOT_STAGE/plugins/$version/epan/iot.so" "$module"
run -c 1 -Y iot.device
check "the right one is loaded" sh -c 'test "$1" = 0 && ! grep iot.so "$2"' - "$status" "$dir/err"
exit "$failed"
