#!/bin/sh
# slurm.sh - 200 captures through a real Slurm of the test's own, one task killed and one cancelled
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_DEVICES=PROGRAM slurm.sh GENERATE
#
# All of it runs in namespaces of its own, and with a configuration of its own: a Slurm of this machine
# is not seen, and whatever way the test ends, every daemon ends with it.

set -eu
CAPTURES=200
CHUNK=8

skip()
{
    echo "SKIPPING LOUDLY: $*"
    exit 77
}

if [ "${1:-}" != inside ]; then
    [ "$(id -u)" = 0 ] || skip "Slurm's daemons need root"
    for program in slurmctld slurmd sbatch munged unshare ip python3; do
        command -v "$program" >/dev/null 2>&1 || skip "there is no $program"
    done
    unshare --net --mount --uts --ipc --pid --mount-proc --fork true 2>/dev/null ||
        skip "no namespaces of our own here"
    dir=$(mktemp -d)
    inner=
    # unshare hears of nothing else while it waits; its child is the first process of its namespace,
    # with which all others end.
    trap 'if [ -n "$inner" ]; then kill -9 "$inner" 2>/dev/null; sleep 0.2; fi; rm -rf "$dir"' EXIT
    trap 'exit 130' INT TERM HUP
    unshare --net --mount --uts --ipc --pid --mount-proc --fork --kill-child=KILL \
        "$0" inside "$dir" "$1" &
    inner=$!
    status=0
    wait "$inner" || status=$?
    inner=
    exit "$status"
fi

dir=$2
generate=$3
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$IOT_DEVICES
. "$(dirname "$0")/../check/check.sh"

files()
{
    find "$dir/archive/summaries" -type f "$@"
}

give_up()
{
    echo "not ok - $*"
    tail -n 20 "$dir"/*.log "$dir"/archive/logs/*.log 2>/dev/null || true
    exit 1
}

# wait_for SECONDS WHAT COMMAND...
wait_for()
{
    until=$(($(date +%s) + $1))
    what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ "$(date +%s)" -lt "$until" ] || give_up "waited in vain for $what"
        sleep 0.2
    done
}

# --- A cluster of one

hostname archive
ip link set lo up
# Where there are only addresses of loopback, Slurm finds none to listen at.
ip address add 192.0.2.1/32 dev lo
mkdir "$dir/munge" "$dir/state" "$dir/spool"
chmod 755 "$dir"
chmod 700 "$dir/munge"
dd if=/dev/urandom of="$dir/munge/key" bs=1024 count=1 2>/dev/null
chmod 400 "$dir/munge/key"
cat >"$dir/slurm.conf" <<END
ClusterName=archive
SlurmctldHost=archive(192.0.2.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MailProg=/bin/true
ReturnToService=2
SlurmdParameters=config_overrides
KillWait=1
SchedulerParameters=sched_interval=1,bf_interval=1
NodeName=archive NodeAddr=192.0.2.1 CPUs=4 State=UNKNOWN
PartitionName=all Nodes=archive Default=YES State=UP
END
export SLURM_CONF="$dir/slurm.conf"
munged --foreground --force --key-file="$dir/munge/key" --socket="$dir/munge.socket" \
    --pid-file="$dir/munge/pid" --seed-file="$dir/munge/seed" >"$dir/munged.log" 2>&1 &
wait_for 10 munged test -S "$dir/munge.socket"
slurmctld -D >"$dir/ctld.out" 2>&1 &
slurmd -D >"$dir/slurmd.out" 2>&1 &
slurmd=$!
# shellcheck disable=SC2317 # wait_for calls it
is_up()
{
    timeout 5 sinfo --noheader --format=%T | grep -q idle
}
wait_for 30 "the node" is_up
echo "ok - a slurmctld, a slurmd and a munged run"

# --- An archive, hour after hour

mkdir "$dir/captures"
"$generate" 2000 6 30 "$dir/one.pcap"
python3 "$root/tests/archive/hours.py" "$dir/one.pcap" "$dir/captures" "$CAPTURES"
find "$dir/captures" -type f | sort >"$dir/list"
[ "$(wc -l <"$dir/list")" = "$CAPTURES" ] || give_up "there are not $CAPTURES captures"

# What comes in between: two captures that the program does not come back from, the first time.
cat >"$dir/iot-devices" <<END
#!/bin/sh
case "\$*" in
*"/057 of"*) stuck=killed ;;
*"/131 of"*) stuck=cancelled ;;
*) stuck= ;;
esac
if [ -n "\$stuck" ] && mkdir "$dir/\$stuck" 2>/dev/null; then
    echo \$\$ >"$dir/\$stuck/pid.new"
    mv "$dir/\$stuck/pid.new" "$dir/\$stuck/pid"
    exec sleep 600
fi
exec "$program" "\$@"
END
chmod +x "$dir/iot-devices"
export IOT_DEVICES="$dir/iot-devices"

submit()
{
    # shellcheck disable=SC2046 # two numbers
    set -- $("$root/captures/archive/slurm.sh" -c "$CHUNK" -m 4 "$dir/list" "$dir/archive" \
        --format json -o "$dir/report.json")
    array=$1 report=$2
}

# shellcheck disable=SC2317 # wait_for calls it
is_over()
{
    [ -z "$(timeout 5 squeue --noheader --array --jobs="$1" 2>/dev/null)" ]
}

# shellcheck disable=SC2317 # wait_for calls it
is_cancelled()
{
    timeout 5 squeue --noheader --jobs="$1" --format=%T | grep -q COMPLETING
}

submit
wait_for 60 "the task to be killed" test -s "$dir/killed/pid"
kill -9 "$(cat "$dir/killed/pid")"
wait_for 60 "the task to be cancelled" test -s "$dir/cancelled/pid"
# The program ends before its task hears that it was cancelled, as it may happen at any time.
task=${array}_$((131 / CHUNK))
kill -STOP "$slurmd"
scancel "$task"
wait_for 30 "the task to be known as cancelled" is_cancelled "$task"
kill -9 "$(cat "$dir/cancelled/pid")"
sleep 2
kill -CONT "$slurmd"
wait_for 90 "the array" is_over "$array"
wait_for 30 "the report's job" is_over "$report"
check "the killed task was requeued, once" \
    [ "$(scontrol show job "$array" | grep -c 'Restarts=[1-9]')" = 1 ]
check "no report while a task is missing" [ ! -e "$dir/report.json" ]
check "the other tasks are done" [ "$(files -name '*.summary.gz' | wc -l)" -ge $((CAPTURES - CHUNK)) ]
check "but not all" [ "$(files -name '*.summary.gz' | wc -l)" -lt "$CAPTURES" ]
files -name '*.summary.gz' -exec stat -c '%n %y' {} + | sort >"$dir/before"

submit
wait_for 90 "the array again" is_over "$array"
wait_for 30 "the report" test -s "$dir/report.json"
files -name '*.summary.gz' -exec stat -c '%n %y' {} + | sort >"$dir/after"
check "each capture has a summary" [ "$(wc -l <"$dir/after")" = "$CAPTURES" ]
check "what was done was not done again" [ -z "$(comm -23 "$dir/before" "$dir/after")" ]
check "and nothing else is left" [ -z "$(files ! -name '*.summary.gz')" ]

# --- The same without Slurm

while read -r capture; do
    "$program" --summary "$capture"
done <"$dir/list" >"$dir/all.summary"
"$program" merge --format json - <"$dir/all.summary" >"$dir/plain.json"
check "one process makes the same report, byte by byte" cmp "$dir/plain.json" "$dir/report.json"
"$program" --format json --files-from "$dir/list" >"$dir/read.json"
check "reading all captures as one makes the same" cmp "$dir/read.json" "$dir/report.json"
check "which is not empty" [ "$(grep -c . "$dir/report.json")" -gt 100 ]
exit "$failed"
