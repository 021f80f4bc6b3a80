"""A small capture of frames that it holds more than once: `copies`."""

import struct
from collections.abc import Callable

from . import dhcp, dns, link
from .net import Net, Node, remote
from .pcapng import Frame
from .stage import expect, gadget, gateway, later, talk

ROUTER = gateway("192.168.90.1")
OUTSIDE, PROVIDER = "02:00:5e:10:00:02", "02:00:5e:10:00:03"
CLOUD = remote("203.0.113.90", 20.0)
DNS_TTL = 300
LEASE = dhcp.lease(ROUTER.ip, "255.255.255.0", "192.168.90.255")

Change = Callable[[bytes], bytes]


def copies() -> Net:
    """What a mirror port, a trunk beside its access port, and both sides of a router show."""
    net = Net(ROUTER, "copies")
    _twice(net, 0.0, gadget("192.168.90.21", 0x71, "mirror-lamp"), lambda frame: frame, 3)
    _twice(net, 10.0, gadget("192.168.90.22", 0x72, "trunk-lamp"), _tagged, 8)
    _twice(net, 20.0, gadget("192.168.90.23", 0x73, "routed-lamp"), _forwarded, 200)
    _again(net, 30.0, gadget("192.168.90.24", 0x74, "patient-lamp"))
    _way(net, 40.0, gadget("192.168.90.25", 0x75))
    return net


def _tagged(frame: bytes) -> bytes:
    return frame[:12] + struct.pack(">HH", link.ETHERTYPE_VLAN, 30) + frame[12:]


def _forwarded(frame: bytes) -> bytes:
    """The packet between other MACs, one hop further."""
    macs = link.mac_bytes(PROVIDER) + link.mac_bytes(OUTSIDE)
    head = bytearray(frame[14:34])
    head[8] -= 1
    head[10:12] = bytes(2)
    head[10:12] = struct.pack(">H", link.checksum(bytes(head)))
    return macs + frame[12:14] + bytes(head) + frame[34:]


def _is_ip(frame: bytes) -> bool:
    return frame[12:14] == struct.pack(">H", link.ETHERTYPE_IPV4)


def _twice(net: Net, t: float, lamp: Node, change: Change, after_us: int) -> None:
    """A lamp looks a name up and talks. Its frames, and those to it, are there once more."""
    story = Net(ROUTER, lamp.host_name)
    story.renew(t, lamp, LEASE)
    host = f"{lamp.host_name}.example"
    story.resolve(t + 1.0, lamp, host, [dns.Record(host, dns.A, DNS_TTL, CLOUD.ip)])
    talk(story, t + 2.0, lamp, CLOUD, expect("!iot.copy")).close()
    for frame in story.frames():
        net.add(frame)
        if _is_ip(frame.data):
            net.add(Frame(frame.time_us + after_us, change(frame.data), later(
                f'iot.copy && iot.device == "{lamp.host_name}" && iot.device.mac == {lamp.mac}',
                "The capture has it already.")))


def _again(net: Net, t: float, lamp: Node) -> None:
    """Who gets no answer says the same again, later: that is no copy."""
    story = Net(ROUTER, "again")
    talk(story, t, lamp, CLOUD).close()
    first = story.frames()[0]
    net.renew(t - 1.0, lamp, LEASE)
    for seconds in range(3):
        net.add(Frame(first.time_us + seconds * 1_000_000, first.data, expect("!iot.copy")))


def _way(net: Net, t: float, seeker: Node) -> None:
    """A search for the way: the same probe, of one hop more each time."""
    for hops in range(1, 5):
        head = link.ip(seeker.ip, CLOUD.ip, link.UDP, link.udp(seeker.ip, CLOUD.ip, 40000, 33434,
                                                               bytes(12)), hops, 7)
        net.put(t + hops / 1000, seeker, CLOUD, link.ETHERTYPE_IPV4, head, expect("!iot.copy"))
