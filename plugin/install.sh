#!/bin/sh
# install.sh - sets up, builds, and puts everything where it belongs, for you or for everybody; or takes it away again
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: sh plugin/install.sh [--system] [--remove]
#
#   (nothing)   for you: the plugin, the profile "IoT Devices", iot-devices, man pages and completion, below ~
#   --system    for everybody on this machine; takes root or sudo
#   --remove    what was installed that way is taken away; what you changed of the profile stays, and is named
#
# IOT_BUILT=1 installs what build/ holds, and builds nothing.

set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/plugin/setup.sh"

system='' remove=''
for word in "$@"; do
    case $word in
    --system) system=1 ;;
    --remove) remove=1 ;;
    *)
        say "usage: sh plugin/install.sh [--system] [--remove]"
        exit 2
        ;;
    esac
done

data=${XDG_DATA_HOME:-$HOME/.local/share}
profiles=${XDG_CONFIG_HOME:-$HOME/.config}/wireshark/profiles
kept=$data/wireshark-iot/installed # a line for each file: its checksum, and where it is
manifest=$root/build/install_manifest.txt

# folder_of WHAT: "Personal Plugins" or "Global Plugins", as Wireshark says
folder_of()
{
    tshark -G folders 2>/dev/null | sed -n "s/^$1:[[:space:]]*//p"
}

sum_of()
{
    cksum <"$1" | tr ' ' '-'
}

# --- For you

# put FILE WHERE [MODE]
put()
{
    mkdir -p "$(dirname "$2")"
    install -m "${3:-644}" "$1" "$2"
    echo "$(sum_of "$2") $2" >>"$kept.new"
}

# put_profile FILE WHERE: Wireshark writes there, too. What is not as we put it is yours, and stays.
put_profile()
{
    if [ -e "$2" ] && ! cmp -s "$1" "$2" && ! grep -qsxF "$(sum_of "$2") $2" "$kept"; then
        say "$2 is not as it was installed, and stays; ours is $1"
        grep -sF " $2" "$kept" >>"$kept.new" || :
        return 0
    fi
    put "$1" "$2"
}

put_all()
{
    version=$(cd "$root/build/plugins" && ls)
    mkdir -p "$(dirname "$kept")"
    : >"$kept.new"
    put "$root/build/plugins/$version/epan/iot.so" "$(folder_of 'Personal Plugins')/epan/iot.so"
    for file in "$root/plugin/profile/IoT Devices"/*; do
        put_profile "$file" "$profiles/IoT Devices/$(basename "$file")"
    done
    put "$root/build/lib/command/iot-devices" "$HOME/.local/bin/iot-devices" 755
    put "$root/lib/command/iot-devices.bash" "$data/bash-completion/completions/iot-devices"
    put "$root/lib/command/iot-devices.fish" "$data/fish/vendor_completions.d/iot-devices.fish"
    put "$root/lib/command/iot-devices.zsh" "$data/zsh/site-functions/_iot-devices"
    put "$root/doc/iot-devices.1" "$data/man/man1/iot-devices.1"
    [ ! -e "$root/build/doc/wireshark-iot.7" ] || put "$root/build/doc/wireshark-iot.7" "$data/man/man7/wireshark-iot.7"
    mv "$kept.new" "$kept"
}

remove_all()
{
    if [ ! -e "$kept" ]; then
        say "nothing was installed for you by this script"
        return 0
    fi
    while read -r sum file; do
        [ -e "$file" ] || continue
        if [ "$sum" = "$(sum_of "$file")" ]; then
            rm -f "$file"
            rmdir "$(dirname "$file")" 2>/dev/null || :
        else
            say "$file was changed, and stays"
        fi
    done <"$kept"
    rm -f "$kept"
    rmdir "$(dirname "$kept")" 2>/dev/null || :
}

# Wireshark loads a plugin once, and complains of the second.
refuse_second()
{
    if [ -e "$1/epan/iot.so" ]; then
        say "$1/epan/iot.so is there already: $2"
        exit 1
    fi
}

# --- For everybody

remove_system()
{
    if [ ! -e "$manifest" ]; then
        say "nothing was installed for everybody from here; of Debian's packages apt removes what it installed"
        return 0
    fi
    as_root xargs -d '\n' rm -f <"$manifest"
    as_root rm -f "$manifest"
}

tell_what_next()
{
    cat >&2 <<'EOF'

It is installed. Next:
  1. Start Wireshark, and choose the profile "IoT Devices" at the right end of the status bar.
  2. Open a capture of your home; captures/smart-home.pcapng is one to try.
  3. Type a filter, such as  iot.device == roomba
  4. Statistics > IoT Devices tells what talks to what; Tools > IoT Devices > Picture draws it.
  5. In a terminal:  iot-devices home.pcapng
EOF
}

if [ "$remove" ]; then
    if [ "$system" ]; then remove_system; else remove_all; fi
    exit 0
fi
if [ "$(id -u)" = 0 ] && [ -z "$system" ]; then
    say "as root Wireshark ignores the plugins of a user: run this as yourself, or with --system for everybody"
    exit 2
fi
if [ -z "${IOT_BUILT:-}" ]; then
    # shellcheck disable=SC2086 # a list of words
    need_packages $packages pandoc
    build_targets="iot iot-devices iotdev iotdev-shared man" # without the tests
    build
fi
if [ "$system" ]; then
    refuse_second "$(folder_of 'Personal Plugins')" "sh plugin/install.sh --remove takes yours away"
    as_root cmake --install "$root/build" >&2
else
    refuse_second "$(folder_of 'Global Plugins')" "everybody has it, you too"
    put_all
fi
tell_what_next
case ${SHELL:-} in
*/zsh) [ "$system" ] || say "for completion in zsh, put this before compinit in ~/.zshrc:  fpath+=($data/zsh/site-functions)" ;;
esac
case ":$PATH:" in
*":$HOME/.local/bin:"*) ;;
*) [ "$system" ] || say "$HOME/.local/bin is not in your PATH yet; log in again, or call iot-devices by its whole name" ;;
esac
