"""A small capture with what findings tell of, and with what only looks so: `troubles`."""

from . import apps, dhcp, dns, link
from .net import BROADCAST, Net, Node, device, remote
from .stage import gateway, later, talk
from .tcp import Tcp

ROUTER = gateway("192.168.70.1", "00:00:5e:00:53:01")
LEASE = dhcp.lease(ROUTER.ip, "255.255.255.0", "192.168.70.255")


def troubles() -> Net:
    net = Net(ROUTER, "troubles")
    net.arp(0.0, ROUTER, _device(2))
    for tell in (_names, _hours, _one_server, _made_up, _scans, _refusal, _other_resolver,
                 _claims):
        net.reseed(tell.__name__)
        tell(net)
    return net


def _device(number: int, name: str = "", mac: str = "") -> Node:
    """Made by somebody: its MAC is one for documentation unless given (RFC 7042)."""
    return device(f"192.168.70.{number}", mac or f"00:00:5e:00:53:{number:02x}", name, 3.0, 0.0)


def _visit(net: Net, t: float, client: Node, site: Node, name: str, note: str = ""):
    """A connection to a name that was looked up."""
    t = net.resolve(t, client, name, dns.chain(name, [], [site.ip], 60))
    return talk(net, t, client, site, note, name)


def _names(net: Net) -> None:
    """A device that asks for all names but one."""
    plug = _device(10)
    for n in range(3):
        site = remote(f"203.0.113.{70 + n}", 20.0)
        _visit(net, 5.0 + 20 * n, plug, site, f"api{n}.plug.example").close()
    talk(net, 100.0, plug, remote("203.0.113.79", 25.0), later(
        'iot.finding == "never looked up" && iot.name == "hidden.example"',
        "Nobody asked for it, and the device asks for its other names."), "hidden.example").close()


def _hours(net: Net) -> None:
    """Two connections of more than two hours: one stays open, one is closed."""
    bell = _device(11)
    for n, note in enumerate((later('iot.finding == "long connection"', "Nobody closes it."),
                              later("!iot.finding", "It is closed in the end."))):
        site = remote(f"203.0.113.{80 + n}", 30.0)
        tcp = _visit(net, 200.0 + n, bell, site, f"push{n}.bell.example", note)
        for pause in (900, 2100, 600, 2400, 3000):
            tcp.wait(pause)
            tcp.sealed(60, 40)
        if n == 1:
            tcp.close()


def _one_server(net: Net) -> None:
    """One DHCP server, of which a relay speaks at first: it answers a renewal itself."""
    client = _device(12, "attic-plug")
    server = ROUTER.at("192.168.99.1")
    options = LEASE | {dhcp.SERVER: link.ip_bytes(server.ip)}
    for t, by in ((300.0, ROUTER), (400.0, server)):
        transaction = net.rng.getrandbits(32)
        asks = dhcp.message(dhcp.REQUEST, transaction, client.mac,
                            {dhcp.SERVER: link.ip_bytes(server.ip)})
        net.udp(t, client.at("0.0.0.0"), 68, BROADCAST, 67, asks)
        reply = dhcp.message(dhcp.ACK, transaction, client.mac, options, yours=client.ip)
        net.udp(t + 0.002, by, 67, client, 68, reply, later(
            '!(iot.finding == "second DHCP server")', "The server's identifier is the same."))


def _made_up(net: Net) -> None:
    """MACs that software made up: a container's, and a phone's."""
    site = remote("203.0.113.90", 15.0)
    container, phone = _device(13, mac="02:42:c0:a8:46:0d"), _device(14, mac="9e:40:11:22:33:44")
    for t, client, note in ((500.0, container, later("!iot.finding", "A container.")),
                            (510.0, phone, later('iot.finding == "random MAC"'))):
        net.arp(t, client, ROUTER, note)
        _visit(net, t + 1, client, site, "files.example").close()


def _scans(net: Net) -> None:
    """A camera that knocks at many doors, a hub that pings, and a phone that looks for its peers."""
    camera, hub, phone = _device(15), _device(16), _device(17)
    for n in range(24):
        Tcp(net, 600.0 + n / 10, camera, remote(f"198.51.100.{n + 100}", 30.0), 23).syn()
        note = later('iot.finding == "scan"') if n == 0 else ""
        body = bytes(4) + bytes([n])
        net.ip(620.0 + n / 10, hub, _device(100 + n), link.ICMP, link.icmp(8, 0, body), note)
        net.udp(640.0 + n / 10, phone, 32100, remote(f"198.51.100.{n + 200}", 30.0), 20000,
                b"peer", later('!(iot.finding == "scan")') if n == 0 else "")


def _refusal(net: Net) -> None:
    """A speaker that does not accept its server's certificate, and a server that says good-bye."""
    speaker = _device(18)
    for n, (alert, note) in enumerate((
            (b"\2\x30", later('iot.finding == "refuses certificate"', "unknown_ca")),
            (b"\1\0", later("!iot.finding", "close_notify")))):
        site = remote(f"203.0.113.{95 + n}", 20.0)
        name = f"cloud{n}.speaker.example"
        t = net.resolve(700.0 + 10 * n, speaker, name, dns.chain(name, [], [site.ip], 60))
        tcp = Tcp(net, t, speaker, site, 443).connect()
        hello = apps.client_hello(net.rng, name, apps.TLS12)
        tcp.exchange(apps.hello_record(hello), apps.server_flight(net.rng, hello, apps.TLS12))
        tcp.note = note
        tcp.send(tcp.client, apps.record(21, alert))
        tcp.close()


def _other_resolver(net: Net) -> None:
    """A question to the router that somebody else answers."""
    plug = _device(19)
    port, ident = plug.port(), 0x4242
    asked = [dns.Question("ota.plug.example")]
    net.udp(800.0, plug, port, ROUTER, 53, dns.message(ident, dns.QUERY, asked))
    answers = dns.chain("ota.plug.example", [], ["203.0.113.99"], 60)
    net.udp(800.02, remote("203.0.113.53", 20.0), 53, plug, port,
            dns.message(ident, dns.RESPONSE, asked, answers),
            later('iot.finding == "answered by another resolver"'))


def _claims(net: Net) -> None:
    """Who claims the gateway's address and a lamp's, and a guest that asks by an old address."""
    liar, guest, lamp = _device(20, mac="02:00:5e:20:00:90"), _device(21), _device(22)
    site = remote("203.0.113.98", 20.0)
    net.arp(900.0, lamp, ROUTER)
    net.arp(900.5, liar, ROUTER)
    net.arp(901.0, guest, ROUTER)
    _visit(net, 902.0, lamp, site, "sky.lamp.example").close()
    for t, mac, address, note in (
            (910.0, liar, ROUTER.ip, later('iot.finding == "changed gateway"')),
            (911.0, liar, lamp.ip, ""),
            (912.0, guest, lamp.ip, later("!iot.finding", "It had the address elsewhere."))):
        net.put(t, mac, lamp, link.ETHERTYPE_ARP,
                link.arp(link.ARP_REPLY, mac.mac, address, lamp.mac, lamp.ip), note)
    _visit(net, 920.0, lamp, site, "sky.lamp.example").close()
