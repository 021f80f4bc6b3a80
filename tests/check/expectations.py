#!/usr/bin/env python3
"""What the comments in our captures say must hold.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR expectations.py TSHARK

A frame comment's line "expect: FILTER" must match its frame in one pass and in two, "expect -2:" in
two, "expect -1:" in one. captures/README.md tells more.
"""
import os
import pathlib
import re
import subprocess
import sys

FRAMES_AT_ONCE = 100  # in one filter
LINE = re.compile(r"^expect(?: -([12]))?: (.*)$")


def tshark(command, *args):
    run = subprocess.run([command, *args], capture_output=True, text=True, errors="replace")
    if run.returncode != 0:
        sys.exit(f"tshark {' '.join(args)}: {run.stderr}")
    return run.stdout


def rules_of(command, capture):
    """(frame, pass or None, filter) of each expectation."""
    out = tshark(command, "-r", capture, "-Y", "frame.comment", "-T", "fields", "-E",
                 "separator=/t", "-e", "frame.number", "-e", "frame.comment")
    for row in out.splitlines():
        number, _, comment = row.partition("\t")
        for line in comment.replace("\\n", "\n").splitlines():
            found = LINE.match(line.strip())
            if found:
                yield int(number), found[1], found[2]


def meet(command, capture, which, wanted):
    """The frames of `wanted`, {frame: [filter]}, that meet all of theirs, by one run of tshark."""
    chosen = " || ".join(f"(frame.number == {number} && ({') && ('.join(rules)}))"
                         for number, rules in wanted.items())
    out = tshark(command, *(["-2"] if which == "2" else []), "-r", capture, "-Y", chosen,
                 "-T", "fields", "-e", "frame.number")
    return set(map(int, out.split()))


def failures(command, capture, which, rules):
    """Which of its filters a frame does not meet is asked for those that do not meet all."""
    wanted = {}
    for number, only, rule in rules:
        if only in (None, which):
            wanted.setdefault(number, []).append(rule)
    numbers = list(wanted)
    for start in range(0, len(numbers), FRAMES_AT_ONCE):
        some = {number: wanted[number] for number in numbers[start : start + FRAMES_AT_ONCE]}
        for number in set(some) - meet(command, capture, which, some):
            for rule in wanted[number]:
                if not meet(command, capture, which, {number: [rule]}):
                    yield f"{os.path.basename(capture)} frame {number}, pass {which}: {rule}"


def main():
    command = sys.argv[1]
    stage = pathlib.Path(os.environ["IOT_STAGE"])
    checked, failed = 0, []
    for capture in sorted((stage / "captures").glob("*.pcapng")):
        rules = list(rules_of(command, str(capture)))
        checked += len(rules)
        for which in "12":
            failed += failures(command, str(capture), which, rules)
    print("\n".join(failed))
    print(f"{checked} expectations, {len(failed)} not met")
    return 1 if failed or checked == 0 else 0


sys.exit(main())
