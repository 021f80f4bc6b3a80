#!/bin/sh
# install.sh - plugin/install.sh puts everything where Wireshark and the shell look for it, and takes it away again
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: install.sh SOURCE BUILD

set -eu
. "$(dirname "$0")/check.sh"
source=$1 build=$2

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM HUP

# What it needs of the tree, where everybody can read it.
tree=$dir/tree
mkdir -p "$tree/doc" "$tree/lib/command" "$tree/build/lib/command" "$tree/build/doc" "$dir/home"
cp -R "$source/plugin" "$tree/"
cp "$source/doc/iot-devices.1" "$tree/doc/"
cp "$source/lib/command/iot-devices.bash" "$source/lib/command/iot-devices.fish" "$source/lib/command/iot-devices.zsh" "$tree/lib/command/"
cp -R "$build/plugins" "$tree/build/"
cp "$build/lib/command/iot-devices" "$tree/build/lib/command/"
cp "$source/captures/smart-home.pcapng" "$dir/"
[ ! -e "$build/doc/wireshark-iot.7" ] || cp "$build/doc/wireshark-iot.7" "$tree/build/doc/"
chmod -R a+rX "$dir"
[ "$(id -u)" != 0 ] || chown -R nobody "$dir/home"

as_user()
{
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=nobody --regid=nogroup --clear-groups env -i PATH="$PATH" HOME="$dir/home" LC_ALL=C.UTF-8 "$@"
    else
        env -i PATH="$PATH" HOME="$dir/home" LC_ALL=C.UTF-8 "$@"
    fi
}

install()
{
    as_user env IOT_BUILT=1 sh "$tree/plugin/install.sh" "$@" >"$dir/out" 2>&1
}

listed()
{
    as_user tshark -G plugins 2>/dev/null | grep -c '^iot\.so.*[[:space:]]dissector[[:space:]]' || :
}

files()
{
    find "$dir/home" -type f ! -path '*/.cache/*' | sort
}

check "an empty home has no plugin" [ "$(listed)" = 0 ]
if [ "$(id -u)" = 0 ]; then
    status=0
    IOT_BUILT=1 HOME=$dir/home sh "$tree/plugin/install.sh" >"$dir/out" 2>&1 || status=$?
    check "root is told that it would be of no use" [ "$status" = 2 ]
    check "and what to do" grep -q -- --system "$dir/out"
fi
# A profile of that name, from before.
mkdir -p "$dir/home/.config/wireshark/profiles/IoT Devices"
echo '# older' >"$dir/home/.config/wireshark/profiles/IoT Devices/hosts"
cp "$source/plugin/profile/IoT Devices/preferences" "$dir/home/.config/wireshark/profiles/IoT Devices/"
[ "$(id -u)" != 0 ] || chown -R nobody "$dir/home"
check "it installs" install
check "and says what to do next" grep -q 'choose the profile "IoT Devices"' "$dir/out"
check "Wireshark finds the plugin" [ "$(listed)" = 1 ]
as_user tshark -C "IoT Devices" -r "$dir/smart-home.pcapng" >"$dir/profile" 2>"$dir/errors" || :
check "and the profile" grep -q "roomba vacuum outbound" "$dir/profile"
check "with no complaint" [ ! -s "$dir/errors" ]
check "the command is there" sh -c '"$1" --version | grep -q iot-devices' - "$dir/home/.local/bin/iot-devices"
check "and its page" [ -s "$dir/home/.local/share/man/man1/iot-devices.1" ]
for file in bash-completion/completions/iot-devices fish/vendor_completions.d/iot-devices.fish \
    zsh/site-functions/_iot-devices; do
    check "and its completion ($file)" [ -s "$dir/home/.local/share/$file" ]
done

before=$(files)
check "once more is the same" install
check "without a file more" [ "$before" = "$(files)" ]
check "or a second plugin" [ "$(listed)" = 1 ]

colors="$dir/home/.config/wireshark/profiles/IoT Devices/colorfilters"
echo '# mine' >>"$colors"
check "after a change of yours" install
check "it says that yours stays" grep -q 'colorfilters is not as it was installed' "$dir/out"
check "and it does" grep -q '# mine' "$colors"

check "it goes" install --remove
check "but for what is yours" [ "$(files)" = "$colors
$(dirname "$colors")/hosts" ]
check "which it names" grep -q 'colorfilters was changed, and stays' "$dir/out"
check "Wireshark has it no more" [ "$(listed)" = 0 ]
check "what is not there can be taken away" install --remove
check "a word that it does not know" sh -c '! "$@"' - sh "$tree/plugin/install.sh" --sytem 2>/dev/null
exit "$failed"
