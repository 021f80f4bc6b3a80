#!/bin/sh
# rights.sh - what iot-devices may still do when it reads files: next to nothing
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_DEVICES=PROGRAM IOT_SOURCE=TREE rights.sh ATTACK
#
# ATTACK is attack.c, preloaded. As root it looks at root's rights, too; what any user has is looked
# at in each case. Exit status: 0 all is well; 1 something is not; 77 it was built without a sandbox.

set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/../check/check.sh"
home=$IOT_SOURCE/captures/smart-home.pcapng
! "$IOT_DEVICES" --version | grep -q 'without its sandbox' || {
    echo "SKIPPED LOUDLY: iot-devices was built without its sandbox"
    exit 77
}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM HUP
chmod 755 "$dir"
cp "$IOT_DEVICES" "$dir/iot-devices"
cp "$1" "$dir/attack.so"
cp "$IOT_SOURCE/tests/manuf" "$dir/manuf"
chmod 755 "$dir/iot-devices" "$dir/attack.so"
chmod 644 "$dir/manuf"
devices="$dir/iot-devices -q --manuf $dir/manuf"
mkdir "$dir/out" "$dir/scratch"
echo victim >"$dir/scratch/victim"

# is NAME WANTED HAVE
is()
{
    check "$1: $3" test "$2" = "$3"
}

# status_of PROCESS FIELD: words separated by single blanks
status_of()
{
    sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status" | tr -s '\t ' '  ' | sed 's/ $//'
}

children_of()
{
    tr ' ' '\n' <"/proc/$1/task/$1/children" 2>/dev/null | grep . || :
}

is_alone()
{
    test -z "$(children_of $job)"
}

# begin COMMAND...: runs it with a FIFO for its last word until the FIFO is open. Its number in $job.
# Whoever opens the FIFO finds it confined, or it would be too late.
begin()
{
    rm -f "$dir/fifo"
    mkfifo -m 644 "$dir/fifo"
    "$@" "$dir/fifo" >"$dir/stdout" 2>"$dir/err" &
    job=$!
    exec 9>"$dir/fifo"
}

finish()
{
    [ $# = 0 ] || cat "$@" >&9
    exec 9>&-
    status=0
    wait "$job" || status=$?
}

# attack WHAT COMMAND...: the lines of the attack in $dir/lines
attack()
{
    what=$1
    shift
    status=0
    (cd "$dir/scratch" && exec env ATTACK="$what" LD_PRELOAD="$dir/attack.so" "$@") \
        >"$dir/stdout" 2>"$dir/lines" || status=$?
}

$devices "$home" >"$dir/want"

# --- Confined, whoever it is

begin $devices
is "confined by seccomp" 2 "$(status_of $job Seccomp)"
is "and by no new privileges" 1 "$(status_of $job NoNewPrivs)"
is "leaves no core file" 0 "$(sed -n 's/^Max core file size *\([^ ]*\).*/\1/p' "/proc/$job/limits")"
check "and is alone, when there is nothing to open or to write" wait_for 10 is_alone
finish "$home"
is "reads to the end" 0 "$status"
check "and says the same" diff "$dir/want" "$dir/stdout"

attack all $devices "$home"
check "nothing was done that must be refused" sh -c '! grep DONE "$1"' - "$dir/lines"
check "and all was tried" test "$(grep -c '^refused' "$dir/lines")" -ge 30
is "then it goes on" 0 "$status"
check "and says the same" diff "$dir/want" "$dir/stdout"
attack all $devices -o "$dir/out/report" -f tcp "$home"
check "nor with a keeper" sh -c '! grep DONE "$1" && grep -q refused "$1"' - "$dir/lines"
is "which writes the report" 0 "$status"
check "where it is asked to" test -s "$dir/out/report"
attack all $devices <"$home"
check "nor from standard input" sh -c '! grep DONE "$1" && grep -q refused "$1"' - "$dir/lines"
if ! $devices --serve x 2>&1 | grep -q 'without libmicrohttpd'; then
    attack all timeout --preserve-status -s INT 3 $devices --serve 127.0.0.1:0 "$home"
    check "nor where it serves" sh -c '! grep DONE "$1" && grep -q "refused listen" "$1"' - "$dir/lines"
    is "which goes on" 0 "$status"
fi
mkdir "$dir/muds"
$devices --format mud -o "$dir/muds/" "$home"
attack mud $devices --mud "$dir/muds" "$home"
check "nor by a MUD file" sh -c '! grep DONE "$1" && grep -q refused "$1"' - "$dir/lines"
for call in execve ptrace unshare process_vm_readv bpf; do
    attack kill:$call $devices "$home"
    is "$call is its end" 159 "$status"
    check "$call: and no report's beginning" test ! -s "$dir/stdout"
done

# --- The keeper does what the command line names

n=0
while attack forge:$n $devices --format mud -o "$dir/out/mud/" "$home" && ! grep -q 'no more' "$dir/lines"; do
    check "the keeper hangs up on forgery $n" grep -q 'hung up' "$dir/lines"
    is "forgery $n: there is no report" 2 "$status"
    check "forgery $n: which is said" grep -q 'opens and writes files has ended' "$dir/lines"
    n=$((n + 1))
done
check "there were forgeries" test "$n" -gt 10
check "nothing was written by them" sh -c '! find "$1" /tmp/evil -name "*evil*" 2>/dev/null | grep .' - "$dir"
mkdir "$dir/empty"
begin $devices -o "$dir/empty/report"
keeper=$(children_of $job)
check "who writes the report is another process" test -n "$keeper"
is "confined, too" 2 "$(status_of "$keeper" Seccomp)"
kill -KILL "$job"
finish 2>/dev/null
is "killed" 137 "$status"
check "it takes its keeper with it" wait_for 10 sh -c '! kill -0 "$1" 2>/dev/null' - "$keeper"
is "and leaves nothing behind" "" "$(ls -A "$dir/empty")"
begin $devices --follow -o "$dir/out/stopped"
cat "$home" >&9
kill -INT "$job"
wait_for 10 test -s "$dir/out/stopped" || :
finish
is "Ctrl-C asks for the report" 0 "$status"
check "which is written" test -s "$dir/out/stopped"
for filter in 'port domain' 'host localhost' 'ether host 40:9f:38:65:36:67'; do
    status=0
    $devices -f "$filter" "$home" "$home" >"$dir/stdout" 2>"$dir/err" || status=$?
    is "names in filters are looked up: $filter ($(cat "$dir/err"))" 0 "$status"
done

# --- Where it cannot be, or must not

attack refuse $devices "$home"
is "a kernel that does not confine: no report" 2 "$status"
check "but the way out" grep -q -e '--no-sandbox goes on without' "$dir/lines"
attack refuse $devices --no-sandbox "$home"
is "which is one" 0 "$status"
begin $devices --no-sandbox
is "--no-sandbox" 0 "$(status_of $job Seccomp)"
uid=$(status_of $job Uid)
finish "$home"

if [ "$(id -u)" != 0 ]; then
    echo "SKIPPED LOUDLY: what becomes of root's rights, as we have none"
    exit "$failed"
fi

# --- Root's rights

is "--no-sandbox: root's rights go all the same" "65534 65534 65534 65534" "$uid"
none=0000000000000000
begin setpriv --groups=4,24 $devices
is "root becomes nobody" "65534 65534 65534 65534" "$(status_of $job Uid)"
is "and nobody's group" "65534 65534 65534 65534" "$(status_of $job Gid)"
is "and in no other" "" "$(status_of $job Groups)"
for set in CapInh CapPrm CapEff CapAmb; do
    is "no capability is left in $set" $none "$(status_of $job $set)"
done
finish "$home"
is "and reads to the end" 0 "$status"
begin env SUDO_UID=1234 SUDO_GID=1235 $devices
is "with sudo, root becomes who called it" "1234 1234 1234 1234" "$(status_of $job Uid)"
finish "$home"
other=$(getent passwd daemon | cut -d : -f 3)
for merge in '' merge; do
    # shellcheck disable=SC2086 # no word or one
    begin "$dir/iot-devices" $merge -q --manuf "$dir/manuf" -Z daemon
    is "-Z of files $merge" "$other $other $other $other" "$(status_of $job Uid)"
    finish "$home"
done
for who in whoisthat root; do
    status=0
    $devices -Z $who "$home" >"$dir/stdout" 2>"$dir/err" || status=$?
    is "-Z $who: status" 2 "$status"
    check "-Z $who: says so" grep -q "$who" "$dir/err"
    check "-Z $who: no report" test ! -s "$dir/stdout"
done
# This root may not become another user.
status=0
setpriv --bounding-set=-setuid,-setgid $devices "$home" >"$dir/stdout" 2>"$dir/err" || status=$?
is "rights that cannot be given up: status" 2 "$status"
check "they are told" grep -q "cannot give up root's rights" "$dir/err"

# What only root can read and write
mkdir -m 700 "$dir/roots" "$dir/roots/many"
cp "$home" "$dir/roots/home.pcapng"
chmod 600 "$dir/roots/home.pcapng"
$devices "$dir/roots/home.pcapng" >"$dir/stdout" || :
check "root's own capture is read" diff "$dir/want" "$dir/stdout"
$devices "$dir/roots/home.pcapng" "$dir/roots/home.pcapng" >"$dir/stdout" || :
check "and another" grep -q ' 4704 packets' "$dir/stdout"
$devices -o "$dir/roots/report" "$dir/roots/home.pcapng" || :
check "and the report is written beside it" diff "$dir/want" "$dir/roots/report"
is "as root's own" 0:0 "$(stat -c %u:%g "$dir/roots/report")"
$devices --format csv -o "$dir/roots/tables/new/" "$home" || :
is "and into a directory of root's" 9 "$(find "$dir/roots/tables/new" -name '*.csv' | wc -l)"
$devices --summary -o "$dir/roots/many/0.gz" "$home" || :
for i in $(seq 200); do
    ln "$dir/roots/many/0.gz" "$dir/roots/many/$i.gz"
done
(ulimit -n 24 && "$dir/iot-devices" merge -q --manuf "$dir/manuf" "$dir"/roots/many/*.gz) >"$dir/stdout" 2>"$dir/err" || :
check "more files than can be open at once ($(head -n 2 "$dir/err"))" grep -q ' 2352 packets' "$dir/stdout"
$devices "$dir/roots/home.pcapng" "$dir/roots/none.pcapng" >"$dir/stdout" 2>"$dir/err" && status=0 || status=$?
is "one that is not there: status" 1 "$status"
is "and one message" "iot-devices: $dir/roots/none.pcapng: cannot be read: No such file or directory" "$(cat "$dir/err")"

begin $devices -o "$dir/roots/late"
keeper=$(children_of $job)
is "who writes as root does nothing else: capabilities" 000000000000001f "$(status_of "$keeper" CapPrm)"
finish "$home"
check "and the report is there" test -s "$dir/roots/late"

# With an ordinary user's rights, none of root's
mkdir -m 755 "$dir/theirs"
chown 1234:1235 "$dir/theirs"
cp "$home" "$dir/theirs/home.pcapng"
chown 1234:1235 "$dir/theirs/home.pcapng"
chmod 600 "$dir/theirs/home.pcapng"
user="setpriv --reuid=1234 --regid=1235 --clear-groups"
$user $devices -o "$dir/theirs/report" "$dir/theirs/home.pcapng" || :
check "an ordinary user's report" diff "$dir/want" "$dir/theirs/report"
is "is theirs" 1234:1235 "$(stat -c %u:%g "$dir/theirs/report")"
begin $user $devices
is "an ordinary user stays who they are" "1234 1234 1234 1234" "$(status_of $job Uid)"
is "and is confined" 2 "$(status_of $job Seccomp)"
finish "$home"
attack all $user $devices "$dir/theirs/home.pcapng"
check "their rights are of no use, either" sh -c '! grep DONE "$1" && grep -q refused "$1"' - "$dir/lines"
exit "$failed"
