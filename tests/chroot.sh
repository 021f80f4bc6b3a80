# shellcheck shell=sh disable=SC2154
# chroot.sh - other Debians in directories of their own, kept between runs
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# To be sourced with $root set to the top of the source tree, and plugin/setup.sh sourced. For
# matrix.sh and check/packages.sh.
#
#     chroot_get trixie trixie || exit    # directory's name and suite; sets $chroot
#     chroot_run sh -c '…'                # as root, in $chroot
#
# Nothing stays mounted: /proc and its like are only in the mount namespace of chroot_run, and go with it,
# as do all processes that were left behind.

# A chroot that is lost with the power is made anew: no file need be on the disk before the next one is unpacked.
export DPKG_FORCE=unsafe-io

chroots=${IOT_MATRIX_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/wireshark-iot}
chroot_days=14 # an older one is made anew, so that it holds what the suite holds

# The mirror that this machine itself uses for Debian.
chroot_mirror()
{
    [ -z "${IOT_MATRIX_MIRROR:-}" ] || {
        echo "$IOT_MATRIX_MIRROR"
        return
    }
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list \
        2>/dev/null | awk '
        /^(deb|URIs:)[ \t]/ {
            for (i = 2; i <= NF; i++)
                if ($i ~ /^https?:.*\/debian\/?$/) { sub(/\/$/, "", $i); print $i; found = 1; exit }
        }
        END { if (!found) print "http://deb.debian.org/debian" }'
}

# Is the suite to be had? Sets $why if not. 0 yes, 77 the mirror cannot be reached, 1 it can and
# knows no such suite.
chroot_probe()
{
    status=0
    wget -q -T 20 -t 2 -O /dev/null "$(chroot_mirror)/dists/$1/Release" || status=$?
    case $status in
    0) return 0 ;;
    8) why="$(chroot_mirror) has no suite $1" && return 1 ;;
    *) why="the mirror $(chroot_mirror) cannot be reached" && return 77 ;;
    esac
}

# Can there be a chroot at all? Sets $why if not.
chroot_possible()
{
    why=
    if [ "$(id -u)" != 0 ]; then
        why="needs root"
    elif ! command -v debootstrap >/dev/null || ! command -v wget >/dev/null; then
        command -v apt-get >/dev/null && (need_packages debootstrap wget) || why="needs debootstrap and wget"
    fi
    [ -z "$why" ]
}

# apt must reach in there what it reaches out here.
chroot_network()
{
    for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
        [ ! -e "$file" ] || {
            mkdir -p "$chroot$(dirname "$file")"
            rm -f "$chroot$file"
            cat "$file" >"$chroot$file"
        }
    done
    grep -liE 'proxy|Check-Valid-Until|Check-Date|CaInfo|Verify-Peer' /etc/apt/apt.conf /etc/apt/apt.conf.d/* \
        2>/dev/null | while IFS= read -r file; do
        cp "$file" "$chroot/etc/apt/apt.conf.d/90host-$(basename "$file")"
    done
}

# In mount and process namespaces of its own, where there are such: what it mounts or leaves running
# ends with it, however it ends.
chroot_private()
{
    if unshare --mount --pid --fork --kill-child true 2>/dev/null; then
        unshare --mount --pid --fork --kill-child "$@"
    else
        "$@"
    fi
}

chroot_make()
{
    script=/usr/share/debootstrap/scripts/$1
    [ -e "$script" ] || script=/usr/share/debootstrap/scripts/trixie # newer than this debootstrap
    [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
    include=
    case $(chroot_mirror) in https:*) include=--include=ca-certificates ;; esac
    rm -rf --one-file-system "$chroot" "$chroot.ready"
    mkdir -p "$chroot"
    # shellcheck disable=SC2086 # one word or none
    chroot_private debootstrap --variant=minbase $include "$1" "$chroot" "$(chroot_mirror)" "$script" >"$chroot.log" 2>&1 || {
        tail -n 20 "$chroot.log"
        return 1
    }
    # Documents are a third of what is unpacked, and nobody reads them here.
    printf 'path-exclude=/usr/share/%s/*\n' doc locale info >"$chroot/etc/dpkg/dpkg.cfg.d/iot-small"
    # Licences go with what they are of: the build puts one of them into the picture.
    echo 'path-include=/usr/share/doc/*/copyright' >>"$chroot/etc/dpkg/dpkg.cfg.d/iot-small"
    printf 'path-include=/usr/share/doc/*iot*\n' >>"$chroot/etc/dpkg/dpkg.cfg.d/iot-small"
    echo force-unsafe-io >>"$chroot/etc/dpkg/dpkg.cfg.d/iot-small"
    printf 'APT::Install-Recommends "false";\nAcquire::Languages "none";\n' >"$chroot/etc/apt/apt.conf.d/90iot-small"
    security=$(chroot_mirror)-security
    ! wget -q -T 20 -t 2 -O /dev/null "$security/dists/$1-security/Release" ||
        echo "deb $security $1-security main" >>"$chroot/etc/apt/sources.list"
    touch "$chroot.ready"
}

chroot_is_well()
{
    [ -e "$chroot.ready" ] && [ -z "$(find "$chroot.ready" -mtime "+$chroot_days")" ] &&
        [ -z "$(chroot_run dpkg --audit 2>&1)" ]
}

# chroot_get NAME SUITE: sets $chroot. 0 it is there, 77 it cannot be ($why), 1 it should but is not.
chroot_get()
{
    chroot=$chroots/$1
    chroot_possible || return 77
    mkdir -p "$chroots"
    exec 9>"$chroot.lock" # one user at a time
    flock 9
    if chroot_is_well; then
        chroot_network
        return 0
    fi
    status=0
    chroot_probe "$2" || status=$?
    if [ "$status" = 77 ] && [ -e "$chroot.ready" ]; then
        return 0 # an old one is better than none
    fi
    [ "$status" = 0 ] || return "$status"
    say "making $chroot"
    why="debootstrap failed"
    chroot_make "$2" || return 1
    chroot_network
}

# Runs a command as root in $chroot, with a clean environment; more variables by env.
chroot_run()
{
    set -- env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive IOT_MATRIX="${matrix_of:-all}" \
        http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" no_proxy="${no_proxy:-}" "$@"
    # Processes, terminals and interfaces: without a namespace that takes them away again, there are
    # none.
    # shellcheck disable=SC2016 # the inner shell's own $
    chroot_private sh -c '
        if [ $$ = 1 ]; then
            mount -t proc proc "$1/proc" || :
            mount --bind /dev/pts "$1/dev/pts" || :
            mount --bind /sys "$1/sys" || :
        fi 2>/dev/null
        exec chroot "$@"' - "$chroot" "$@"
}

# Copies the source tree, without what git ignores, and shared test inputs into the chroot's /src.
chroot_copy_source()
{
    rm -rf "$chroot/src"
    mkdir -p "$chroot/src/wireshark-iot"
    if git -C "$root" -c safe.directory='*' rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git -C "$root" -c safe.directory='*' ls-files -z --cached --others --exclude-standard |
            (cd "$root" && xargs -0 sh -c 'for file; do [ ! -e "$file" ] || printf "%s\0" "$file"; done' -) |
            tar -C "$root" --null -T - -cf -
    else
        tar -C "$root" --exclude='./build*' -cf - .
    fi | tar -C "$chroot/src/wireshark-iot" --no-same-owner -xf -
    if [ -d "$root/../shared" ]; then
        mkdir "$chroot/src/shared"
        tar -C "$root/../shared/" -chf - . | tar -C "$chroot/src/shared" --no-same-owner -xf -
        chmod -R u+w "$chroot/src/shared"
    fi
}
