# decrypted.py - what only Wireshark can uncover reaches us: decrypted, put together, uncompressed
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: decrypted.py TSHARK.SH

Writes captures of a device that asks DNS over TLS and over HTTPS, with the keys beside them, of answers in
fragments, and of a compressed UPnP description; and asks the plugin for the names, with a tree and
without one. The TLS is Python's own, both ends of it.
"""

import gzip
import json
import os
import ssl
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

MAC_DEVICE, MAC_ROUTER = bytes.fromhex("b827eb000001"), bytes.fromhex("001b2f000001")
DEVICE, RESOLVER, REMOTE, PLAYER = "192.168.1.20", "192.0.2.53", "203.0.113.80", "192.168.1.30"


def packed(addr):
    return bytes(int(part) for part in addr.split("."))


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Capture:
    """A pcap in memory; a packet every ten milliseconds."""

    def __init__(self):
        self.packets = []
        self.number = 0

    def ip(self, src, dst, protocol, payload, fragment=0, identification=None):
        self.number += 1
        head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), identification or self.number, fragment, 64,
                           protocol, 0, packed(src), packed(dst))
        head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
        macs = (MAC_ROUTER, MAC_DEVICE) if src == DEVICE else (MAC_DEVICE, MAC_ROUTER)
        self.packets.append(macs[0] + macs[1] + b"\x08\x00" + head + payload)

    def udp(self, src, dst, ports, payload, fragments_of=None):
        datagram = struct.pack("!HHHH", *ports, 8 + len(payload), 0) + payload
        step = fragments_of or len(datagram)
        identification = self.number + 1
        for at in range(0, len(datagram), step):
            more = 0x2000 if at + step < len(datagram) else 0
            self.ip(src, dst, 17, datagram[at:at + step], more | at // 8, identification)

    def write(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
            for i, packet in enumerate(self.packets):
                at = 1_700_000_000_000_000 + i * 10_000
                file.write(struct.pack("<IIII", at // 1_000_000, at % 1_000_000, len(packet), len(packet)) + packet)


class Connection:
    """TCP between the device, which begins, and a server."""

    def __init__(self, capture, server, port, device_port):
        self.capture, self.server = capture, server
        self.ports = {DEVICE: (device_port, port), server: (port, device_port)}
        self.sequence = {DEVICE: 1000, server: 5000}
        self.segment(DEVICE, 2)
        self.segment(server, 18)
        self.segment(DEVICE, 16)

    def segment(self, sender, flags, payload=b""):
        other = self.server if sender == DEVICE else DEVICE
        head = struct.pack("!HHIIBBHHH", *self.ports[sender], self.sequence[sender],
                           self.sequence[other] if flags & 16 else 0, 0x50, flags, 65000, 0, 0)
        self.capture.ip(sender, other, 6, head + payload)
        self.sequence[sender] += len(payload) + (flags & 2) // 2

    def send(self, sender, data, step=1400):
        for at in range(0, len(data), step):
            self.segment(sender, 24, data[at:at + step])


class Tls:
    """Both ends, over a connection."""

    def __init__(self, connection, keys, certificate, protocol=None):
        self.connection = connection
        client, server = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
        client.keylog_filename = keys
        server.load_cert_chain(certificate)
        if protocol:
            client.set_alpn_protocols([protocol])
            server.set_alpn_protocols([protocol])
        self.bios = {who: (ssl.MemoryBIO(), ssl.MemoryBIO()) for who in (DEVICE, connection.server)}
        self.ends = {
            DEVICE: client.wrap_bio(*self.bios[DEVICE], server_hostname="resolver.example"),
            connection.server: server.wrap_bio(*self.bios[connection.server], server_side=True),
        }
        for _ in range(4):
            for who in self.ends:
                try:
                    self.ends[who].do_handshake()
                except ssl.SSLWantReadError:
                    pass
                self.carry(who)

    def carry(self, who):
        data = self.bios[who][1].read()
        other = self.connection.server if who == DEVICE else DEVICE
        if data:
            self.connection.send(who, data)
            self.bios[other][0].write(data)

    def send(self, who, *records):
        for record in records:
            self.ends[who].write(record)
            self.carry(who)


def name_of(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def question(name):
    return struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0) + name_of(name) + struct.pack("!HH", 1, 1)


def answer(name, before=0):
    """The address, with so many octets of text before it."""
    message = struct.pack("!6H", 7, 0x8180, 1, 2 if before else 1, 0, 0) + name_of(name) + struct.pack("!HH", 1, 1)
    if before:
        message += b"\xc0\x0c" + struct.pack("!HHIH", 16, 1, 300, before) + (b"\x7f" + b"x" * 127) * (before // 128)
    return message + b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 300, 4) + packed(REMOTE)


def prefixed(message):
    return struct.pack("!H", len(message)) + message


def h2_frame(kind, flags, stream, payload):
    return struct.pack("!I", len(payload))[1:] + bytes([kind, flags]) + struct.pack("!I", stream) + payload


def h2_headers(first, content_type, end):
    literal = b"\x0f\x10" + bytes([len(content_type)]) + content_type
    return h2_frame(1, 4 | end, 1, first + literal)


def over_tls(capture, keys, certificate):
    tls = Tls(Connection(capture, RESOLVER, 853, 40001), keys, certificate)
    tls.send(DEVICE, prefixed(question("dot.example")))
    tls.send(RESOLVER, prefixed(answer("dot.example")))


def over_tls_in_two_records(capture, keys, certificate):
    tls = Tls(Connection(capture, RESOLVER, 853, 40002), keys, certificate)
    message = prefixed(answer("dot.example"))
    tls.send(DEVICE, prefixed(question("dot.example")))
    tls.send(RESOLVER, message[:20], message[20:])


def over_http1(capture, keys, certificate, head, body):
    tls = Tls(Connection(capture, RESOLVER, 443, 40003), keys, certificate, "http/1.1")
    asked = question("doh.example")
    tls.send(DEVICE, b"POST /dns-query HTTP/1.1\r\nHost: resolver.example\r\nContent-Type: application/dns-message\r\n"
                     b"Content-Length: %d\r\n\r\n" % len(asked) + asked)
    tls.send(RESOLVER, b"HTTP/1.1 200 OK\r\nContent-Type: application/dns-message\r\n" + head + b"\r\n\r\n" + body)


def over_http1_whole(capture, keys, certificate):
    body = answer("doh.example")
    over_http1(capture, keys, certificate, b"Content-Length: %d" % len(body), body)


def over_http1_chunked(capture, keys, certificate):
    body = answer("doh.example")
    chunks = b"%x\r\n" % 20 + body[:20] + b"\r\n%x\r\n" % (len(body) - 20) + body[20:] + b"\r\n0\r\n\r\n"
    over_http1(capture, keys, certificate, b"Transfer-Encoding: chunked", chunks)


def over_http2(capture, keys, certificate):
    tls = Tls(Connection(capture, RESOLVER, 443, 40004), keys, certificate, "h2")
    kind = b"application/dns-message"
    tls.send(DEVICE, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + h2_frame(4, 0, 0, b"") +
             h2_headers(b"\x83\x87\x84", kind, 0) + h2_frame(0, 1, 1, question("doh.example")))
    tls.send(RESOLVER, h2_frame(4, 0, 0, b"") + h2_headers(b"\x88", kind, 0) + h2_frame(0, 1, 1, answer("doh.example")))


def in_fragments(capture, _keys, _certificate):
    capture.udp(DEVICE, RESOLVER, (40005, 53), question("fragments.example"))
    capture.udp(RESOLVER, DEVICE, (53, 40005), answer("fragments.example", 1024), 512)


# What is asked for, how it is asked, and whether the answer's frames need a key.
CASES = (
    ("DNS over TLS", over_tls, "dot.example"),
    ("DNS over TLS, an answer in two records", over_tls_in_two_records, "dot.example"),
    ("DNS over HTTP/1.1", over_http1_whole, "doh.example"),
    ("DNS over HTTP/1.1, in chunks", over_http1_chunked, "doh.example"),
    ("DNS over HTTP/2", over_http2, "doh.example"),
    ("DNS in IP fragments", in_fragments, "fragments.example"),
)


def description(capture):
    """A player whose description is compressed."""
    body = gzip.compress(b'<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device>'
                         b"<deviceType>urn:schemas-upnp-org:device:MediaRenderer:1</deviceType>"
                         b"<friendlyName>Kitchen Player</friendlyName></device></root>")
    connection = Connection(capture, PLAYER, 8080, 40006)
    connection.send(DEVICE, b"GET /description.xml HTTP/1.1\r\nHost: 192.168.1.30:8080\r\n\r\n")
    connection.send(PLAYER, b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip\r\n"
                            b"Content-Length: %d\r\n\r\n" % len(body) + body)


class Tshark:
    def __init__(self, program, folder):
        self.program, self.keys, self.path = program, str(folder / "keys"), folder / "capture.pcap"
        self.certificate = str(folder / "certificate.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
                        "/CN=resolver.example", "-keyout", self.certificate, "-out", self.certificate + ".crt"],
                       check=True, capture_output=True)
        with open(self.certificate, "a", encoding="ascii") as file:
            file.write(Path(self.certificate + ".crt").read_text(encoding="ascii"))

    def run(self, *arguments):
        os.chmod(self.path, 0o644)
        if os.path.exists(self.keys):
            os.chmod(self.keys, 0o644)
        command = [self.program, "-n", "-r", str(self.path), "-o", f"tls.keylog_file:{self.keys}", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def name_with_tree(self):
        """Of the last frame, the device's own."""
        return self.run("-V", "-T", "fields", "-e", "iot.dns.name").splitlines()[-1]

    def report(self):
        return json.loads(self.run("-q", "-z", "iot,export,json"))


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        tshark = Tshark(sys.argv[1], Path(folder))
        for what, ask, name in CASES:
            capture = Capture()
            ask(capture, tshark.keys, tshark.certificate)
            Connection(capture, REMOTE, 8443, 41000)
            capture.write(tshark.path)
            names = {row["name"] for row in tshark.report()["conversations"] if REMOTE in row["addresses"]}
            found = tshark.name_with_tree(), "; ".join(sorted(names))
            if found != (name, name):
                print(f"{what}: {found[0]!r} with a tree, {found[1]!r} without; should be {name!r}")
                failed += 1
        capture = Capture()
        description(capture)
        capture.write(tshark.path)
        devices = {row["device"] for row in tshark.report()["devices"]}
        if "Kitchen Player" not in devices:
            print(f"compressed description: devices are {devices}")
            failed += 1
    print(f"{len(CASES) + 1} ways, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
