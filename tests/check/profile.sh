#!/bin/sh
# profile.sh - the profile "IoT Devices" reads well in tshark, and its rules and buttons are valid
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR profile.sh TSHARK PROFILE_DIR

set -eu
tshark=$1 profile=$2
home="$IOT_STAGE/captures/smart-home.pcapng"
profiles="$IOT_STAGE/home/.config/wireshark/profiles"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
. "$(dirname "$0")/check.sh"

compiles()
{
    "$tshark" -r "$home" -c 1 -Y "$1" >/dev/null
}

mkdir -p "$profiles"
rm -rf "$profiles/IoT Devices"
cp -R "$profile" "$profiles/IoT Devices"
chmod -R a+rX "$profiles"

# The live log: who, what it is, which way, whom, km, service, finding.
"$tshark" -C "IoT Devices" -r "$home" >"$dir/log" 2>"$dir/err"
check "no complaints" test ! -s "$dir/err"
cat "$dir/err"
check "a line per frame" test "$(wc -l <"$dir/log")" -eq 2352

# line FRAME PATTERN
line()
{
    check "frame $1: $2" sh -c 'sed -n "$1p" "$2" | grep -qE "^ *$1 +[0-9.]+ $3"' - "$1" "$dir/log" "$2"
}

km='[0-9]+(\.[0-9]+)? '
line 1 'amazon-bd974b201 +multicast +udp/67 dhcp +342 DHCP Discover'
line 17 'amazon-bd974b201 +local router +udp/53 dns +85 Standard query'
line 20 "amazon-bd974b201 +inbound spectrum.s3.amazonaws.com ${km}tcp/80 +66 "
line 37 "sonoszp speaker outbound update-firmware.sonos.com ${km}tcp/443 tls +269 Client Hello"
line 623 "Meross_1b:70:35 +inbound pool.ntp.org ${km}udp/123 ntp +90 NTP"
line 619 'Meross_1b:70:35 +outbound mqtt-eu.meross.com +tcp/443 +66 '

# Colors: each rule compiles, and each frame of a home has one.
sed -n 's/^@[^@]*@\(.*\)@\[.*\]\[.*\]$/\1/p' "$profile/colorfilters" >"$dir/rules"
check "rules are read" test "$(wc -l <"$dir/rules")" -eq "$(grep -c '^@' "$profile/colorfilters")"
while IFS= read -r rule; do
    check "color: $rule" compiles "$rule"
done <"$dir/rules"
"$tshark" -C "IoT Devices" -r "$home" --color -T fields -e frame.coloring_rule.name 2>/dev/null |
    sort -u >"$dir/colored"
check "each frame has a color" sh -c '! grep -q "^$" "$1"' - "$dir/colored"
for rule in "No name" "Device to device" Outbound Inbound "Multicast and transit"; do
    check "color in use: $rule" grep -qxF "$rule" "$dir/colored"
done

# Buttons.
sed -n 's/^"TRUE","[^"]*","\([^"]*\)",.*/\1/p' "$profile/dfilter_buttons" | sed 's/\\x22/"/g' >"$dir/buttons"
check "buttons are read" test "$(wc -l <"$dir/buttons")" -eq "$(grep -c '^"' "$profile/dfilter_buttons")"
while IFS= read -r button; do
    check "button: $button" compiles "$button"
done <"$dir/buttons"

# Where Wireshark looks for what is installed.
# shellcheck disable=SC2016 # awk's own $
folders=$("$tshark" -G folders 2>/dev/null | awk -F '\t' '/^Global configuration/ { print $2 }')
echo "# installed to $folders/profiles"

rm -rf "$profiles/IoT Devices"
exit "$failed"
