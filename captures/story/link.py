"""Headers from Ethernet up to TCP, UDP and ICMP, with correct lengths and checksums."""

import ipaddress
import struct

ETHERTYPE_IPV4, ETHERTYPE_ARP, ETHERTYPE_VLAN, ETHERTYPE_IPV6 = 0x0800, 0x0806, 0x8100, 0x86DD
ICMP, TCP, UDP, ICMPV6 = 1, 6, 17, 58
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
BROADCAST = "ff:ff:ff:ff:ff:ff"
NO_MAC = "00:00:00:00:00:00"
ARP_REQUEST, ARP_REPLY = 1, 2
SHORTEST_FRAME = 60


def mac_bytes(mac: str) -> bytes:
    return bytes.fromhex(mac.replace(":", ""))


def ip_bytes(address: str) -> bytes:
    return ipaddress.ip_address(address).packed


def multicast_mac(address: str) -> str:
    """The Ethernet group of an IP multicast group (RFC 1112 section 6.4, RFC 2464 section 7)."""
    packed = ip_bytes(address)
    if len(packed) == 16:
        return (b"\x33\x33" + packed[12:]).hex(":")
    return (b"\x01\x00\x5e" + bytes([packed[1] & 0x7F]) + packed[2:]).hex(":")


def eui64(prefix: str, mac: str) -> str:
    """The address a host makes from its MAC inside a /64 (RFC 4291 appendix A)."""
    raw = mac_bytes(mac)
    interface = bytes([raw[0] ^ 2]) + raw[1:3] + b"\xff\xfe" + raw[3:]
    return str(ipaddress.IPv6Address(ip_bytes(prefix)[:8] + interface))


def checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071)."""
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _pseudo_header(src: str, dst: str, protocol: int, length: int) -> bytes:
    source, target = ip_bytes(src), ip_bytes(dst)
    if len(source) == 16:
        return source + target + struct.pack(">II", length, protocol)
    return source + target + struct.pack(">BBH", 0, protocol, length)


def ethernet(dst: str, src: str, ethertype: int, payload: bytes, vlan: int | None = None,
             pad: bool = False) -> bytes:
    """A frame without FCS. Only wired senders pad: Wi-Fi has no shortest frame."""
    tag = b"" if vlan is None else struct.pack(">HH", ETHERTYPE_VLAN, vlan)
    frame = mac_bytes(dst) + mac_bytes(src) + tag + struct.pack(">H", ethertype) + payload
    return frame.ljust(SHORTEST_FRAME, b"\0") if pad else frame


def arp(operation: int, sender_mac: str, sender_ip: str, target_mac: str, target_ip: str) -> bytes:
    return (struct.pack(">HHBBH", 1, ETHERTYPE_IPV4, 6, 4, operation)
            + mac_bytes(sender_mac) + ip_bytes(sender_ip)
            + mac_bytes(target_mac) + ip_bytes(target_ip))


def ip(src: str, dst: str, protocol: int, payload: bytes, ttl: int, ident: int) -> bytes:
    """An IPv4 or IPv6 packet, as its addresses are; never fragmented."""
    if ":" in src:
        head = struct.pack(">IHBB", 6 << 28, len(payload), protocol, ttl)
        return head + ip_bytes(src) + ip_bytes(dst) + payload
    dont_fragment = 0x4000
    start = struct.pack(">BBHHHBB", 0x45, 0, 20 + len(payload), ident, dont_fragment, ttl, protocol)
    addresses = ip_bytes(src) + ip_bytes(dst)
    return start + struct.pack(">H", checksum(start + bytes(2) + addresses)) + addresses + payload


def udp(src: str, dst: str, sport: int, dport: int, payload: bytes) -> bytes:
    length = 8 + len(payload)
    ports = struct.pack(">HHH", sport, dport, length)
    total = checksum(_pseudo_header(src, dst, UDP, length) + ports + bytes(2) + payload)
    return ports + struct.pack(">H", total or 0xFFFF) + payload


def tcp(src: str, dst: str, sport: int, dport: int, seq: int, ack: int, flags: int,
        window: int, options: bytes = b"", payload: bytes = b"") -> bytes:
    start = struct.pack(">HHIIBBH", sport, dport, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF,
                        (20 + len(options)) << 2, flags, window)
    rest = bytes(2) + options + payload
    total = checksum(_pseudo_header(src, dst, TCP, len(start) + 2 + len(rest))
                     + start + bytes(2) + rest)
    return start + struct.pack(">H", total) + rest


def icmp(kind: int, code: int, body: bytes) -> bytes:
    return struct.pack(">BBH", kind, code, checksum(bytes([kind, code, 0, 0]) + body)) + body


def icmpv6(src: str, dst: str, kind: int, code: int, body: bytes) -> bytes:
    pseudo = _pseudo_header(src, dst, ICMPV6, 4 + len(body))
    total = checksum(pseudo + bytes([kind, code, 0, 0]) + body)
    return struct.pack(">BBH", kind, code, total) + body
