#!/bin/sh
# packages.sh - the Debian packages are well made, install, work for an ordinary user, and go again
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: packages.sh SOURCE_DIR
#
# Builds the packages and installs them in a chroot of this Debian's own suite. Exit status: 0 all
# is well; 1 something failed; 77 what could be tested without a chroot is well, but there was none.

set -eu
root=$(CDPATH='' cd -- "$1" && pwd)
. "$root/plugin/setup.sh"
. "$root/tests/chroot.sh"
. "$(dirname "$0")/check.sh"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM HUP

skip()
{
    echo "SKIPPED LOUDLY: $1"
    echo "packages: SKIPPED: $1" >&2
    [ "$failed" = 0 ] || exit 1
    exit 77
}

# --- Made

build_packages()
{
    cmake -S "$root" -B "$dir/build" -G Ninja -DCMAKE_INSTALL_PREFIX=/usr -DBUILD_TESTING=OFF \
        -DCMAKE_C_FLAGS_RELWITHDEBINFO='-O2 -DNDEBUG' -DIOT_WERROR=ON && cmake --build "$dir/build" && (cd "$dir/build" && cpack -G DEB)
}

# Of what it only mentions, whatever is about hardening is wrong, too.
lintian_finds_nothing()
{
    lintian --allow-root --display-info --fail-on error,warning "$plugin" "$command" "$library" \
        >"$dir/lintian" 2>&1 && ! grep -q 'hardening-' "$dir/lintian" || {
        cat "$dir/lintian"
        return 1
    }
}

# What is in the packages, stripped and all.
are_hardened()
{
    for package in "$plugin" "$command" "$library"; do
        dpkg-deb -x "$package" "$dir/unpacked"
    done
    find "$dir/unpacked" -type f \( -name 'iot-devices' -o -name '*.so' -o -name '*.a' \) -path '*/usr/*' \
        ! -path '*/bash-completion/*' -exec "$(dirname "$0")/hardening.sh" {} +
}

# The release, of what is committed.
tarball_is_made()
{
    cmake --build "$dir/build" --target tarball >"$dir/log" 2>&1 && (cd "$dir/build" && sha256sum --quiet -c ./*.sha256) &&
        tar -tzf "$dir"/build/wireshark-iot-*.tar.gz | grep -q '/packaging/iot-devices.spec$'
}

field()
{
    dpkg-deb -f "$1" "$2"
}

command -v dpkg-shlibdeps >/dev/null || skip "no dpkg-shlibdeps (package dpkg-dev)"
build_packages >"$dir/log" 2>&1 || {
    cat "$dir/log"
    echo "not ok - the packages are built"
    exit 1
}
plugin=$(ls "$dir"/build/wireshark-iot_*.deb)
command=$(ls "$dir"/build/iot-devices_*.deb)
library=$(ls "$dir"/build/libiotdev-dev_*.deb)
version=$(ls "$dir/build/plugins")
major=${version%.*} minor=${version#*.}
check "for Wireshark $version and no later one" sh -c 'case $1 in *"$2"*) ;; *) echo "  $1"; false ;; esac' - \
    "$(field "$plugin" Depends)" "wireshark-common (>= $version), wireshark-common (<< $major.$((minor + 1))~)"
check "needs the libraries it is linked to" sh -c 'echo "$1" | grep libwireshark | grep -q libjson-glib' - \
    "$(field "$plugin" Depends)"
check "the library needs what its pkg-config file requires" sh -c 'echo "$1" | grep libglib2.0-dev | grep -q libjson-glib-dev' - \
    "$(field "$library" Depends)"
check "the command needs no Wireshark" sh -c 'echo "$1" | grep libpcap0.8 && ! echo "$1" | grep wireshark' - \
    "$(field "$command" Depends)"
if command -v lintian >/dev/null; then
    check "lintian finds no error and warns of nothing" lintian_finds_nothing
else
    echo "SKIPPED LOUDLY: no lintian"
fi

check "what is packed is hardened" are_hardened

if [ -e "$root/.git" ] && command -v git >/dev/null; then
    check "the release's tarball is made, with its sum" tarball_is_made
fi
if command -v rpmspec >/dev/null; then
    check "rpm reads the spec file" sh -c '[ "$(rpmspec -q "$1" | wc -l)" = 2 ] && [ "$(rpmspec -q --without plugin "$1" | wc -l)" = 1 ]' - \
        "$root/packaging/iot-devices.spec"
fi

# --- Installed

suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
[ -n "$suite" ] || skip "this is no Debian with a name"
why=
status=0
chroot_get "packages-$suite" "$suite" || status=$?
[ "$status" != 77 ] || skip "$why"
[ "$status" = 0 ] || {
    echo "not ok - a chroot of $suite: $why"
    exit 1
}

apt()
{
    chroot_run apt-get -qy --no-install-recommends "$@" >"$dir/apt" 2>&1 || {
        cat "$dir/apt"
        return 1
    }
}

# What is in the chroot, without apt's and dpkg's own books.
files()
{
    (cd "$chroot" && find usr etc var -xdev ! -path 'var/lib/dpkg/*' ! -path 'var/lib/apt/*' \
        ! -path 'var/cache/*' ! -path 'var/log/*') | sort
}

# As somebody without any right, with the names of makers that the expected output has.
as_user()
{
    chroot_run setpriv --reuid=65534 --regid=65534 --clear-groups \
        env HOME=/tmp/iot/home LC_ALL=C.UTF-8 TZ=UTC "$@"
}

# Of a run that was broken off.
chroot_run sh -c 'dpkg --purge wireshark-iot iot-devices libiotdev-dev' >/dev/null 2>&1 || :
apt update || {
    chroot_probe "$suite" || skip "$why"
    echo "not ok - apt-get update"
    exit 1
}
# Their dependencies first, so that nothing but them comes and goes afterwards.
apt satisfy "$(field "$plugin" Depends), $(field "$command" Depends), $(field "$library" Depends), tshark, gcc, libc6-dev, pkg-config" || {
    chroot_probe "$suite" || skip "$why"
    echo "not ok - what they depend on can be had"
    exit 1
}
rm -rf "$chroot/tmp/iot"
mkdir -p "$chroot/tmp/iot/home/.config/wireshark"
cp "$root/tests/manuf" "$chroot/tmp/iot/home/.config/wireshark"
cp "$plugin" "$command" "$library" "$root/captures/smart-home.pcapng" "$chroot/tmp/iot"
chmod -R a+rX "$chroot/tmp/iot"
chown -R 65534:65534 "$chroot/tmp/iot/home"
files >"$dir/before"
check "all three install" apt install "/tmp/iot/$(basename "$plugin")" "/tmp/iot/$(basename "$command")" \
    "/tmp/iot/$(basename "$library")"

as_user tshark -r /tmp/iot/smart-home.pcapng -q -z iot,conversations >"$dir/conversations" 2>"$dir/err" || :
check "tshark of an ordinary user prints the conversations" \
    diff -u "$root/tests/golden/home-conversations.out" "$dir/conversations"
check "and complains of nothing" test ! -s "$dir/err"
cat "$dir/err"
as_user tshark -G folders 2>/dev/null | sed -n 's/^Global Plugins:[[:space:]]*//p' >"$dir/folder"
check "the module is where Wireshark looks" test -e "$chroot$(cat "$dir/folder")/epan/iot.so"
check "Wireshark says so" sh -c 'grep -q "^iot.so.*$1" "$2"' - "$(cat "$dir/folder")" \
    "$(as_user tshark -G plugins >"$dir/plugins" 2>/dev/null; echo "$dir/plugins")"
check "the profile is there" sh -c 'grep -q "roomba vacuum outbound" "$1"' - \
    "$(as_user tshark -C 'IoT Devices' -r /tmp/iot/smart-home.pcapng >"$dir/profile" 2>/dev/null; echo "$dir/profile")"
as_user iot-devices --manuf /tmp/iot/home/.config/wireshark/manuf /tmp/iot/smart-home.pcapng >"$dir/command" 2>"$dir/err" || :
check "iot-devices prints the conversations" diff -u "$root/tests/golden/home-conversations.out" "$dir/command"
check "and complains of nothing" test ! -s "$dir/err"
for file in usr/share/man/man7/wireshark-iot.7.gz usr/share/man/man1/iot-devices.1.gz \
    usr/share/bash-completion/completions/iot-devices usr/share/fish/vendor_completions.d/iot-devices.fish \
    usr/share/zsh/vendor-completions/_iot-devices usr/include/iotdev/iotdev.h; do
    check "$file is there" test -e "$chroot/$file"
done

# shellcheck disable=SC2016 # the inner shell's own $
compile='cd /tmp/iot && cc -Wall -Wextra -Werror /usr/share/doc/libiotdev-dev/examples/example.c -o example \
    $(pkg-config --cflags --libs iotdev) && ! ldd example | grep wireshark'
# The chroot leaves out documents to be small, but not ours.
check "the example is compiled with pkg-config" chroot_run sh -c "$compile"
as_user /tmp/iot/example >"$dir/example" || :
check "and runs" grep -q 'Device Conversations' "$dir/example"

# --- And gone

check "all are purged" apt purge wireshark-iot iot-devices libiotdev-dev
files >"$dir/after"
check "nothing is left" diff "$dir/before" "$dir/after"
rm -rf "$chroot/tmp/iot"
exit "$failed"
