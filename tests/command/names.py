"""Captures in which devices call themselves as they like.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import struct

# Each means something to somebody: a terminal, a display filter, a spreadsheet, GitHub, a shell, a page.
NAMES = [
    "${7*7}", "$tcp_port(1)", "${ip.src}", "$", "a$b", "{", "}", 'say "hi"', 'say \\"hi\\"', "\\", "\\x41", "it's",
    "x;=1+1", "=1+1", "+1", "-1", "@SUM(A1)", "x|-1", "x, @a", "\uff1d1+1", "x;\uff0b1",
    "www.evil.com", "WWW.evil.com", "http://evil.com", "https://a@evil.com/x", "ftp://evil.com", "me@evil.com",
    "mailto:me@evil.com", "xmpp:me@evil.com/x", "@somebody", "x @somebody", "#12", "x/y#12", "GH-12", ":x:", ":+1:",
    ":ab:", "a:cd:b", "[^1]", "[x](javascript:1)", "![x](y)", "<http://evil.com>", "<b>x</b>", "| x |", "`x`", "~~x~~",
    "*x*", "__x__", "# x", "1. x", "- x", "&lt;", "$x$", "a@b@c.com", "\x1b[2Jx", "x\x9b2J", "exe\u202egpj", "a\u2066b",
    "a\u200fb", "a\u061cb", "a\u200bb", "a\u2028b", "lamp\u3164", "l\u034famp", "\u2800lamp", "z" + "\u0301" * 20,
    "../../x", "con", "$(id)", "`id`", "'; id; '", "a\nb", "a\tb",
]


def _ip(source, target, sport, dport, payload):
    udp = struct.pack(">HHHH", sport, dport, 8 + len(payload), 0) + payload
    return struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, source, target) + udp


def _frame(source, target, packet):
    return target + source + b"\x08\x00" + packet


def mac_of(number):
    return bytes((2, 0, 0x5E, 0, number >> 8, number & 255))


def dhcp_name(number, name):
    """The device of that number asks for an address, and says how it is called."""
    text = name.encode()
    options = b"\x35\x01\x03\x0c" + bytes((len(text),)) + text + b"\xff"
    bootp = struct.pack(">BBBBIHH4s4s4s4s", 1, 1, 6, 0, number, 0, 0, bytes(4), bytes(4), bytes(4), bytes(4))
    bootp += mac_of(number) + bytes(10 + 64 + 128) + b"\x63\x82\x53\x63" + options
    return _frame(mac_of(number), b"\xff" * 6, _ip(bytes(4), b"\xff" * 4, 68, 67, bootp))


def _address(number):
    return bytes((192, 168, 1 + (number >> 8), number & 255))


def mdns_name(number, name):
    """It announces itself; DHCP has no letters but ASCII's."""
    text = name.encode()
    record = bytes((len(text),)) + text + b"\x05local\x00" + struct.pack(">HHIH", 1, 0x8001, 120, 4) + _address(number)
    message = struct.pack(">HHHHHH", 0, 0x8400, 0, 1, 0, 0) + record
    return _frame(mac_of(number), b"\x01\x00\x5e\x00\x00\xfb",
                  _ip(_address(number), bytes((224, 0, 0, 251)), 5353, 5353, message))


def traffic(number):
    """It sends something to somebody far away."""
    local = _address(number)
    return _frame(mac_of(number), mac_of(0xFFFE), _ip(local, bytes((203, 0, 113, 9)), 40000, 9999, b"x" * 8))


def capture(names, first=1):
    """A pcap in which devices, numbered from `first`, have these names."""
    frames = [frame for number, name in enumerate(names, first)
              for frame in ((dhcp_name if name.isascii() else mdns_name)(number, name), traffic(number))]
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for second, frame in enumerate(frames):
        out += struct.pack("<IIII", 1700000000 + second, 0, len(frame), len(frame)) + frame
    return out
