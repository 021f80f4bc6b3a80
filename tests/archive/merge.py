#!/usr/bin/env python3
"""Summaries say all that reports need; put together in whatever order, they are one capture.

SPDX-License-Identifier: GPL-2.0-or-later

usage: merge.py REAL_CAPTURES
"""
import gzip
import json
import os
import pathlib
import random
import re
import subprocess
import sys

from command import CAPTURES, DIR, HOME, MANUF, PROGRAM, check, expect, failed, run, write

BEGIN = '{"iot-summary":1,"first_ns":5,'
INVENTORY = ["--inventory", CAPTURES / "devices.csv"]
samples = sorted(CAPTURES.glob("*.pcapng"))
real = pathlib.Path(sys.argv[1])
if not real.is_dir():
    print(f"SKIPPED LOUDLY: no real captures at {real}")


def summary_of(*captures):
    return run("--summary", *captures).out


# One capture: the same reports, every one of them.
for capture in samples + sorted(real.glob("*.pcap*")):
    made = run("--summary", capture)
    for what in (["--format", "json"],
                 ["--conversations", "--devices", "--services", "--findings", "--destinations", "--questions", *INVENTORY]):
        wanted, merged = run(*what, capture), run("merge", *what, "-", stdin=made.out.encode())
        check(f"{capture.name} {what[0]}",
              merged.out == wanted.out and merged.out and merged.err == "" and made.out.count("\n") == 1
              and made.status == wanted.status, f"{merged!r}\n{made.status} {made.err}")
    check(f"{capture.name} twice: the same bytes", summary_of(capture) == made.out)
home = summary_of(HOME)
# Bytes over time are of packets: a page that is made of summaries has none, and says so.
pages = [re.sub(r'"over_time" ?: ?(\[[^]]*\]|null),?|"parts" ?: ?\{[^}]*\},?', "", text) for text in
         (run("merge", "--format", "html", stdin=home.encode()).out, run("--format", "html", HOME).out)]
check("the page, but for bytes over time", pages[0] == pages[1] and '"devices"' in pages[0])
for what in (["--format", "csv", "--findings"], ["--format", "markdown"], ["--format", "nftables"],
             ["--findings", "--mmdb", CAPTURES / "geo", "--home", "48.2,16.37"], ["--devices", "--local-networks", "52.0.0.0/8"],
             ["--findings", "--resolvers", "205.251.193.53", "--periodic-all"], ["--format", "mud"]):
    check(f"options of reports: {what[:2]}", run("merge", *what, stdin=home.encode()).out == run(*what, HOME).out)
check("what is yours is no part of a summary",
      run("--summary", *INVENTORY, "--local-networks", "52.0.0.0/8", HOME).out == home)

# Many: in any order, in any groups, some of them twice, files or standard input, compressed or not.
parts = [summary_of(capture) for capture in samples]
whole = run("merge", "--summary", "-", stdin="".join(parts).encode()).out
check("as many parts as captures", whole.count("\n") == len(samples))
starts = [json.loads(line)["first_ns"] for line in whole.splitlines()]
check("sorted by time", starts == sorted(starts))
rand = random.Random(1)
for turn in range(5):
    rand.shuffle(parts)
    some = rand.randrange(1, len(parts))
    few = run("merge", "--summary", stdin="".join(parts[:some]).encode()).out
    packed = write("rest.gz", gzip.compress("".join(parts[some - 1 :]).encode()))
    result = run("merge", "--summary", packed, "-", write("one", parts[0]), stdin=few.encode())
    check(f"any order and groups, {turn}", result.out == whole and result.status == 0, repr(result)[:300])
report = run("merge", "--format", "json", stdin=whole.encode()).out
check("one report", run("merge", "--format", "json", stdin="".join(parts).encode()).out == report)
check("which is of all of them", json.loads(report)["capture"]["packets"] == sum(json.loads(run("--format", "json", c).out)["capture"]["packets"] for c in samples))
renamed = DIR / "renamed.pcapng"
renamed.write_bytes(pathlib.Path(HOME).read_bytes())
twice = run("merge", "--summary", stdin=(home + summary_of(renamed)).encode()).out
check("a capture under two names counts once", twice.count("\n") == 1)
check("whichever comes first", run("merge", "--summary", stdin=(summary_of(renamed) + home).encode()).out == twice)
check("captures given together are one part", summary_of(*samples).count("\n") == 1
      and json.loads(summary_of(*samples))["capture"].endswith(f" and {len(samples) - 1} more"))
check("and read as one", run("merge", stdin=summary_of(*samples).encode()).out == run(*samples).out)


# Cut where no stream goes on, the pieces are the whole.
def blocks(data):
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        yield int.from_bytes(data[at : at + 4], "little"), data[at : at + length]
        at += length


# Frames after which no tcp.stream, no udp.stream and no echo of tshark's goes on.
QUIET = {
    "address-moves": [51, 53, 55, 57, 71],
    "hostile-names": [2, 12, 21, 38, 52],
    "ipv6-only": [1, 5, 12, 29, 33],
    "late-names": [13, 26, 52, 53],
    "smart-home": [2342, 2344, 2346, 2348],
    "two-names": [2, 175],
    "vlan-one-way": [4, 5, 6, 7, 8, 10],
}
for name, cuts in QUIET.items():
    data = (CAPTURES / f"{name}.pcapng").read_bytes()
    head = b"".join(block for kind, block in blocks(data) if kind in (0x0A0D0D0A, 1))
    packets = [block for kind, block in blocks(data) if kind == 6]
    edges = [0, *cuts, len(packets)]
    pieces = [write("piece.pcapng", head + b"".join(packets[a:b])) and summary_of(DIR / "piece.pcapng")
              for a, b in zip(edges, edges[1:])]
    rand.shuffle(pieces)
    merged = run("merge", "--format", "json", stdin="".join(pieces).encode())
    check(f"{name} in {len(pieces)} pieces", merged.out == run("--format", "json", CAPTURES / f"{name}.pcapng").out,
          repr(merged)[:300])

# Where they go.
out = DIR / "out.summary"
expect("--output", run("--summary", "-o", out, HOME), 0, messages=0, out="")
check("the same as to standard output", out.read_text() == home)
packed = DIR / "out.summary.gz"
expect("--output FILE.gz", run("--summary", "-o", packed, HOME), 0, messages=0, out="")
check("is compressed", gzip.decompress(packed.read_bytes()).decode() == home and packed.stat().st_size < len(home) / 4)
check("with nothing beside it", {p.name for p in DIR.glob("*out.summary*")} == {"out.summary", "out.summary.gz"})
again = DIR / "again.summary.gz"
expect("merge --summary -o FILE.gz", run("merge", "--summary", "-o", again, out, packed), 0, messages=0, out="")
check("the same merged with itself", gzip.decompress(again.read_bytes()).decode() == home)
listed = write("list", f"{out}\n\n{packed}\n")
check("--files-from", run("merge", "--files-from", listed).out == run(HOME).out)
check("--files-from -", run("merge", "--files-from", "-", stdin=f"{out}\n".encode()).out == run(HOME).out)
check("--files-from of captures", run("--files-from", write("captures", "\n".join(map(str, samples)))).out == run(*samples).out)
expect("a list that is not there", run("merge", "--files-from", DIR / "no-list"), 2, says=["--files-from", "no-list"], messages=1, out="")
expect("a list of nothing", run("merge", "--files-from", write("none", "\n\n")), 2, says=["names no file"], messages=1, out="")
with open("/dev/full", "w") as full:
    done = subprocess.run([PROGRAM, "--summary", HOME], stdout=full, stderr=subprocess.PIPE, text=True)
check("a full disk", done.returncode == 2 and "standard output" in done.stderr and done.stderr.count("\n") == 1, done)
expect("a directory is no summary", run("--summary", "-o", f"{DIR}/", HOME), 2, says=["a summary is one file"], messages=1)
expect("a directory that is not there", run("--summary", "-o", DIR / "no" / "x", HOME), 2, says=["--output"], messages=1)

# What does not go together.
for words in (["--summary", "--format", "json"], ["--summary", "--devices"], ["--summary", "--filter", "tcp"], ["--summary", "--follow"],
              ["--summary", "--files-from", listed, "-i", "lo"]):
    expect(" ".join(words[:2]), run(*words, HOME), 2, says=["--help"], messages=1, out="")
for words in (["-i", "lo"], ["--filter", "tcp"], ["--packets", "5"], ["-d", "5s"], ["-p"]):
    expect(f"merge {words[0]}", run("merge", *words, out), 2, says=["merge has none"], messages=1, out="")
merge_capture = DIR / "merge"
merge_capture.write_bytes(pathlib.Path(HOME).read_bytes())
done = subprocess.run([PROGRAM, *MANUF, "./merge"], cwd=DIR, capture_output=True, text=True)
check("./merge is a capture", done.stdout == run(HOME).out)

# What cannot be used is told, with its line, and the rest is used.
good = run(HOME).out
bad = write("bad.summary", home + "noise\n\n" + BEGIN + '"ends":[3]}\n' + BEGIN + '"ends":[{"addr":"1.2"}]}\n')
expect("bad lines", run("merge", bad), 1, messages=3, out=good,
       says=["bad.summary: line 2: is no part of a summary", "bad.summary: line 4: has something else", "bad.summary: line 5: has an address"])
expect("not copied into a union", run("merge", "--summary", bad), 1, messages=3, out=home)
check("not one byte of them", run("merge", "--summary", bad).out == home)
long = write("long.summary", home + BEGIN + '"noise":"' + "x" * 9000000 + '"}\n' + home)
expect("a line too long", run("merge", "--memory", "64M", long), 1, messages=1, out=good,
       says=["long.summary: line 2: is longer than the 8 MiB"])
many = write("many.summary", home + "".join(home.replace('"first_ns":', '"first_ns":-%d' % i, 1) for i in range(1, 1000)) * 2)
told = run("merge", "--memory", "32M", "--summary", many)
check("lines without room", told.status == 1 and "there is no room for more lines" in told.err and home in told.out, told.err[:300])
cut = write("cut.gz", gzip.compress((home + home.replace('"first_ns":1', '"first_ns":2', 1)).encode())[:-2000])
expect("cut short, compressed", run("merge", cut), 1, messages=1, out=good, says=["cut.gz: ends after line 2: the compressed data is cut short"])
expect("cut short", run("merge", out, write("short", home[:-2000])), 1, messages=1, out=good, says=["short: line 1: is not JSON"])
expect("one that is not there", run("merge", DIR / "gone", out), 1, messages=1, out=good, says=["gone: cannot be read: No such file"])
nothing = DIR / "nothing.json"
nobody = DIR / "nobody"
nobody.mkdir()
for name, args in (("nothing but noise", [write("noise", os.urandom(50000))]), ("an empty file", [write("empty", "")]),
                   ("a capture", [HOME]), ("a directory of none", [nobody]), ("what cannot be alone", [write("lone", BEGIN + '"ends":[]}')]),
                   ("nothing, to be a summary", ["--summary", write("lone", BEGIN + '"ends":[]}')])):
    result = run("merge", "-o", nothing, *args)
    expect(name, result, 2, out="")
    check(f"{name}: few words, no file", 0 < len(result.messages) <= 22 and not nothing.exists(), repr(result))
check("no output of a bad run hides the good one before", run("merge", "-o", out, DIR / "gone").status == 2 and out.read_text() == home)

sys.exit(failed())
