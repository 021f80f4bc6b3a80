"""Small captures about who sent what: `who-sent` and `public-lan`."""

from dataclasses import replace

from . import dhcp, dns, link
from .net import BROADCAST, Net, Node, remote
from .stage import expect, gadget, gateway, later, talk

ROUTER = gateway("192.168.50.1")
LEASE = dhcp.lease(ROUTER.ip, "255.255.255.0", "192.168.50.255")
CLOUD = remote("203.0.113.50", 20.0)
SITE = remote("203.0.113.51", 30.0)


def who_sent() -> Net:
    """Frames that others forward, addresses that others claim."""
    net = Net(ROUTER, "who-sent")
    _extender(net)
    _virtual(net)
    _lies(net)
    return net


def _ask(net: Net, t: float, by: Node, client: Node) -> None:
    """A DHCP request for `client` that `by` sends, and its answer to `by`."""
    transaction = net.rng.getrandbits(32)
    options = {dhcp.HOST_NAME: client.host_name.encode(), dhcp.SERVER: link.ip_bytes(ROUTER.ip)}
    request = dhcp.message(dhcp.REQUEST, transaction, client.mac, options)
    net.udp(t, by.at("0.0.0.0"), 68, BROADCAST, 67, request)
    reply = dhcp.message(dhcp.ACK, transaction, client.mac, LEASE, yours=client.ip)
    net.udp(t + 0.002, ROUTER, 67, by.at(client.ip), 68, reply)


def _repeat(net: Net, t: float, by: Node, mac: str, address: str, note: str = "") -> None:
    """An ARP request of `by` that says that `address` is at `mac`."""
    request = link.arp(link.ARP_REQUEST, mac, address, link.NO_MAC, ROUTER.ip)
    net.put(t, by, BROADCAST, link.ETHERTYPE_ARP, request, note)


def _extender(net: Net) -> None:
    """A repeater that puts its own MAC into the headers of what its client sends."""
    extender = gadget("192.168.50.2", 0x60)
    client = gadget("192.168.50.31", 0x61, "attic-lamp")
    behind = replace(client, mac=extender.mac)
    net.arp(0.0, extender, ROUTER)
    _ask(net, 1.0, extender, client)
    _repeat(net, 1.5, extender, client.mac, client.ip,
            "The repeater repeats what its client says of itself.")
    talk(net, 2.0, behind, CLOUD, later(
        f'iot.device == "attic-lamp" && iot.device.mac == {client.mac}',
        "The frames have the repeater's MAC.")).close()
    talk(net, 4.0, extender, SITE, later(
        f'iot.device.mac == {extender.mac} && !(iot.device == "attic-lamp")',
        "What the repeater sends itself is its own.")).close()


def _virtual(net: Net) -> None:
    """A repeater that gives its client a MAC of its own; a host with a virtual machine."""
    inside, outside = gadget("192.168.50.41", 0x62, "cellar-lamp"), gadget("192.168.50.41", 0x63)
    _ask(net, 10.0, outside, inside)
    net.arp(10.5, outside, ROUTER)
    talk(net, 11.0, outside, CLOUD, later(
        f'iot.device == "cellar-lamp" && iot.device.mac == {outside.mac}',
        "Its own MAC never sends.")).close()
    host = gadget("192.168.50.42", 0x64, "desk-host")
    machine = gadget("192.168.50.43", 0x65, "desk-machine")
    _ask(net, 13.0, host, host)
    _ask(net, 13.5, host, machine)
    talk(net, 14.0, host, CLOUD, expect('iot.device == "desk-host"')).close()


def _lies(net: Net) -> None:
    """Others claim a heater's address."""
    heater = gadget("192.168.50.50", 0x66, "heater")
    liar, guest = gadget("192.168.50.51", 0x67), gadget("192.168.50.52", 0x68)
    own = expect(f'iot.device == "heater" && iot.device.mac == {heater.mac}')
    net.join(20.0, heater, LEASE)
    talk(net, 23.0, heater, CLOUD, own).close()
    net.arp(25.0, liar, ROUTER)
    for n, mac in enumerate((liar.mac, "02:00:5e:20:00:6f")):
        _repeat(net, 26.0 + 3 * n, liar, mac, heater.ip, "A lie.")
        talk(net, 27.0 + 3 * n, heater, CLOUD, own).close()
    net.arp(33.0, guest.at(heater.ip), ROUTER, "A guest probes with the address it had elsewhere.")
    net.join(33.5, guest, LEASE)
    talk(net, 36.0, heater, CLOUD, own).close()


def public_lan() -> Net:
    """An office with public addresses, and a server that its router answers ARP for."""
    router = gateway("192.168.60.1")
    net = Net(router, "public-lan")
    phone, sign = gadget("198.51.100.70", 0x70), gadget("198.51.100.71", 0x71)
    server = remote("198.51.100.200", 25.0)
    net.arp(0.0, router, gadget("192.168.60.9", 0x79))
    announced = dns.mdns_answer([dns.Record("Corner-Phone.local", dns.A, 120, phone.ip)])
    net.mdns(1.0, phone, announced, expect(
        f'iot.device == "corner-phone" && iot.device.mac == {phone.mac}',
        "Who sends to 224.0.0.251 is on this link."))
    everybody = Node("198.51.100.255", link.BROADCAST)
    net.udp(1.5, sign, 4000, everybody, 4000, b"hello", expect(
        f'iot.direction == "multicast" && iot.device.mac == {sign.mac} && !iot.remote',
        "So is who sends to everybody; the address that stands for them is nobody's."))
    talk(net, 2.0, phone, CLOUD, expect('iot.device == "corner-phone" && iot.remote')).close()
    talk(net, 4.0, sign, SITE, expect(f'iot.device.mac == {sign.mac} && iot.remote')).close()
    net.resolve(6.0, phone, "server.example", dns.chain("server.example", [], [server.ip], 60))
    reply = link.arp(link.ARP_REPLY, router.mac, server.ip, phone.mac, phone.ip)
    net.put(6.5, router, phone, link.ETHERTYPE_ARP, reply, "The router answers for a server.")
    talk(net, 7.0, phone, server, later(
        f'iot.remote == {server.ip} && iot.dns.name == "server.example"',
        "It is a remote all the same.")).close()
    return net
