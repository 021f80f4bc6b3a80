#!/usr/bin/env python3
"""Formats, files and directories.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import io
import json
import os
import sys

from command import DIR, HOME, SOURCE, check, expect, failed, run

FORMATS = ("csv", "json", "markdown", "mud", "html", "nftables", "hosts", "ethers")

for name in FORMATS:
    printed = run("--format", name, HOME)
    file = DIR / f"home.{name}"
    expect(f"{name} into a file prints nothing", run("--format", name, "-o", file, HOME), 0, messages=0, out="")
    check(f"{name}: the file is what would be printed", file.read_text() == printed.out and printed.out)
    golden = SOURCE / "tests" / "golden" / f"home-{name}.out"
    if golden.exists():
        check(f"{name} is what the plugin writes", printed.out == golden.read_text())
text = DIR / "home.txt"
expect("text into a file", run("--format", "text", "--devices", "--output", text, HOME), 0, out="")
check("is what would be printed", text.read_text() == run("--devices", HOME).out)
check("nothing else is left beside it", not [p for p in DIR.iterdir() if p.name.startswith("home.txt.")])
os.chmod(text, 0o644)

page = (DIR / "home.html").read_text()
check("the picture is one page", page.startswith("<!DOCTYPE html>") and "</html>" in page and "roomba" in page)
check("JSON has everything", {"capture", "devices", "conversations", "services", "findings", "remotes"}
      <= set(json.loads((DIR / "home.json").read_text())))

# Tables as CSV.
for table, key in (("devices", "packets_per_minute"), ("services", "tls_version"), ("findings", "evidence"),
                   ("destinations", "name"), ("conversations", "name_source")):
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv", f"--{table}", HOME).out)))
    check(f"{table} as CSV", rows and key in rows[0], rows[:1])

# Directories, that are there or not, named with "/" or not.
tables = DIR / "tables"
expect("tables into a directory", run("--format", "csv", "-o", f"{tables}/", HOME), 0, messages=0, out="")
names = {"devices.csv", "conversations.csv", "services.csv", "findings.csv", "questions.csv",
         "encrypted_dns.csv", "remotes.csv", "countries.csv", "organizations.csv"}
check("a file each", {p.name for p in tables.iterdir()} == names)
check("conversations are those that are printed",
      (tables / "conversations.csv").read_text() == run("--format", "csv", HOME).out)
expect("a directory that is there", run("--format", "mud", "-o", tables, HOME), 0, messages=0)
check("gets a file for each device", (tables / "roomba-409f38653667.json").exists())
expect("with the slash", run("--format", "markdown", "-o", f"{DIR}/c/d/", HOME), 0, messages=0)
check("is made", (DIR / "c" / "d" / "roomba-409f38653667.md").exists())

# The old file stays until the new one is whole.
old = (DIR / "home.json").read_text()
expect("a capture that is none", run("--format", "json", "-o", DIR / "home.json", DIR / "home.csv"), 2, messages=1)
check("leaves the old file alone", (DIR / "home.json").read_text() == old)

sys.exit(failed())
