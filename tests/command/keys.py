#!/usr/bin/env python3
"""Each run draws another key for its hashes, and says the same as all others, to the byte.

Real captures are taken from IOT_REAL_CAPTURES, if they are there.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import pathlib
import struct
import sys

from command import CAPTURES, SOURCE, check, failed, run, write

RUNS = 3
TABLES = ["--conversations", "--devices", "--services", "--findings", "--destinations", "--questions"]
REPORTS = [TABLES, [*TABLES, "--format", "csv"], ["--summary"]]
REPORTS += [["--format", name] for name in
            ("json", "markdown", "mud", "html", "nftables", "hosts", "ethers")]
# What rules need to have much to say.
ALWAYS = ["-q", "-c", "20000", "--periodic-all", "--home", "52.52,13.40",
          "--mmdb", CAPTURES / "geo", "--inventory", CAPTURES / "devices.csv"]


def checksum(data):
    words = sum(struct.unpack(f">{len(data) // 2}H", data))
    while words >> 16:
        words = (words & 0xFFFF) + (words >> 16)
    return ~words & 0xFFFF


def ip4(protocol, src, dst, payload):
    head = struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0, src, dst)
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def crowd():
    """Hundreds of equals: MACs, addresses, questions, errors, echo requests, all in one second."""
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)]
    router = bytes.fromhex("d46e0e000001")

    def put(frame, at):
        out.append(struct.pack("<IIII", 1600000000, at, len(frame), len(frame)) + frame)

    for i in range(600):
        mac, own, remote = bytes([0, 0x17, 0x88, 0, i >> 8, i & 255]), 0x0A000100 + i, 0x2D000000 + i
        there, back = router + mac + b"\x08\x00", mac + router + b"\x08\x00"
        name = b"".join(bytes([len(part)]) + part for part in
                        (f"n{i % 40}".encode(), b"example", b"com")) + b"\0"
        question = struct.pack(">HHHHHH", i, 0x100, 1, 0, 0, 0) + name + b"\0\1\0\1"
        answer = (struct.pack(">HHHHHH", i, 0x8180, 1, 1, 0, 0) + name + b"\0\1\0\1"
                  + b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + struct.pack(">I", remote))
        udp = lambda sport, dport, data: struct.pack(">HHHH", sport, dport, 8 + len(data), 0) + data
        echo = struct.pack(">BBHHH", 8, 0, 0, 1, i)
        put(there + ip4(17, own, 0x0A000001, udp(50000, 53, question)), i)
        put(back + ip4(17, 0x0A000001, own, udp(53, 50000, answer)), i + 700)
        put(there + ip4(17, own, remote, udp(40000, 9999, b"hello")), i + 700)
        put(there + ip4(6, own, remote + 0x10000, struct.pack(">HHIIBBHHH", 40000, 443, 1, 0, 0x50, 2,
                                                              1000, 0, 0)), i + 700)
        put(there + ip4(1, own, remote, echo), i + 700)
        quoted = ip4(17, own, remote + 0x20000, udp(40000, 9999, b""))
        put(back + ip4(1, 0x0A000001, own, b"\3\1\0\0\0\0\0\0" + quoted), i + 700)
    return b"".join(out)


def report(capture, how):
    result = run(*ALWAYS, *how, capture)
    return result.status, result.out


def agree(capture):
    different = []
    for how in REPORTS:
        first = report(capture, how)
        if any(report(capture, how) != first for _ in range(RUNS - 1)):
            different.append(" ".join(how))
    check(f"{pathlib.Path(capture).name}: the same in {RUNS} runs", not different, different)


captures = [*sorted(CAPTURES.glob("*.pcapng")), write("crowd.pcap", crowd())]
real = pathlib.Path(os.environ.get("IOT_REAL_CAPTURES", SOURCE / ".." / "shared" / "captures"))
if real.is_dir():
    captures += sorted(real.glob("*.pcap*"))
else:
    print(f"SKIPPING LOUDLY: there is no '{real}'")
for each in captures:
    agree(each)
sys.exit(failed())
