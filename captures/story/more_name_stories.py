"""Small captures about names that are not simply asked for and answered: `more-names`."""

from . import apps, dhcp, dns, link
from .net import Net, Node, remote
from .stage import expect, gadget, gateway, later, talk
from .tcp import Tcp

ROUTER = gateway("192.168.70.1")
PREFIX = "2001:db8:64:ff9b::"


def _is(name: str, source: str = "dns") -> str:
    return f'iot.dns.name == "{name}" && iot.dns.source == "{source}"'


def more_names() -> Net:
    """Hints, aliases, NAT64, the home's own DNS, probes."""
    net = Net(ROUTER, "more-names")
    _hints(net)
    _aliases(net)
    _nat64(net)
    _home(net)
    _hidden(net)
    _bytes(net)
    _not_its_name(net)
    return net


def _hints(net: Net) -> None:
    """Addresses that HTTPS and SVCB records give, and one that stands beside an answer."""
    client = gadget("192.168.70.10", 0x80)
    shop, dot, ddr, chat = (remote(f"198.51.100.{last}", 20.0) for last in (30, 31, 32, 33))
    net.arp(0.0, client, ROUTER)
    net.resolve(1.0, client, "shop.vendor.example", [dns.Record(
        "shop.vendor.example", dns.HTTPS, 60, dns.service(v4=[shop.ip]))], kind=dns.HTTPS)
    talk(net, 2.0, client, shop, expect(_is("shop.vendor.example"), "A hint, and no A.")).close()
    net.resolve(3.0, client, "_853._dns.svc.vendor.example", [dns.Record(
        "_853._dns.svc.vendor.example", dns.SVCB, 60, dns.service(v4=[dot.ip]))], kind=dns.SVCB)
    talk(net, 4.0, client, dot, expect(_is("svc.vendor.example"),
                                       "What a service is called has no name of its own.")).close()
    net.resolve(5.0, client, "_dns.resolver.arpa", [dns.Record(
        "_dns.resolver.arpa", dns.SVCB, 60,
        dns.service(b"\3dns\6vendor\7example\0", [ddr.ip]))], kind=dns.SVCB)
    talk(net, 6.0, client, ddr, expect(_is("dns.vendor.example"),
                                       "resolver.arpa is nobody: its target has a name.")).close()
    net.resolve(7.0, client, "_chat._tcp.vendor.example", [dns.Record(
        "_chat._tcp.vendor.example", dns.SRV, 60, (0, 0, 5222, "chat.vendor.example"))],
        kind=dns.SRV, additional=(dns.Record("chat.vendor.example", dns.A, 60, chat.ip),))
    talk(net, 70.0, client, chat, later(
        f'iot.name == "{chat.ip}" && !(iot.finding contains "name")',
        "It stood beside an answer: no name, but somebody did ask DNS.")).close()


def _alias(net: Net, t: float, client: Node, name: str, target: str) -> None:
    net.resolve(t, client, name, [dns.Record(name, dns.CNAME, 60, target)])


def _aliases(net: Net) -> None:
    """A stub that asks for each target itself, and somebody who asks for the last of them."""
    stub, other = gadget("192.168.70.20", 0x81), gadget("192.168.70.21", 0x82)
    edge, own, late = (remote(f"198.51.100.{last}", 25.0) for last in (40, 41, 42))
    _alias(net, 10.0, stub, "api.vendor.example", "edge.cdn.example")
    _alias(net, 10.1, stub, "edge.cdn.example", "pop.carrier.example")
    net.resolve(10.2, stub, "pop.carrier.example",
                dns.chain("pop.carrier.example", [], [edge.ip], 60))
    net.resolve(10.3, other, "pop.carrier.example",
                dns.chain("pop.carrier.example", [], [edge.ip], 60))
    talk(net, 11.0, stub, edge, expect(_is("api.vendor.example"),
                                       "What was asked first stays the name.")).close()
    talk(net, 11.5, other, edge, expect(_is("pop.carrier.example"), "It asked for that.")).close()
    _alias(net, 13.0, stub, "www.vendor.example", "eu.vendor.example")
    net.resolve(13.1, stub, "eu.vendor.example", dns.chain("eu.vendor.example", [], [own.ip], 60))
    talk(net, 14.0, stub, own, expect(_is("eu.vendor.example"), "The same domain.")).close()
    _alias(net, 15.0, stub, "old.vendor.example", "slow.cdn.example")
    net.resolve(18.0, stub, "slow.cdn.example", dns.chain("slow.cdn.example", [], [late.ip], 60))
    talk(net, 19.0, stub, late, expect(_is("slow.cdn.example"), "Three seconds later.")).close()


def _nat64(net: Net) -> None:
    """IPv4 addresses inside of IPv6 ones; the network's own prefix is shown after its use."""
    client, six = gadget("192.168.70.30", 0x83), gadget("fd00:70::30", 0x83)
    site, own = remote("64:ff9b::c633:6432", 30.0), remote(PREFIX + "c633:6432", 30.0)
    net.resolve(20.0, client, "v4.vendor.example",
                dns.chain("v4.vendor.example", [], ["198.51.100.50"], 60))
    talk(net, 21.0, six, site, expect(_is("v4.vendor.example"), "64:ff9b::/96.")).close()
    talk(net, 22.0, six, own, later(_is("v4.vendor.example"),
                                    "By the prefix that ipv4only.arpa shows.")).close()
    net.resolve(23.0, client, "ipv4only.arpa", dns.chain(
        "ipv4only.arpa", [], [PREFIX + "c000:aa", PREFIX + "c000:ab"], 60), kind=dns.AAAA)
    talk(net, 24.0, six, own, expect(_is("v4.vendor.example"))).close()


def _home(net: Net) -> None:
    """What the home's own DNS, and a probe, call local addresses."""
    asker, nas, pi, sink, tv = (gadget(f"192.168.70.{40 + n}", 0x84 + n) for n in range(5))
    site = remote("198.51.100.60", 15.0)
    net.resolve(30.0, asker, "Attic-NAS.home.example",
                dns.chain("Attic-NAS.home.example", [], [nas.ip], 60))
    net.resolve(30.5, asker, dns.reverse(pi.ip), [dns.Record(
        dns.reverse(pi.ip), dns.PTR, 60, "garden-pi.home.example")], kind=dns.PTR)
    for n, name in enumerate(("ads.one.example", "track.two.example")):
        net.resolve(31.0 + n, asker, name, dns.chain(name, [], [sink.ip], 60))
    talk(net, 33.0, nas, site, later('iot.device == "attic-nas"', "An answer for it.")).close()
    talk(net, 34.0, pi, site, later('iot.device == "garden-pi"', "Its address was asked for."))
    talk(net, 35.0, sink, site, later('iot.device && !(iot.device matches "ads|track")',
                                      "A filter answers with it: that names nobody.")).close()
    question = dns.Question("Den-TV.local", dns.ANY)
    probe = dns.message(0, 0, [question], [dns.Record("Hall-TV.local", dns.A, 120, asker.ip)],
                        [dns.Record("Den-TV.local", dns.A, 120, tv.ip)])
    net.mdns(36.0, tv, probe, expect('iot.device == "den-tv"', "It is about to claim that."))
    talk(net, 37.0, asker, site, expect('!(iot.device == "hall-tv")',
                                        "What a probe knows already, it does not claim.")).close()


# What says that a hello hides another (RFC 9849): outer, suite, number, key and payload.
ENCRYPTED = b"\xfe\x0d\x00\x32\x00\x00\x01\x00\x01\x07\x00\x08" + bytes(8) + b"\x00\x20" + bytes(32)


def _hidden(net: Net) -> None:
    """Hellos that hide another, and one that only looks so."""
    client = gadget("192.168.70.60", 0x8C)
    sites = [remote(f"198.51.100.{last}", 20.0) for last in (90, 91, 92)]
    names = ("clinic.vendor.example", "bank.vendor.example", "grease.vendor.example")
    for n, (site, name, shown) in enumerate(zip(sites, names, (
            "cloudflare-ech.com", "public.carrier.example", "grease.vendor.example"))):
        net.resolve(40.0 + 2 * n, client, name, dns.chain(name, [], [site.ip], 60))
        source = "sni" if shown == name else "dns"
        tcp = Tcp(net, 41.0 + 2 * n, client, site, 443).connect()
        tcp.note = later(f'iot.name == "{name}" && iot.name.source == "{source}"',
                         f"The hello says {shown}.")
        tcp.tls(shown, extra=ENCRYPTED).close()


def _bytes(net: Net) -> None:
    """Names of DHCP in UTF-8, with NULs, and in UTF-16; a NetBIOS datagram."""
    for n, (said, shown) in enumerate((("K\u00fcche".encode(), "k\u00fcche"),
                                       (b" Hall-Lamp \0", "hall-lamp"),
                                       ("Den-Lamp".encode("utf-16-le"), "den-lamp"))):
        host = gadget(f"192.168.70.{70 + n}", 0x90 + n)
        options = {dhcp.HOST_NAME: said}
        request = dhcp.message(dhcp.REQUEST, 0x4E00 + n, host.mac, options, client=host.ip)
        net.udp(50.0 + n, host, 68, ROUTER, 67, request, expect(f'iot.device == "{shown}"'))
    everyone = Node("192.168.70.255", link.BROADCAST)
    desk, group = gadget("192.168.70.75", 0x93), gadget("192.168.70.76", 0x94)
    net.udp(54.0, desk, 138, everyone, 138,
            dns.netbios_datagram(1, b"DESK", 0, desk.ip, b"HOME", 0x1E),
            expect('iot.device == "desk" && iot.device.source == "netbios"'))
    net.udp(54.5, group, 138, everyone, 138,
            dns.netbios_datagram(2, b"HOME", 0, group.ip, b"HOME"),
            expect('!(iot.device == "home")', "It sends to its own name: a group's."))


def _not_its_name(net: Net) -> None:
    """A media server's name is its library's; who answers ARP for .255 has not that address."""
    reader, shelf, hub = (gadget(f"192.168.70.{80 + n}", 0x96 + n) for n in range(3))
    tcp = Tcp(net, 56.0, reader, shelf, 49153).connect()
    tcp.note = later('!(iot.device == "Family videos")')
    text = apps.upnp_description("Family videos", "Maker", "M1", shelf.mac)
    tcp.exchange(apps.http_request("GET", "/d.xml", f"{shelf.ip}:49153", "reader"),
                 apps.http_response(text.replace(":Basic:", ":MediaServer:"), "text/xml"))
    tcp.close(by_server=True)
    for n, last in enumerate((255, 0)):
        claim = link.arp(link.ARP_REPLY, hub.mac, f"192.168.70.{last}", reader.mac, reader.ip)
        net.put(58.0 + n / 10, hub, reader, link.ETHERTYPE_ARP, claim)
    net.udp(59.0, reader, 6666, Node("192.168.70.255", link.BROADCAST), 6667, b"anybody?",
            expect(f'iot.direction == "multicast" && !(iot.device.mac == {hub.mac})'))
