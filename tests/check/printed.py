#!/usr/bin/env python3
"""What tshark prints of a field does not depend on which other fields it prints.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR printed.py TSHARK CAPTURE

Only the fields are made that the command line asks for, where it is understood; by a word of several options it is
not. Values are held against those of such a command line; ROUNDS times, with one field of so many.
"""

import subprocess
import sys

ROUNDS = 5


def run(tshark, *arguments):
    return subprocess.run([tshark, *arguments], capture_output=True, text=True, check=True).stdout


def columns(tshark, capture, kind, fields):
    asked = [word for field in fields for word in ("-e", field)]
    text = run(tshark, "-r", capture, "-2", *kind, "fields", "-E", "occurrence=a", *asked)
    rows = [line.split("\t") for line in text.splitlines()]
    return dict(zip(fields, map(list, zip(*rows))))


def main():
    tshark, capture = sys.argv[1:]
    listed = [line.split("\t") for line in run(tshark, "-G", "fields").splitlines()]
    fields = [cells[2] for cells in listed if len(cells) > 2 and (cells[2] == "iot" or cells[2].startswith("iot."))]
    fields.remove("iot.visit")
    whole = columns(tshark, capture, ["-nT"], fields)
    if not any(any(cells) for cells in whole.values()):
        sys.exit("not ok - there is nothing to compare")
    bad = 0
    for i in range(ROUNDS):
        some = fields[i::ROUNDS]
        for field, cells in columns(tshark, capture, ["-n", "-T"], some).items():
            if cells != whole[field]:
                row = next(n for n, pair in enumerate(zip(cells, whole[field])) if pair[0] != pair[1])
                print(f"not ok - {field}, frame {row + 1}: {cells[row]!r}, and {whole[field][row]!r} with all others")
                bad += 1
    filtered = run(tshark, "-n", "-r", capture, "-T", "fields", "-e", "frame.number", "-e", "iot.device", "-Y", "iot.service")
    if not filtered.strip():
        print("not ok - a filter of what is not printed finds nothing")
        bad += 1
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
