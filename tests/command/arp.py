"""Frames that ask for somebody, from any MAC.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import struct


def arp_of(mac, address):
    """A frame that asks for somebody."""
    return (b"\xff" * 6 + mac + b"\x08\x06" + struct.pack(">HHBBH", 1, 0x800, 6, 4, 1) + mac + address
            + bytes(6) + b"\x0a\xff\xff\xfe")


def arp_capture(macs):
    """One frame of each."""
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for i, mac in enumerate(macs):
        frame = arp_of(mac, struct.pack(">I", 0x0A000001 + i))
        out += struct.pack("<IIII", 1600000000 + i, 0, len(frame), len(frame)) + frame
    return out
