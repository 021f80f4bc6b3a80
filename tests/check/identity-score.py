#!/usr/bin/env python3
"""What devices are, told of captures in which somebody labelled them: how much is right, and that nothing is wrong.

    identity-score.py FOLDER CHECK PROGRAM           of iot-devices
    identity-score.py FOLDER CHECK --plugin TSHARK   of the plugin

SPDX-License-Identifier: GPL-2.0-or-later

FOLDER has the captures and their labels, CHECK scores a report against them. Skipped where these are absent. Makers of
MACs are this machine's Wireshark's: without any list of them nobody could know. What is known of each device once all of a
capture was read is scored, so that one pass and two say the same.
"""
import os
import re
import shlex
import subprocess
import sys
import tempfile

MANUF = "/usr/share/wireshark/manuf"  # up to 4.0, where the program finds it; later ones have it inside

# Shares of what a careful person can know, per cent: as they are.
LEAST = {"--kind": "95", "--maker": "98", "--model": "100"}
# Labels that take one device for another.
MISTAKEN = {
    # A DHCP relay agent's MAC (its address is giaddr) is labelled as the client that it passes on.
    ("tcpdump_mud_raspberry.pcap", "00:23:eb:10:2c:29", "maker"),
}


def makers(folder):
    """Options that tell the program where makers are."""
    if os.path.exists(MANUF):
        return []
    path = os.path.join(folder, "manuf")
    with open(path, "wb") as out:
        subprocess.run(["tshark", "-G", "manuf"], stdout=out, check=True)
    return ["--manuf", path]


def template(reader, place):
    """The command whose report of FILE is scored."""
    if reader[0] == "--plugin":
        return shlex.join([*reader[1:], "-q", "-z", "iot,export,json", "-r"]) + " FILE"
    return shlex.join([*reader, "-q", *makers(place), "--format", "json"]) + " FILE"


def main():
    with tempfile.TemporaryDirectory() as place:
        return score(place)


def score(place):
    folder, check, *reader = sys.argv[1:]
    if not os.path.exists(check) or not os.path.isdir(folder):
        print(f"SKIPPED: there is no {check} or no {folder}; nobody looked at whether devices are what we say")
        return 77
    command = [sys.executable, check, "--dir", folder, "--absent", "1", "--command", template(reader, place)]
    done = subprocess.run(command + [word for pair in LEAST.items() for word in pair], stdout=subprocess.PIPE, text=True)
    print(done.stdout)
    if done.returncode not in (0, 1) or re.search(r"^(FAILED|TOO LOW)", done.stdout, re.M):
        return 1
    section = re.search(r"^WRONG.*?\n(.*?)(?:\n\n|\Z)", done.stdout, re.M | re.S)
    wrong = [tuple(re.split(r"\s{2,}", line.strip())[1:4]) for line in section[1].splitlines()] if section else []
    bad = [one for one in wrong if (one[0], one[1], one[2].split(":")[0]) not in MISTAKEN]
    for one in bad:
        print("wrong:", *one)
    return 1 if bad else 0


sys.exit(main())
