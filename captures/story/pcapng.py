"""Writes pcapng: one section, an interface for each link type, enhanced packet blocks with comments."""

import struct
from collections.abc import Iterable
from typing import NamedTuple

SECTION_HEADER, INTERFACE_DESCRIPTION, ENHANCED_PACKET = 0x0A0D0D0A, 1, 6
LINKTYPE_ETHERNET, LINKTYPE_RAW = 1, 101
OPT_COMMENT, SHB_USERAPPL, IF_NAME, IF_DESCRIPTION, IF_TSRESOL = 1, 4, 2, 3, 9
MICROSECONDS = bytes([6])
WHOLE_FRAME = 262144
TUNNEL = "tun0"  # the interface of raw IP


class Frame(NamedTuple):
    """One captured frame; its time is in microseconds since 1970."""

    time_us: int
    data: bytes
    comment: str = ""
    link_type: int = LINKTYPE_ETHERNET


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _options(*options: tuple[int, bytes]) -> bytes:
    present = [(code, value) for code, value in options if value]
    if not present:
        return b""
    body = b"".join(struct.pack("<HH", code, len(value)) + _padded(value)
                    for code, value in present)
    return body + bytes(4)


def _block(kind: int, body: bytes) -> bytes:
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def _packet(frame: Frame, interface: int) -> bytes:
    size = len(frame.data)
    head = struct.pack("<IIIII", interface, frame.time_us >> 32, frame.time_us & 0xFFFFFFFF, size, size)
    return _block(ENHANCED_PACKET,
                  head + _padded(frame.data) + _options((OPT_COMMENT, frame.comment.encode())))


def pcapng(frames: Iterable[Frame], comment: str, interface: str, description: str) -> bytes:
    """The whole file as bytes. Nothing in it depends on when or where it is written."""
    section = struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + _options(
        (OPT_COMMENT, comment.encode()), (SHB_USERAPPL, b"wireshark-iot captures/generate.py"))
    frames = list(frames)
    link_types = [LINKTYPE_ETHERNET,
                  *sorted({frame.link_type for frame in frames} - {LINKTYPE_ETHERNET})]
    links = (struct.pack("<HHI", link_type, 0, WHOLE_FRAME) + _options(
        (IF_NAME, (interface if link_type == LINKTYPE_ETHERNET else TUNNEL).encode()),
        (IF_DESCRIPTION, description.encode()), (IF_TSRESOL, MICROSECONDS))
        for link_type in link_types)
    return (_block(SECTION_HEADER, section)
            + b"".join(_block(INTERFACE_DESCRIPTION, link) for link in links)
            + b"".join(_packet(frame, link_types.index(frame.link_type)) for frame in frames))
