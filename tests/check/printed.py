#!/usr/bin/env python3
"""What tshark prints of a field does not depend on which other fields it prints.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR printed.py TSHARK

Only the fields are made that the command line asks for, where it is understood. Values are held against those of a
command line with -X, by which a script could look at everything, so that all are made: ROUNDS times, with one field
of so many, in every way that options are written; and with every preference that adds fields.
"""

import os
import subprocess
import sys

ROUNDS = 3
# The options before the capture, of one pass and of two, and before a field, each written in two ways.
ONCE = [(["-n", "-r"], ["-T", "fields"], "-e"), (["-nr"], ["-Tfields"], None)]
TWICE = [(["-n", "-2", "-r"], ["-T", "fields"], "-e"), (["-n2r"], ["-Tfields"], None)]
WHOLE = ["-X", "nothing:nothing"]


def run(tshark, *arguments):
    return subprocess.run([tshark, *arguments], capture_output=True, text=True, check=True).stdout


def columns(tshark, capture, fields, spelling, more):
    read, kind, name = spelling
    asked = [word for field in fields for word in ([name, field] if name else ["-e" + field])]
    text = run(tshark, *more, *read, capture, *kind, "-E", "occurrence=a", *asked)
    return dict(zip(fields, map(list, zip(*(line.split("\t") for line in text.split("\n")[:-1])))))


def compare(tshark, capture, fields, preferences):
    """How many fields are otherwise, and how many there are."""
    bad = 0
    for spellings in (ONCE, TWICE):
        whole = columns(tshark, capture, fields, spellings[0], [*WHOLE, *preferences])
        for i in range(min(ROUNDS, len(fields))):
            some = columns(tshark, capture, fields[i::ROUNDS], spellings[i % 2], preferences)
            for field, cells in some.items():
                if cells == whole[field]:
                    continue
                row = next(n for n, pair in enumerate(zip(cells, whole[field])) if pair[0] != pair[1])
                print(f"not ok - {field}, frame {row + 1}: {cells[row]!r}, and {whole[field][row]!r} where all are made")
                bad += 1
    return bad, sum(any(cells) for cells in whole.values())


def mixed(tshark, capture):
    """Where other things than our fields are printed or asked for."""
    bad = 0
    for words in (["-e", "frame.number", "-e", "iot.device", "-Y", "iot.service"],
                  ["-e", "ip.src", "-Y", "iot.device"],
                  ["-e", "frame.number", "-e", "_ws.col.Info", "-e", "iot.device"],
                  ["-e", "frame.protocols", "-e", "iot.device"],
                  ["-e", "iot"],
                  ["-e", "_ws.expert.message", "-Y", "iot.device"]):
        some, whole = (run(tshark, *more, "-n", "-r", capture, "-T", "fields", *words) for more in ([], WHOLE))
        if some != whole or not some.strip():
            print(f"not ok - {' '.join(words)}: otherwise than where all are made, or nothing")
            bad += 1
    return bad


def main():
    tshark = sys.argv[1]
    captures = os.environ["IOT_STAGE"] + "/captures"
    listed = [line.split("\t") for line in run(tshark, "-G", "fields").splitlines()]
    fields = [cells[2] for cells in listed if len(cells) > 2 and (cells[2] == "iot" or cells[2].startswith("iot."))]
    fields.remove("iot.visit")  # is no field: it counts the post-dissector's calls
    home = f"{captures}/smart-home.pcapng"
    everything = [word for preference in (
        "delta_distance:TRUE", "home:52.52,13.405", f"mmdb_directory:{captures}/geo",
        f"inventory_file:{captures}/devices.csv", "periodic_all:TRUE") for word in ("-o", f"iot.{preference}")]
    bad, n_plain = compare(tshark, home, fields, [])
    worse, n_more = compare(tshark, home, fields, everything)
    if n_more <= n_plain:
        print(f"not ok - preferences add no fields: {n_more}, and {n_plain} without")
        bad += 1
    news = ["-o", f"iot.baseline:{captures}/week-before.summary"]
    newer, _ = compare(tshark, f"{captures}/week-after.pcapng", ["iot.new", "iot.device"], news)
    sys.exit(bad + worse + newer + mixed(tshark, home) > 0)


if __name__ == "__main__":
    main()
