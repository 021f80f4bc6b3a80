#!/bin/sh
# locations.sh - gets databases that say which organization and country an address belongs to, or takes them away again
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: sh plugin/locations.sh [--directory DIRECTORY] [--remove]
#
#   (nothing)     into ~/.local/share/wireshark-iot/locations, where the plugin and iot-devices find them; once more
#                 gets newer ones, if there are any
#   --directory   elsewhere: /var/lib/GeoIP is for everybody on this machine
#   --remove      takes them away
#
# 26 MB are loaded from the npm registry, or from IOT_REGISTRY, and checked by the sums that it tells; afterwards nothing
# asks the network. Takes curl or wget, and installs the latter if there is neither; no npm. Exit status: 0 done; 1 not; 2 the
# words were wrong.

set -eu

usage="usage: sh plugin/locations.sh [--directory DIRECTORY] [--remove]"
registry=${IOT_REGISTRY:-https://registry.npmjs.org}
usual=${XDG_DATA_HOME:-$HOME/.local/share}/wireshark-iot/locations
directory=$usual
remove=
made= # the directory, here
files="asn-ipv4.csv asn-ipv6.csv geo-whois-asn-country.mmdb attribution.txt"

say()
{
    echo "locations.sh: $*" >&2
}

fail()
{
    say "$*; nothing was changed"
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
    --directory)
        if [ -z "${2:-}" ]; then
            say "$usage"
            exit 2
        fi
        directory=$2 && shift
        ;;
    --remove) remove=1 ;;
    *)
        say "$usage"
        exit 2
        ;;
    esac
    shift
done

# get URL FILE: $why says what went wrong
get()
{
    if command -v curl >/dev/null 2>&1; then
        why=$(curl -fsSL --connect-timeout 20 --speed-time 60 --speed-limit 1 -o "$2" "$1" 2>&1) && return 0
        why=${why#curl: }
    elif command -v wget >/dev/null 2>&1; then
        why=$(wget -nv --timeout=60 --tries=2 -O "$2" "$1" 2>&1) && return 0
        # It ends with how to ask without looking whom, which is no advice.
        why=$(echo "$why" | grep -v -e --no-check-certificate | tail -n 1)
    else
        fail "needs curl or wget (Debian: apt-get install wget ca-certificates)"
    fi
    return 1
}

# word_of NAME: the first member of that name in the JSON of a release, a text without quotation marks
word_of()
{
    tr '\n' ' ' <"$new/release" | grep -o "\"$1\": *\"[^\"]*\"" | sed -n '1s/.*"\([^"]*\)"$/\1/p'
}

# What the registry says and what came, both in hexadecimal.
sum_of_registry()
{
    word_of integrity | sed -n 's/^sha512-//p' | base64 -d 2>/dev/null | od -An -v -tx1 | tr -d ' \n'
}

sum_of_file()
{
    sha512sum <"$1" | cut -d ' ' -f 1
}

# get_package PACKAGE FILE...: its newest release's files, unpacked into $new; $released gets when they are of
get_package()
{
    package=$1
    shift
    get "$registry/$(echo "$package" | sed 's,/,%2f,')/latest" "$new/release" ||
        fail "cannot ask $registry for $package: $why"
    version=$(word_of version) sum=$(sum_of_registry)
    case $version in
    '' | *[!0-9A-Za-z.-]*) fail "$registry says nothing of $package that can be understood" ;;
    esac
    [ ${#sum} = 128 ] || fail "$registry has no sum to check $package by"
    say "loading $package $version"
    get "$registry/$package/-/${package#*/}-$version.tgz" "$new/package.tgz" ||
        fail "cannot load $package $version (no network, or no room in $(dirname "$directory")?): $why"
    [ "$(sum_of_file "$new/package.tgz")" = "$sum" ] || fail "$package $version came damaged; please try again"
    # Only what is asked for is written, by its own name, whatever else there is in it.
    for file in "$@"; do
        tar -xzOf "$new/package.tgz" "package/$file" >"$new/$file" ||
            fail "cannot unpack $file of $package $version (no room in $(dirname "$directory")?)"
        [ -s "$new/$file" ] || fail "$file of $package $version is empty"
    done
    rm -f "$new/package.tgz"
}

# The licence (CC BY 4.0) asks that whoever shows the data says whose they are.
write_attribution()
{
    cat >"$new/attribution.txt" <<END
Organizations: RouteViews (routeviews.org), DB-IP (https://db-ip.com), NRO (nro.net), CC BY 4.0

asn-ipv4.csv, asn-ipv6.csv: npm @ip-location-db/asn $asn_version, from the IP to AS Number database by Route Views, the
IP to ASN Lite database by DB-IP and the statistics of the NRO, merged by ip-location-db; each is licensed under
CC BY 4.0, https://creativecommons.org/licenses/by/4.0/
geo-whois-asn-country.mmdb: npm @ip-location-db/geo-whois-asn-country-mmdb $version, CC0 1.0
END
}

# What is ours, or was made here, goes if there is nothing in it.
remove_empty()
{
    [ "$directory" = "$usual" ] || [ "$made" ] || return 0
    rmdir "$directory" 2>/dev/null || return 0
    [ "$directory" != "$usual" ] || rmdir "$(dirname "$directory")" 2>/dev/null || :
}

# is_ours: what stands in the directory is of ours, or nothing of that name does
is_ours()
{
    [ ! -e "$directory/attribution.txt" ] || grep -q '@ip-location-db/' "$directory/attribution.txt"
}

remove_all()
{
    [ -d "$directory" ] || fail "there is no $directory"
    is_ours || fail "$directory/attribution.txt is somebody else's"
    for file in $files; do
        rm -f "$directory/$file" || exit 1
    done
    remove_empty
    say "the databases in $directory are gone"
}

if [ "$remove" ]; then
    remove_all
    exit 0
fi
is_ours || fail "$directory/attribution.txt is somebody else's"
# A bare machine has neither; where there is no apt, get() says so.
if ! command -v curl >/dev/null 2>&1 && ! command -v wget >/dev/null 2>&1; then
    root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
    . "$root/plugin/setup.sh"
    need_packages wget ca-certificates
fi
[ -d "$directory" ] || made=1
mkdir -p "$directory" 2>/dev/null || fail "cannot make $directory"
# On the same disk, so that each file comes whole or not at all; those in use stay as they are for who reads them.
new=$(mktemp -d "$directory/.new.XXXXXX" 2>/dev/null) || fail "cannot write to $directory"
trap 'rm -rf "$new"; remove_empty' EXIT
trap 'exit 130' INT TERM HUP
get_package @ip-location-db/asn asn-ipv4.csv asn-ipv6.csv
asn_version=$version
get_package @ip-location-db/geo-whois-asn-country-mmdb geo-whois-asn-country.mmdb
write_attribution || fail "no room in $directory"
for file in $files; do
    chmod 644 "$new/$file"
    mv -f "$new/$file" "$directory/$file"
done
say "organizations ($asn_version) and countries ($version) are in $directory"
