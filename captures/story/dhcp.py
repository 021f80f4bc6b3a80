"""DHCP (RFC 2131) and DHCPv6 (RFC 8415) messages."""

import struct
from collections.abc import Mapping

from .link import ip_bytes, mac_bytes

DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE = range(1, 8)
MASK, ROUTER, RESOLVER, HOST_NAME, DOMAIN = 1, 3, 6, 12, 15
BROADCAST_ADDRESS, NTP, REQUESTED, LEASE, KIND, SERVER = 28, 42, 50, 51, 53, 54
PARAMETERS, RENEWAL, REBINDING, VENDOR_CLASS, CLIENT_ID, FQDN, END = 55, 58, 59, 60, 61, 81, 255
SHORTEST_MESSAGE = 300
ETHERNET = 1  # hardware type
WANTED = bytes([MASK, ROUTER, RESOLVER, HOST_NAME, DOMAIN, BROADCAST_ADDRESS, NTP])

SOLICIT6, ADVERTISE6, REQUEST6, REPLY6 = 1, 2, 3, 7
CLIENT_ID6, SERVER_ID6, IA_NA6, ADDRESS6, ELAPSED6, RESOLVER6, FQDN6 = 1, 2, 3, 5, 8, 23, 39


def message(kind: int, transaction: int, mac: str, options: Mapping[int, bytes],
            client: str = "0.0.0.0", yours: str = "0.0.0.0", hardware: int = ETHERNET) -> bytes:
    """A BOOTP message with the DHCP type first and `options` in the order given.

    Other hardware than Ethernet has no address that fits into the header (RFC 4390).
    """
    reply = kind in (OFFER, ACK, NAK)
    ethernet = hardware == ETHERNET
    head = struct.pack(">BBBBIHH", 2 if reply else 1, hardware, 6 if ethernet else 0, 0,
                       transaction, 0, 0)
    head += ip_bytes(client) + ip_bytes(yours) + bytes(8)
    head += (mac_bytes(mac) if ethernet else b"").ljust(16, b"\0") + bytes(192) + b"\x63\x82\x53\x63"
    body = bytes([KIND, 1, kind])
    for code, value in options.items():
        body += bytes([code, len(value)]) + value
    return (head + body + bytes([END])).ljust(SHORTEST_MESSAGE, b"\0")


def lease(router: str, mask: str, broadcast: str, ntp: bool = True,
          seconds: int = 86400) -> dict[int, bytes]:
    """What a home router tells its clients: it is gateway, resolver and clock at once."""
    gateway = ip_bytes(router)
    options = {SERVER: gateway, LEASE: struct.pack(">I", seconds),
               RENEWAL: struct.pack(">I", seconds // 2),
               REBINDING: struct.pack(">I", seconds * 7 // 8), MASK: ip_bytes(mask),
               BROADCAST_ADDRESS: ip_bytes(broadcast), ROUTER: gateway, RESOLVER: gateway,
               DOMAIN: b"lan"}
    return options | ({NTP: gateway} if ntp else {})


def _option6(code: int, value: bytes) -> bytes:
    return struct.pack(">HH", code, len(value)) + value


def _duid(mac: str) -> bytes:
    """DUID-LL: a link-layer identifier needs no clock, so small devices use it."""
    return struct.pack(">HH", 3, 1) + mac_bytes(mac)


def _domain(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def message6(kind: int, transaction: int, client_mac: str, server_mac: str | None = None,
             address: str | None = None, fqdn: str | None = None,
             resolver: str | None = None) -> bytes:
    """A DHCPv6 message for one address; a client sends its name in option 39 (RFC 4704)."""
    body = _option6(CLIENT_ID6, _duid(client_mac))
    if server_mac:
        body += _option6(SERVER_ID6, _duid(server_mac))
    leased = b""
    if address:
        leased = _option6(ADDRESS6, ip_bytes(address) + struct.pack(">II", 3600, 7200))
    body += _option6(IA_NA6, struct.pack(">III", 1, 1800, 2880) + leased)
    if kind in (SOLICIT6, REQUEST6):
        body += _option6(ELAPSED6, bytes(2))
    if fqdn:
        body += _option6(FQDN6, b"\0" + _domain(fqdn))
    if resolver:
        body += _option6(RESOLVER6, ip_bytes(resolver))
    return struct.pack(">I", kind << 24 | transaction) + body
