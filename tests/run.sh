#!/bin/sh
# run.sh - sets up, builds, and runs every test
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: [JOBS=N] sh tests/run.sh [CTEST-ARGUMENT...]      (for example: -R golden)

set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/plugin/setup.sh"

# What the tests take besides. Inside of the matrix, what its tests take: half of its time went to installing more.
test_packages="python3 pandoc mandoc binutils g++ iproute2 tcpdump wget openssl"
# The window, and the means to look at it.
[ "${IOT_MATRIX:-}" = wireshark ] || test_packages="$test_packages wireshark xvfb xdotool imagemagick x11-utils dbus-daemon
    at-spi2-core python3-gi"
[ "${IOT_MATRIX:-all}" != all ] ||
    test_packages="$test_packages nftables conntrack dnsmasq-base libndpi-bin debootstrap dpkg-dev lintian"
# For tests that are the same with every Wireshark: readers of documents, a browser, compilers, and engines of archives,
# whose daemons are only started by the test, in namespaces of its own; a broker of events and what reads them.
[ -n "${IOT_MATRIX:-}" ] || test_packages="$test_packages codespell cmark-gfm libyang-tools|libyang3-tools chromium
    chromium-driver python3-selenium clang libclang-rt-dev valgrind parallel slurmctld slurmd slurm-client munge
    jq mosquitto mosquitto-clients python3-jsonschema openssh-server rsync perl-base systemd"

# shellcheck disable=SC2086 # lists of words
need_packages $packages $test_packages
# From 4.2 on Wireshark keeps the makers of MAC addresses inside, where iot-devices cannot read them.
[ -e /usr/share/wireshark/manuf ] || need_packages ieee-data
# How fast it is, nobody asks inside of the matrix; of debug information, lines are enough.
flags='-O2 -g1 -DNDEBUG'
[ -z "${IOT_MATRIX:-}" ] || flags='-O1 -DNDEBUG'
build -DIOT_WERROR=ON -DCMAKE_C_FLAGS_RELWITHDEBINFO="$flags"
cd "$root/build"
# One more than there are processors: some tests wait for windows, packets or a mirror most of their time.
ctest --output-on-failure --no-tests=error -j "${JOBS:-$(($(nproc) + 1))}" "$@"
