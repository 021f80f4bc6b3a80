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


def failures(command, capture, which, rules):
    """Filters are run once for all frames that share them."""
    frames = {}
    for number, only, rule in rules:
        if only in (None, which):
            frames.setdefault(rule, set()).add(number)
    for rule, want in frames.items():
        numbers = " ".join(map(str, sorted(want)))
        chosen = f"({rule}) && frame.number in {{{numbers.replace(' ', ', ')}}}"
        args = ["-2"] if which == "2" else []
        out = tshark(command, *args, "-r", capture, "-Y", chosen, "-T", "fields", "-e",
                     "frame.number")
        for number in sorted(want - set(map(int, out.split()))):
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
