"""The small capture `meetings`: devices that work together at one host of the cloud."""

from . import dns
from .net import Net, Node, remote
from .stage import gadget, gateway, later
from .tcp import Tcp

ROUTER = gateway("192.168.13.1")
CAMERA, TABLET, PLUG, LAPTOP = (gadget(f"192.168.13.{20 + n}", 0x60 + n, name) for n, name in
                                enumerate(("porch-camera", "wall-tablet", "fan-plug", "laptop")))
RELAY, STORE = remote("198.51.100.70", 15.0), remote("198.51.100.71", 18.0)
MEETS = 'iot.finding == "through the cloud"'


def meetings() -> Net:
    """A camera and a tablet meet; a plug is there as well; a backup and a download do not meet."""
    net = Net(ROUTER, "meetings")
    camera, tablet, plug = (_client(net, 0.3 * n, host, RELAY, "relay.vendor.example", rule)
                            for n, (host, rule) in enumerate((
                                (CAMERA, ""), (TABLET, MEETS), (PLUG, f"!({MEETS})"))))
    for n, (t, size) in enumerate(((20.0, 5200), (33.0, 9100), (41.5, 3300), (58.0, 12000),
                                   (75.0, 4100), (80.5, 7000))):
        camera.t = t
        camera.sealed(size, 40)
        tablet.t = t + 0.06
        tablet.sealed(40, size)
        plug.t = t + 3.1 + n
        plug.sealed(60, 40)
    saves = _client(net, 2.0, LAPTOP, STORE, "store.example", f"!({MEETS})")
    loads = _client(net, 2.3, TABLET, STORE, "store.example", f"!({MEETS})")
    for n in range(8):
        saves.t = 22.0 + n * 9
        saves.sealed(6000 + 900 * n, 40)
        loads.t = 25.0 + n * 7.5
        loads.sealed(40, 13000 - 800 * n)
    return net


def _client(net: Net, t: float, client: Node, server: Node, name: str, rule: str) -> Tcp:
    net.arp(t, client, ROUTER)
    net.resolve(t + 0.05, client, name, dns.chain(name, (), (server.ip,), 300))
    note = later(rule, "What one sends there the other gets.") if rule else ""
    return Tcp(net, t + 0.1, client, server, 443).connect(note).tls(name)
