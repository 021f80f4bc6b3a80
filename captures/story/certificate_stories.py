"""The small capture `certificates`: remotes of whom nothing else tells."""

from . import apps, dns, x509
from .net import Net, Node, device, remote
from .stage import expect, gateway, later, so_far
from .tcp import Tcp

ROUTER = gateway("192.168.11.1")
# In blocks of 28 and of 36 bits, whose first 24 are the registry's.
PLUG = device("192.168.11.20", "34:29:8f:1e:41:25", leg_ms=3.0, jitter_ms=0.0)
SENSOR = device("192.168.11.21", "70:b3:d5:58:14:01", leg_ms=3.0, jitter_ms=0.0)
PORT = 8883


def certificates() -> Net:
    """Each kind of certificate, and better names beside it."""
    net = Net(ROUTER, "certificates")
    for t, host, maker in ((0.0, PLUG, "Chengdu Meross Technology Co., Ltd."),
                           (0.1, SENSOR, "Thermokon Sensortechnik GmbH")):
        net.arp(t, host, ROUTER, expect(f'iot.device.vendor == "{maker}"',
                                        "Who has the small block made it."))
    _shows(net, 1.0, PLUG, 20, ("dns.io.vendor.example", "*.dns.io.vendor.example"),
           "dns.io.vendor.example", "The first of its names that is a host's.")
    _shows(net, 2.0, PLUG, 21, ("*.wild.example", "wild.example"), "wild.example",
           "A pattern is none.", record_bytes=50)
    _shows(net, 3.0, SENSOR, 22, (), "cn.vendor.example", "It has no other name.",
           common_name="cn.vendor.example")
    for n, (common_name, hosts) in enumerate((
            ("*.vendor.example", ()), ("198.51.100.24", ()), ("SN0123456789", ()),
            ("Vendor Root CA", ()), ("box.local", ()), ("cn.vendor.example", ("*.pool.example",)),
            ("localhost", ("localhost", "box.lan")))):
        _shows_none(net, 4.0 + n, SENSOR, 30 + n, common_name, hosts)
    shared = remote("198.51.100.40", 12.0)
    net.resolve(12.0, PLUG, "asked.vendor.example",
                dns.chain("asked.vendor.example", (), (shared.ip,), 300))
    _handshake(net, 12.1, PLUG, shared, later(
        'iot.name == "asked.vendor.example" && iot.name.source == "dns"',
        "What was asked is better than the name of all who share the server."),
        ("shared-edge.example",), "shared-edge.example")
    _handshake(net, 13.0, PLUG, remote("198.51.100.41", 12.0), expect(
        'iot.name == "meant.vendor.example" && iot.name.source == "sni"', "So is whom it means."),
        ("other.vendor.example",), "other.vendor.example", server_name="meant.vendor.example")
    _handshake(net, 14.0, remote("198.51.100.42", 12.0), SENSOR, later(
        'iot.name == "198.51.100.42" && iot.name.source == "address"',
        "The device shows its own to somebody outside."),
        ("device.vendor.example",), "device.vendor.example")
    return net


def _handshake(net: Net, t: float, client: Node, server: Node, note: str, hosts: tuple[str, ...],
               common_name: str, record_bytes: int = 16384, server_name: str | None = None,
               first_note: str = "") -> None:
    rng = net.rng
    tcp = Tcp(net, t, client, server, PORT).connect(first_note)
    hello = apps.client_hello(rng, server_name, apps.TLS12)
    authority = x509.certificate(rng, "Example Works CA", organization="Example Works")
    shown = x509.certificate(rng, common_name, hosts, "Example Works CA")
    tcp.wait(0.0007)
    tcp.data(tcp.client, apps.hello_record(hello))
    tcp.after(tcp.server)
    tcp.note = "" if server_name else note
    tcp.data(tcp.server, x509.flight(rng, hello, (shown, authority), record_bytes))
    tcp.after(tcp.client)
    tcp.note = note
    tcp.ack(tcp.client)
    tcp.sealed(60, 40).close()


def _shows(net: Net, t: float, client: Node, number: int, hosts: tuple[str, ...], name: str,
           why: str, common_name: str = "Example Works", record_bytes: int = 16384) -> None:
    server = remote(f"198.51.100.{number}", 12.0)
    rule = f'iot.name == "{name}" && iot.name.source == "certificate"'
    _handshake(net, t, client, server, later(rule, why), hosts, common_name, record_bytes,
               first_note=so_far(f'iot.name == "{server.ip}"', "Not shown yet."))


def _shows_none(net: Net, t: float, client: Node, number: int, common_name: str,
                hosts: tuple[str, ...]) -> None:
    server = remote(f"198.51.100.{number}", 12.0)
    _handshake(net, t, client, server, expect(
        f'iot.name == "{server.ip}" && iot.name.source == "address"',
        f"{common_name} names no remote."), hosts, common_name)
