#!/usr/bin/env python3
"""A capture says the same however Wireshark reads it: with a tree of protocols and without, once and twice.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR both_ways.py TSHARK

Every sample and every real capture, the first PACKETS of each. Of each, the JSON
export has the same bytes in every one of EXPORTS and FIELDS, and our fields of each frame are the same in those,
where it is known beforehand what was read: Wireshark builds no tree on the first of two passes, unless a read filter
needs one. What one pass says of a frame before all is known is for passes.py. JOBS (default: 2) run at a time.
"""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import passes
from beginnings import beginnings

PACKETS = 3000  # of a real capture

# By name: arguments. The first is what the others are held against; those of FIELDS export, too.
EXPORTS = {
    "no tree": ["-q"],
    "a tree for a filter": ["-q", "-Y", "frame"],
    "two passes, no tree": ["-2", "-q"],
}
FIELDS = {
    "two passes, no tree on the first": ["-2"],
    "two passes, a tree on both": ["-2", "-R", "frame"],
}


def export(tshark, capture, arguments, document):
    command = [tshark, "-r", str(capture), *arguments, *passes.options(capture),
               "-z", f"iot,export,json,{document}"]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode not in passes.STATUSES:
        raise SystemExit(f"not ok - {' '.join(command)}: {done.stderr.decode()[-500:]}")


def taken(document, name):
    """What was exported."""
    if not document.exists():
        raise SystemExit(f"not ok - with {name} nothing is exported")
    exported = document.read_bytes()
    document.unlink()
    return exported


def first_difference(one, two):
    """Of two documents, as text."""
    pairs = zip(one.decode().splitlines() + [""], two.decode().splitlines() + [""])
    return next((f"{a.strip()!r} | {b.strip()!r}" for a, b in pairs if a != b), "their ends")


def read_all(tshark, capture, directory):
    """Exports, by name; and, by name, the fields of each frame."""
    document = Path(directory) / "document.json"
    exports, fields = {}, {}
    for name, arguments in EXPORTS.items():
        export(tshark, capture, arguments, document)
        exports[name] = taken(document, name)
    for name, arguments in FIELDS.items():
        fields[name] = passes.read(tshark, capture, *arguments, "-z", f"iot,export,json,{document}")
        exports[name] = taken(document, name)
    return exports, fields


def exports_differ(exports):
    (first, document), *others = exports.items()
    for name, other in others:
        if other != document:
            yield f"with {name} the export is another than with {first}: {first_difference(document, other)}"


def fields_differ(fields, ours):
    (first, frames), *others = fields.items()
    for name, other in others:
        different = [(number, field) for number in frames.keys() | other.keys() for field in ours
                     if frames.get(number, {}).get(field) != other.get(number, {}).get(field)]
        for number, field in sorted(different)[:3]:
            yield (f"frame {number}: with {first} {field} is {frames.get(number, {}).get(field)!r}, with {name} "
                   f"{other.get(number, {}).get(field)!r}")
        if different:
            yield f"{len(different)} of the kind"


def check(tshark, capture):
    """Lines to print, and whether all is well."""
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o777)  # tshark is another user
        exports, fields = read_all(tshark, capture, directory)
        faults = [*exports_differ(exports), *fields_differ(fields, passes.our_fields(tshark))]
    if not faults:
        return [f"ok - {capture.name}"], True
    return [f"not ok - {capture.name}: {fault}".replace(passes.UNIT, " + ") for fault in faults], False


def main(tshark):
    stage = Path(os.environ["IOT_STAGE"])
    if not (stage / "real").is_dir():
        print("SKIPPING LOUDLY: no real captures; only our own are read")
    good = True
    with tempfile.TemporaryDirectory() as directory, \
            ThreadPoolExecutor(int(os.environ.get("JOBS", "2"))) as pool:
        captures = [*stage.glob("captures/*.pcapng")]
        real = stage.glob("real/*.pcap*")
        captures += beginnings(real, directory, PACKETS)
        largest_first = sorted(captures, key=lambda path: -path.stat().st_size)
        for lines, well in pool.map(lambda capture: check(tshark, capture), largest_first):
            print(*lines, sep="\n", flush=True)
            good &= well
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
