#!/bin/sh
# slurm.sh - an archive of captures into one report, by a job array of Slurm and a job that merges
#
# SPDX-License-Identifier: GPL-2.0-or-later

set -u

usage()
{
    cat <<END
usage: slurm.sh [-c COUNT] [-m MOST] LIST DIRECTORY [OPTION...]

LIST is a file that names captures, one on each line. Submits an array of tasks that write
a summary of each capture below DIRECTORY (summarize.sh --help tells where), and a job that
makes one report of all summaries there are, once all tasks went well. OPTIONs are those of
"iot-devices merge"; without "-o FILE" the report is DIRECTORY/report.txt. Prints the
numbers of both jobs.

  -c COUNT  captures for each task (default: as many as a thousand tasks need)
  -m MOST   tasks at a time, so that the storage keeps up (default: as many as Slurm will)

All nodes see captures and DIRECTORY at the same paths, and have iot-devices. Partition,
account, time and memory come from sbatch's own variables (SBATCH_PARTITION=...).

A task that something came in between is requeued, three times. If that does not help,
or it was cancelled, there is no report: submit again, what is done is skipped.

IOT_DEVICES   the program (default: iot-devices)
END
}

# Whoever cancels a task means it, but its program may end before this script does.
still_runs()
{
    [ -n "$(squeue --noheader --states=RUNNING --jobs="$SLURM_JOB_ID" --format=%A)" ]
}

# What a requeued task does again is only what it has not done. Slurm ends it here.
run_task()
{
    from=$((SLURM_ARRAY_TASK_ID * count + 1))
    sed -n "$from,$((from + count - 1))p" "$list" | "$directory/summarize.sh" "$directory" && exit 0
    [ "${SLURM_RESTART_COUNT:-0}" -lt 3 ] && still_runs && scontrol requeue "$SLURM_JOB_ID" && sleep 60
    exit 1
}

# Slurm has a copy of this script alone: what stands beside it is in the directory by now.
case ${1:-} in
task)
    directory=$2 list=$3 count=$4
    run_task
    ;;
merge)
    directory=$2
    shift 2
    # shellcheck source=captures/archive/common.sh
    . "$directory/common.sh"
    tell_notes "$directory"
    merge "$directory" "$@"
    exit
    ;;
esac

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=captures/archive/common.sh
. "$here/common.sh"
if wants_help "$@"; then
    usage
    exit 0
fi
count=
most=
while getopts c:m: option; do
    case $option in
    c) count=$OPTARG ;;
    m) most=$OPTARG ;;
    *) usage >&2 && exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -ge 2 ] || { usage >&2 && exit 2; }
command -v sbatch >/dev/null 2>&1 || die "there is no sbatch; Debian has it in slurm-client"
begin "$1" "$2"
shift 2
cp "$here/common.sh" "$directory/" || exit 2

# Slurm's default for the largest array (MaxArraySize) is 1001.
: "${count:=$(((captures + 999) / 1000))}"
last=$(((captures + count - 1) / count - 1))
export IOT_DEVICES
array=$(sbatch --parsable --job-name=iot-summaries --array="0-$last${most:+%$most}" --requeue \
    --ntasks=1 --open-mode=append --output="$directory/logs/%A_%a.log" \
    "$here/slurm.sh" task "$directory" "$list" "$count") || exit 2
# The last -o counts.
final=$(sbatch --parsable --job-name=iot-report --dependency="afterok:${array%%;*}" \
    --kill-on-invalid-dep=yes --ntasks=1 --output="$directory/logs/%A.log" \
    "$here/slurm.sh" merge "$directory" -o "$directory/report.txt" "$@") || exit 2
echo "${array%%;*} ${final%%;*}"
