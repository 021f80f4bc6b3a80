#!/usr/bin/env python3
"""Every real capture, read independently by the same rules, gives the same fields.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR agreement.py TSHARK AGREE [PACKETS]

AGREE is a program that reads a capture with plain tshark, works the fields out by itself, compares
them frame by frame and prints a line per measure: "dns name   120 of 120  100.00%". PACKETS of each
capture are read, 15000 unless told; as many as there are before a release.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from beginnings import beginnings

PACKETS = 15000
LEAST_PERCENT = 99.0
LEAST_MEASURES = 60  # of all captures, so that nothing is no agreement

# It takes frames that a capture has twice, tens of microseconds apart and with one IP number, for retransmissions,
# which spoil round trips: where there are many, of each only the first is read, as editcap knows them.
TWICE_WITHIN_S = 0.02
TWICE = {"ndpi_1kxun.pcap": ("distance", "no distance")}
# Where the other reading is known to be wrong: capture and measure; of how many frames, and why.
REASONS = {
    ("ndpi_1kxun.pcap", "dns source"):
        (12, "it takes the client of an answer from the header, which has a virtual machine's MAC; what "
             "has the address sends from it all the time, so it is the one that receives"),
}
MEASURE = re.compile(r"^(\S.*?)\s+(\d+) of\s+(\d+)\s+([\d.]+)%$")


def main():
    command, agree = sys.argv[1:3]
    packets = int(sys.argv[3]) if len(sys.argv) > 3 else PACKETS
    captures = pathlib.Path(os.environ["IOT_STAGE"]) / "real"
    if not captures.is_dir() or not os.path.exists(agree):
        print("SKIPPED LOUDLY: no real captures, or nothing to compare with")
        return 77
    with tempfile.TemporaryDirectory() as directory:
        return compare(command, agree, beginnings(captures.glob("*.pcap*"), directory, packets))


def measured(command, agree, capture):
    """Of each measure how many frames agree, and how many there are; None if nothing came back."""
    run = subprocess.run([sys.executable, agree, str(capture), "--", command], capture_output=True, text=True)
    found = [match for match in map(MEASURE.match, run.stdout.splitlines()) if match]
    if not found and "agreement none" not in run.stdout:
        print(f"{capture.name}: nothing came back: {run.stderr[-300:]}")
        return None
    return {match[1]: (int(match[2]), int(match[3])) for match in found}


def without_second_ones(capture):
    once = capture.with_stem(capture.stem + "-once")
    subprocess.run(["editcap", "-w", str(TWICE_WITHIN_S), capture, once], stderr=subprocess.DEVNULL, check=True)
    return once


def compare(command, agree, captures):
    bad = n_measures = 0
    for capture in captures:
        found = measured(command, agree, capture)
        if found is None:
            bad += 1
            continue
        if capture.name in TWICE:
            once = measured(command, agree, without_second_ones(capture)) or {}
            found.update({name: once.get(name, (0, 1)) for name in TWICE[capture.name]})
        for name, (same, all_) in found.items():
            if same == all_:
                continue
            frames, reason = REASONS.get((capture.name, name), (0, ""))
            good = 100 * same >= LEAST_PERCENT * all_ or all_ - same <= frames
            bad += not good
            print(f"{'ok' if good else 'NOT OK'} {capture.name}: {name} {same} of {all_}"
                  f"{': ' + reason if reason else ''}")
        print(f"{capture.name}: {len(found)} measures", flush=True)
        n_measures += len(found)
    if n_measures < LEAST_MEASURES:
        bad += 1
        print(f"NOT OK: {n_measures} measures of all captures")
    return 1 if bad else 0


sys.exit(main())
