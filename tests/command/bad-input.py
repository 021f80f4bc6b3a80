#!/usr/bin/env python3
"""What cannot be read: what was read is reported, one message says where it ended and why.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gzip
import os
import re
import struct
import subprocess
import sys

from arp import arp_of
from command import CAPTURES, DIR, HOME, PROGRAM, check, expect, failed, pcapng, run, write

data = open(HOME, "rb").read()
inventory = str(CAPTURES / "devices.csv")


def pcap(link, *frames, length=None):
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)
    return head + b"".join(struct.pack("<IIII", 1600000000 + i, 0, len(f), length or len(f)) + f
                           for i, f in enumerate(frames))


def nothing(name, result, says):
    """Nothing usable: status 2, one message, no report."""
    expect(name, result, 2, says=says, messages=1, out="")


def part(name, result, says, out):
    expect(name, result, 1, says=says, messages=1, out=out)


# Nothing usable.
nothing("no such file", run("/does/not/exist"), ["/does/not/exist: cannot be read: No such file"])
nothing("a directory", run(CAPTURES), ["cannot be read: Is a directory"])
nothing("not a capture", run(inventory), ["devices.csv: is no capture: "])
nothing("noise", run(write("noise", os.urandom(65536))), ["noise: is no capture: "])
nothing("an empty file", run(write("empty", b"")), ["empty: is no capture: it is empty"])
nothing("empty standard input", run(stdin=b""), ["standard input: is no capture: it is empty"])
nothing("noise on standard input", run("-", stdin=b"noise" * 1000), ["standard input: is no capture"])
nothing("a header cut short", run(write("header", data[:20])), ["header: "])
nothing("compressed noise", run(write("noise.gz", gzip.compress(b"noise" * 1000))), ["noise.gz: is no capture"])
nothing("noise that begins as gzip's", run(write("bad.gz", b"\x1f\x8b" + b"\xff" * 500)),
        ["bad.gz: is no capture: the compressed data is damaged"])
nothing("link type", run(write("usb.pcap", pcap(220, b"\0" * 64))), ["usb.pcap: packets of link type 220 (USB_LINUX_MMAPPED) cannot be read"])
nothing("link type nobody knows", run(write("odd.pcap", pcap(9999, b"\0" * 64))), ["link type 9999"])
output = DIR / "report.json"
nothing("and no output file", run("--format", "json", "-o", output, "/does/not/exist"), ["/does/not/exist"])
check("there is none", not output.exists())
if os.geteuid() != 0:
    secret = write("secret.pcapng", data)
    os.chmod(secret, 0)
    nothing("unreadable", run(secret), ["cannot be read: Permission denied"])
missing = subprocess.run([PROGRAM], stdin=None, capture_output=True, timeout=20, close_fds=True,
                         preexec_fn=lambda: os.close(0))
check("standard input is closed", missing.returncode == 2 and missing.stderr.count(b"\n") == 1, missing)

# An empty capture is a capture.
expect("a capture of no packets", run(write("none.pcap", pcap(1))), 0, messages=0, out="0 packets")

# Cut short, everywhere.
for cut in (40, 200, 1000, 50000, 200000, len(data) - 7):
    result = run(write("cut.pcapng", data[:cut]))
    where = re.search(r"cut.pcapng: ends after frame (\d+), at byte (\d+): truncated", result.err)
    counted = re.search(r"(\d+) packets?,", result.out)
    if where:
        check(f"cut at {cut}: says where, and reports up to there",
              result.status == 1 and len(result.messages) == 1 and int(where[2]) == cut
              and counted and counted[1] == where[1], repr(result))
    else:
        expect(f"cut at {cut}: nothing usable", result, 2, says=["cut.pcapng: "], messages=1, out="")
    check(f"cut at {cut}: no crash", result.status in (1, 2), repr(result))
part("cut short on standard input", run(stdin=data[:200000]), ["standard input: ends after frame ", ": truncated"], "Device Conversations")
packed = gzip.compress(data)
half = run(write("half.gz", packed[: len(packed) // 2]))
part("a compressed file cut short", half, ["half.gz: ends after frame ", f"at byte {len(packed) // 2} of the compressed file: the compressed data is cut short"], "packets")
flipped = bytearray(packed)
flipped[len(packed) // 2 : len(packed) // 2 + 40] = b"\xff" * 40
result = run(write("flipped.gz", bytes(flipped)))
expect("a compressed file damaged inside", result, 1, says=["flipped.gz: ends after frame "], messages=1, out="packets")
at = 0
for _ in range(1000):
    at += struct.unpack_from("<I", data, at + 4)[0]
part("damaged in the middle", run(write("hole.pcapng", data[:at] + b"\xff" * 8 + data[at + 8 :])),
     ["hole.pcapng: ends after frame "], "packets")

frame = arp_of(bytes.fromhex("70ee5000fe24"), b"\x0a\0\0\x02")
two_types = pcapng(("section",), ("interface", 1, 0), ("packet", 0, frame), ("interface", 101, 0), ("packet", 1, frame),
                   ("packet", 2, frame))
part("an interface that is not there, behind two of two link types", run(write("two.pcapng", two_types)),
     ["two.pcapng: ends after frame 2, ", "interface"], "2 packets")
unread = pcapng(("section",), ("interface", 147, 0), ("packet", 0, frame), ("interface", 148, 0), ("packet", 1, frame))
nothing("link types of which none can be read", run(write("unread.pcapng", unread)), ["unread.pcapng: packets of link type 147 ("])
nothing("the same through a pipe", run("-", stdin=unread), ["standard input: packets of link type 147 ("])
nothing("the same for a file", run("--summary", "-o", DIR / "unread.summary", write("unread.pcapng", unread)), ["unread.pcapng: packets of link type 147 ("])
check("there is no such file", not (DIR / "unread.summary").exists())
expect("the same on one side", run("changes", HOME, write("unread.pcapng", unread)), 2,
       says=["unread.pcapng: packets of link type 147 (", "after: there is nothing to compare"], messages=2, out="")
part("the same beside what can be read", run(HOME, write("unread.pcapng", unread)), ["unread.pcapng: packets of link type 147 ("], "2354 packets")
many = pcapng(("section",), *[("interface", 1, 0)] * 65537, ("packet", 0, frame), ("packet", 65536, frame))
expect("an interface beyond those whose link type is kept", run("--devices", write("many.pcapng", many)), 0, messages=0, out="1 device, 2 packets")

# Some of several.
part("one of two is no capture", run(inventory, HOME), ["devices.csv: is no capture"], "2352 packets")
part("the second is cut short", run(HOME, write("cut.pcapng", data[:200000])),
     ["cut.pcapng: ends after frame 3303 ", "(its frame 951)"], "Device Conversations")
part("a link type among others", run(HOME, write("usb.pcap", pcap(220, b"\0" * 64))), ["usb.pcap: packets of link type 220"], "2352 packets")
expect("each has its message", run("/no/a", HOME, "/no/b"), 1, says=["/no/a", "/no/b"], messages=2, out="2352 packets")
report = DIR / "part.json"
expect("what was read is written", run("--format", "json", "-o", report, write("cut.pcapng", data[:200000])), 1, messages=1)
check("to the file", report.exists())

if os.path.exists("/dev/full"):
    full = subprocess.run([PROGRAM, HOME], stdout=open("/dev/full", "wb"), stderr=subprocess.PIPE, timeout=20)
    check("no space left", full.returncode == 2 and b"No space left" in full.stderr, full)

# Output that cannot be.
expect("no directory for the output", run("-o", "/does/not/exist/x", HOME), 2, says=["/does/not/exist"], messages=1, out="")

# Files besides captures: told, and what is left is used.
bad = write("bad.csv", "name,mac,ip\nHoover,40:9f:38:65:36:67,\nBroken,40:9f:38,\nAway,,300.1.2.3\nEcho,40:b4:cd:2b:4c:9e,\n")
result = run("--devices", "--inventory", bad, HOME)
expect("bad inventory lines are told", result, 0, says=["bad.csv:3:", "bad.csv:4:"], messages=2, out="Hoover")
check("and the rest is used", "Echo" in result.out)
expect("no such inventory", run("--devices", "--inventory", "/does/not/exist", HOME), 1, says=["/does/not/exist"], messages=1, out="roomba")
expect("noise as inventory", run("--inventory", write("noise", os.urandom(65536)), HOME), 0, says=["noise"], out="2352 packets")
expect("no such MUD directory", run("--mud", "/does/not/exist", HOME), 1, says=["/does/not/exist"], messages=1, out="2352")
expect("no such databases", run("--mmdb", "/does/not/exist", HOME), 1, says=["/does/not/exist"], messages=1, out="2352")
expect("no such makers", run("--manuf", "/does/not/exist", HOME), 2, says=["/does/not/exist"], messages=1, out="")
expect("no such interface", run("-i", "nosuch0"), 2, says=["nosuch0: "], messages=1, out="")

# A name that steers terminals.
steering = write("a\x1b[2Jb", b"noise")
check("names of files do not steer the terminal", "\x1b" not in run(steering).err)

sys.exit(failed())
