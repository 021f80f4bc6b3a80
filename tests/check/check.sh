# check.sh - one line per thing that must hold; to be sourced
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Whoever sources it ends with: exit "$failed"

failed=0

check()
{
    name=$1
    shift
    if "$@"; then
        echo "ok - $name"
    else
        echo "not ok - $name"
        failed=1
    fi
}

# wait_for SECONDS COMMAND...: until it is so; 1 if it is not by then
wait_for()
{
    end=$(($(date +%s) + $1))
    shift
    while ! "$@"; do
        [ "$(date +%s)" -lt "$end" ] || return 1
        sleep 0.1
    done
}
