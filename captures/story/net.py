"""A network seen at its router: who is where, how long each leg takes, what was captured."""

import random
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from . import apps, dhcp, dns, link
from .pcapng import Frame

START = datetime(2024, 3, 2, 18, 0, 0, tzinfo=timezone.utc).timestamp()
MDNS, MDNS6, LLMNR, SSDP = "224.0.0.251", "ff02::fb", "224.0.0.252", "239.255.255.250"
FIRST_EPHEMERAL_PORT = 49152


@dataclass
class Node:
    """One end of a conversation. Without a MAC it is beyond the router.

    `leg_ms` is how long after a frame passes the capture point an instant answer of this node
    passes it: the Wi-Fi leg of a device, the remote leg of everything else.
    """

    ip: str
    mac: str = ""
    leg_ms: float = 4.0
    jitter_ms: float = 0.0
    ttl: int = 64
    wired: bool = False
    host_name: str = ""
    last_port: int = FIRST_EPHEMERAL_PORT

    def port(self) -> int:
        """A source port never used before, so that no two streams are taken for one."""
        self.last_port += 2
        return self.last_port

    def at(self, address: str) -> "Node":
        """The same hardware under another address."""
        return replace(self, ip=address)


def device(ip: str, mac: str, host_name: str = "", leg_ms: float = 3.0, jitter_ms: float = 2.5,
           wired: bool = False) -> Node:
    """A local node. Where its source ports begin depends on its MAC: real ones differ too."""
    first_port = FIRST_EPHEMERAL_PORT + int(mac.replace(":", "")[-4:], 16) % 97 * 160
    return Node(ip, mac, leg_ms, jitter_ms, 64, wired, host_name, first_port)


def remote(ip: str, leg_ms: float, jitter_ms: float = 0.0, ttl: int = 52) -> Node:
    return Node(ip, "", leg_ms, jitter_ms, ttl)


def group(address: str) -> Node:
    return Node(address, link.multicast_mac(address))


BROADCAST = Node("255.255.255.255", link.BROADCAST)
NOBODY = Node("0.0.0.0", link.NO_MAC)


class Net:
    """Collects frames in any order; `frames()` sorts them. Times are seconds since `START`."""

    def __init__(self, router: Node, seed: str,
                 tag: Callable[[Node, Node], int | None] = lambda src, dst: None) -> None:
        self.router = router
        self.rng = random.Random(seed)
        self._tag = tag
        self._captured: list[tuple[int, int, Frame]] = []

    def frames(self) -> list[Frame]:
        return [frame for _, _, frame in sorted(self._captured, key=lambda item: item[:2])]

    def count_from(self, mac: str) -> int:
        """How many frames carry `mac` at either end."""
        raw = link.mac_bytes(mac)
        return sum(raw in (frame.data[:6], frame.data[6:12]) for _, _, frame in self._captured)

    def reseed(self, story: str) -> None:
        """Gives a story its own luck, so that a change in one does not ripple through the rest."""
        self.rng = random.Random(story)

    def leg(self, node: Node) -> float:
        """One answer time of `node` in seconds."""
        return (node.leg_ms + node.jitter_ms * self.rng.random() ** 2) / 1000

    def put(self, t: float, src: Node, dst: Node, ethertype: int, payload: bytes,
            note: str = "") -> None:
        target = dst.mac or self.router.mac
        source = src.mac or self.router.mac
        frame = link.ethernet(target, source, ethertype, payload, self._tag(src, dst), src.wired)
        time_us = round((START + t) * 1_000_000)
        self.add(Frame(time_us, frame, note))

    def add(self, frame: Frame) -> None:
        """A frame as it stands."""
        self._captured.append((frame.time_us, len(self._captured), frame))

    def ip(self, t: float, src: Node, dst: Node, protocol: int, payload: bytes, note: str = "",
           ttl: int | None = None) -> None:
        packet = link.ip(src.ip, dst.ip, protocol, payload, ttl or src.ttl,
                         self.rng.getrandbits(16))
        ethertype = link.ETHERTYPE_IPV6 if ":" in src.ip else link.ETHERTYPE_IPV4
        self.put(t, src, dst, ethertype, packet, note)

    def udp(self, t: float, src: Node, sport: int, dst: Node, dport: int, payload: bytes,
            note: str = "", ttl: int | None = None) -> None:
        self.ip(t, src, dst, link.UDP, link.udp(src.ip, dst.ip, sport, dport, payload), note, ttl)

    def arp(self, t: float, asker: Node, wanted: Node, note: str = "",
            probe: bool = False) -> float:
        """A broadcast question and, unless it is a probe for a free address, its answer."""
        sender = "0.0.0.0" if probe else asker.ip
        request = link.arp(link.ARP_REQUEST, asker.mac, sender, link.NO_MAC, wanted.ip)
        self.put(t, asker, BROADCAST, link.ETHERTYPE_ARP, request, note)
        if probe or wanted.ip == asker.ip:
            return t
        t += self.leg(wanted)
        reply = link.arp(link.ARP_REPLY, wanted.mac, wanted.ip, asker.mac, asker.ip)
        self.put(t, wanted, asker, link.ETHERTYPE_ARP, reply)
        return t

    def ping(self, t: float, src: Node, dst: Node, sequence: int, note: str = "") -> float:
        """An echo request and its reply, for IPv4 and IPv6."""
        body = struct.pack(">HH", 0x1D07, sequence) + bytes(range(0x30, 0x50))
        six = ":" in src.ip
        protocol = link.ICMPV6 if six else link.ICMP
        arrival = t + self.leg(dst)
        for when, one, other, kind in ((t, src, dst, 128 if six else 8),
                                       (arrival, dst, src, 129 if six else 0)):
            echo = (link.icmpv6(one.ip, other.ip, kind, 0, body) if six
                    else link.icmp(kind, 0, body))
            self.ip(when, one, other, protocol, echo, note if when == arrival else "")
        return arrival

    def mdns(self, t: float, src: Node, payload: bytes, note: str = "") -> None:
        to = group(MDNS6 if ":" in src.ip else MDNS)
        self.udp(t, src, 5353, to, 5353, payload, note, ttl=255)

    def ssdp(self, t: float, src: Node, sport: int, payload: bytes, note: str = "") -> None:
        self.udp(t, src, sport, group(SSDP), 1900, payload, note, ttl=4)

    def resolve(self, t: float, client: Node, question: str, answers: list[dns.Record],
                resolver: Node | None = None, kind: int = dns.A, think_ms: float = 0.0,
                flags: tuple[int, int] = (dns.QUERY, dns.RESPONSE), note: str = "",
                authority: tuple[dns.Record, ...] = (),
                additional: tuple[dns.Record, ...] = ()) -> float:
        """A question and its response over UDP; returns when the response passes."""
        server = resolver or self.router
        ident, port = self.rng.getrandbits(16), client.port()
        asked = [dns.Question(question, kind)]
        self.udp(t, client, port, server, 53, dns.message(ident, flags[0], asked))
        t += self.leg(server) + think_ms / 1000
        response = dns.message(ident, flags[1], asked, answers, authority, additional)
        self.udp(t, server, 53, client, port, response, note)
        return t + self.leg(client)

    def join(self, t: float, client: Node, lease: dict[int, bytes], vendor_class: str = "",
             note: str = "") -> float:
        """DISCOVER to ACK and the announcements that follow, as after a reboot."""
        transaction = self.rng.getrandbits(32)
        hello = {dhcp.CLIENT_ID: b"\1" + link.mac_bytes(client.mac)}
        name = {dhcp.HOST_NAME: client.host_name.encode()} if client.host_name else {}
        tail = {dhcp.VENDOR_CLASS: vendor_class.encode()} if vendor_class else {}
        tail |= name | {dhcp.PARAMETERS: dhcp.WANTED}
        wish = {dhcp.REQUESTED: link.ip_bytes(client.ip), dhcp.SERVER: lease[dhcp.SERVER]}
        start = client.at("0.0.0.0")

        def say(kind: int, options: dict[int, bytes]) -> None:
            data = dhcp.message(kind, transaction, client.mac, options)
            self.udp(t, start, 68, BROADCAST, 67, data, note if kind == dhcp.REQUEST else "")

        def hear(kind: int) -> None:
            data = dhcp.message(kind, transaction, client.mac, lease, yours=client.ip)
            self.udp(t, self.router, 67, client, 68, data)

        say(dhcp.DISCOVER, hello | tail)
        t += 0.0021
        hear(dhcp.OFFER)
        t += self.leg(client)
        say(dhcp.REQUEST, hello | wish | tail)
        t += 0.0017
        hear(dhcp.ACK)
        t += self.leg(client) + 0.02
        self.arp(t, client, client, probe=True)
        self.arp(t + 0.9, client, client)
        return self.arp(t + 1.0, client, self.router) + self.leg(client)

    def renew(self, t: float, client: Node, lease: dict[int, bytes], note: str = "") -> float:
        """A renewal at half time: unicast REQUEST and ACK, host name included."""
        transaction = self.rng.getrandbits(32)
        options = {dhcp.CLIENT_ID: b"\1" + link.mac_bytes(client.mac)}
        options |= {dhcp.HOST_NAME: client.host_name.encode()} if client.host_name else {}
        options |= {dhcp.PARAMETERS: dhcp.WANTED}
        request = dhcp.message(dhcp.REQUEST, transaction, client.mac, options, client=client.ip)
        self.udp(t, client, 68, self.router, 67, request, note)
        reply = dhcp.message(dhcp.ACK, transaction, client.mac, lease, client=client.ip,
                             yours=client.ip)
        self.udp(t + 0.0016, self.router, 67, client, 68, reply)
        return t + 0.0016 + self.leg(client)

    def ntp(self, t: float, client: Node, server: Node, stratum: int = 1,
            note: str = "", own_port: int = 0) -> float:
        port = own_port or client.port()
        transmit = apps.ntp_timestamp(START + t - 0.0031)
        self.udp(t, client, port, server, 123, apps.ntp_request(transmit))
        t += self.leg(server)
        reply = apps.ntp_response(transmit, START + t, b"NIST" if stratum == 1
                                  else link.ip_bytes("192.0.2.77"), stratum)
        self.udp(t, server, 123, client, port, reply, note)
        return t
