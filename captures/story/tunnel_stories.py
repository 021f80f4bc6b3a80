"""A small capture about what is inside: `tunnels`. One device behind each kind of tunnel."""

import struct
from collections.abc import Callable

from . import dns, link
from .link import mac_bytes
from .net import Net, Node, device, remote
from .stage import expect, gadget, gateway

MIRROR, COLLECTOR = gateway("192.168.99.1"), gadget("192.168.99.9", 0x99)
ROUTER = Node("192.168.70.1", "00:e0:4c:70:00:01", leg_ms=0.4)
GRE = 47
BRIDGED, MPLS = 0x6558, 0x8847
ERSPAN_2, ERSPAN_3 = 0x88BE, 0x22EB
COUNTED = 0x1000  # GRE counts packets
VXLAN = b"\x08\0\0\0\0\0\x07\0"
LABELS = struct.pack(">II", 100 << 12 | 64, 200 << 12 | 0x100 | 64)
ACCESS_POINT = "00:e0:4c:70:00:02"

Wrap = Callable[[bytes], bytes]


def _within(protocol: int, payload: bytes) -> bytes:
    packet = link.ip(MIRROR.ip, COLLECTOR.ip, protocol, payload, 64, 0)
    return link.ethernet(COLLECTOR.mac, MIRROR.mac, link.ETHERTYPE_IPV4, packet)


def _datagram(port: int, head: bytes) -> Wrap:
    """A frame behind the head, in UDP."""
    return lambda frame: _within(link.UDP, link.udp(MIRROR.ip, COLLECTOR.ip, 40000, port, head + frame))


def _gre(kind: int, head: bytes = b"", flags: int = 0) -> Wrap:
    counter = bytes(4) if flags & COUNTED else b""
    return lambda frame: _within(GRE, struct.pack(">HH", flags, kind) + counter + head + frame)


def _geneve(kind: int, options: bytes = b"") -> bytes:
    return struct.pack(">BBHI", len(options) // 4, 0, kind, 7 << 8) + options


def _erspan_3(last: int) -> bytes:
    """The last two bytes tell whether a subheader follows."""
    return struct.pack(">HHIHH", 0x2001, 100, 0, 0, last) + bytes(8 * (last & 1))


def _tzsp(carried: int, tags: bytes = b"") -> bytes:
    return struct.pack(">BBH", 1, 0, carried) + tags + b"\1"


def _over_radio(wrap: Wrap) -> Wrap:
    """The frame as an access point sends it on."""
    def wrapped(frame: bytes) -> bytes:
        head = b"\x08\x02\0\0" + frame[:6] + mac_bytes(ACCESS_POINT) + frame[6:12] + b"\0\0"
        return wrap(head + b"\xaa\xaa\3\0\0\0" + frame[12:])
    return wrapped


def _labelled(frame: bytes) -> bytes:
    """Labels between a frame and its packet."""
    return frame[:12] + struct.pack(">H", MPLS) + LABELS + frame[14:]


def _wire(control: bytes) -> Wrap:
    """A frame behind labels, in a frame: a pseudowire."""
    return lambda frame: link.ethernet(COLLECTOR.mac, MIRROR.mac, MPLS, LABELS + control + frame)


FRAMES: tuple[tuple[str, Wrap], ...] = (
    ("vxlan", _datagram(4789, VXLAN)),
    ("vxlan-gpe", _datagram(4790, b"\x0c\0\0\3\0\0\7\0")),
    ("geneve", _datagram(6081, _geneve(BRIDGED))),
    ("geneve-options", _datagram(6081, _geneve(BRIDGED, b"\1\2\x80\1\0\0\0\7"))),
    ("gre", _gre(BRIDGED)),
    ("erspan-1", _gre(ERSPAN_2)),
    ("erspan-2", _gre(ERSPAN_2, struct.pack(">HHI", 0x1001, 100, 0), COUNTED)),
    ("erspan-3", _gre(ERSPAN_3, _erspan_3(0), COUNTED)),
    ("erspan-3-subheader", _gre(ERSPAN_3, _erspan_3(1), COUNTED)),
    ("tzsp", _datagram(37008, _tzsp(1))),
    ("tzsp-tags", _datagram(37008, _tzsp(1, b"\0\x0a\1\xc4\x29\2\0\x60"))),
    ("tzsp-wlan", _over_radio(_datagram(37008, _tzsp(18)))),
    ("tzsp-prism", _over_radio(_datagram(37008, _tzsp(119) + struct.pack("<II", 0x44, 144) + bytes(136)))),
    ("tzsp-avs", _over_radio(_datagram(37008, _tzsp(127) + struct.pack(">II", 0x80211001, 64) + bytes(56)))),
    ("pseudowire", _wire(b"")),
    ("pseudowire-control", _wire(bytes(4))),
    ("labels", _labelled),
)

# What carries a packet and no frame: the sender is that of the frame around it.
PACKETS: tuple[tuple[str, int, bytes], ...] = (
    ("geneve-ip", 6081, _geneve(link.ETHERTYPE_IPV4)),
    ("vxlan-gpe-ip", 4790, b"\x0c\0\0\1\0\0\7\0"),
    ("labels-udp", 6635, LABELS),
)


def tunnels() -> Net:
    net = Net(MIRROR, "tunnels")
    for number, (name, wrap) in enumerate(FRAMES):
        _behind(net, 10.0 * number, name, 0x10 + number, wrap)
    begin = 10.0 * len(FRAMES)
    for number, (name, port, head) in enumerate(PACKETS):
        _carries(net, begin + 10.0 * number, name, 0x40 + number, port, head)
    return net


def _host(number: int) -> Node:
    """Of a maker that is known: behind labels, Wireshark tells a frame by that."""
    return device(f"192.168.70.{number}", f"00:0e:58:70:00:{number:02x}", jitter_ms=0.0)


def _tells(t: float, host: Node, name: str) -> Net:
    """The host asks for a name, and for an echo of what has it."""
    inner = Net(ROUTER, name)
    server = remote(f"203.0.113.{host.ip.rpartition('.')[2]}", 20.0)
    known = expect(f'iot.device.mac == {host.mac} && iot.name == "{name}.example" && iot.remote == {server.ip}')
    inner.resolve(t, host, f"{name}.example", dns.chain(f"{name}.example", [], [server.ip], 300))
    inner.ping(t + 1, host, server, 1, known)
    return inner


def _put(net: Net, inner: Net, wrap: Wrap) -> None:
    for frame in inner.frames():
        net.add(frame._replace(data=wrap(frame.data)))


def _behind(net: Net, t: float, name: str, number: int, wrap: Wrap) -> None:
    _put(net, _tells(t, _host(number), name), wrap)


def _carries(net: Net, t: float, name: str, number: int, port: int, head: bytes) -> None:
    def wrap(frame: bytes) -> bytes:
        packet = link.ip("192.168.98.1", "192.168.98.2", link.UDP,
                         link.udp("192.168.98.1", "192.168.98.2", 40000, port, head + frame[14:]), 64, 0)
        return frame[:14] + packet

    _put(net, _tells(t, _host(number), name), wrap)
