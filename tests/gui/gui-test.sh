#!/bin/sh
# gui-test.sh - clicks through the plugin in a real Wireshark, on a screen that nobody sees
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: tests/gui/gui-test.sh PLUGIN_DIR CAPTURES_DIR OUT_DIR      (PLUGIN_DIR is build/plugins)
# With IOT_GUI_PROGRAM=growth.py memory is measured instead.
#
# Prints "ok - ..." or "not ok - ..." for each check, and leaves pictures of the windows in OUT_DIR,
# of a failure too. Exit status: 0 all is well, 1 a check failed, 77 something to test with is
# missing (it says what).

set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
profile="$here/../../plugin/profile/IoT Devices"
screen=1760x1000x24
nobody=65534

if [ $# -ne 3 ] || [ ! -d "$1" ] || [ ! -d "$2" ]; then
    sed -n 's/^# \(usage:.*\)/\1/p' "$0" >&2
    exit 2
fi
plugins=$1 captures=$2 out=$3

missing=
need() { # command, Debian package
    command -v "$1" >/dev/null || missing="$missing $2"
}
need wireshark wireshark
need tshark tshark
need Xvfb xvfb
need xdotool xdotool
need xprop x11-utils
need import imagemagick
need dbus-run-session dbus-daemon
need setpriv util-linux
need timeout coreutils
[ -e /usr/share/dbus-1/services/org.a11y.Bus.service ] || missing="$missing at-spi2-core"
python=
for candidate in python3 /usr/bin/python3; do
    "$candidate" -c 'from gi.repository import Gio' 2>/dev/null && { python=$candidate; break; }
done
[ "$python" ] || missing="$missing python3-gi"
if [ "$missing" ]; then
    echo "SKIPPING LOUDLY: the GUI test lacks these Debian packages:$missing"
    exit 77
fi
python=$(command -v "$python")
mkdir -p "$out"
rm -f "$out"/failed-*.png

# As root Wireshark loads no plugins of others; and nobody may not be able to read the checkout.
stage=$(mktemp -d)
xvfb=
session=
finish() {
    [ -z "$session" ] || kill "$session" 2>/dev/null || :
    [ -z "$xvfb" ] || kill "$xvfb" 2>/dev/null || :
    cp "$stage"/out/* "$out" 2>/dev/null || :
    rm -rf "$stage"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
config="$stage/home/.config/wireshark/profiles"
mkdir -p "$config" "$stage/run" "$stage/out" "$stage/captures" "$stage/test"
cp -R "$plugins" "$stage/plugins"
cp "$captures"/*.pcapng "$captures"/*.summary "$stage/captures"
cp -R "$captures/geo" "$stage/geo"
cp "$here"/*.py "$stage/test"
cp -R "$profile" "$config"
cp "$here/recent_common" "$here/../manuf" "$stage/home/.config/wireshark"
for file in preferences recent; do
    chmod u+w "$config/IoT Devices/$file"
    cat "$here/$file" >>"$config/IoT Devices/$file"
done
# The same locations for Wireshark, with the profile, and for tshark, without.
for file in "$config/IoT Devices/preferences" "$config/../preferences"; do
    printf 'iot.mmdb_directory: %s\niot.home: 52.52,13.405\n' "$stage/geo" >>"$file"
done
# Stands where the desktop's opener of files would be, and says what it was asked to open; or that
# there is nothing to open it with.
mkdir "$stage/bin"
cat >"$stage/bin/xdg-open" <<'EOF_OPENER'
#!/bin/sh
[ ! -e "$TMPDIR/no-browser" ] || exit 3
printf '%s\n' "$1" >"$TMPDIR/opening"
mv "$TMPDIR/opening" "$TMPDIR/opened"
EOF_OPENER
chmod +x "$stage/bin/xdg-open"
chmod -R a+rX "$stage"
chmod 700 "$stage/run"
as_user=
if [ "$(id -u)" -eq 0 ]; then
    chown -R "$nobody:$nobody" "$stage/home" "$stage/run" "$stage/out"
    as_user="setpriv --reuid=$nobody --regid=$nobody --clear-groups"
fi

# Once it is ready it writes its number. What is free it cannot know: a test of another chroot has a /tmp of its own, and
# where X servers and programs use Linux's abstract sockets, all have those in common. None of that number: tried again.
mkfifo "$stage/display"
Xvfb ":$((1000 + $(od -An -N2 -tu2 /dev/urandom) % 50000))" -displayfd 3 -screen 0 "$screen" -nolisten tcp -noreset \
    3>"$stage/display" >"$stage/out/xvfb.log" 2>&1 &
xvfb=$!
display=$(timeout 30 head -n 1 "$stage/display") || :
if [ -z "$display" ]; then
    echo "not ok - Xvfb does not start"
    cat "$stage/out/xvfb.log"
    exit 1
fi

# MALLOC_PERTURB_ fills memory that is freed: whoever still looks at it crashes, always.
# shellcheck disable=SC2086 # as_user is several words
$as_user env -i PATH="$stage/bin:$PATH" DISPLAY=":$display" HOME="$stage/home" XDG_RUNTIME_DIR="$stage/run" \
    TMPDIR="$stage/run" LC_ALL=C.UTF-8 TZ=UTC PYTHONDONTWRITEBYTECODE=1 MALLOC_PERTURB_=165 \
    QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 QT_QPA_PLATFORM=xcb \
    WIRESHARK_PLUGIN_DIR="$stage/plugins" WIRESHARK_ABORT_ON_DISSECTOR_BUG=1 \
    dbus-run-session -- sh -c 'exec "$@" >&3' - \
    "$python" "$stage/test/${IOT_GUI_PROGRAM:-gui_test.py}" "$stage/captures" "$stage/out" \
    3>&1 >"$stage/out/session.log" 2>&1 </dev/null &
session=$!
wait "$session" && status=0 || status=$?
session=
[ "$status" -le 1 ] || echo "not ok - the test itself ended with status $status, see session.log"
exit "$status"
