"""The small captures `week-before` and `week-after`: the same home, a week later."""

from . import apps, dhcp, dns
from .net import Net, Node, remote
from .stage import gadget, gateway
from .tcp import Tcp

WEEK = 7 * 86400.0
ROUTER = gateway("192.168.14.1")
PLUG, CAMERA, PHONE, TOASTER, KETTLE, LAPTOP = (
    gadget(f"192.168.14.{20 + n}", 0x70 + n, name) for n, name in
    enumerate(("fan-plug", "porch-camera", "pixel", "toaster", "kettle", "laptop")))
PLUGS, STORE, OLD, NEW = (remote(f"198.51.100.{80 + n}", 12.0 + n) for n in range(4))


def week_before() -> Net:
    """What there is before: a toaster, an old cloud, a phone of an older system."""
    net = Net(ROUTER, "week-before")
    _home(net, 0.0, android=b"android-dhcp-12", interval_s=60.0)
    _lease(net, 5.0, TOASTER)
    for n in range(9):
        _visit(net, 30.0 + n * 70, CAMERA, OLD, "old-cloud.vendor.example")
        _visit(net, 45.0 + n * 70, TOASTER, STORE, "toast.example")
    return net


def week_after() -> Net:
    """The camera has a new cloud and lets others log in; the plug calls less often; a kettle."""
    net = Net(ROUTER, "week-after")
    _home(net, WEEK, android=b"android-dhcp-13", interval_s=300.0)
    for n in range(9):
        _visit(net, WEEK + 30.0 + n * 70, CAMERA, NEW, "new-cloud.vendor.example")
    _lease(net, WEEK + 95.0, KETTLE)
    _visit(net, WEEK + 100.0, KETTLE, STORE, "kettle.example")
    shell = Tcp(net, WEEK + 200.0, LAPTOP, CAMERA, 22).connect()
    shell.exchange(b"SSH-2.0-OpenSSH_9.2\r\n", b"SSH-2.0-dropbear_2022.83\r\n")
    shell.sealed(1200, 900)
    return net


def _home(net: Net, t: float, android: bytes, interval_s: float) -> None:
    """What both weeks have, but for the details."""
    _lease(net, t + 1.0, PHONE, android)
    for n, host in enumerate((PLUG, CAMERA, LAPTOP)):
        _lease(net, t + 2.0 + n, host)
    for n in range(11):
        _visit(net, t + 10.0 + n * interval_s, PLUG, PLUGS, "api.plugs.example")
    for n in range(9):
        _visit(net, t + 20.0 + n * 70, PHONE, STORE, "shop.example")


def _lease(net: Net, t: float, host: Node, vendor_class: bytes = b"udhcp 1.30.1") -> None:
    options = {dhcp.VENDOR_CLASS: vendor_class, dhcp.HOST_NAME: host.host_name.encode()}
    request = dhcp.message(dhcp.REQUEST, 0x6E00 + int(t) % 256, host.mac, options, client=host.ip)
    net.udp(t, host, 68, ROUTER, 67, request)
    net.arp(t + 0.5, host, ROUTER)


def _visit(net: Net, t: float, client: Node, server: Node, name: str) -> None:
    net.resolve(t, client, name, dns.chain(name, (), (server.ip,), 30))
    tcp = Tcp(net, t + 0.1, client, server, 443).connect()
    tcp.tls(name, apps.TLS12).sealed(300, 900).close()
