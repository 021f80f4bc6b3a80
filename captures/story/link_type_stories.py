"""The small capture `link-types`: what a router captures on its bridge and its tunnel at once."""

from . import dns, link
from .net import Net, Node, START, remote
from .pcapng import Frame, LINKTYPE_RAW
from .stage import expect, gadget, gateway, later
from .tcp import Tcp

ROUTER = gateway("192.168.12.1")
CAMERA = gadget("192.168.12.20", 0x50, "camera")
ROAD = Node("10.9.0.2", leg_ms=30.0)  # somebody at the far end of the tunnel
CLOUD, VPN = remote("198.51.100.60", 20.0), remote("198.51.100.61", 25.0)


class Tunnel(Net):
    """The same network, seen where packets have no link header."""

    def put(self, t: float, src: Node, dst: Node, ethertype: int, payload: bytes,
            note: str = "") -> None:
        self.add(Frame(round((START + t) * 1_000_000), payload, note, LINKTYPE_RAW))


def link_types() -> Net:
    """Frames of both interfaces, mixed."""
    net, tunnel = Net(ROUTER, "link-types"), Tunnel(ROUTER, "link-types-tunnel")
    net.arp(0.0, CAMERA, ROUTER)
    net.resolve(0.1, CAMERA, "api.vendor.example",
                dns.chain("api.vendor.example", (), (CLOUD.ip,), 300))
    tcp = Tcp(net, 1.0, CAMERA, CLOUD, 443).connect(later(
        'iot.name == "api.vendor.example" && iot.device.mac == 02:00:5e:20:00:50', "On Ethernet."))
    tcp.tls("api.vendor.example").sealed(300, 900).close()
    beside = Tcp(tunnel, 1.01, ROAD, VPN, 443).connect(expect(
        "iot.remote == 198.51.100.61 && iot.device == 10.9.0.2 && !iot.device.mac",
        "In the tunnel, where no header has a MAC."))
    beside.tls("vpn.vendor.example").sealed(200, 400).close()
    tunnel.ip(3.0, ROAD, VPN, link.ICMP, link.icmp(8, 0, bytes(range(32))), later(
        'iot.direction == "outbound"', "By no name of its own."))
    for frame in tunnel.frames():
        net.add(frame)
    return net
