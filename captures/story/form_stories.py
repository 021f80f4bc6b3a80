"""Small captures about the forms of messages: `name-forms` and `network-forms`."""

from . import dhcp, dns, link, ndp
from .link import mac_bytes
from .net import Net, Node, remote
from .stage import expect, gadget, gateway, later

ROUTER = gateway("192.168.10.1")
LEASE = dhcp.lease(ROUTER.ip, "255.255.255.0", "192.168.10.255")
ASCII, ENCODED = 0, 4  # flags of option 81
ROUTER6 = Node(link.eui64("fe80::", ROUTER.mac), ROUTER.mac, leg_ms=0.4)
PREFIX6, RESOLVER6 = "2001:db8:7::", "2001:db8:7::53"
ELSEWHERE6 = remote("2001:db8:ffff::53", 15.0)
INFINIBAND = 32  # a hardware type (IANA)


def name_forms() -> Net:
    """Host names of DHCP's two options, clients known by an identifier, names of a node's status."""
    net = Net(ROUTER, "name-forms")
    by_ascii, by_labels, partial, by_identifier, node = (
        gadget(f"192.168.10.{30 + n}", 0x30 + n) for n in range(5))
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
    return net


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
    host6 = host.at(link.eui64(PREFIX6, host.mac))
    for number, (resolver, rule) in enumerate((
            (Node(RESOLVER6, ROUTER.mac), '!(iot.finding == "foreign resolver")'),
            (ELSEWHERE6, 'iot.finding == "foreign resolver"'))):
        question = dns.message(0x4F54 + number, dns.QUERY, [dns.Question("one.example")])
        net.udp(4.0 + number, host6, host6.port(), resolver, 53, question,
                later(rule, f"The router named {RESOLVER6} (RFC 8106)."))
    return net
