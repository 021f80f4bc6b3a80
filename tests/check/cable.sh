# shellcheck shell=sh
# cable.sh - a network of the test's own: a cable of two ends, and frames sent over it
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# To be sourced with $self set to the script that does. What is sent reaches nobody else.
#
#     [ "${1:-}" = inside ] || cable_enter TOOL...    # needs these; comes back as "$self inside DIR"
#     cable_lay                                       # iot0 hears what cable_send says
#     cable_send FILE FIRST LAST SECONDS              # frames of a pcapng file, so far apart

cable_here=$(CDPATH='' cd -- "$(dirname -- "$self")/../check" && pwd)

skip()
{
    echo "SKIPPED LOUDLY: $1"
    exit 77
}

# In a network namespace; with a directory that everybody can read, and that goes at the end.
cable_enter()
{
    [ "$(id -u)" = 0 ] || skip "only root can make a network namespace and capture in it"
    for tool in setpriv ip python3 "$@"; do
        command -v "$tool" >/dev/null || skip "no $tool"
    done
    unshare --net sh -c 'ip link add iot0 type veth peer name iot1' 2>/dev/null ||
        skip "no network namespace with a cable can be made here"
    dir=$(mktemp -d)
    trap 'rm -rf "$dir"' EXIT
    trap 'exit 130' INT TERM HUP
    chmod 755 "$dir"
    unshare --net "$self" inside "$dir"
    exit
}

cable_lay()
{
    # Nobody speaks here but the sender.
    for end in all default; do
        echo 1 >/proc/sys/net/ipv6/conf/$end/disable_ipv6
    done 2>/dev/null || :
    ip link add iot0 type veth peer name iot1
    ip link set iot0 up
    ip link set iot1 up
}

cable_send()
{
    python3 "$cable_here/send-frames.py" iot1 "$@"
}
