#!/usr/bin/env python3
"""Two readings of each capture, the plugin's and iot-devices', say the same: row by row, word by word.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR differential.py TSHARK IOT-DEVICES GENERATE DOC

Every table of `-z iot,export,json` is compared with that of `iot-devices --format json`, every field of
every row, numbers as numbers and exactly, and the order of the rows; where all of that is the same, so
are the tables as text. What may differ is in differences.py and nowhere else. DOC is doc/dissect.md,
which explains each of those differences to users.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from differences import ABSENT, DIFFERENCES

# By which fields rows of both sides are one: those that agree in all of these first, then among the
# rest those that agree in fewer.
KEYS = {
    "capture": [()],
    "devices": [("mac", "device"), ("mac",), ("addresses",)],
    "conversations": [
        ("mac", "device", "direction", "addresses", "name"),
        ("mac", "direction", "addresses"),
    ],
    "services": [
        ("mac", "device", "direction", "transport", "port", "protocol"),
        ("mac", "direction", "transport", "port", "protocol"),
        ("mac", "direction", "transport", "port"),
    ],
    "findings": [
        ("finding", "mac", "device", "name", "address"),
        ("finding", "mac", "address"),
    ],
    "questions": [("mac", "device", "name"), ("mac", "name")],
    "encrypted_dns": [("mac", "device", "name", "transport", "port")],
    "remotes": [("address",)],
    "countries": [("country",)],
    "organizations": [("organization", "asn", "domain")],
}
TEXTS = ["conversations", "devices", "services", "findings", "destinations", "questions"]
GENERATED = ["20000", "40", "200"]  # packets, devices, remotes
SECONDS = 300
CUT_SHORT = (0, 2, 14)  # how tshark ends, with a capture that is; 14 from 4.6 on
FAULTS_SHOWN = 20  # of a capture


class Fault(Exception):
    """One side did not get through."""


class Found(NamedTuple):
    """A difference."""

    table: str
    row: str
    field: str
    plugin: str
    command: str

    def __str__(self):
        return f"{self.table} [{self.row}] {self.field}: {self.plugin} | {self.command}"


class Compared(NamedTuple):
    rows: Counter  # by table
    fields: int
    same_rows: int
    found: list


def flat(document, before=""):
    for name, value in document.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def shown(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def key_of(row, names):
    # A device without a MAC is known by what it is called.
    return tuple(
        shown(row.get("device") if name == "mac" and row.get(name) is None else row.get(name))
        for name in names
    )


def label(table, row):
    return " ".join(part for part in key_of(row, KEYS[table][0]) if part != "null")


def pairs_of(keys, ours, theirs):
    """Pairs of indices, and the indices without a partner on either side."""
    pairs, left, right = [], list(range(len(ours))), list(range(len(theirs)))
    for names in keys:
        waiting = defaultdict(list)
        for index in right:
            waiting[key_of(theirs[index], names)].append(index)
        rest = []
        for index in left:
            same = waiting[key_of(ours[index], names)]
            if same:
                pairs.append((index, same.pop(0)))
            else:
                rest.append(index)
        left = rest
        taken = {b for _, b in pairs}
        right = [index for index in right if index not in taken]
    return sorted(pairs), left, right


def compare(plugin, command):
    """All tables of two documents."""
    rows, fields, same_rows, found = Counter(), 0, 0, []
    for name in KEYS.keys() | plugin.keys() | command.keys():
        if name not in KEYS or name not in plugin or name not in command:
            found.append(Found(name, "", "table", shown(name in plugin), shown(name in command)))
    for table, keys in KEYS.items():
        one, two = plugin.get(table, []), command.get(table, [])
        if table == "capture":
            one, two = [dict(flat(one))], [dict(flat(two))]
        pairs, left, right = pairs_of(keys, one, two)
        rows[table] += len(pairs) + len(left) + len(right)
        for a, b in pairs:
            names = list(dict.fromkeys([*one[a], *two[b]]))
            fields += len(names)
            differing = [
                Found(table, label(table, one[a]), name, shown(one[a].get(name)), shown(two[b].get(name)))
                for name in names
                if one[a].get(name) != two[b].get(name) or (name in one[a]) != (name in two[b])
            ]
            same_rows += not differing
            found += differing
        found += [Found(table, label(table, one[a]), "row", label(table, one[a]), ABSENT) for a in left]
        found += [Found(table, label(table, two[b]), "row", ABSENT, label(table, two[b])) for b in right]
        order = [b for _, b in pairs]
        if order != sorted(order):
            at = next(i for i in range(1, len(order)) if order[i] < order[i - 1])
            place = label(table, one[pairs[at][0]])
            found.append(Found(table, place, "order", f"row {pairs[at][0]}", f"row {pairs[at][1]}"))
    return Compared(rows, fields, same_rows, found)


def run(command, statuses=(0,), env=None):
    """Standard output. Raises Fault if it fails or takes too long."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, env=env)
    except subprocess.TimeoutExpired as late:
        raise Fault(f"{command[0]} takes more than {SECONDS} s") from late
    if done.returncode not in statuses:
        raise Fault(f"{command[0]} ends with {done.returncode}: {done.stderr.decode()[-500:]}")
    return done.stdout


class Sides:
    """The two programs, with the same settings."""

    def __init__(self, tshark, command, stage, directory):
        self.tshark, self.command, self.directory = tshark, command, directory
        # Makers are in the user's own manuf file, which both read.
        home = stage / "home"
        self.environment = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home / ".config", TZ="UTC",
                                LC_ALL="C.UTF-8")

    # Of a capture that is cut short, what was read counts.

    def plugin(self, capture, settings=()):
        """The document, and the tables as text."""
        document = Path(self.directory) / "plugin.json"
        document.unlink(missing_ok=True)
        # tshark prints statistics last to first.
        tables = [word for name in reversed(TEXTS) for word in ("-z", f"iot,{name}")]
        text = run([self.tshark, "-2", "-q", "-r", str(capture), *settings, *tables,
                    "-z", f"iot,export,json,{document}"], CUT_SHORT)
        return json.loads(document.read_text()), text.decode()

    def read(self, capture, settings=()):
        """The same by iot-devices."""

        def command(*arguments):
            return run([self.command, "--quiet", *settings, *arguments, str(capture)], (0, 1),
                       self.environment)

        # Asked for all tables at once, it separates them.
        text = b"".join(command(f"--{name}") for name in TEXTS)
        return json.loads(command("--format=json")), text.decode()


class Case(NamedTuple):
    name: str
    capture: Path
    plugin: tuple = ()  # settings
    command: tuple = ()


def settings(stage):
    """What the user told, told to both."""
    captures = stage / "captures"
    plugin = {
        "inventory_file": captures / "devices.csv",
        "mmdb_directory": captures / "geo",
        "home": "49.75,6.64",
        "medium": "rg58",
        "overhead_us": 500,
        "resolvers": "9.9.9.9",
        "ntp_servers": "192.0.2.1",
        "local_networks": "54.0.0.0/8",
        "periodic_all": "TRUE",
    }
    command = {
        "inventory": captures / "devices.csv",
        "mmdb": captures / "geo",
        "home": "49.75,6.64",
        "medium": "rg58",
        "overhead-us": 500,
        "resolvers": "9.9.9.9",
        "ntp-servers": "192.0.2.1",
        "local-networks": "54.0.0.0/8",
    }
    return (
        tuple(word for name, value in plugin.items() for word in ("-o", f"iot.{name}:{value}")),
        (*(f"--{name}={value}" for name, value in command.items()), "--periodic-all"),
    )


def cases(stage, generate, directory):
    for capture in sorted((stage / "captures").glob("*.pcapng")):
        yield Case(capture.name, capture)
    yield Case("late-names.pcapng with settings", stage / "captures/late-names.pcapng", *settings(stage))
    yield Case("two-names.pcapng with settings", stage / "captures/two-names.pcapng", *settings(stage))
    traffic = Path(directory) / "generated.pcap"
    run([generate, *GENERATED, str(traffic)])
    yield Case("generated traffic", traffic)
    for capture in sorted((stage / "real").glob("*.pcap*")):
        yield Case(capture.name, capture)


class Allowed:
    """What is in the table for this Wireshark."""

    def __init__(self, version):
        self.entries = {
            entry.name: [place for place in entry.places if place.since <= version < place.until]
            for entry in DIFFERENCES
        }
        self.occurred = Counter()

    def explain(self, case, found):
        """The name of the entry that allows a difference; None: there is none."""
        for name, places in self.entries.items():
            for place in places:
                if (
                    (place.capture, place.table) == (case, found.table)
                    and re.fullmatch(place.field, found.field)
                    and re.fullmatch(place.plugin, found.plugin)
                    and re.fullmatch(place.command, found.command)
                ):
                    self.occurred[place] += 1
                    return name
        return None

    def stale(self, seen):
        """Prints and counts places where both say the same by now."""
        count = 0
        for name, places in self.entries.items():
            for place in places:
                if place.capture in seen and not self.occurred[place]:
                    print(f"not ok - {name}: occurs no more, so take it out: {place}")
                    count += 1
        return count


def version_of(tshark):
    major, minor = re.search(rb"TShark.*? (\d+)\.(\d+)\.", run([tshark, "--version"])).groups()
    return int(major), int(minor)


def first_difference(one, two):
    """The first lines that differ; None: none do."""
    for pair in zip_longest(one.splitlines(), two.splitlines()):
        if pair[0] != pair[1]:
            return f"text: {pair[0]!r} | {pair[1]!r}"
    return None


def check(case, sides, allowed):
    """Prints a line, or one of each fault. The comparison, None if a side did not get through; how
    many faults."""
    try:
        plugin, plugin_text = sides.plugin(case.capture, case.plugin)
        command, command_text = sides.read(case.capture, case.command)
    except (Fault, ValueError, OSError) as fault:
        print(f"not ok - {case.name}: {fault}")
        return None, 1
    compared = compare(plugin, command)
    names, bad, words = Counter(), [], ""
    for found in compared.found:
        name = allowed.explain(case.name, found)
        names[name] += 1
        bad += [] if name else [found]
    if not compared.found:
        words = f", {len(plugin_text.splitlines())} lines of text"
        bad += filter(None, [first_difference(plugin_text, command_text)])
    for found in bad[:FAULTS_SHOWN]:
        print(f"not ok - {case.name}: {found}")
    if len(bad) > FAULTS_SHOWN:
        print(f"not ok - {case.name}: {len(bad)} of the kind")
    if not bad:
        explained = "".join(f", {names[name]} times {name}" for name in sorted(names))
        print(f"ok - {case.name}: {sum(compared.rows.values())} rows, {compared.fields} fields{words}"
              f"{explained}", flush=True)
    return compared, len(bad)


def undocumented(doc):
    """Prints and counts entries that users are not told of."""
    text, count = Path(doc).read_text(), 0
    for entry in DIFFERENCES:
        if not re.search(rf"^\| {re.escape(entry.name)} \|", text, re.M):
            print(f"not ok - {entry.name}: not a row in {doc}")
            count += 1
    return count


def main(tshark, command, generate, doc):
    stage = Path(os.environ["IOT_STAGE"])
    rows, fields, bad, seen = Counter(), 0, undocumented(doc), set()
    allowed = Allowed(version_of(tshark))
    if not (stage / "real").is_dir():
        print("SKIPPING LOUDLY: no real captures; only our own are compared")
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o777)  # tshark is another user
        sides = Sides(tshark, command, stage, directory)
        for case in cases(stage, generate, directory):
            compared, faults = check(case, sides, allowed)
            bad += faults
            seen.add(case.name)
            if compared:
                rows += compared.rows
                fields += compared.fields
    bad += allowed.stale(seen)
    print(f"{len(seen)} captures; rows: "
          + ", ".join(f"{count} {table}" for table, count in rows.items())
          + f"; {sum(rows.values())} rows and {fields} fields in all; "
          + f"{sum(allowed.occurred.values())} differences in {len(allowed.occurred)} of "
          + f"{sum(map(len, allowed.entries.values()))} places of {len(DIFFERENCES)} entries in the table; "
          + f"{bad} faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
