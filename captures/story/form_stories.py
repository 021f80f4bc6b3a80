"""Small captures about the forms of messages: `name-forms` and `network-forms`."""

import struct
from xml.sax.saxutils import escape

from . import apps, dhcp, dns, link, ndp
from .link import mac_bytes
from .net import Net, Node, group, remote
from .stage import expect, gadget, gateway, later
from .tcp import Tcp

ROUTER = gateway("192.168.10.1")
LEASE = dhcp.lease(ROUTER.ip, "255.255.255.0", "192.168.10.255")
ASCII, ENCODED = 0, 4  # flags of option 81
ROUTER6 = Node(link.eui64("fe80::", ROUTER.mac), ROUTER.mac, leg_ms=0.4)
PREFIX6, RESOLVER6 = "2001:db8:7::", "2001:db8:7::53"
ELSEWHERE6 = remote("2001:db8:ffff::53", 15.0)
INFINIBAND = 32  # a hardware type (IANA)


def name_forms() -> Net:
    """Host names of DHCP's two options, clients known by an identifier, a node's status, UPnP."""
    net = Net(ROUTER, "name-forms")
    by_ascii, by_labels, partial, by_identifier, node, radio = (
        gadget(f"192.168.10.{30 + n}", 0x30 + n) for n in range(6))
    _asks(net, 0.0, by_ascii, {dhcp.FQDN: _fqdn(ASCII, b"Ascii-Tv.lan")},
          expect('iot.device == "ascii-tv.lan"', "Option 81 in ASCII."))
    _asks(net, 1.0, by_labels, {dhcp.FQDN: _fqdn(ENCODED, b"\x09Labels-Tv\3lan\0")},
          expect('iot.device == "labels-tv.lan"', "Option 81 in labels, as in DNS messages."))
    _asks(net, 2.0, partial, {dhcp.FQDN: _fqdn(ENCODED, b"\x0aPartial-Tv")},
          expect('iot.device == "partial-tv"', "A partial name has no root at its end."))
    _asks(net, 3.0, by_identifier,
          {dhcp.CLIENT_ID: bytes([dhcp.ETHERNET]) + mac_bytes(by_identifier.mac),
           dhcp.HOST_NAME: b"Hub-By-Id"},
          expect('iot.device == "hub-by-id"', "The MAC is in the client's identifier."),
          hardware=INFINIBAND)
    _node_status(net, 4.0, node)
    _description(net, 5.0, radio, "K\u00fcche & Bad")
    return net


def _description(net: Net, t: float, host: Node, name: str) -> None:
    """The router reads what the device says of itself."""
    net.ssdp(t, host, 49153, apps.ssdp_notify(f"http://{host.ip}:49153/d.xml", "upnp:rootdevice",
                                              host.mac, "UPnP/1.0"),
             later(f'iot.device.src == "{name}"', "A description in UTF-8, with an entity."))
    tcp = Tcp(net, t + 0.1, ROUTER, host, 49153).connect()
    text = apps.upnp_description(escape(name), "Maker", "M1", host.mac)
    tcp.exchange(apps.http_request("GET", "/d.xml", f"{host.ip}:49153", "reader"),
                 apps.http_response(text, "text/xml"))
    tcp.close(by_server=True)


def _fqdn(flags: int, name: bytes) -> bytes:
    return bytes([flags, 0, 0]) + name


def _asks(net: Net, t: float, host: Node, options: dict[int, bytes], note: str,
          hardware: int = dhcp.ETHERNET) -> None:
    """A renewal: the client has its address."""
    transaction = 0x600E0000 + int(t)
    request = dhcp.message(dhcp.REQUEST, transaction, host.mac, options, client=host.ip,
                           hardware=hardware)
    net.udp(t, host, 68, ROUTER, 67, request, note)
    reply = dhcp.message(dhcp.ACK, transaction, host.mac, LEASE, client=host.ip, yours=host.ip)
    net.udp(t + 0.001, ROUTER, 67, host, 68, reply)


def _node_status(net: Net, t: float, node: Node) -> None:
    """The groups that a node is in come before its own name."""
    names = [(b"WORKGROUP", dns.WORKSTATION, dns.NB_GROUP),
             (b"STATUS-PC", dns.WORKSTATION, dns.NB_UNIQUE),
             (b"STATUS-PC", dns.FILE_SERVER, dns.NB_UNIQUE)]
    port = ROUTER.port()
    net.udp(t, ROUTER, port, node, 137, dns.netbios_query(3, b"*", 0, dns.NBSTAT),
            later('iot.device.dst == "status-pc"', "The router asks what the node is called."))
    net.udp(t + 0.01, node, 137, ROUTER, port, dns.netbios_status(3, names, node.mac),
            expect('iot.device == "status-pc" && iot.device.source == "netbios"'))


def network_forms() -> Net:
    """What a network says of itself: its addresses by DHCP's mask, its resolver by its router."""
    net = Net(ROUTER, "network-forms")
    host, neighbour = gadget("203.0.113.130", 0x40), gadget("203.0.113.140", 0x41)
    lease = dhcp.lease("203.0.113.129", "255.255.255.128", "203.0.113.255")
    net.renew(0.0, host, lease, "Addresses of the Internet, here in use at home.")
    net.ping(1.0, host, neighbour, 1, expect(
        'iot.direction == "local" && !iot.remote', "The mask says that they are neighbours."))
    net.ping(2.0, host, remote("203.0.113.100", 10.0), 2, expect(
        'iot.direction == "inbound" && iot.remote == 203.0.113.100', "Not in the same half."))
    ndp.router_advertisement(net, 3.0, ROUTER6, (PREFIX6,), RESOLVER6)
    _speaks_for_another_address(net, 3.5, neighbour)
    host6 = host.at(link.eui64(PREFIX6, host.mac))
    for number, (resolver, rule) in enumerate((
            (Node(RESOLVER6, ROUTER.mac), '!(iot.finding == "foreign resolver")'),
            (ELSEWHERE6, 'iot.finding == "foreign resolver"'))):
        question = dns.message(0x4F54 + number, dns.QUERY, [dns.Question("one.example")])
        net.udp(4.0 + number, host6, host6.port(), resolver, 53, question,
                later(rule, f"The router named {RESOLVER6} (RFC 8106)."))
    return net


def _speaks_for_another_address(net: Net, t: float, host: Node) -> None:
    """From its link-local address a host says that another is its own; later that one is written
    to behind a bridge that puts its own MAC on frames."""
    local, own = host.at(link.eui64("fe80::", host.mac)), host.at("2001:db8:7::140")
    told = struct.pack(">I", ndp.OVERRIDE) + link.ip_bytes(own.ip)
    told += bytes([ndp.TARGET_ADDRESS, 1]) + mac_bytes(host.mac)
    everybody = group(ndp.ALL_NODES)
    net.ip(t, local, everybody, link.ICMPV6,
           link.icmpv6(local.ip, everybody.ip, ndp.NEIGHBOUR_ADVERTISEMENT, 0, told), ttl=255)
    bridge = Node(own.ip, "02:00:5e:10:00:99")
    net.udp(t + 0.1, remote("2001:db8:ffff::9", 15.0), 4500, bridge, 4500, b"hello", expect(
        f"iot.device.mac == {host.mac}", "The advertisement's target, not the frame's receiver."))
