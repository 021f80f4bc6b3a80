#!/usr/bin/env python3
"""Display filters that we write mean the name they are about, in whatever Wireshark.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR filters.py TSHARK
"""
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "command"))
from names import NAMES, capture  # noqa: E402

tshark = sys.argv[1]
failed = 0


def check(name, good, detail=""):
    global failed
    print(f"{'ok' if good else 'not ok'} - {name}" + ("" if good else f"\n  {detail}"))
    failed |= not good


def run(*args):
    return subprocess.run([tshark, *args], capture_output=True, text=True, errors="replace")


def filters_of(path):
    page = run("-r", path, "-q", "-z", "iot,export,html").stdout
    data = json.loads(re.search(r'<script[^>]*application/json[^>]*>(.*?)</script>', page, re.S)[1])
    return {row["device"]: row["filter"] for row in data["conversations"]}


path = pathlib.Path(os.environ["IOT_STAGE"]) / "filters.pcap"
path.write_bytes(capture(NAMES))
filters = filters_of(str(path))
check("there is a filter for each device", len(filters) > len(NAMES) / 2, len(filters))
for device, text in filters.items():
    done = run("-2", "-r", str(path), "-Y", text, "-T", "fields", "-e", "iot.device")
    names = set(done.stdout.splitlines())
    check(f"{text} is of its device alone", done.returncode == 0 and names and
          all(name.startswith(device[:1]) for name in names) and len(names) == 1, f"{names} {done.stderr}")
    check("and can stand between a shell's marks", not re.search("['`$!\\n]", text))
sys.exit(failed)
