#!/usr/bin/env python3
"""What changed between two captures, and what only looks so.

SPDX-License-Identifier: GPL-2.0-or-later

usage: changes.py [REPEATS]

REPEATS is a directory of NAME-N.pcap: the same device set up several times. Between two of them at most one row on the
median is told, and none of what these rules are there to leave out.
"""
import itertools
import json
import pathlib
import statistics
import sys
from collections import defaultdict

from command import CAPTURES, DIR, HOME, check, expect, failed, run, write

BEFORE, AFTER = CAPTURES / "week-before.pcapng", CAPTURES / "week-after.pcapng"
WEEK = [
    ("fan-plug", "different", "rhythm", "api.plugs.example"),
    ("porch-camera", "new", "remote", "new-cloud.vendor.example"),
    ("porch-camera", "gone", "remote", "old-cloud.vendor.example"),
    ("porch-camera", "new", "offers", "tcp/22 ssh"),
    ("pixel", "different", "software", None),
    ("pixel", "gone", "rhythm", "shop.example"),
    ("kettle", "new", "device", None),
    ("toaster", "gone", "device", None),
]


def changes(*args):
    done = run("changes", "--format", "json", *args)
    assert done.status in (0, 1), done
    told = json.loads(done.out)
    check(f"{[str(a)[-24:] for a in args]}: the status is diff's", done.status == (1 if told["changes"] else 0), done)
    return told


def rows(told):
    return [(row["device"], row["change"], row["topic"], row["what"]) for row in told["changes"]]


week = changes(BEFORE, AFTER)
check("a week later: what changed, and nothing else", rows(week) == WEEK, rows(week))
software = next(row for row in week["changes"] if row["topic"] == "software")
check("both sides are told", (software["before"], software["after"]) == ("Android 12", "Android 13"), software)
check("with what said so", "dhcp" in software["evidence"], software)
check("five devices are on both sides", week["devices_on_both_sides"] == 5, week["devices_on_both_sides"])

# The other way round, the second side is too short to miss anything in: what is not there is no news.
back = changes(AFTER, BEFORE)
check("nothing is gone in ten minutes after fifty", not [row for row in rows(back) if row[1:3] == ("gone", "device")],
      rows(back))
check("but not forgotten", back["unsaid"] > 0, back)
for capture in (BEFORE, AFTER, HOME):
    check(f"{capture}: nothing changed since itself", rows(changes(capture, capture)) == [])

# Captures or summaries, one or several on each side.
for name, capture in (("before.json", BEFORE), ("after.json.gz", AFTER)):
    expect(f"a summary: {name}", run("--summary", "-o", DIR / name, capture), 0)
for one, other in itertools.product((BEFORE, DIR / "before.json"), (AFTER, DIR / "after.json.gz")):
    check(f"{one.name} and {other.name} say the same",
          rows(changes(one, other)) == WEEK, rows(changes(one, other)))
for mixed in (DIR / "after.json.gz", AFTER):
    both = rows(changes("--before", BEFORE, "--before", mixed, AFTER))
    check(f"both weeks before, by {mixed.name}: nothing is new but what two weeks hide", not
          [row for row in both if row[1] == "new" and row[2] != "rhythm"], both)
check("one after, twice", rows(changes("--before", BEFORE, AFTER, DIR / "after.json.gz")) == WEEK)
both = run("changes", "--before", BEFORE, "--before", AFTER, HOME)
expect("the week between two captures was not watched", both, 1, out="in 60 min from 2024-03-02T18:00:01 to 2024-03-09T18:50:10")

# Formats.
text = run("changes", BEFORE, AFTER)
expect("text", text, 1, messages=0, out="Changes: 8 changes of 5 devices")
check("has a block for each device", text.out.count("\nporch-camera  02:00:5e:20:00:71\n") == 1, text.out)
expect("Markdown", run("changes", "--format", "markdown", BEFORE, AFTER), 1, messages=0, out="## porch-camera")
page = DIR / "changes.html"
expect("a page", run("changes", "--format", "html", "-o", page, BEFORE, AFTER), 1, messages=0, out="")
check("that is whole, and runs nothing", page.read_text().endswith("</html>\n") and "<script" not in page.read_text())
hostile = run("changes", "--format", "html", BEFORE, CAPTURES / "hostile-names.pcapng")
check("markup in names is none on the page", "<img" not in hostile.out and "<script" not in hostile.out and
      hostile.out.count("<h2>") > 3, hostile)
expect("of different networks", run("changes", BEFORE, HOME), 1, out="No device is on both sides")

expect("nor do pages hide that", run("changes", "--format", "html", BEFORE, HOME), 1, out="No device is on both sides")

# What is no two sides.
expect("a filter, of a summary", run("changes", "--filter", "arp", BEFORE, DIR / "after.json.gz"), 2,
       says=["--filter is of packets"], messages=1, out="")
expect("a filter, of packets", run("changes", "--filter", "arp", BEFORE, AFTER), 1, messages=0)
expect("one file", run("changes", BEFORE), 2, says=["wants two files"], messages=1, out="")
expect("three", run("changes", BEFORE, AFTER, HOME), 2, says=["--before"], messages=1, out="")
expect("nothing after", run("changes", "--before", BEFORE), 2, says=["name the later one"], messages=1, out="")
expect("--before alone", run("--before", BEFORE, AFTER), 2, says=["goes with changes"], messages=1, out="")
expect("tables", run("changes", "--devices", BEFORE, AFTER), 2, messages=1, out="")
expect("a format of rules", run("changes", "--format", "mud", BEFORE, AFTER), 2, says=["not as mud"], messages=1, out="")
expect("an interface", run("changes", "-i", "lo", BEFORE, AFTER), 2, messages=1, out="")
expect("what is no capture", run("changes", BEFORE, write("none.txt", "hello")), 2,
       says=["none.txt", "nothing to compare"], out="")
expect("an empty file", run("changes", write("empty", ""), AFTER), 2, says=["before: there is nothing"], out="")
expect("a damaged summary", run("changes", write("bad.json", '{"iot":"what"}\n'), AFTER), 2, says=["bad.json"], out="")
short = write("short.pcapng", BEFORE.read_bytes()[:-40])
expect("what ends early is trouble, and told", run("changes", short, AFTER), 2, says=["short.pcapng"], out="porch-camera")
expect("a file that is also written", run("changes", "-o", short, short, AFTER), 2, messages=1, out="")

# The same device, set up again and again.
repeats = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
if repeats and repeats.is_dir():
    families = defaultdict(list)
    for path in sorted(repeats.glob("*-*.pcap")):
        families[path.stem.rpartition("-")[0]].append(path)
    counts = []
    for family in families.values():
        for one, other in itertools.permutations(family, 2):
            told = rows(changes(one, other))
            counts.append(len(told))
            check(f"{one.stem} and {other.stem}: services, names and software are the same",
                  not [row for row in told if row[2] in ("offers", "uses", "name", "kind", "maker", "model", "software",
                                                         "rhythm", "volume")], told)
    check(f"of the same device: {statistics.median(counts)} rows on the median, {max(counts)} at most",
          counts and statistics.median(counts) <= 1 and max(counts) <= 2, counts)
    firsts = [family[0] for family in families.values()]
    for one, other in itertools.permutations(firsts, 2):
        check(f"{one.stem} and {other.stem}: there is a new device",
              [row for row in rows(changes(one, other)) if row[1:3] == ("new", "device")])
else:
    print("SKIPPING LOUDLY: no repeats of the same device")

sys.exit(failed())
