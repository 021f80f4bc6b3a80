"""Writes MaxMind DB files: a tree of the bits of networks, and the records at its leaves.

The format: https://maxmind.github.io/MaxMind-DB/. Records are values of Python; a number's own type
is said by a class below where the format has several.
"""

import ipaddress
import struct
from collections.abc import Mapping

MARKER = b"\xab\xcd\xefMaxMind.com"
SEPARATOR = bytes(16)
RECORD_BITS = 24
BUILT = 1_709_400_000  # seconds since 1970: all that is written is the same every time

STRING, DOUBLE, UINT16, UINT32, MAP, UINT64, ARRAY, BOOLEAN, FLOAT = 2, 3, 5, 6, 7, 9, 11, 14, 15


class Uint16(int):
    pass


class Uint64(int):
    pass


class Float(float):
    """Of single precision."""


def _head(kind: int, size: int) -> bytes:
    extended = bytes([kind - 7]) if kind > MAP else b""
    first = 0 if extended else kind << 5
    if size < 29:
        return bytes([first | size]) + extended
    if size < 285:
        return bytes([first | 29]) + extended + bytes([size - 29])
    return bytes([first | 30]) + extended + struct.pack(">H", size - 285)


def _number(kind: int, value: int) -> bytes:
    data = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return _head(kind, len(data)) + data


def encode(value) -> bytes:
    """One value of the data section."""
    if isinstance(value, bool):
        return _head(BOOLEAN, int(value))
    if isinstance(value, Float):
        return _head(FLOAT, 4) + struct.pack(">f", value)
    if isinstance(value, float):
        return _head(DOUBLE, 8) + struct.pack(">d", value)
    if isinstance(value, int):
        kind = UINT16 if isinstance(value, Uint16) else UINT64 if isinstance(value, Uint64) else UINT32
        return _number(kind, value)
    if isinstance(value, str):
        data = value.encode()
        return _head(STRING, len(data)) + data
    if isinstance(value, Mapping):
        return _head(MAP, len(value)) + b"".join(encode(k) + encode(v) for k, v in value.items())
    return _head(ARRAY, len(value)) + b"".join(encode(item) for item in value)


def _bits(network: str, ip_version: int) -> str:
    net = ipaddress.ip_network(network)
    bits = f"{int(net.network_address):0{net.max_prefixlen}b}"[: net.prefixlen]
    return "0" * 96 + bits if ip_version == 6 and net.version == 4 else bits


def mmdb(records: Mapping[str, Mapping], database_type: str, ip_version: int = 6) -> bytes:
    """A database of networks and their records; IPv4 networks of an IPv6 tree are in ::/96."""
    nodes: list[list[int | None]] = [[None, None]]
    data = b""
    leaves: list[tuple[int, int, int]] = []
    for network, record in records.items():
        bits = _bits(network, ip_version)
        node = 0
        for bit in bits[:-1]:
            step = nodes[node][int(bit)]
            if step is None:
                nodes.append([None, None])
                step = nodes[node][int(bit)] = len(nodes) - 1
            node = step
        leaves.append((node, int(bits[-1]), len(data)))
        data += encode(record)
    count = len(nodes)
    for node, bit, offset in leaves:
        nodes[node][bit] = count + len(SEPARATOR) + offset
    tree = b"".join((count if side is None else side).to_bytes(RECORD_BITS // 8, "big")
                    for node in nodes for side in node)
    metadata = {
        "node_count": count,
        "record_size": Uint16(RECORD_BITS),
        "ip_version": Uint16(ip_version),
        "database_type": database_type,
        "languages": ["en"],
        "binary_format_major_version": Uint16(2),
        "binary_format_minor_version": Uint16(0),
        "build_epoch": Uint64(BUILT),
        "description": {"en": "Made up for the sample captures"},
    }
    return tree + SEPARATOR + data + MARKER + encode(metadata)
