#!/usr/bin/env python3
"""Many captures of one: the same again in each hour, its connections from ports of that hour, so that no stream goes on
from one into the next. Every tenth is compressed, as rotated captures are.

SPDX-License-Identifier: GPL-2.0-or-later

usage: hours.py CAPTURE DIRECTORY COUNT
"""
import gzip
import pathlib
import struct
import sys

HEADER, RECORD = 24, 16
CLIENT_PORT = 32768
TRANSPORT_AT = {0x0800: 14 + 20, 0x86DD: 14 + 40}
PROTOCOL_AT = {0x0800: 14 + 9, 0x86DD: 14 + 6}


def ports(packet):
    """Where the packet has ports of a client."""
    kind = struct.unpack_from(">H", packet, 12)[0]
    if kind in TRANSPORT_AT and packet[PROTOCOL_AT[kind]] in (6, 17):
        for at in (TRANSPORT_AT[kind], TRANSPORT_AT[kind] + 2):
            port = struct.unpack_from(">H", packet, at)[0]
            if port >= CLIENT_PORT:
                yield at, port


def records(data):
    at = HEADER
    while at < len(data):
        seconds, fraction, captured, length = struct.unpack_from("<IIII", data, at)
        yield seconds, fraction, length, data[at + RECORD : at + RECORD + captured]
        at += RECORD + captured


data = pathlib.Path(sys.argv[1]).read_bytes()
directory, count = pathlib.Path(sys.argv[2]), int(sys.argv[3])
all_records = list(records(data))
used = {port for *_, packet in all_records for _, port in ports(packet)}
span = max(used) + 1 - CLIENT_PORT
assert CLIENT_PORT + span * count <= 65536, f"{span} ports are too many for {count} captures"
for hour in range(count):
    out = bytearray(data[:HEADER])
    for seconds, fraction, length, packet in all_records:
        changed = bytearray(packet)
        for at, port in ports(packet):
            struct.pack_into(">H", changed, at, port + hour * span)
        out += struct.pack("<IIII", seconds + 3600 * hour, fraction, len(changed), length) + changed
    name = f"{hour:03} of an archive.pcap"
    if hour % 10 == 0:
        (directory / f"{name}.gz").write_bytes(gzip.compress(bytes(out), 1))
    else:
        (directory / name).write_bytes(out)
