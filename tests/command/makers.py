#!/usr/bin/env python3
"""Makers of MACs, from each kind of list, and as this machine's Wireshark prints them.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import random
import re
import resource
import subprocess
import sys

from arp import arp_capture
from command import DIR, HOME, PROGRAM, SOURCE, check, failed, write

WIRESHARK = "/usr/share/wireshark/manuf"


def rows(*args, **env):
    done = subprocess.run([PROGRAM, "--format", "json", *args], capture_output=True, check=True,
                          env=dict(os.environ, **env))
    return {d["mac"]: d for d in json.loads(done.stdout)["devices"]}


def devices(*args, **env):
    return {mac: (d["device"], d["vendor"]) for mac, d in rows(*args, **env).items()}


def best_of(args):
    """Seconds of the processor in the best of five runs."""
    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([PROGRAM, *args, HOME], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


known = ["70:ee:50:00:fe:24", "00:1b:c5:00:01:02", "70:b3:d5:ab:c1:23", "4c:65:a8:d1:02:03", "ac:de:48:00:11:22"]
capture = write("known.pcap", arp_capture([mac(m) for m in known]))
lists = {
    "manuf": "# comment\n70:EE:50\tNetatmo\n00:1B:C5\tIEEERegi\tIEEE Registration Authority\n"
             "00:1B:C5:00:00:00/36\tConvergi\tConverging Systems Inc.\t# a comment\n"
             "4C:65:A8:D0:00:00/28\tQingping\tQingping Technology (Beijing) Co., Ltd.\n70:B3:D5:AB:C0:00/36\tSmall\n",
    "oui.txt": "OUI/MA-L   Organization\r\ncompany_id   Organization\r\n\r\n70-EE-50   (hex)\t\tNetatmo\r\n"
               "70EE50     (base 16)\t\tNetatmo\r\n\t\t\t\t8 rue\r\n",
    "oui.csv": 'Registry,Assignment,Organization Name,Organization Address\nMA-L,70EE50,Netatmo,"8 rue, Paris"\n'
               'MA-M,4C65A8D,"QINGPING TECHNOLOGY ""BEIJING"" CO., LTD.",x\nMA-S,70B3D5ABC,The Small Company,x\n',
}
want = {
    "manuf": {"70:ee:50:00:fe:24": ("Netatmo_00:fe:24", "Netatmo"),
              "00:1b:c5:00:01:02": ("Converging Systems_00:01:02", "Converging Systems Inc."),
              "70:b3:d5:ab:c1:23": ("Small_ab:c1:23", "Small"),
              "4c:65:a8:d1:02:03": ("Qingping Technology_d1:02:03", "Qingping Technology (Beijing) Co., Ltd.")},
    "oui.txt": {"70:ee:50:00:fe:24": ("Netatmo_00:fe:24", "Netatmo"), "4c:65:a8:d1:02:03": ("4c:65:a8:d1:02:03", None)},
    "oui.csv": {"70:ee:50:00:fe:24": ("Netatmo_00:fe:24", "Netatmo"),
                "4c:65:a8:d1:02:03": ('Qingping Technology "Beijing"_d1:02:03', 'Qingping Technology "Beijing" Co., Ltd.'),
                "70:b3:d5:ab:c1:23": ("The Small_ab:c1:23", "The Small Company")},
}
for name, text in lists.items():
    found = devices("--manuf", write(name, text), capture)
    check(f"{name}: makers, of small blocks too", want[name].items() <= found.items(), found)
    check(f"{name}: nobody made the others", found["ac:de:48:00:11:22"] == ("ac:de:48:00:11:22", None), found)
own = DIR / "home" / "wireshark"
own.mkdir(parents=True)
(own / "manuf").write_text(lists["manuf"])
if not os.path.exists(WIRESHARK):
    found = devices(capture, XDG_CONFIG_HOME=str(DIR / "home"))
    check("the user's own list", found["70:ee:50:00:fe:24"][0] == "Netatmo_00:fe:24", found)
# Later Wiresharks leave no digit that the block has in front of the end; of their users' files they do.
for whose, args, ends in (("a list", ["--manuf", DIR / "manuf"], ("1:02:03", "1:23", "1:02")),
                          ("the user's own", [], ("01:02:03", "01:23", "01:02"))):
    if args or not os.path.exists(WIRESHARK):
        found = rows(capture, *args, XDG_CONFIG_HOME=str(DIR / "home"))
        aliases = [found[mac]["aliases"] for mac in ("4c:65:a8:d1:02:03", "70:b3:d5:ab:c1:23", "00:1b:c5:00:01:02")]
        check(f"{whose}: as Wireshark prints a small block", aliases == [
            [f"{maker}_{end}"] for maker, end in zip(("Qingping", "Small", "Convergi"), ends)], aliases)
noise = devices("--manuf", write("noise", os.urandom(100000)), capture)
check("noise names nobody", len(noise) == len(known), noise)

# As Wireshark up to 4.0 prints them: its own rule, done over here.
if os.path.exists(WIRESHARK):
    random.seed(1)
    lines = [re.split(r"[\t#]", line.rstrip("\n")) for line in open(WIRESHARK) if re.match(r"[0-9A-F]{2}:", line)]
    large = {row[0]: row[1:] for row in lines if "/" not in row[0]}
    small = {row[0].split("/")[0] for row in lines if "/" in row[0]}
    chosen = random.sample([k for k in large if not int(k[:2], 16) & 3 and k != "00:00:00"], 300)
    macs = [mac(k) + random.randbytes(3) for k in chosen]
    macs = [m for m in macs if not any(s.startswith(m[:3].hex(":").upper()) for s in small)]
    found = devices(write("sample.pcap", arp_capture(macs)))
    wrong = {}
    for m in macs:
        row = large[m[:3].hex(":").upper()]
        maker = (row[1] if len(row) > 1 and row[1].strip() else row[0]).strip()
        if found[m.hex(":")][1] != maker:
            wrong[m.hex(":")] = (found[m.hex(":")], maker)
    check(f"{len(macs)} MACs as Wireshark's file has them", macs and not wrong, wrong)
    # Makers of blocks smaller than an OUI, which that Wireshark's own look-up passes over.
    blocks = random.sample([row for row in lines if row[0].endswith(("/28", "/36"))], 300)
    macs = {mac(row[0].split("/")[0])[:(int(row[0][-2:]) + 4) // 8].ljust(6, b"\1"): row for row in blocks}
    found = devices(write("small.pcap", arp_capture(list(macs))))
    wrong = {m.hex(":"): row for m, row in macs.items() if not int(m.hex()[:2], 16) & 3 and
             found[m.hex(":")][1] != (row[2] if len(row) > 2 and row[2].strip() else row[1]).strip()[:63]}
    check(f"{len(macs)} MACs of small blocks have the block's maker", macs and not wrong, wrong)
    # Reading the list must not be what a run costs.
    cost = best_of([]) - best_of(["--manuf", str(SOURCE / "tests" / "manuf")])
    check("the list costs less than 30 ms", cost < 0.03, f"{cost * 1000:.1f} ms")
else:
    print(f"SKIPPED LOUDLY: no {WIRESHARK}")

sys.exit(failed())
