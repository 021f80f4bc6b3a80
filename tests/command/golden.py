#!/usr/bin/env python3
"""What tshark must print of the plugin's tables, iot-devices prints, too: the same expected files.

SPDX-License-Identifier: GPL-2.0-or-later

usage: golden.py REAL_CAPTURES      (with command.py's environment)

Of golden/TESTLIST all tests that ask for tables alone, with nothing that only tshark has: filters of its own, keys,
tables of its preferences.
"""
import difflib
import pathlib
import shlex
import sys

from command import SOURCE, check, failed, run

GOLDEN = SOURCE / "tests" / "golden"
TABLES = ("conversations", "devices", "services", "findings", "destinations", "questions")
OPTIONS = {"iot.mmdb_directory": "--mmdb", "iot.home": "--home", "iot.inventory_file": "--inventory", "iot.resolvers": "--resolvers",
           "iot.ntp_servers": "--ntp-servers", "iot.medium": "--medium", "iot.overhead_us": "--overhead-us"}
SHOWN = 30  # lines of a difference
real = pathlib.Path(sys.argv[1])


def place_of(name):
    return real / name.removeprefix("real/") if name.startswith("real/") else SOURCE / name


def table_of(asked):
    """iot-devices' options for a table of tshark's; None: it has no such table."""
    name, _, table = asked.partition(",")
    if name != "iot" or table.partition(",")[0] not in (*TABLES, "export"):
        return None
    export = table.removeprefix("export,")
    return None if "," in export else ["--format", export] if export != table else ["--" + table]


def commands_of(arguments):
    """Options for each run whose outputs, one after the other, are tshark's, which begins with the last; None: there are
    none."""
    words = shlex.split(arguments.replace("$IOT_STAGE", str(SOURCE)))
    tables, options = [], []
    while words:
        word = words.pop(0)
        if word == "-z":
            tables.append(table_of(words.pop(0)))
        elif word == "-o":
            name, _, value = words.pop(0).partition(":")
            if name not in OPTIONS:
                return None
            options += [OPTIONS[name], value]
        elif word != "-q":
            return None
    return None if None in tables else [[*table, *options] for table in reversed(tables)]


def expected_of(name):
    return (GOLDEN / f"{name}.out").read_text()


asked = skipped = 0
for line in (GOLDEN / "TESTLIST").read_text().splitlines():
    if not line or line.startswith("#"):
        continue
    name, _, capture, arguments = line.split("\t")
    commands = commands_of(arguments)
    if not commands:
        continue
    if not place_of(capture).exists():
        skipped += 1
        continue
    asked += 1
    printed = "".join(run(*options, place_of(capture)).out for options in commands)
    difference = difflib.unified_diff(expected_of(name).splitlines(), printed.splitlines(), "expected", "printed", lineterm="")
    check(name, printed == expected_of(name), "\n".join(list(difference)[:SHOWN]))
check("there are many of them", asked >= 30, asked)
if skipped:
    print(f"SKIPPED: {skipped} captures are not there")
sys.exit(failed())
