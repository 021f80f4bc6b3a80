"""Small captures about where a device is: `ipv6-only`, `address-moves`, `vlan-one-way`."""

from . import apps, dhcp, dns, link, ndp
from .net import Net, Node, group, remote
from .stage import expect, gadget, gateway, later, talk
from .tcp import Tcp

PREFIX6 = "2001:db8:6::"
ROUTER_MAC = "02:00:5e:10:00:06"
ROUTER6 = Node(link.eui64("fe80::", ROUTER_MAC), ROUTER_MAC, leg_ms=0.4)
RESOLVER6 = ROUTER6.at("2001:db8:6::1")
CLOUD6 = remote("2001:db8:ffff:1::80", 45.0)
DHCP6_GROUP = "ff02::1:2"

ROUTER = gateway("192.168.20.1")
LEASE = dhcp.lease(ROUTER.ip, "255.255.255.0", "192.168.20.255")
CLOUD = remote("203.0.113.20", 18.0)


def ipv6_only() -> Net:
    """No IPv4 at all: neighbours, router, names and a cloud."""
    net = Net(ROUTER6, "ipv6-only")
    mac = "02:00:5e:60:00:01"
    local = Node(link.eui64("fe80::", mac), mac, leg_ms=3.0)
    thermostat = local.at(link.eui64(PREFIX6, mac))
    private = Node("2001:db8:6:0:8d1e:77f3:20c4:19a5", "02:00:5e:60:00:02", leg_ms=4.0)
    ndp.duplicate_check(net, 0.0, local)
    ndp.router_solicitation(net, 1.0, local)
    ndp.router_advertisement(net, 1.01, ROUTER6, (PREFIX6,), RESOLVER6.ip,
                             "Announces 2001:db8:6::/64 as on link: it is local from here on.")
    ndp.duplicate_check(net, 1.1, thermostat, "An address made from the sender's MAC (EUI-64).")
    _lease6(net, 2.2, local)
    ndp.duplicate_check(net, 1.2, private)
    ndp.resolve(net, 3.0, thermostat, RESOLVER6, from_router=True)
    ndp.resolve(net, 3.1, private, RESOLVER6, from_router=True)
    _use6(net, thermostat, private)
    return net


def _lease6(net: Net, t: float, client: Node) -> None:
    """Four DHCPv6 messages; the client's name is in option 39 of its own two."""
    leased, name = "2001:db8:6::1a0", "Thermostat-6.lan"
    everyone = group(DHCP6_GROUP)
    messages = (
        (client, everyone, dhcp.message6(dhcp.SOLICIT6, 0xA1B2C3, client.mac, fqdn=name)),
        (ROUTER6, client, dhcp.message6(dhcp.ADVERTISE6, 0xA1B2C3, client.mac, ROUTER_MAC, leased)),
        (client, everyone, dhcp.message6(dhcp.REQUEST6, 0xA1B2C4, client.mac, ROUTER_MAC, leased,
                                         name)),
        (ROUTER6, client, dhcp.message6(dhcp.REPLY6, 0xA1B2C4, client.mac, ROUTER_MAC, leased,
                                        None, RESOLVER6.ip)))
    for number, (src, dst, data) in enumerate(messages):
        ports = (546, 547) if src is client else (547, 546)
        note = expect('iot.device.source == "dhcp"', "Option 39 names the client.")
        net.udp(t + 0.004 * number, src, ports[0], dst, ports[1], data,
                note if src is client else "")


def _use6(net: Net, thermostat: Node, private: Node) -> None:
    named = 'iot.dns.name == "cloud6.example" && iot.remote.ipv6 == 2001:db8:ffff:1::80'
    answers = dns.chain("cloud6.example", ["edge6.example"], [CLOUD6.ip], 300)
    net.resolve(4.0, thermostat, "cloud6.example", answers, RESOLVER6, dns.AAAA)
    tcp = Tcp(net, 4.1, thermostat, CLOUD6, 443).connect(
        expect(named + ' && iot.dns.source == "dns" && iot.direction == "outbound"'))
    tcp.note = expect('iot.name == "cloud6.example" && iot.name.source == "sni"')
    tcp.tls("cloud6.example").sealed(120, 80)
    tcp.close()
    net.ping(5.0, private, CLOUD6, 1, expect(
        named + ' && iot.dns.source == "other client" && iot.direction == "inbound"'))
    ndp.resolve(net, 6.0, thermostat, private)
    net.ping(6.1, thermostat, private, 2, expect(
        'iot.direction == "local" && !iot.remote.ipv6', "Two devices: both are local."))


def address_moves() -> Net:
    """192.168.20.50 belongs to three devices, one after the other."""
    net = Net(ROUTER, "address-moves")
    porch, spare, guest = (gadget("192.168.20.50", 0x40 + n) for n in range(3))
    porch.host_name, spare.host_name = "porch-camera", "spare-camera"
    net.join(0.0, porch, LEASE)
    _upload(net, 2.0, porch, "porch.example", "porch-camera")
    release = dhcp.message(dhcp.RELEASE, 0x77, porch.mac, {dhcp.SERVER: link.ip_bytes(ROUTER.ip)},
                           client=porch.ip)
    net.udp(30.0, porch, 68, ROUTER, 67, release, "The first owner gives the address back.")
    net.join(40.0, spare, LEASE, note="The second owner asks for it.")
    _upload(net, 42.0, spare, "spare.example", "spare-camera")
    net.join(80.0, spare.at("192.168.20.51"), LEASE)
    net.arp(85.0, guest, guest, "The third owner claims it by ARP.")
    net.arp(85.5, ROUTER, guest)
    talk(net, 86.0, guest, CLOUD, expect(
        f'iot.device.mac == {guest.mac} && iot.dns.source == "other client" '
        '&& iot.dns.name == "spare.example"',
        "The third owner never asked: the second owner's answer is another client's.")).close()
    moved = spare.at("192.168.20.51")
    talk(net, 90.0, moved, CLOUD, expect(
        'iot.device == "spare-camera" && iot.dns.name == "spare.example" '
        '&& iot.dns.source == "dns"', "A new address; the same device, so its own answer.")).close()
    return net


def _upload(net: Net, t: float, host: Node, name: str, device_name: str) -> None:
    net.resolve(t, host, name, dns.chain(name, [], [CLOUD.ip], 120))
    tcp = talk(net, t + 0.1, host, CLOUD, expect(
        f'iot.device == "{device_name}" && iot.device.mac == {host.mac} '
        f'&& iot.dns.name == "{name}"'))
    tcp.close()


def vlan_one_way() -> Net:
    """A mirror port that tags what goes to the devices and leaves the other way untagged."""
    router = gateway("192.168.30.1")

    def tag(src: Node, _: Node) -> int | None:
        return None if src.mac and src.mac != router.mac else 100

    net = Net(router, "vlan-one-way", tag)
    plug = gadget("192.168.30.10", 0x51, "window-sensor")
    net.join(0.0, plug, dhcp.lease(router.ip, "255.255.255.0", "192.168.30.255"))
    net.resolve(2.0, plug, "hub.example", dns.chain("hub.example", ["lb.example"], [CLOUD.ip], 60))
    tcp = Tcp(net, 2.1, plug, CLOUD, 443).connect()
    tcp.tls("hub.example", apps.TLS12)
    rng = net.rng
    for _ in range(3):
        tcp.wait(1.0)
        tcp.note = later('iot.device == "window-sensor" && iot.dns.name == "hub.example" '
                         '&& iot.direction == "outbound" && !vlan', "Untagged.")
        tcp.data(tcp.client, apps.application_data(rng, 50))
        tcp.after(tcp.server)
        tcp.note = later('iot.device == "window-sensor" && iot.dns.name == "hub.example" '
                         '&& iot.direction == "inbound" && vlan.id == 100', "Tagged.")
        tcp.data(tcp.server, apps.application_data(rng, 30))
        tcp.after(tcp.client)
        tcp.ack(tcp.client)
    tcp.close()
    return net
