#!/usr/bin/env python3
"""Makes the seeds of the target "frame": what networks say, on each link, a few frames each; and of "quic".

usage: tests/fuzz/seeds.py [DIRECTORY]      (default: corpus beside this file)

Datagrams are those of corpus/datagram, without their first two bytes. What a seed consists of is
described in fuzz-frame.c and fuzz-quic.c.

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
    vxlan = udp(bytes(8), 4789)[:4] + b"\xff\xff\0\0\x08" + bytes(7)
    datagram = ip(17, b"")[:2] + bytes(2) + ip(17, b"")[4:]
    return (nest(ETHERNET, to + b"\x88\x47", b"\0\0\x11\x40" + to + b"\x88\x47"),
            nest(ETHERNET, to + b"\x08\0", datagram + vxlan + to + b"\x08\0"),
            nest(ETHERNET, to + b"\x81\0", tag), nest(ETHERNET, to + b"\x88\xa8", b"\0\1\x88\xa8"),
            nest(ETHERNET, to + b"\x81\0", b"\0\1\5\xdc" + snap + b"\x81\0"), nest(RAW, b"", ip4),
            nest(IPV6, b"", ip6), nest(IPV4, b"", gre + b"\0\0\x08\0"),
            nest(IPV4, b"", gre + b"\0\0\x65\x58" + to + b"\x81\0\0\1\x08\0"),
            nest(ETHERNET, to + b"\x88\x64", ppp + gre + b"\0\0\x88\x64"),
            nest(IPV6, options, b"\x3c\0\1\4\0\0\0\0"), nest(IPV6, ip(51, b"", HOST6, REMOTE6), b"\x33\0" + bytes(6)),
            nest(RADIOTAP, b"\0\0\xff\xff", b"\0\0\0\x80"), nest(COOKED, struct.pack("!HHH", 0, 1, 6) + DEVICE
                                                               + b"\0\0\x81\0", tag))


def mirrors(frame):
    """The frame in each kind of tunnel that takes frames, and what an access point hears."""
    radio = b"\x08\2\0\0" + frame[:6] + ROUTER + frame[6:12] + b"\0\0\xaa\xaa\3\0\0\0" + frame[12:]
    for head, port in ((b"\x08" + bytes(7), 4789), (b"\x08" + bytes(7), 8472), (b"\x0c\0\0\3" + bytes(4), 4790),
                       (b"\2\0\x65\x58" + bytes(12), 6081), (b"\1\0\0\1\0\x0a\1\xc4\1", 37008)):
        yield ip(17, udp(head + frame, port))
    for head in (b"\1\0\0\x12\1", b"\1\0\0\x77\1\x44\0\0\0\x08\0\0\0", b"\1\0\0\x7f\1\x80\x21\x10\1\0\0\0\x08"):
        yield ip(17, udp(head + radio, 37008))
    for head in (b"\0\0\x65\x58", b"\0\0\x88\xbe", b"\x10\0\x88\xbe" + bytes(4) + b"\x10\1" + bytes(6),
                 b"\x10\0\x22\xeb" + bytes(4) + b"\x20\1" + bytes(9) + b"\1" + bytes(8)):
        yield ip(47, head + frame)
    yield ip(17, udp(b"\0\1\0\0" + bytes(9) + bytes(8) + ip(58, b"", HOST6, REMOTE6), 3544))


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
    yield from identities()
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
    yield "mirrors", frames(*(ethernet(whole) for whole in mirrors(ethernet(plain))))
    yield "labels", frames(*(ROUTER + DEVICE + b"\x88\x47\0\0\x10\x40\0\0\x21\x40" + carried
                             for carried in (plain, plain6, ethernet(plain), bytes(4) + ethernet(plain))))
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


def hidden(text):
    """As plugs of TP-Link hide it."""
    key = 171
    for plain in text:
        key ^= plain
        yield key


def announcements():
    """What devices say of themselves: port, bytes."""
    def label(name):
        return bytes([len(name)]) + name

    def record(owner, kind, data):
        return owner + struct.pack("!HHIH", kind, 0x8001, 120, len(data)) + data

    local = label(b"local") + b"\0"
    instance = label(b"Lamp") + label(b"_hap") + label(b"_tcp") + local
    yield 5353, struct.pack("!HHHHHH", 0, 0x8400, 0, 3, 0, 0) \
        + record(instance, 33, bytes(6) + label(b"lx") + local) \
        + record(instance, 16, label(b"md=LX1") + label(b"id=7") + label(b"ci=5")) \
        + record(label(b"lx") + local, 1, packed(HOST))
    yield 1900, b"NOTIFY * HTTP/1.1\r\nNTS: ssdp:alive\r\nLOCATION: http://192.0.2.1/\r\n" \
        b"SERVER: Lamp/1\r\nNT: urn:x:device:lamp:1\r\nUSN: uuid:Lamp-1::urn:x\r\n\r\n"
    yield 1982, b"NOTIFY * HTTP/1.1\r\nLocation: yeelight://192.0.2.1:55443\r\nmodel: color\r\n\r\n"
    yield 5678, bytes(4) + b"\0\1\0\6" + DEVICE + b"\0\x0c\0\5RB750"
    yield 5678, b'{"robotname":"x","sku":"R980"}'
    yield 10001, b"\1\0\0\x0e\3\0\4v1.2\x14\0\4UAP4"
    yield 9999, bytes(hidden(b'{"system":{"get_sysinfo":{"model":"HS110","type":"IOT.SMARTPLUGSWITCH"}}}'))
    yield 20002, b"\2" + bytes(15) + b'{"result":{"device_type":"SMART.TAPOPLUG","device_model":"P115"}}'
    yield 38899, b'{"method":"getSystemConfig","result":{"moduleName":"ESP01_SHRGB_03"}}'
    yield 4002, b'{"msg":{"cmd":"scan","data":{"sku":"H6072"}}}'
    yield 37810, b"\x20\0\0\0DHIP" + bytes(24) + b'{"method":"client.notifyDevInfo","DeviceType":"IPC"}'
    yield 23272, b"eQ3MaxApKEQ"
    yield 56700, b"\x30\0\0\x14" + bytes(28) + b"\x21\0\0\0\1\0\0\0\x1b\0\0\0" + bytes(4)
    yield 5683, b"\x50\x1e\0\1\xed\x0b\xf7\2SHSW-25#A1B2#2\xff{}"
    yield 32108, b"\xf1\x41\0\x14TNPUSEA\0\0\1\2\3xJDSELD\0"
    yield 3671, b"\6\x10\2\2\0\x08\x08\1"
    yield 5050, b"\xdd\1\0\x20\0\2\0\0\0\0\0\1\0\4XBOX"
    yield 48899, b"10.0.0.7,ACCF23000001,AK001-ZJ2145"
    yield 987, b"HTTP/1.1 200 Ok\nhost-type:PS4\n"
    yield 32414, b"HTTP/1.0 200 OK\r\nDevice-Class: stb\r\n"
    yield 1902, b'NOTIFY ALIVE SDDP/1.0\r\nType: "x:Projector"\r\nManufacturer: "x"\r\n'
    yield 3702, b"<e><a:Action>x/Hello</a:Action><d:Types>a b</d:Types><d:Scopes>onvif://x/hardware/P1</d:Scopes>"
    yield 37020, b"<?xml?><ProbeMatch><DeviceDescription>DS-2</DeviceDescription></ProbeMatch>"
    yield 8611, b"BJNP\x81\x30" + bytes(8) + b"\0\x16\0\x16MFG:Canon;MDL:MG5200;"
    name = b"\x20" + b"FHEP" * 8 + b"\0"
    yield 138, b"\x11\x0a\0\1" + packed(HOST) + b"\0\x8a\0\0\0\0" + name + name + b"\xffSMB\x25" \
        + bytes(52) + b"\x3e\0\0\0\0\1" + bytes(31) + b"lab server"
    yield 547, b"\1\0\0\1\0\x10\0\x0e\0\0\1\x37\0\x08MSFT 5.0"
    yield 54321, b"\x21\x31\0\x20" + bytes(4) + b"\1\2\3\4" + bytes(20)
    yield 9988, b'{"devName":"x","deviceType":"mss310","devSoftWare":"6"}'
    yield 6666, b"\0\0\x55\xaa" + bytes(11) + b"\x18" + bytes(4) + b'{"gwId":"bf"}' + bytes(8)
    yield 6667, bytes.fromhex("000055aa00000000000000130000001c000000005251394e2f7df7dcd92368a7b2811c11010203040000aa55")
    yield 6667, bytes.fromhex("0000669900000000000000130000002f6162636465666768696a6b6c1cd011bd3b17d8f34c47ae8d13403bf056de"
                              "a9762e30a7b2ddecede5c5040aa98b788200009966")


def identities():
    """The same in frames, and what comes from a port, in streams and without IP."""
    for number, (port, payload) in enumerate(announcements()):
        to = ALL if port in (6666, 6667) else ROUTER
        yield f"identity-{number:02}-{port}", frames(ethernet(ip(17, udp(payload, port, port)), dst=to), REPLY)
    edimax = DEVICE + b"EDIMAX" + bytes(10) + b"SP2101W" + bytes(7)
    broadlink = b"\x5a\xa5\xaa\x55" * 2 + bytes(30) + b"\7\0"
    snmp = b"\x30\x2a\2\1\0\4\6public\xa2\x1d\2\1\1\2\1\0\2\1\0\x30\x12\x30\x10" \
        b"\6\x08\x2b\6\1\2\1\1\1\0\4\4Lamp"
    yield "identity-from-port", frames(ethernet(ip(17, udp(edimax, 50000, 20560))),
                                       ethernet(ip(17, udp(broadlink, 50000, 80))),
                                       ethernet(ip(17, udp(snmp, 50000, 161))))
    description = b"HTTP/1.1 200 OK\r\nServer: Lamp\r\nContent-Type: text/xml\r\n\r\n<?xml?><root><device>" \
        b"<deviceType>urn:x</deviceType><friendlyName>a</friendlyName><modelName>b &amp;</modelName></device>"
    yield "identity-description", frames(*stream(description, 80))
    json = b'{"cast_build_revision":"1","detail":{"model_name":"b","ssid":"c"},"name":"d"}'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    yield "identity-json", frames(*stream(head + b"Content-Length: %d\r\n\r\n" % len(json) + json, 8008))
    yield "identity-json-chunk", frames(*stream(head + b"\r\n4d\r\n" + json + b"\r\n0\r\n\r\n", 8008))
    yield "identity-device-info", frames(*stream(
        b"HTTP/1.1 200 OK\r\n\r\n<device-info><vendor-name>a</vendor-name><is-tv>true</is-tv></device-info>", 8060))
    hiding, xml = b"\x1f\x2d\x3c\x4b\x5a\x69\x78\xff", b"<?xml ?><VersionInfo><type>RLC-410</type><name>a</name>"
    answer = b"\xf0\xde\xbc\x0a\x50" + bytes(11) + b"\xc8" + bytes(7) \
        + bytes(byte ^ hiding[at % 8] for at, byte in enumerate(xml))
    yield "identity-camera", frames(ethernet(ip(6, tcp(24, 1, 1, answer, port=50001, sport=9000))))
    yield "identity-request", frames(*stream(
        b"GET /a?b HTTP/1.1\r\nHost: c.test\r\nUser-Agent: x (Linux; Android 9; LX1 Build/1)\r\n\r\n", 80))
    attribute = b"\x31\x0d\x30\x0b\6\3\x55\4\3\x0c\4ubnt"
    certificate = b"\x30\x2b\x30\x29\2\1\1\x30\0\x30\x0f" + attribute + b"\x30\0\x30\x0f" + attribute
    shown = b"\x0b\0\0\x33\0\0\x30\0\0\x2d" + certificate
    hello = b"\2\0\0\x26\3\3" + bytes(32) + b"\0\xc0\x2f\0"
    yield "identity-certificate", frames(*stream(
        b"\x16\3\3" + struct.pack("!H", len(hello + shown)) + hello + shown))
    yield "identity-mqtt", frames(*stream(b"\x10\x12\0\4MQTT\4\2\0\x3c\0\6shelly", 1883))
    yield "identity-ssh", frames(*stream(b"SSH-2.0-ROSSSH\r\n", 22))
    yield "identity-gear", frames(
        b"\1\x80\xc2\0\0\x0e" + DEVICE + b"\x88\xcc\2\7\4" + DEVICE
        + b"\x0c\6Switch\xfe\7\0\x12\xbb\x0aLX1\0\0",
        ALL + DEVICE + b"\x88\xd9\1\0\0\1" + ALL + DEVICE + bytes(16) + b"\2\4\x70\0\0\0\x0f\4D\0E\0\0",
        b"\1\0\x0c\xcc\xcc\xcc" + DEVICE + b"\0\x23\xaa\xaa\3\0\0\x0c\x20\0\2\xb4\0\0"
        b"\0\5\0\x0bIOS 1.2\0\6\0\x0c" b"Catalyst")


def quic(*what):
    """Each is what a datagram is, by fuzz-quic.c's flags, and its frames."""
    return b"".join(bytes([how]) + struct.pack("!H", len(carried)) + carried for how, carried in what)


def piece(data, offset=0, kind=6):
    return bytes([kind]) + struct.pack("!HH", 0x4000 | offset, 0x4000 | len(data)) + data


def quic_seeds():
    hello, by_server, other, twice, in_the_open, changed = client_hello(b"a.example.com")[5:], 4, 8, 16, 32, 64
    answer = b"\2\0\0\x2c\3\3" + bytes(32) + b"\0\x13\1\0\0\4\0\x2b\0\0"
    google = b"CHLO\1\0\0\0SNI\0\5\0\0\0g.com"
    for version, name in enumerate(("v1", "v2", "draft")):
        yield name, quic((version, piece(hello)), (version | by_server, b"\2\0\0\0\0" + piece(answer)))
    yield "google", quic((3, piece(google, kind=8)))
    yield "google-open", quic((in_the_open, b"\x0912345678Q043\1" + bytes(12) + b"\xa0\1\0" + bytes([len(google)]) + google))
    yield "pieces", quic((0, piece(hello[40:], 40) + b"\1\0" + piece(hello[20:50], 20)), (0, piece(hello[:30])))
    yield "twice", quic((twice, piece(hello[:40]) + piece(hello[40:], 40)), (twice, bytes(50)))
    yield "again", quic(*[(0, piece(hello[:30]))] * 3, (other, piece(hello)), (changed, piece(hello)), (0, piece(hello[30:], 30)))
    yield "retry", quic((0, piece(hello[:30])), (by_server | in_the_open, b"\xf0\0\0\0\1\0\7another and a token"),
                        (other, piece(hello)), (other | by_server, piece(answer)))


def main():
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "corpus"
    for target, made in (("frame", seeds()), ("quic", quic_seeds())):
        (into / target).mkdir(parents=True, exist_ok=True)
        for name, seed in made:
            (into / target / name).write_bytes(seed)


if __name__ == "__main__":
    main()
