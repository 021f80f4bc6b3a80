#!/usr/bin/env python3
"""Faults of Wireshark's own, kept from being ours: what they do to our statistics, or that these say so.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR faults.py TSHARK IOT-DEVICES

- Its stats trees crash where a packet's time is so late that adding to it changes nothing, and take time by
  the square of a node's children.
- What an ICMP error quotes too little of ends the packet's dissection in such a way that statistics are not
  told of the packet.
- It calls no post-dissector for packets that are nested too deep, nor has it room for what we tell of a
  packet with thousands of messages: our tables say how many these are, and why.
"""

import json
import os
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from differential import compare

STAGE = Path(os.environ["IOT_STAGE"])
TSHARK, COMMAND = sys.argv[1:3]
TREES = ["iot_conv", "iot_devices", "iot_destinations", "iot_distance", "iot_findings"]
TABLES = ["iot,conversations", "iot,devices", "iot,services", "iot,destinations", "iot,questions", "iot,findings"]
OTHERS = ["iot_table", "conv,iot", "endpoints,iot", "iot,export,csv", "iot,export,json"]
EVERYTHING = [word for name in [*TREES, *TABLES, *OTHERS]
              for word in ("-z", f"{name},tree" if name in TREES else name)]
SECONDS = 300
GATEWAY, DEVICE = bytes.fromhex("d46e0e000001"), bytes.fromhex("001788000002")
NEAR, FAR = bytes([192, 168, 1, 2]), bytes([203, 0, 113, 7])
NEAR6 = bytes.fromhex("fd000000000000000000000000000002")
FAR6 = bytes.fromhex("20010db8000f00000000000000000007")
failed = []


def check(name, holds, found=""):
    print(f"{'ok' if holds else 'not ok'} - {name}", flush=True)
    if not holds:
        print(f"    {found}"[:2000])
        failed.append(name)


# --- Packets


def ethernet(payload, received=False):
    ends = DEVICE + GATEWAY if received else GATEWAY + DEVICE
    return ends + (b"\x86\xdd" if payload[0] >> 4 == 6 else b"\x08\0") + payload


def ip4(protocol, payload, src=NEAR, dst=FAR):
    # A network card hands over more than the length can say with a length of 0.
    length = 20 + len(payload) if len(payload) < 65000 else 0
    return struct.pack(">BBHHHBBH", 0x45, 0, length, 7, 0, 64, protocol, 0) + src + dst + payload


def ip6(protocol, payload, src=NEAR6, dst=FAR6):
    return struct.pack(">IHBB", 6 << 28, len(payload), protocol, 64) + src + dst + payload


def udp(payload, src=40000, dst=9999):
    return struct.pack(">HHHH", src, dst, 8 + len(payload), 0) + payload


def tcp(payload=b"", flags=2, src=50001, dst=443):
    return struct.pack(">HHIIBBHHH", src, dst, 1, 1, 0x50, flags, 1000, 0, 0) + payload


SYN = ethernet(ip4(6, tcp()))


def nested(depth):
    packet = ip4(6, tcp())
    for _ in range(depth):
        packet = ip4(4, packet)
    return ethernet(packet)


def questions(count, port):
    """A segment with so many DNS messages that ask nothing."""
    message = struct.pack(">HHHHHHH", 12, 1, 0x100, 0, 0, 0, 0)
    return ethernet(ip4(6, tcp(message * count, 24, port, 53)))


def errors():
    """ICMP errors that quote nothing, half a header, a header, or all."""
    quote4, quote6 = ip4(17, udp(b"x" * 8)), ip6(17, udp(b"x" * 8))
    for kind in (3, 4, 5, 11, 12):
        for kept in (0, 1, 4, 8, 19, 20, 24, len(quote4)):
            yield ethernet(ip4(1, struct.pack(">BBHI", kind, 0, 0, 0) + quote4[:kept], FAR, NEAR), True)
    for kind in (1, 2, 3, 4):
        for kept in (0, 1, 4, 8, 39, 40, 44, len(quote6)):
            yield ethernet(ip6(58, struct.pack(">BBHI", kind, 0, 0, 0) + quote6[:kept], FAR6, NEAR6), True)


# --- Captures


def pcap(name, frames):
    path = DIR / name
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, 1))
        for i, frame in enumerate(frames):
            out.write(struct.pack("<IIII", 1700000000 + i // 1000, i % 1000 * 1000, len(frame), len(frame)))
            out.write(frame)
    return path


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def times(name, resolution, offset, stamps):
    """A pcapng with frames at these times."""
    options = struct.pack("<HHB3xHHqI", 9, 1, resolution, 14, 8, offset, 0)
    with open(DIR / name, "wb") as out:
        out.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)))
        out.write(block(1, struct.pack("<HHI", 1, 0, 0) + options))
        for number, stamp in enumerate(stamps):
            frame = bytearray(SYN)
            frame[19] = number  # no copy of the one before
            head = struct.pack("<IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF, len(SYN), len(SYN))
            out.write(block(6, head + frame))
    return DIR / name


# --- Runs


class Run:
    def __init__(self, capture, *arguments):
        done = subprocess.run([TSHARK, "-n", "-q", *arguments, "-r", str(capture)], capture_output=True,
                              timeout=SECONDS, check=False, env=dict(os.environ, IOT_DISSECTOR_BUGS=""))
        self.status = done.returncode
        self.out, self.err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    def __str__(self):
        return f"status {self.status}: {self.err[-600:]} {self.out[:1000]}"


def processor(capture, *arguments):
    """Seconds of the processor."""
    before = os.times()
    run = Run(capture, *arguments)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return spent, run


# --- What must hold


def extreme_times():
    last = (1 << 64) - 1
    cases = [
        ("seconds", 0, 0, (0, 1, 1 << 53, 1 << 62, last >> 1, last, 1700000000)),
        ("seconds, offset", 0, (1 << 63) - 1, (0, 5, 1 << 62)),
        ("before 1970", 0, -(1 << 63), (0, 5, last)),
        ("powers of two", 0x80, 0, (0, 1 << 60, 1 << 56, 1 << 55, 1 << 54, 1 << 53, 1 << 52)),
        ("backwards", 0, 0, (1 << 62, 1 << 40, 0)),
        ("nanoseconds", 9, 0, (0, last, 1)),
    ]
    for i, (name, resolution, offset, stamps) in enumerate(cases):
        capture = times(f"times-{i}.pcapng", resolution, offset, stamps)
        for passes in ([], ["-2"]):
            run = Run(capture, *passes, *EVERYTHING)
            counts = re.findall(r"^Frames(?: with a remote)? +(\d+) ", run.out, re.M)
            check(f"extreme times: {name} {passes}: all are counted, without a word",
                  run.status == 0 and counts == [str(len(stamps))] * 4 and "ot counted" not in run.out + run.err,
                  f"{counts} {run}")


def many_children():
    """Twice the remotes take less than three times as long."""
    few, many = (
        pcap(f"scan-{n}.pcap", (ethernet(ip4(6, tcp(), dst=struct.pack(">I", 0x2E000000 + 7 * i)))
                                for i in range(n)))
        for n in (20000, 40000)
    )
    for tree in ("iot_conv", "iot_destinations"):
        bare, _ = processor(few, "-z", "iot,devices")
        short, _ = processor(few, "-z", f"{tree},tree")
        long, run = processor(many, "-z", f"{tree},tree")
        check(f"a scan in {tree}: twice the remotes", long < 3 * max(short, bare), f"{short:.2f} s, {long:.2f} s")
        rows = re.findall(r"^ +(.*?) {2,}(\d+) ", run.out, re.M)
        others = [int(count) for name, count in rows if name == "Others, beyond 4096 names"]
        check(f"a scan in {tree}: what has no node of its own is counted together",
              others and sum(others) == 40000 - 4096, rows[:3])


def quotes():
    frames = [SYN, *errors(), SYN]
    capture = pcap("errors.pcap", frames)
    command = json.loads(subprocess.run([COMMAND, "--quiet", "--format=json", str(capture)], capture_output=True,
                                        check=True, env=dict(os.environ, HOME=STAGE / "home",
                                                             XDG_CONFIG_HOME=STAGE / "home/.config")).stdout)
    for passes in ([], ["-2"]):
        run = Run(capture, *passes, "-z", "iot,export,json")
        found = compare(json.loads(run.out), command).found
        check(f"ICMP errors that quote little, by both readers {passes}", not found, found)
        check("ICMP errors that quote little: all are counted",
              json.loads(run.out)["capture"]["packets"] == len(frames), run)
        run = Run(capture, *passes, *EVERYTHING)
        counts = re.findall(r"^Frames +(\d+) ", run.out, re.M)
        check(f"ICMP errors that quote little, in trees, without a word {passes}",
              counts == [str(len(frames))] * 2 and "ot counted" not in run.out + run.err, f"{counts} {run}")
    run = Run(capture, "-z", "endpoints,iot")
    counts = [int(n) for n in re.findall(r"^\S.*? {2,}(\d+) +\d+ ", run.out, re.M)]
    check("ICMP errors that quote little, among endpoints", len(frames) in counts, run)


DEEP = "nested deeper than Wireshark follows"
MUCH = "with more messages than its statistics take"
MISSED = [
    # name, frames, words
    ("too deep", [SYN, nested(700), SYN, nested(520), nested(100)], f"2 packets (2 {DEEP})"),
    ("too deep, the first", [nested(600), SYN], f"1 packet (1 {DEEP})"),
    ("too deep, all", [nested(600)] * 3, f"3 packets (3 {DEEP})"),
    ("too much", [SYN, questions(4000, 1), questions(18000, 2), SYN], f"1 packet (1 {MUCH})"),
    ("too much, the last", [SYN, questions(18000, 2)], f"1 packet (1 {MUCH})"),
    ("too much, the first", [questions(18000, 1), questions(18000, 2), SYN], f"2 packets (2 {MUCH})"),
    ("both", [nested(600), SYN, questions(18000, 2)], f"2 packets (1 {DEEP}, 1 {MUCH})"),
    ("none", [SYN, nested(50), questions(100, 1)], None),
]


def missed():
    for name, frames, words in MISSED:
        capture = pcap(f"{name}.pcap", frames)
        for passes in ([], ["-2"]):
            run = Run(capture, *passes, *EVERYTHING)
            said = re.findall(r"^tshark: IoT: Not counted: (.*)$", run.err, re.M)
            told = re.findall(r"^Not counted: (.*)$", run.out, re.M)
            in_tables = [line for line in told if "(" in line]
            # A line for each reason, with the count in the next column.
            in_trees = sorted(re.match(r"(.*?) {2,}(\d+) ", line).groups() for line in told if "(" not in line)
            reasons = re.findall(r"(\d+) ([a-z][^,)]*)", words.split("(")[1]) if words else []
            wanted = sorted([(why, count) for count, why in reasons] * 4)
            check(f"missed packets: {name} {passes}: said once, in every table, in every tree",
                  run.status == 0 and said == ([words] if words else [])
                  and in_tables == ([words] * len(TABLES) if words else []) and in_trees == wanted, run)
    # Who asks for less gets less, without a word.
    capture = DIR / "none.pcap"
    for arguments in (["-Y", "udp"], ["-2", "-R", "frame.number == 1"], ["-2", "-R", "frame.number == 2"],
                      ["-c", "1"], ["-2", "-R", "frame.number == 9"]):
        run = Run(capture, *arguments, "-z", "iot,conversations", "-z", "iot_conv,tree")
        check(f"a part that was asked for: {arguments}", "ot counted" not in run.out + run.err, run)
    # A filter of the table's: what was missed is not in it, whatever it wants.
    run = Run(DIR / "both.pcap", "-z", "iot,conversations,tcp", "-z", "iot_conv,tree,tcp")
    check("a filter of a table", len(re.findall("^Not counted: 2 packets", run.out, re.M)) == 1, run)
    # Nobody asks for ours.
    run = Run(DIR / "both.pcap", "-z", "conv,ip")
    check("nothing of ours is asked for", "ot counted" not in run.out + run.err, run)


with tempfile.TemporaryDirectory() as directory:
    DIR = Path(directory)
    os.chmod(DIR, 0o755)  # tshark is another user
    extreme_times()
    many_children()
    quotes()
    missed()
print(f"{len(failed)} faults")
sys.exit(1 if failed else 0)
