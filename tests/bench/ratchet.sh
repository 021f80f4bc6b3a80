# ratchet.sh - what the tests of instructions share: what is measured against what is expected
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# To be sourced with $here set to tests/bench. instructions.expected has a line for each: of what
# (a minor version of Wireshark, or iot-devices), capture and number.

slower=110 faster=85 # per cent of what is expected
failed=0

skip() {
    echo "SKIPPED LOUDLY: $1"
    exit 77
}

# compare OF CAPTURE MEASURED
compare() {
    expected=$(sed -n "s/^$1 $2 //p" "$here/instructions.expected")
    echo "$1 $2 $3 (expected: ${expected:-none})"
    # Of a Wireshark that has none at all nothing is expected.
    if [ -z "$expected" ] && grep -q "^$1 " "$here/instructions.expected"; then
        echo "FAILED: tests/bench/instructions.expected has no such line"
        failed=1
    fi
    [ -n "$expected" ] || return 0
    if [ $(($3 * 100)) -gt $((expected * slower)) ]; then
        echo "FAILED: that is above $slower % of what is expected"
        failed=1
    elif [ $(($3 * 100)) -lt $((expected * faster)) ]; then
        echo "That is below $faster % of it: lower the number in tests/bench/instructions.expected"
    fi
}
