"""Neighbour discovery and router advertisements (RFC 4861), sent with hop limit 255."""

import ipaddress
import struct

from . import link
from .net import Net, Node, group

ROUTER_SOLICITATION, ROUTER_ADVERTISEMENT = 133, 134
NEIGHBOUR_SOLICITATION, NEIGHBOUR_ADVERTISEMENT = 135, 136
SOURCE_ADDRESS, TARGET_ADDRESS, PREFIX, MTU, RESOLVER = 1, 2, 3, 5, 25
ALL_NODES, ALL_ROUTERS = "ff02::1", "ff02::2"
ON_LINK_AUTONOMOUS = 0xC0
OTHER_CONFIGURATION = 0x40
FROM_ROUTER, SOLICITED, OVERRIDE = 0x80000000, 0x40000000, 0x20000000


def _address_option(kind: int, mac: str) -> bytes:
    return bytes([kind, 1]) + link.mac_bytes(mac)


def _send(net: Net, t: float, src: Node, dst: Node, kind: int, body: bytes, note: str) -> None:
    net.ip(t, src, dst, link.ICMPV6, link.icmpv6(src.ip, dst.ip, kind, 0, body), note, ttl=255)


def solicited_node(address: str) -> str:
    tail = link.ip_bytes(address)[13:]
    return str(ipaddress.IPv6Address(link.ip_bytes("ff02::1:ff00:0")[:13] + tail))


def router_advertisement(net: Net, t: float, router: Node, prefixes: tuple[str, ...],
                         resolver: str = "", note: str = "") -> None:
    """`router` under its link-local address; each prefix is a /64, on link and autonomous."""
    body = struct.pack(">BBHII", 64, OTHER_CONFIGURATION, 1800, 0, 0)
    body += _address_option(SOURCE_ADDRESS, router.mac) + struct.pack(">BBHI", MTU, 1, 0, 1500)
    for prefix in prefixes:
        body += struct.pack(">BBBBIII", PREFIX, 4, 64, ON_LINK_AUTONOMOUS, 86400, 14400, 0)
        body += link.ip_bytes(prefix)
    if resolver:
        body += struct.pack(">BBHI", RESOLVER, 3, 0, 1800) + link.ip_bytes(resolver)
    _send(net, t, router, group(ALL_NODES), ROUTER_ADVERTISEMENT, body, note)


def router_solicitation(net: Net, t: float, host: Node) -> None:
    body = bytes(4) + _address_option(SOURCE_ADDRESS, host.mac)
    _send(net, t, host, group(ALL_ROUTERS), ROUTER_SOLICITATION, body, "")


def duplicate_check(net: Net, t: float, host: Node, note: str = "") -> None:
    """Duplicate address detection: a question for one's own address from nobody's."""
    body = bytes(4) + link.ip_bytes(host.ip)
    _send(net, t, host.at("::"), group(solicited_node(host.ip)), NEIGHBOUR_SOLICITATION, body, note)


def resolve(net: Net, t: float, asker: Node, wanted: Node, from_router: bool = False,
            note: str = "") -> float:
    """A neighbour solicitation and its answer."""
    ask = bytes(4) + link.ip_bytes(wanted.ip) + _address_option(SOURCE_ADDRESS, asker.mac)
    _send(net, t, asker, group(solicited_node(wanted.ip)), NEIGHBOUR_SOLICITATION, ask, note)
    t += net.leg(wanted)
    flags = SOLICITED | OVERRIDE | (FROM_ROUTER if from_router else 0)
    reply = struct.pack(">I", flags) + link.ip_bytes(wanted.ip)
    reply += _address_option(TARGET_ADDRESS, wanted.mac)
    _send(net, t, wanted, asker, NEIGHBOUR_ADVERTISEMENT, reply, "")
    return t + net.leg(asker)
