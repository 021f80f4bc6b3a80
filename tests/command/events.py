#!/usr/bin/env python3
"""Events: what is told, each thing once, to whom, and what becomes of it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys

from command import CAPTURES, DIR, HOME, MANUF, PROGRAM, SOURCE, check, expect, failed, run, write

SCHEMA = json.loads((SOURCE / "doc" / "events.schema.json").read_text())
BEFORE, AFTER = CAPTURES / "week-before.pcapng", CAPTURES / "week-after.pcapng"


def fits(event, schema=SCHEMA):
    """What is wrong with an event by the schema: the part of JSON Schema that ours has."""
    if set(event) != set(schema["properties"]) or schema["additionalProperties"]:
        return f"members {set(event) ^ set(schema['properties'])}"
    types = {"string": str, "integer": int, "null": type(None)}
    for name, value in event.items():
        rule = schema["properties"][name]
        kinds = rule.get("type", ["string", "null"])
        if not isinstance(value, tuple(types[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))):
            return f"{name} is {value!r}"
        if "enum" in rule and value not in rule["enum"]:
            return f"{name} is {value!r}"
        if "pattern" in rule and value is not None and not re.search(rule["pattern"], value):
            return f"{name} is {value!r}"
    return None


def events(*args, status=0, **more):
    done = run("--events", "-q", *args, **more)
    check(f"{[str(a)[-24:] for a in args]}: status {status}", done.status == status, done)
    return [json.loads(line) for line in done.out.splitlines()]


def keys(told):
    return [(e["event"], e["device"], e["value"] or e["remote"] or e["topic"]) for e in told]


# What is told, to the letter.
golden = SOURCE / "tests" / "golden"
for name, capture in (("home-events", HOME), ("week-before-events", BEFORE)):
    done = run("--events", "-q", capture)
    check(f"{name}: as ever", done.out == (golden / f"{name}.out").read_text(),
          "see the difference: iot-devices --events -q --manuf tests/manuf " + str(capture))

# Of every sample: by the schema, once, in the order of being noticed, and the same in each run and from a pipe.
for capture in sorted(CAPTURES.glob("*.pcap*")):
    done = run("--events", "-q", capture)
    told = [json.loads(line) for line in done.out.splitlines()]
    check(f"{capture.name}: by the schema", not [fits(e) for e in told if fits(e)], [fits(e) for e in told if fits(e)])
    check(f"{capture.name}: each once", len({e["id"] for e in told}) == len(told))
    check(f"{capture.name}: as it is noticed", [e["noticed"] for e in told] == sorted(e["noticed"] for e in told))
    check(f"{capture.name}: and happened before", all(e["time"] <= e["noticed"] for e in told))
    if done.status == 0:
        check(f"{capture.name}: again", run("--events", "-q", stdin=capture.read_bytes()).out == done.out)
try:
    import jsonschema
    validator = jsonschema.Draft202012Validator(SCHEMA)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    check("by another reader of schemas", all(validator.is_valid(e) for e in events(HOME)))
except ImportError:
    print("SKIPPED LOUDLY: no python3-jsonschema")

# The page of the schema has each member and each word.
page = (SOURCE / "doc" / "events.md").read_text()
for name in SCHEMA["properties"]:
    check(f"doc/events.md has {name}", f"| `{name}` |" in page)
for word in SCHEMA["properties"]["event"]["enum"]:
    check(f"doc/events.md has {word}", f"| `{word}` |" in page)

# A summary has no packets: one look, at all of it.
summary = str(DIR / "home.summary")
expect("a summary", run("--summary", "-q", "-o", summary, HOME), 0)
merged = run("merge", "--events", "-q", summary)
expect("events of a summary", merged, 0)
merged = [json.loads(line) for line in merged.out.splitlines()]
home = events(HOME)
for kind in ("device", "contact"):
    check(f"each {kind} of the summary is one of the capture",
          {e["id"] for e in merged if e["event"] == kind} == {e["id"] for e in home if e["event"] == kind})

# What is known is left out.
REAL = SOURCE.parent / "shared" / "captures"
reals = sorted(REAL.glob("*.pcap*")) if REAL.is_dir() else []
if not reals:
    print(f"SKIPPED LOUDLY: no captures in {REAL}")
for capture in sorted(CAPTURES.glob("*.pcap*")) + reals:
    own = str(DIR / "own.summary")
    done = run("--summary", "-q", "-o", own, capture)
    if done.status == 2:
        continue
    done = run("--events", "-q", "--since", own, capture)
    check(f"{capture.name}: nothing since itself", done.out == "" and done.status in (0, 1), done.out)
# The same packets a week later. Of who had a MAC for a moment, and then shares it, nobody knows whether they were there.
if shutil.which("editcap"):
    for capture in sorted(CAPTURES.glob("*.pcap*")):
        later, own = DIR / "later.pcapng", str(DIR / "own.summary")
        if run("--summary", "-q", "-o", own, capture).status != 0:
            continue
        subprocess.run(["editcap", "-t", "604800", capture, later], check=True)
        done = run("--events", "-q", "--since", own, later)
        told = [e for e in map(json.loads, done.out.splitlines()) if e["event"] not in ("silent", "back")]
        if capture.name == "hostile-names.pcapng":
            told = [e for e in told if e["event"] != "device" or e["mac"] != "02:00:5e:10:00:01"]
        check(f"{capture.name}: nor a week later", told == [], told)
else:
    print("SKIPPED LOUDLY: no editcap")
week = str(DIR / "week.summary.gz")
expect("a baseline", run("--summary", "-q", "-o", week, BEFORE), 0)
since = keys(events("--since", week, AFTER))
check("a week later: the new device, and all of it",
      ("device", "kettle", None) in since and any(e[0] == "contact" and e[1] == "kettle" for e in since), since)
check("the new remote of an old device", ("contact", "porch-camera", "new-cloud.vendor.example") in since, since)
check("the new software", ("identity", "pixel", "Android 13") in since, since)
check("the rhythm of an old remote that stopped", ("finding ended", "pixel", "shop.example") in since, since)
check("once", since.count(("finding ended", "pixel", "shop.example")) == 1, since)
check("the rhythm of a new remote begins, and ends", [e[0] for e in since if e[1:] == ("porch-camera", "new-cloud.vendor.example")]
      == ["contact", "finding", "finding ended"], since)
check("and no old device", [e for e in since if e[0] == "device"] == [("device", "kettle", None)], since)

# A table of sessions has no times: none is told, and nothing that takes one.
table = write("sessions", "\n".join(f"ipv4 2 tcp 6 431999 ESTABLISHED src=192.168.1.{10 + n} dst=198.51.100.7 sport=52110 dport=443 packets=12 "
                                    f"bytes=1532 src=198.51.100.7 dst=203.0.113.5 sport=443 dport=52110 packets=10 bytes=8521 mark=0 use=2"
                                    for n in range(3)) + "\n")
sessions = str(DIR / "sessions.summary")
expect("a summary of sessions", run("--sessions", table, "--summary", "-q", "-o", sessions), 0)
done = run("merge", "--events", "-q", sessions)
told = [json.loads(line) for line in done.out.splitlines()]
check("its events: devices and contacts", {e["event"] for e in told} >= {"device", "contact"} and done.status == 0, done)
check("have no time", all(e["time"] is None and e["noticed"] is None and not fits(e) for e in told), done)
check("and say nothing of silence", not {"silent", "back"} & {e["event"] for e in told}, done)
both = [json.loads(line) for line in run("merge", "--events", "-q", sessions, summary).out.splitlines()]
check("with a summary of packets: those have theirs",
      {e["id"] for e in told} <= {e["id"] for e in both} and all(e["time"] is None or e["time"][:4] == "2024" for e in both), both)

# Bad baselines: one message, and nothing is told by them.
empty = write("empty.summary", "")
damaged = write("damaged.summary", open(summary, encoding="utf-8").read()[:-100])
for name, path, words in (("that is not there", DIR / "none", "--since: "), ("that is empty", empty, "it is empty"),
                          ("that is damaged", damaged, "line 1"),
                          ("that is a capture", HOME, "; and more like this: none of it is a summary")):
    done = run("--events", "-q", "--since", path, HOME)
    check(f"a baseline {name}", done.status == 2 and done.out == "" and words in done.err, done)
    check(f"a baseline {name}: is one message", done.err.count("\n") == 1 + (path == damaged), done)
half = write("half.summary", open(summary, encoding="utf-8").read() + "{\n")
done = run("--events", "-q", "--since", half, HOME)
check("a baseline of which a line is damaged: the rest holds", done.status == 1 and done.out == "" and "line 2" in done.err,
      done)
done = run("--events", "-q", "--since", week, HOME)
check("a baseline of another network is said to be", done.status == 0 and "another network" in done.err, done)
check("and leaves out nothing", [json.loads(line) for line in done.out.splitlines()] == home)

# What does not go together.
for args in (["--events", "--devices"], ["--events", "--format", "json"], ["--events", "--summary"], ["--events", "--follow"],
             ["--since", summary], ["--fail-on", "bad"], ["--fail-on", "note", "--summary"],
             ["changes", "--fail-on", "note", HOME], ["changes", "--events", HOME]):
    expect(f"not {' '.join(args)[:40]}", run(*args, HOME), 2)

# The exit status.
GOOD = str(CAPTURES / "week-before.pcapng")
for args, severity, status in (([HOME], "note", 4), ([HOME], "warning", 4), (["--since", summary, HOME], "note", 0)):
    done = run("--events", "-q", "--fail-on", severity, *args)
    check(f"--fail-on {severity} of events: {status}", done.status == status, done)
for args, status in (([HOME], 4), (["--findings", HOME], 4), (["-f", "udp port 67", HOME], 0),
                     (["--format", "json", HOME], 4), (["-q", HOME, str(DIR / "none")], 5)):
    done = run("--fail-on", "warning", *args)
    check(f"--fail-on warning of a report: {status}", done.status == status, done)
done = run("merge", "--fail-on", "warning", summary)
check("and of summaries", done.status == 4, done)
check("without it there is none", run(HOME).status == 0)

# --output: a file at the end, a pipe at once.
out = DIR / "events.jsonl"
done = run("--events", "-q", "-o", out, HOME)
expect("to a file", done, 0, out="")
check("the same", [json.loads(line) for line in out.read_text().splitlines()] == home)
expect("not to a directory", run("--events", "-o", str(DIR) + "/", HOME), 2)

# Who has enough.
command = [PROGRAM, "--events", "-q", *MANUF, HOME]
reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
reader.stdout.read(1)
reader.stdout.close()
reader.wait(60)
left = reader.stderr.read()
reader.stderr.close()
check("a reader who has gone ends it, without a word", reader.returncode in (0, -signal.SIGPIPE) and left == b"",
      (reader.returncode, left))
if os.path.exists("/dev/full"):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    check("a full disk is one message", done.returncode == 2 and done.stderr.count(b"\n") == 1, done)

# Each line is there as soon as it is told: packets of two minutes, and the pipe stays open.
live = subprocess.Popen([PROGRAM, "--events", "-q", *MANUF, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
data = open(HOME, "rb").read()
live.stdin.write(data[:100000])
live.stdin.flush()
first = json.loads(live.stdout.readline())
check("the first line comes while packets do", first == home[0], first)
live.stdin.write(data[100000:])
live.stdin.close()
rest = [json.loads(line) for line in live.stdout]
check("and the rest is what a file gives", [first, *rest] == home)
live.wait(60)

sys.exit(failed())
