#!/bin/sh
# parallel.sh - captures through GNU parallel, here and on a host by SSH; interrupted, and begun again
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_DEVICES=PROGRAM parallel.sh GENERATE

set -eu
COUNT=24
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$(dirname "$0")/../check/check.sh"

for program in parallel python3; do
    command -v "$program" >/dev/null 2>&1 || {
        echo "SKIPPING LOUDLY: there is no $program"
        exit 77
    }
done
dir=$(mktemp -d)
sshd=
trap '[ -z "$sshd" ] || kill "$sshd" 2>/dev/null; rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM HUP
# parallel keeps what it knows at home.
export HOME="$dir/home"
mkdir -p "$HOME" "$dir/captures"

run()
{
    status=0
    "$root/captures/archive/parallel.sh" "$@" >"$dir/out" 2>"$dir/err" || status=$?
}

# shellcheck disable=SC2317 # check calls it
says()
{
    grep -qF -- "$1" "$dir/err"
}

files()
{
    find "$dir/archive/summaries" -type f "$@"
}

made_at()
{
    files -name '*.summary.gz' -exec stat -c '%n %y' {} + | sort
}

"$1" 2000 6 30 "$dir/one.pcap"
python3 "$root/tests/archive/hours.py" "$dir/one.pcap" "$dir/captures" "$COUNT"
(cd "$dir" && find captures -type f | sort) >"$dir/list"
sed "s|^|$dir/|" "$dir/list" >"$dir/absolute"
"$IOT_DEVICES" --format json --files-from "$dir/absolute" >"$dir/wanted.json"

# The program does not survive one of the captures, as often as it is tried.
cat >"$dir/mortal" <<END
#!/bin/sh
case "\$*" in
*"/017 of"*) kill -9 \$\$ ;;
esac
exec "$IOT_DEVICES" "\$@"
END
chmod +x "$dir/mortal"
cd "$dir"
program=$IOT_DEVICES
export IOT_DEVICES="$dir/mortal"
run -n 3 list archive --format json
check "what failed is told" says "tried again"
check "and is no success" [ "$status" = 1 ]
check "the others have summaries" [ "$(files -name '*.summary.gz' | wc -l)" -eq $((COUNT - 1)) ]
check "under their own paths" [ -s "$dir/archive/summaries$dir/captures/001 of an archive.pcap.summary.gz" ]
made_at >"$dir/before"

export IOT_DEVICES="$program"
run -n 3 -j 2 list archive --format json
check "again: all is well" [ "$status $(cat "$dir/err")" = "0 " ]
check "the report is that of all captures as one" cmp "$dir/out" "$dir/wanted.json"
check "what was done was not done again" [ -z "$(made_at | comm -23 "$dir/before" -)" ]
check "nothing half done is left" [ -z "$(files ! -name '*.summary.gz')" ]

# A capture that changed is read again; one that is none gets a note.
touch -d '+1 minute' "captures/003 of an archive.pcap"
made_at >"$dir/before"
echo noise >captures/noise.pcap
echo captures/noise.pcap >>list
run list archive --format json
check "a capture that changed, and no other" [ "$(made_at | comm -23 "$dir/before" - | wc -l)" = 1 ]
check "noise has a note, which is told" says "cut short or are none: 1"
check "which says why" grep -q "is no capture" "archive/summaries$dir/captures/noise.pcap.note"
check "and does no harm" cmp "$dir/out" "$dir/wanted.json"
run list archive --findings -o "$dir/findings.txt"
check "options of merge" grep -q '^Findings:' "$dir/findings.txt"

# Paths that lead out of where results go, and those that only seem to; a list is of the directory it
# is read in.
mkdir -p deep/er elsewhere
ln -s "$dir/captures" elsewhere/link
cp "captures/001 of an archive.pcap" elsewhere/up.pcap
(cd deep/er && IOT_DEVICES="$program" "$root/captures/archive/summarize.sh" "$dir/up" ../../elsewhere/up.pcap \
    "../../../../../../../../../../../../..$dir/elsewhere/up.pcap" ../../elsewhere/link/../elsewhere/up.pcap \
    no/such/../../../../../../../../capture.pcap ../.. "$(printf '..\033[2J/../x')" 2>err)
check "a path with .. becomes where it leads" [ -s "up/summaries$dir/elsewhere/up.pcap.summary.gz" ]
check "nothing leaves the directory of results" [ -z "$(find . -newer elsewhere/up.pcap \( -name '*.summary.gz' -o -name '*.note' \) ! -path './up/summaries/*' ! -path './archive/*')" ]
check "and there is one summary" [ "$(find up -name '*.summary.gz' | wc -l)" = 1 ]
check "names of captures do not steer the terminal" sh -c '! grep -q "$(printf "\033")" "$1"' - deep/er/err

# Wrong usage.
run missing.list archive
check "no list" [ "$status" = 2 ] && check "and it is told" says "missing.list: cannot be read"
: >empty
run empty archive
check "an empty list" [ "$status" = 2 ]
run --help
check "--help" grep -q '^usage: parallel.sh' "$dir/out"

# A host: this one, by an SSH server of the test's own.
begin_sshd()
{
    server=$(command -v sshd || ls /usr/sbin/sshd 2>/dev/null) || return 1
    [ "$(id -u)" = 0 ] || return 1
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    mkdir -p "$dir/ssh" /run/sshd
    ssh-keygen -q -t ed25519 -N '' -f "$dir/ssh/host" && ssh-keygen -q -t ed25519 -N '' -f "$dir/ssh/user"
    chmod 600 "$dir/ssh"/*
    "$server" -D -f /dev/null -h "$dir/ssh/host" -o "ListenAddress=127.0.0.1:$port" -o "PidFile=none" \
        -o "AuthorizedKeysFile=$dir/ssh/user.pub" -o StrictModes=no -o PermitRootLogin=yes -o UsePAM=no \
        2>"$dir/sshd.log" &
    sshd=$!
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        by_ssh true 2>"$dir/ssh.log" && return
        sleep 0.3
    done
    return 1
}

by_ssh()
{
    ssh -F none -p "$port" -i "$dir/ssh/user" -o BatchMode=yes -o StrictHostKeyChecking=no \
        -o "UserKnownHostsFile=$dir/ssh/known" -o LogLevel=ERROR 127.0.0.1 "$@"
}

if begin_sshd; then
    # Nothing of this user's SSH is asked.
    cat >"$dir/ssh/by" <<END
#!/bin/sh
exec ssh -F none -p $port -i '$dir/ssh/user' -o BatchMode=yes -o StrictHostKeyChecking=no \\
    -o 'UserKnownHostsFile=$dir/ssh/known' -o LogLevel=ERROR "\$@"
END
    chmod +x "$dir/ssh/by"
    echo "$dir/ssh/by 127.0.0.1" >hosts
    rm -rf archive
    run -S hosts -j 2 -n 5 absolute archive --format json
    check "by SSH" [ "$status" = 0 ]
    check "the same report by SSH" cmp "$dir/out" "$dir/wanted.json"
    log=$(ls archive/logs/*.log)
    check "and it was by SSH" grep -qF 127.0.0.1 "$log"
    kill "$sshd"
    wait "$sshd" 2>/dev/null || true
    sshd=
    rm -rf archive
    run -S hosts -j 2 absolute archive --format json
    check "a host that is gone is told" says "tried again"
    check "and is no success" [ "$status" != 0 ]
else
    echo "SKIPPED LOUDLY: no SSH server of our own: $(cat "$dir/ssh.log" 2>/dev/null)"
fi
exit "$failed"
