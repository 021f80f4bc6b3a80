# setup.sh - what run.sh and the tests share: installs what is missing, builds, runs unprivileged
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# To be sourced with $root set to the top of the source tree.

# What building and running take on Debian. wireshark-dev has what CMake finds Wireshark by; node-d3
# draws the picture, in a browser.
packages="gcc libc6-dev cmake ninja-build pkg-config wireshark-dev libwireshark-dev libglib2.0-dev libjson-glib-dev
    libmaxminddb-dev libpsl-dev libgcrypt20-dev libpcap-dev libseccomp-dev libmicrohttpd-dev libzstd-dev liblzma-dev node-d3 tshark"

say()
{
    echo "$(basename "$0"): $*" >&2
}

as_root()
{
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        say "needs root or sudo for: $*"
        exit 1
    fi
}

# is_installed PACKAGE, or one of PACKAGE|PACKAGE
is_installed()
{
    # shellcheck disable=SC2046 # a list of words
    dpkg-query -W -f '${Status}\n' $(echo "$1" | tr '|' ' ') 2>/dev/null | grep -q 'ok installed'
}

# Of "this|that" the one that this Debian has: packages change their names.
choose_package()
{
    for package in $(echo "$1" | tr '|' ' '); do
        ! is_installed "$package" || break
        ! apt-cache show "$package" >/dev/null 2>&1 || break
    done
    echo "$package"
}

# Installs those of the packages that are missing.
need_packages()
{
    missing=
    for package in "$@"; do
        is_installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        say "this is not Debian; please install what these packages hold:$missing"
        return 0
    fi
    say "installing$missing"
    # A source of somebody else's that is broken is no reason: apt knows the others.
    as_root apt-get update -q >&2 || say "apt could not read all of its sources (see above); going on with the others"
    missing=$(for package in $missing; do choose_package "$package"; done)
    # shellcheck disable=SC2086 # a list of words
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
        $missing >&2
}

# Builds $build_targets, or all, into $root/build; more arguments go to cmake.
build()
{
    cmake -S "$root" -B "$root/build" -G Ninja "$@" >&2
    # shellcheck disable=SC2086 # a list of words
    cmake --build "$root/build" --target ${build_targets:-all} >&2
}

# A directory of copies that everybody can read: a checkout below /root is not.
stage()
{
    staged=$(mktemp -d "${TMPDIR:-/tmp}/wireshark-iot.XXXXXX")
    trap 'rm -rf "$staged"' EXIT
    trap 'exit 130' INT TERM HUP
    mkdir "$staged/home"
    cp -R "$root/build/plugins" "$staged/plugins"
    chmod -R a+rX "$staged"
    [ "$(id -u)" != 0 ] || chown -R nobody "$staged/home"
}

# Wireshark's programs ignore WIRESHARK_PLUGIN_DIR when root runs them, and are not for root anyway.
unprivileged()
{
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME="$staged/home" \
            XDG_DATA_HOME="$staged/home/.local/share" WIRESHARK_PLUGIN_DIR="$staged/plugins" "$@"
    else
        env WIRESHARK_PLUGIN_DIR="$staged/plugins" "$@"
    fi
}
