#!/usr/bin/env python3
"""Makes the seeds of the target "frame": what networks say, on each link, a few frames each.

usage: tests/fuzz/seeds.py [DIRECTORY]      (default: corpus/frame beside this file)

Datagrams are those of corpus/datagram, without their first two bytes. What a seed consists of is
described in fuzz-frame.c.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import ipaddress
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
AGAIN, REPLY, CUT, SHORT, LATER, EARLIER, LINK, FAR_OFF = (1 << bit for bit in range(8))
ETHERNET, NULL, RAW, WLAN, LOOP, COOKED, IPV4, IPV6, COOKED2, RADIOTAP, UNKNOWN = range(11)
LONG, NEST = 0xffff, 0xfffe  # lengths that are none
PORTS = (53, 5353, 5355, 137, 67, 546, 123, 3478, 1900, 40000)  # fuzz-datagram.c's

DEVICE, ROUTER, ALL = (bytes.fromhex(mac) for mac in ("001788000002", "d46e0e000001", "ff" * 6))
HOST, GATEWAY, REMOTE = "192.168.1.2", "192.168.1.1", "203.0.113.7"
HOST6, REMOTE6, LINK_LOCAL = "2001:db8::2", "2001:db8:f::7", "fe80::217:88ff:fe00:2"


def packed(address):
    return ipaddress.ip_address(address).packed


def ip(protocol, payload, src=HOST, dst=REMOTE, fragment=0, header6=b"", next6=None):
    """IPv4 or IPv6, as the addresses are; header6: extension headers, the first of kind next6."""
    if ":" in src:
        kind = protocol if next6 is None else next6
        return struct.pack("!IHBB", 6 << 28, len(header6 + payload), kind, 64) + packed(src) \
            + packed(dst) + header6 + payload
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 7, fragment, 64, protocol, 0) \
        + packed(src) + packed(dst) + payload


def udp(payload, port, sport=50000):
    return struct.pack("!HHHH", sport, port, 8 + len(payload), 0) + payload


def tcp(flags, seq, ack=0, payload=b"", port=443, sport=50001, window=1000):
    return struct.pack("!HHIIBBHHH", sport, port, seq, ack, 0x50, flags, window, 0, 0) + payload


def ethernet(payload, src=DEVICE, dst=ROUTER):
    kind = 0x86dd if payload[0] >> 4 == 6 else 0x0800
    return dst + src + struct.pack("!H", kind) + payload


def tagged(payload, *tags):
    """Tags of 802.1Q before the type."""
    frame = ethernet(payload)
    return frame[:12] + b"".join(struct.pack("!HH", *tag) for tag in tags) + frame[12:]


def client_hello(name):
    listed = struct.pack("!BH", 0, len(name)) + name
    extension = struct.pack("!HHH", 0, len(listed) + 2, len(listed)) + listed
    body = b"\x03\x03" + bytes(32) + b"\0\0\2\x13\1\1\0" + struct.pack("!H", len(extension)) \
        + extension
    shake = b"\1" + struct.pack("!I", len(body))[1:] + body
    return b"\x16\3\1" + struct.pack("!H", len(shake)) + shake


def frames(*what, streams=0, link=ETHERNET):
    """Each of `what` is a frame, a number of flags, or both."""
    seed = bytes([streams, link])
    for one in what:
        how, frame = one if isinstance(one, tuple) else (one, None) if isinstance(one, int) \
            else (0, one)
        seed += bytes([how])
        if frame is not None:
            seed += struct.pack("!H", len(frame)) + frame
    return seed


def nest(link, first, again, length=0x40000):
    """The link, and one frame: headers in headers to its end."""
    return bytes([LINK, link]) + struct.pack("!H", NEST) + length.to_bytes(3, "big") \
        + struct.pack("!HB", len(first), len(again)) + first + again


def nests():
    """Every header that can be in itself."""
    to, tag = ROUTER + DEVICE, b"\0\1\x81\0"
    ip4, ip6, gre = ip(4, b"")[:2] + bytes(2) + ip(4, b"")[4:], ip(41, b"", HOST6, REMOTE6), ip(47, b"")
    gre = gre[:2] + bytes(2) + gre[4:]
    snap = b"\xaa\xaa\3\0\0\0"
    options = ip(60, b"", HOST6, REMOTE6)
    ppp = b"\x11\0\0\1\xff\xff\0\x21"
    return (nest(ETHERNET, to + b"\x81\0", tag), nest(ETHERNET, to + b"\x88\xa8", b"\0\1\x88\xa8"),
            nest(ETHERNET, to + b"\x81\0", b"\0\1\5\xdc" + snap + b"\x81\0"), nest(RAW, b"", ip4),
            nest(IPV6, b"", ip6), nest(IPV4, b"", gre + b"\0\0\x08\0"),
            nest(IPV4, b"", gre + b"\0\0\x65\x58" + to + b"\x81\0\0\1\x08\0"),
            nest(ETHERNET, to + b"\x88\x64", ppp + gre + b"\0\0\x88\x64"),
            nest(IPV6, options, b"\x3c\0\1\4\0\0\0\0"), nest(IPV6, ip(51, b"", HOST6, REMOTE6), b"\x33\0" + bytes(6)),
            nest(RADIOTAP, b"\0\0\xff\xff", b"\0\0\0\x80"), nest(COOKED, struct.pack("!HHH", 0, 1, 6) + DEVICE
                                                               + b"\0\0\x81\0", tag))


def bytewise(payload, begin, port):
    """Segments of one byte behind the first."""
    return [ethernet(ip(6, tcp(24, 1, 1, payload[:begin], port=port)))] + \
        [ethernet(ip(6, tcp(24, 1 + at, 1, payload[at:at + 1], port=port))) for at in range(begin, len(payload))]


def chain(n):
    """Aliases in the opposite order."""
    def name(i):
        return b"\1" + bytes([97 + i]) + b"\0"
    return struct.pack("!HHHHHH", 7, 0x8180, 1, n + 1, 0, 0) + name(0) + b"\0\1\0\1" + b"".join(
        name(i) + b"\0\5\0\1\0\0\0\x3c\0\3" + name(i + 1) for i in reversed(range(n))) \
        + name(n) + b"\0\1\0\1\0\0\0\x3c\0\4\xcb\0\x71\7"


def datagrams():
    """Each over IPv4, answered; every other one over IPv6, too."""
    for number, path in enumerate(sorted((HERE / "corpus/datagram").iterdir())):
        which, payload = path.read_bytes()[0], path.read_bytes()[2:]
        told = udp(payload, PORTS[which % len(PORTS)])
        way = [ethernet(ip(17, told)), REPLY, REPLY, AGAIN | LATER]
        if number % 2:
            way += [ethernet(ip(17, told, HOST6, REMOTE6)), REPLY]
        yield f"datagram-{path.name}", frames(*way)


def stream(payload, port=443, cut=0):
    """A handshake, the payload in two segments, one of them once more, and the end."""
    half = cut or len(payload) // 2

    def out(*segment, **more):
        return ethernet(ip(6, tcp(*segment, port=port, **more)))

    return [out(2, 100), REPLY, out(16, 101, 101), out(24, 101, 101, payload[:half]), AGAIN | LATER,
            out(24, 101 + half, 101, payload[half:]), REPLY,
            out(17, 101 + len(payload), 101), REPLY, out(2, 9000), out(4, 101)]


def wlan(flags, *addresses, payload):
    return struct.pack("<BBH", 0x08, flags, 0) + b"".join(addresses) + b"\0\0" \
        + b"\xaa\xaa\3\0\0\0\x08\0" + payload


def arp(operation, mac, addr, asked):
    return ALL + mac + b"\x08\x06" + struct.pack("!HHBBH", 1, 0x800, 6, 4, operation) + mac \
        + packed(addr) + bytes(6) + packed(asked)


def neighbour(kind, target, *options):
    body = struct.pack("!BBHI", kind, 0, 0, 0) + packed(target) + b"".join(options)
    return ethernet(ip(58, body, LINK_LOCAL, "ff02::1"))


def advertisement():
    prefix = struct.pack("!BBBBIII", 3, 4, 64, 0xc0, 600, 600, 0) + packed("2001:db8::")
    server = struct.pack("!BBHI", 25, 3, 0, 600) + packed("2001:db8::53")
    return ethernet(ip(58, struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0) + prefix + server
                       + b"\1\1" + ROUTER, LINK_LOCAL, "ff02::1"), src=ROUTER)


def seeds():
    yield from datagrams()
    query = udp((HERE / "corpus/datagram/question").read_bytes()[2:], 53)
    plain, plain6 = ip(17, query), ip(17, query, HOST6, REMOTE6)
    hello = client_hello(b"a.example.com")
    http = b"GET / HTTP/1.1\r\nHost: b.example.com\r\n\r\n"
    over_tcp = struct.pack("!H", len(query) - 8) + query[8:]
    echo = ethernet(ip(1, struct.pack("!BBHHH", 8, 0, 0, 1, 1) + b"x"))
    echo6 = ethernet(ip(58, struct.pack("!BBHHH", 128, 0, 0, 1, 1) + b"x", HOST6, REMOTE6))
    snap = b"\xaa\xaa\3\0\0\0\x08\0"
    yield "tls", frames(*stream(hello))
    yield "tls-one-stream-remembered", frames(*stream(hello), *stream(http, 80), streams=1)
    yield "http", frames(*stream(http, 80))
    yield "dns-over-tcp", frames(*stream(over_tcp, 53, cut=1), REPLY)
    yield "arp", frames(arp(1, DEVICE, HOST, GATEWAY), arp(2, ROUTER, GATEWAY, HOST),
                        arp(2, DEVICE, GATEWAY, HOST), LATER | AGAIN)
    yield "neighbours", frames(neighbour(135, HOST6, b"\1\1" + DEVICE),
                               neighbour(136, HOST6, b"\2\1" + DEVICE), advertisement())
    yield "echo", frames(echo, REPLY, LATER | REPLY, REPLY, echo6, REPLY)
    yield "unreachable", frames(ethernet(ip(1, struct.pack("!BBHI", 3, 1, 0, 0) + plain, GATEWAY,
                                            HOST)))
    yield "tags", frames(tagged(plain, (0x8100, 5)), tagged(plain, (0x88a8, 5), (0x8100, 6)))
    yield "pppoe", frames(ROUTER + DEVICE + b"\x88\x64" + struct.pack("!BBHHH", 0x11, 0, 1,
                                                                      2 + len(plain), 0x21) + plain)
    yield "llc", frames(ALL + DEVICE + struct.pack("!H", 8 + len(plain)) + snap + plain,
                        b"\1\x80\xc2\0\0\0" + DEVICE + struct.pack("!H", 7) + b"\x42\x42\3\0\0\0\0")
    yield "fragments", frames(ethernet(ip(17, query, fragment=0x2000)),
                              ethernet(ip(17, b"rest", fragment=2)))
    yield "extension-headers", frames(
        ethernet(ip(17, query, HOST6, REMOTE6, header6=b"\x2c\0\1\4\0\0\0\0" + b"\x11\0\0\0\0\0\0\1",
                    next6=0)))
    yield "tunnels", frames(ethernet(ip(4, plain)), ethernet(ip(41, plain6)),
                            ethernet(ip(47, b"\0\0\x08\0" + plain)))
    yield "raw", frames(plain, plain6, link=RAW)
    yield "raw4", frames(plain, link=IPV4)
    yield "raw6", frames(plain6, link=IPV6)
    yield "loopback", frames(struct.pack("<I", 2) + plain, struct.pack(">I", 30) + plain6, link=NULL)
    yield "loop", frames(struct.pack(">I", 2) + plain, link=LOOP)
    yield "cooked", frames(struct.pack("!HHH", 0, 1, 6) + DEVICE + b"\0\0\x08\0" + plain, link=COOKED)
    yield "cooked2", frames(struct.pack("!HHIHBB", 0x800, 0, 1, 1, 0, 6) + DEVICE + b"\0\0" + plain,
                            link=COOKED2)
    yield "wlan", frames(wlan(1, ROUTER, DEVICE, ROUTER, payload=plain),
                         wlan(2, DEVICE, ROUTER, ROUTER, payload=plain),
                         wlan(3, ROUTER, ROUTER, ROUTER, payload=DEVICE), link=WLAN)
    yield "radiotap", frames(struct.pack("<BBHI", 0, 0, 8, 0)
                             + wlan(1, ROUTER, DEVICE, ROUTER, payload=plain),
                             struct.pack("<BBHIB", 0, 0, 9, 2, 0x10)
                             + wlan(0, DEVICE, ROUTER, ROUTER, payload=plain + b"FCS!"),
                             link=RADIOTAP)
    yield "nests", bytes([0, ETHERNET]) + b"".join(nests())
    yield "long", bytes([0, ETHERNET, 0]) + struct.pack("!H", LONG) + (len(plain) + 14).to_bytes(3, "big") \
        + ethernet(plain)
    yield "bytewise", frames(*bytewise(b"GET / \r\na:b\r\rc:\rHost: d.example\r\n\r\n", 7, 80),
                             *bytewise(hello[:60], 6, 443))
    yield "chain", frames(ethernet(ip(17, udp(chain(20), 50000, 53), REMOTE, HOST)))
    yield "no-bytes", frames(b"", AGAIN, bytes(1))
    yield "unknown-link", frames(plain, link=UNKNOWN)
    yield "links", bytes([3, ETHERNET]) + b"".join(
        bytes([LINK | CUT, link]) + struct.pack("!H", len(plain)) + plain for link in range(11))
    yield "times", frames(echo, REPLY | EARLIER) + bytes([AGAIN | FAR_OFF]) + b"\x7f" * 8 \
        + bytes([REPLY | LATER, AGAIN | FAR_OFF]) + b"\x80" + bytes(7) + bytes([REPLY | EARLIER])
    yield "times-of-a-stream", frames(ethernet(ip(6, tcp(2, 100)))) + bytes([REPLY | FAR_OFF]) \
        + b"\x7f" * 8 + bytes([REPLY | FAR_OFF]) + b"\x80" + bytes(7) + bytes([REPLY | FAR_OFF]) \
        + b"\x7f" * 8
    yield "cut", frames((CUT, ethernet(plain)[:44]), (SHORT, ethernet(plain)),
                        (CUT, ethernet(ip(6, tcp(24, 1, 1, hello)))[:70]))


def main():
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "corpus/frame"
    into.mkdir(parents=True, exist_ok=True)
    for name, seed in seeds():
        (into / name).write_bytes(seed)


if __name__ == "__main__":
    main()
