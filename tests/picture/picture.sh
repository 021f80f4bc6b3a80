#!/bin/sh
# picture.sh - the page that tells what devices talk to, in a real browser
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: picture.sh OUT_DIR PAGE.html EXPORT.json [PAGE.html EXPORT.json…]
# EXPORT.json is `tshark -z iot,export,json` of the capture that PAGE.html shows. Screenshots and a PDF
# of each page go into OUT_DIR. Without Chromium or Selenium the test counts as skipped.

set -eu
out=$1
shift
here=$(cd "$(dirname "$0")" && pwd)

skip()
{
    echo "SKIPPING LOUDLY: $*"
    exit 77
}

[ $# -gt 0 ] || { echo "usage: picture.sh OUT_DIR PAGE.html EXPORT.json…" >&2; exit 2; }
command -v chromium >/dev/null || skip "no chromium (Debian: chromium)"
command -v chromedriver >/dev/null || skip "no chromedriver (Debian: chromium-driver)"
# Debian's own Python: another one does not see Debian's modules.
/usr/bin/python3 -c 'import selenium' 2>/dev/null || skip "no selenium (Debian: python3-selenium)"

# A browser refuses to work as root, and should; its home is a directory that goes away again.
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -p "$out" "$home/out"
as=
i=0
while [ $# -gt 0 ]; do
    i=$((i + 1))
    mkdir "$home/$i"
    name=$(basename "$1" .html)
    cp "$1" "$home/$i/$name.html"
    cp "$2" "$home/$i/$name.json"
    shift 2
done
cp "$here/picture_test.py" "$home/"
chmod -R a+rX "$home"
if [ "$(id -u)" = 0 ]; then
    chown -R 65534:65534 "$home"
    as="setpriv --reuid=65534 --regid=65534 --clear-groups"
fi

failed=0
set --
for dir in "$home"/[0-9]*; do
    set -- "$@" "$dir"/*.html "$dir"/*.json
done
$as env HOME="$home" /usr/bin/python3 -u -B "$home/picture_test.py" "$home/out" "$@" || failed=1
cp -R "$home/out/." "$out/"
exit $failed
