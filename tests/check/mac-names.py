#!/usr/bin/env python3
"""As Wireshark prints a MAC, so its device is found, by name or alias, with whatever list of makers.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR mac-names.py TSHARK IOT-DEVICES
"""
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "command"))
from arp import arp_capture  # noqa: E402

tshark, program = sys.argv[1:]
stage = pathlib.Path(os.environ["IOT_STAGE"])
LIST = pathlib.Path("/usr/share/wireshark/manuf")  # up to 4.0; then it is inside
BLOCKS = 200
# Large and small blocks, what of a registry's nobody has, whoever is no maker, and nobody.
BEGINNINGS = ("70ee50", "34298f0", "34298f1", "34298f2", "34298ff", "70b3d5581", "70b3d5000", "70b3d5fff",
              "001bc5000", "001bc50c0", "001bc5fff", "4c65a8d", "40d855000", "8c1f64001", "00000c07ac", "00005e0001", "acde48")
failed = 0


def check(name, good, detail=""):
    global failed
    print(f"{'ok' if good else 'not ok'} - {name}" + ("" if good else f"\n  {detail}"))
    failed |= not good


def listed():
    """The beginnings of some small blocks in Wireshark's list."""
    text = LIST.read_text() if LIST.exists() else subprocess.run(
        [tshark, "-G", "manuf"], capture_output=True, text=True, check=True).stdout
    blocks = re.findall(r"^([0-9A-F:]{8,17})/(28|36)\s", text, re.M)
    return [block.replace(":", "")[:int(bits) // 4] for block, bits in random.sample(blocks, BLOCKS)]


def by_plugin(home):
    """Of each MAC what Wireshark prints, and by what its device is found."""
    with tempfile.TemporaryDirectory() as directory:
        place = pathlib.Path(directory)
        (place / "plugins").symlink_to(stage / "plugins")
        (place / "home").symlink_to(home)
        place.chmod(0o755)
        fields = [word for name in ("eth.src", "eth.src_resolved", "iot.device.src", "iot.device.alias")
                  for word in ("-e", name)]
        done = subprocess.run([tshark, "-2", "-N", "m", "-r", path, "-T", "fields", *fields], check=True,
                              capture_output=True, text=True, env=dict(os.environ, IOT_STAGE=directory))
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {mac: (printed, {device, *aliases.split(",")} - {""}) for mac, printed, device, aliases in rows}


def by_command(home):
    """Of each MAC by what its device is found."""
    done = subprocess.run([program, "-q", "--format", "json", path], check=True, capture_output=True,
                          env=dict(os.environ, HOME=home, XDG_CONFIG_HOME=f"{home}/.config"))
    return {row["mac"]: {row["device"], *(row["aliases"] or [])} for row in json.loads(done.stdout)["devices"]}


random.seed(1)
macs = [bytes.fromhex((beginning + f"{random.randrange(1 << 48):012x}")[:12])
        for beginning in [*BEGINNINGS * 4, *listed()]]
path = stage / "mac-names.pcap"
path.write_bytes(arp_capture(macs))
path.chmod(0o644)
with tempfile.TemporaryDirectory() as nobody:
    os.chmod(nobody, 0o755)
    for whose, home in (("the user's own list, too", stage / "home"), ("Wireshark's list alone", nobody)):
        found = by_plugin(home)
        missing = {mac: row for mac, row in found.items() if row[0] != mac and row[0] not in row[1]}
        short = [mac for mac, (printed, _) in found.items() if not printed.endswith(mac[9:])]
        check(f"{whose}: less than the end of {len(short)} of {len(found)} MACs", len(short) > BLOCKS / 2, found)
        check(f"{whose}: all are found as Wireshark prints them", not missing, missing)
        if LIST.exists():
            other = by_command(home)
            differ = {mac: (row[1], other[mac]) for mac, row in found.items() if row[1] != other[mac]}
            check(f"{whose}: iot-devices says so, too", not differ, differ)
sys.exit(failed)
