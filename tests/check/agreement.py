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

COPIES = ("it takes frames that the capture holds twice, on their way over a bridge, for "
          "retransmissions, which spoil round trips")
# Where the other reading is known to be wrong: capture, measure, and why.
REASONS = {
    ("ndpi_1kxun.pcap", "dns source"):
        "it takes the client of an answer from the frame header, which here is a virtual "
        "machine's, where a DHCP acknowledgement binds the address to the host",
    ("ndpi_1kxun.pcap", "distance"): COPIES,
    ("ndpi_1kxun.pcap", "no distance"): COPIES,
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


def compare(command, agree, captures):
    bad = 0
    for capture in captures:
        run = subprocess.run([sys.executable, agree, str(capture), "--", command],
                             capture_output=True, text=True)
        measures = [MEASURE.match(line) for line in run.stdout.splitlines()]
        measures = [found for found in measures if found]
        if not measures and "agreement none" not in run.stdout:
            bad += 1
            print(f"{capture.name}: nothing came back: {run.stderr[-300:]}")
        for found in measures:
            if float(found[4]) == 100.0:
                continue
            reason = REASONS.get((capture.name, found[1]))
            good = float(found[4]) >= LEAST_PERCENT or reason
            bad += not good
            print(f"{'ok' if good else 'NOT OK'} {capture.name}: {found[1]} {found[2]} of "
                  f"{found[3]}{': ' + reason if reason else ''}")
        print(f"{capture.name}: {len(measures)} measures", flush=True)
    return 1 if bad else 0


sys.exit(main())
