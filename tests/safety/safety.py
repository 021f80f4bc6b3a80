#!/usr/bin/env python3
"""Inputs that hurt, through everything that reads: nothing crashes, hangs, prints garbage, or counts less in silence.

SPDX-License-Identifier: GPL-2.0-or-later

usage: safety.py command IOT-DEVICES FUZZERS INPUTS [PLACE...]
       IOT_STAGE=DIR safety.py plugin TSHARK INPUTS [PLACE...]

INPUTS is a directory that inputs.py explains; PLACE has captures that are read, too. FUZZERS has the programs of
tests/fuzz. SAFETY_BYTES (default: 100000) is how large made captures are; of each capture, the first PACKETS
(default: 20000) are read. Works with builds that have sanitizers: a report of theirs is a fault.

command: each capture in every format, as a summary, and merged from it; each summary merged in every format; each
    input of a fuzzer. What is printed is text without control characters, documents are whole. Time is held
    against that of ordinary traffic: no more than RATIO times as much for as many bytes; keys that collide take
    no more than twice the time of random ones.
plugin: each capture in one pass and in two, with every statistic and every field, and with one statistic alone, in
    turn; those of INPUTS with each alone where SAFETY_EACH is set. Each packet is counted or said not to be. What Wireshark does without the plugin, too, is told and is no fault.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path

from inputs import CAPTURES, Inputs

FORMATS = ["text", "csv", "json", "markdown", "mud", "html", "nftables", "hosts", "ethers"]
TABLES = ["--conversations", "--devices", "--services", "--findings", "--destinations", "--questions"]
STATISTICS = ["iot,conversations", "iot,devices", "iot,services", "iot,findings", "iot,destinations", "iot,questions", "conv,iot",
              "endpoints,iot", "iot_conv,tree", "iot_devices,tree", "iot_destinations,tree", "iot_distance,tree",
              "iot_findings,tree", "iot_table", "iot,export,csv", "iot,export,json", "iot,export,html",
              "iot,export,markdown", "iot,export,mud", "iot,export,nftables", "iot,export,hosts",
              "iot,export,ethers"]
REPORTS = re.compile(r"Sanitizer|runtime error|CRITICAL|GLib-|Dissector bug, protocol IoT|Malformed Packet: IoT")
SECONDS = 300  # whoever takes longer hangs
RATIO = 20
KEYS_RATIO = 2
NOISE = 0.1  # seconds that a measurement may be off
PACKETS = os.environ.get("PACKETS", "20000")
BYTES = int(os.environ.get("SAFETY_BYTES", "100000"))
EACH = bool(os.environ.get("SAFETY_EACH"))
SANITIZED = bool(os.environ.get("IOT_SANITIZED"))
# No text of ours has them, whatever a packet says: controls, but for lines and tabs, and marks of direction.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


class Run:
    """A program that has ended."""

    def __init__(self, command, env=None):
        before = os.times()
        try:
            done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=SECONDS, check=False, env=env)
        except subprocess.TimeoutExpired:
            self.status, self.out, self.err = f"more than {SECONDS} s", b"", ""
        else:
            self.status, self.out = done.returncode, done.stdout
            self.err = done.stderr.decode(errors="replace")
        after = os.times()
        self.seconds = (after.children_user + after.children_system
                        - before.children_user - before.children_system)

    def trouble(self, statuses):
        """What is wrong with how it ended; "": nothing."""
        report = REPORTS.search(self.err)
        if self.status not in statuses or report:
            summary = re.search(r"SUMMARY: .*|.*runtime error.*", self.err) or report
            return f"status {self.status}: {self.err[summary.start() if summary else 0:][:400]}"
        return ""


class Faults:
    def __init__(self):
        self.names = []
        self.good = 0

    def check(self, name, trouble):
        """`trouble` is "" if all is well."""
        if not trouble:
            self.good += 1
            return
        self.names.append(name)
        print(f"not ok - {name}: {trouble}", flush=True)

    def end(self):
        print(f"{self.good} good, {len(self.names)} faults")
        return 1 if self.names or not self.good else 0


def captures_of(places):
    for place in map(Path, places):
        if not place.is_dir():
            print(f"SKIPPING LOUDLY: there is no '{place}'")
            continue
        yield from (path for path in sorted(place.iterdir()) if path.name.endswith(CAPTURES))


def unclean(out):
    """What a text must not hold; "": nothing of it is there."""
    try:
        text = out.decode()
    except UnicodeDecodeError as error:
        return f"no UTF-8: {error}"
    found = UNWANTED.search(text)
    if not found:
        return ""
    at = found.start()
    return f"{unicodedata.name(found[0], repr(found[0]))} in {text[max(0, at - 40):at + 20]!r}"


# --- iot-devices


def tables_of(text):
    """The tables of a CSV: lists of rows, each a dictionary."""
    for part in text.replace("\r\n", "\n").strip().split("\n\n"):
        yield list(csv.DictReader(io.StringIO(part)))


def strange_names(out):
    """Who is at the other end of a local conversation, and whom findings are about, is a device of the table of
    devices; or else its name was freed before it was printed."""
    tables = [table for table in tables_of(out.decode()) if table]
    rows = [row for table in tables for row in table]
    known = {row["device"] for row in rows if "packets_per_minute" in row} | {""}
    told = [row["device"] for row in rows if "severity" in row]
    told += [row["name"] for row in rows if "name_source" in row and row.get("direction") == "local"]
    strange = [name for name in told if name not in known]
    return f"{strange[:3]}, and devices are {sorted(known)[:9]}" if strange else ""


def broken(name, run):
    """What is wrong with a document."""
    if run.status == 2:
        return "" if run.err else "status 2, without a word"
    if name in ("json", "mud"):
        try:
            json.loads(run.out)
        except ValueError as error:
            return f"no JSON: {error}"
    if name == "csv":
        return unclean(run.out) or strange_names(run.out)
    return unclean(run.out)


class Command:
    def __init__(self, program, fuzzers, inputs, directory, faults):
        self.program, self.fuzzers, self.directory, self.faults = program, Path(fuzzers), directory, faults
        self.inputs = inputs
        self.environment = dict(os.environ, HOME=str(directory), XDG_CONFIG_HOME=str(directory),
                                ASAN_OPTIONS="abort_on_error=1", LSAN_OPTIONS="exitcode=99", LC_ALL="C.UTF-8")

    def run(self, *arguments):
        return Run([self.program, *arguments], self.environment)

    def read(self, name, how, source, formats=FORMATS):
        """Formats of what `how` reads."""
        for form in formats:
            tables = TABLES if form in ("text", "csv") else []
            run = self.run(*how, "--quiet", "--periodic-all", *tables, f"--format={form}", source)
            self.faults.check(f"{name}, {form}", run.trouble((0, 1, 2)) or broken(form, run))
        out = self.directory / "out"
        run = self.run(*how, "--quiet", "--format=nftables", "-o", f"{out}/", source)
        self.faults.check(f"{name}, into a directory", run.trouble((0, 1, 2)))

    def inventories_for(self, path):
        """Each with each; with sanitizers, which take their time, each capture one of them."""
        known = self.inputs.inventories
        if not SANITIZED or not known:
            return known
        at = sum(path.name.encode()) % len(known)
        return known[at:at + 1]

    def capture(self, path):
        name = path.name
        packets = ("-c", PACKETS)
        self.read(name, packets, path)
        for inventory in self.inventories_for(path):
            for form in ("csv", "html"):
                tables = TABLES if form == "csv" else []
                run = self.run(*packets, "--quiet", f"--inventory={inventory}", *tables, f"--format={form}", path)
                self.faults.check(f"{name} with {inventory.name}, {form}",
                                  run.trouble((0, 1, 2)) or broken(form, run))
        summary = self.directory / "in" / "made"
        summary.unlink(missing_ok=True)
        run = self.run(*packets, "--quiet", "--summary", "-o", summary, path)
        self.faults.check(f"{name}, summary", run.trouble((0, 1, 2)))
        if run.status in (0, 1) and summary.exists():
            self.read(f"{name}, merged", ("merge",), summary, ("text", "csv", "html"))

    def read_all(self, places):
        for path in self.inputs.captures:
            self.capture(path)
        for path in captures_of(places):
            self.capture(path)
        for path in self.inputs.summaries:
            self.read(path.name, ("merge",), path)
            run = self.run("--quiet", path)  # it is no capture
            self.faults.check(f"{path.name}, read as a capture", run.trouble((2,)) or unclean(run.err.encode()))
        for target, path in self.inputs.of_fuzzers:
            run = Run([self.fuzzers / f"fuzz-{target}", path], self.environment)
            self.faults.check(path.name, run.trouble((0,)))

    def seconds(self, path):
        return min(self.run("--quiet", "--format=json", path).seconds for _ in range(2))

    def in_time(self, ordinary):
        """Sanitizers make some things slower than others: not with them."""
        reference = max(self.seconds(ordinary), 0.02) / ordinary.stat().st_size
        for path in self.inputs.captures:
            size = path.stat().st_size
            if path.suffix == ".gz":
                size = len(subprocess.run(["gzip", "-dc", path], capture_output=True, check=True).stdout)
            spent, allowed = self.seconds(path), NOISE + RATIO * reference * size
            self.faults.check(f"{path.name}, time",
                              "" if spent <= allowed else f"{spent:.2f} s of {allowed:.2f} s for {size} bytes")
        for colliding, random in self.inputs.collisions:
            bad, good = self.seconds(colliding), self.seconds(random)
            self.faults.check(f"{colliding.name}, time against random keys",
                              "" if bad <= KEYS_RATIO * good + NOISE else f"{bad:.2f} s, {good:.2f} s")


# --- The plugin


def fields_of(tshark):
    """Every field of ours."""
    lines = Run([tshark, "-G", "fields"]).out.decode(errors="replace").splitlines()
    rows = (line.split("\t") for line in lines)
    return [row[2] for row in rows if len(row) > 2 and row[0] == "F" and row[2].startswith("iot.")]


class Plugin:
    def __init__(self, tshark, faults):
        self.tshark, self.faults = tshark, faults
        self.fields = fields_of(tshark)
        if not self.fields:
            faults.check("fields", "the plugin has none")
        # Asserts of Wireshark's own dissectors are not ours.
        self.environment = dict(os.environ, IOT_DISSECTOR_BUGS="")
        stage = Path(os.environ["IOT_STAGE"])
        (stage / "none/plugins").mkdir(parents=True, exist_ok=True)
        self.bare = dict(self.environment, IOT_STAGE=str(stage / "none"))
        self.kinds = Counter()

    def run(self, path, *arguments):
        return Run([self.tshark, "-n", "-c", PACKETS, *arguments, "-r", path], self.environment)

    def trouble(self, path, run, *passes):
        # 2 and 14: it is cut short.
        trouble = run.trouble((0, 2, 14))
        if not trouble or run.status == 2:
            return trouble
        bare = Run([self.tshark, "-n", "-c", PACKETS, *passes, "-V", "-r", path], self.bare)
        if not bare.trouble((0, 2, 14)) or re.search(r"/(lib|plugin)/[\w/-]+\.[ch]:", run.err):
            return trouble
        print(f"wireshark - {path.name}: {bare.trouble((0, 2, 14))}")
        self.kinds["wireshark"] += 1
        return ""

    def counts(self, path, run):
        """Each packet is counted, or said not to be."""
        info = Run(["capinfos", "-TMrc", path]).out.split()
        if not info or not info[-1].isdigit():
            return ""  # cut short
        has = min(int(info[-1]), int(PACKETS))
        counted = re.search(rb"^Device Conversations: .*?(\d+) packets?,", run.out, re.M)
        missed = re.search(r"^tshark: IoT: Not counted: (\d+) packet", run.err, re.M)
        told = int(counted[1]) + (int(missed[1]) if missed else 0) if counted else 0
        return "" if told == has else f"{has} packets, {told} are told of: {run.err[-300:]}"

    def alone(self, path, statistics):
        """What one statistic finds out, it finds out for the next: alone, each has to do it itself."""
        for name in statistics:
            run = self.run(path, "-q", "-z", name)
            self.faults.check(f"{path.name}, {name} alone", self.trouble(path, run))

    def capture(self, path):
        words = [word for name in STATISTICS for word in ("-z", name)]
        words += ["-T", "fields", *(word for name in self.fields for word in ("-e", name))]
        for passes in ((), ("-2",)):
            run = self.run(path, *passes, *words)
            self.faults.check(f"{path.name} {passes}", self.trouble(path, run, *passes))
            if run.status == 0:
                self.faults.check(f"{path.name}, counts {passes}", self.counts(path, run))


def main(mode, *words):
    faults = Faults()
    *programs, source = words[:3] if mode == "command" else words[:2]
    places = words[len(programs) + 1:]
    if not Path(source).is_dir():
        print(f"SKIPPING LOUDLY: there is no '{source}'")
        if not places:
            return 77
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        directory.chmod(0o755)  # tshark is another user
        (directory / "empty").mkdir()
        inputs = Inputs(source if Path(source).is_dir() else directory / "empty", directory, BYTES)
        for fault in inputs.faults:
            faults.check("a generator", fault)
        if mode == "command":
            command = Command(*programs, inputs, directory, faults)
            command.read_all(places)
            ordinary = Path(__file__).resolve().parents[2] / "captures/smart-home.pcapng"
            if not SANITIZED:
                command.in_time(ordinary)
        else:
            plugin = Plugin(*programs, faults)
            for n, path in enumerate([*inputs.captures, *captures_of(places)]):
                plugin.capture(path)
                one = n % len(STATISTICS)
                plugin.alone(path, STATISTICS if EACH and path.parent == directory else STATISTICS[one:one + 1])
            print(f"{plugin.kinds['wireshark']} times, Wireshark itself failed")
    return faults.end()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
