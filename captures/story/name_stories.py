"""Small captures about names: `two-names`, `late-names` and `hostile-names`."""

from xml.sax.saxutils import escape

from . import apps, dhcp, dns
from .link import BROADCAST
from .net import LLMNR, Net, Node, group, remote
from .stage import expect, gadget, gateway, later, talk
from .tcp import Tcp

ROUTER = gateway("192.168.10.1")
EVERYONE = Node("192.168.10.255", BROADCAST)
LEASE = dhcp.lease(ROUTER.ip, "255.255.255.0", "192.168.10.255")
SHARED, OTHER = remote("198.51.100.80", 20.0), remote("198.51.100.90", 30.0)
STRAY, GLUE, FINE = (remote(f"198.51.100.{last}", 25.0) for last in (66, 67, 68))
BEACON_PORT = 40404
LONGEST_OPTION = 255


def _is(name: str, source: str = "dns") -> str:
    return f'iot.dns.name == "{name}" && iot.dns.source == "{source}"'


def _cdn(question: str, address: Node = SHARED) -> list[dns.Record]:
    return dns.chain(question, ["cdn.example"], [address.ip], 60)


def two_names() -> Net:
    """One address, several names: whose question counts."""
    net = Net(ROUTER, "two-names")
    a, b, c, d, e = (gadget(f"192.168.10.{10 + n}", n) for n in range(1, 6))
    _two_clients(net, a, b, c)
    first = _later_answer(net, a, d)
    _over_tcp(net, b)
    _not_reached_by_cname(net, e)
    first.t = 80.0
    first.note = expect(_is("a.example") + " && iot.dns.expired == 1",
                        "Beyond the TTL of 60 s: the name stays, and is marked as expired.")
    first.sealed(20, 20).close()
    talk(net, 81.0, b, SHARED, server_name="www.shop.example", hello_note=expect(
        'iot.name == "www.shop.example" && iot.name.source == "sni" && ' + _is("b.example"),
        "The server name is the better name; the looked-up one is still told.")).close()
    return net


def _beacon(net: Net, t: float, client: Node, note: str) -> None:
    net.udp(t, client, BEACON_PORT, SHARED, BEACON_PORT, b"reading 21.5", note)


def _two_clients(net: Net, a: Node, b: Node, c: Node) -> None:
    net.resolve(0.0, a, "a.example", _cdn("a.example"), note="A asked a.example.")
    talk(net, 1.0, c, SHARED, expect(_is("a.example", "other client"),
                                     "C never asked: the newest answer to anybody.")).close()
    net.resolve(2.0, b, "b.example", _cdn("b.example"), note="B asked b.example: same address.")
    talk(net, 2.5, b, SHARED, expect(_is("b.example") + ' && iot.dns.canonical == "cdn.example"',
                                     "B's own question, not the end of the CNAMEs.")).close()
    _beacon(net, 3.0, a, expect(_is("a.example"), "B's newer answer is not A's."))
    talk(net, 4.0, c, SHARED, expect(_is("b.example", "other client"))).close()


def _later_answer(net: Net, a: Node, d: Node) -> Tcp:
    """Returns A's first stream, which is older than A's second answer."""
    stream = talk(net, 0.5, a, SHARED, expect(_is("a.example")))
    early = talk(net, 5.0, d, OTHER, later(_is("late.example", "later"),
                                           "D asks only at second 8."))
    net.resolve(6.0, a, "alt.example", _cdn("alt.example"), note="A has a newer answer.")
    stream.t = 6.5
    stream.note = expect(_is("a.example"), "A stream keeps the name of its first frame.")
    stream.sealed(30, 30)
    talk(net, 7.0, a, SHARED, expect(_is("alt.example") + ' && iot.dns.alternative == "a.example"',
                                     "A new stream has the newer name.")).close()
    net.resolve(7.6, a, "gone.example", _cdn("gone.example"), flags=(dns.QUERY, dns.NXDOMAIN),
                note="rcode 3: whatever it carries is no answer.")
    _beacon(net, 7.8, a, expect(_is("alt.example"), "Without a stream each frame has its own."))
    net.resolve(8.0, d, "late.example", _cdn("late.example", OTHER))
    early.t = 8.5
    early.note = later(_is("late.example", "later"), "After the answer, but of the older stream.")
    early.sealed(25, 25).close()
    talk(net, 8.8, d, OTHER, expect(_is("late.example"))).close()
    return stream


def _over_tcp(net: Net, b: Node) -> None:
    ident, question = 0x5A01, dns.Question("tcp.example")
    tcp = Tcp(net, 9.0, b, ROUTER, 53).connect()
    tcp.exchange(dns.over_tcp(dns.message(ident, dns.QUERY, [question])),
                 dns.over_tcp(dns.message(ident, dns.RESPONSE, [question],
                                          _cdn("tcp.example", OTHER))))
    tcp.close()
    talk(net, 9.5, b, OTHER, expect(_is("tcp.example"), "The answer came over TCP.")).close()


def _not_reached_by_cname(net: Net, e: Node) -> None:
    """Records that no CNAME leads to, and records outside the answer section, name nothing."""
    answers = dns.chain("ok.example", [], [FINE.ip], 60)
    answers.append(dns.Record("bank.example", dns.A, 60, STRAY.ip))
    net.resolve(10.0, e, "ok.example", answers,
                authority=(dns.Record("example", dns.NS, 60, "ns.example"),),
                additional=(dns.Record("ns.example", dns.A, 60, GLUE.ip),),
                note="One true answer, one stray record, one glue record.")
    talk(net, 10.5, e, FINE, expect(_is("ok.example"))).close()
    for t, node in ((11.0, STRAY), (11.5, GLUE)):
        talk(net, t, e, node, expect(
            f'!iot.dns.name && iot.name == "{node.ip}" && iot.name.source == "address"')).close()


def late_names() -> Net:
    """Names that come after the traffic they name."""
    net = Net(ROUTER, "late-names")
    lamp, speaker, asker, twice, renamed, desk = (
        gadget(f"192.168.10.{20 + n}", 0x20 + n) for n in range(6))
    lamp.host_name, twice.host_name = "Late-Lamp", "dhcp-name"
    talk(net, 0.0, lamp, FINE, later('iot.device == "late-lamp"', "Named in second 60.")).close()
    talk(net, 1.0, speaker, FINE, later('iot.device == "late-speaker"', "Named in 62.")).close()
    early = talk(net, 2.0, asker, OTHER, later(_is("slow.example", "later")))
    _say(net, 5.0, twice, "mdns-name.local", 'iot.device == "dhcp-name"')
    renamed.host_name = "old-name"
    net.renew(7.0, renamed, LEASE, later('iot.device == "new-name"', "The latest name wins."))
    _netbios(net, 8.0, desk, b"NB-NAME", later('iot.device == "llmnr-name"', "LLMNR is better."))
    net.resolve(40.0, asker, "slow.example", dns.chain("slow.example", [], [OTHER.ip], 60))
    early.t = 41.0
    early.close()
    net.renew(60.0, lamp, LEASE, expect(
        'iot.device == "late-lamp" && iot.device.label == "Late-Lamp"', "The name, at last."))
    _say(net, 62.0, speaker, "late-speaker.local", 'iot.device == "late-speaker"')
    net.renew(65.0, twice, LEASE, expect('iot.device == "dhcp-name"', "DHCP beats mDNS."))
    renamed.host_name = "new-name"
    net.renew(70.0, renamed, LEASE, expect('iot.device == "new-name"'))
    _llmnr(net, 71.0, desk, "llmnr-name")
    return net


def _say(net: Net, t: float, host: Node, name: str, rule: str) -> None:
    record = dns.Record(name, dns.A, 120, host.ip, True)
    net.mdns(t, host, dns.mdns_answer([record]), later(rule))


def _netbios(net: Net, t: float, host: Node, name: bytes, note: str = "",
             flags: int = dns.NB_UNIQUE) -> None:
    net.udp(t, host, 137, EVERYONE, 137,
            dns.netbios_registration(0x4E42, name, dns.WORKSTATION, flags, host.ip), note)


def _llmnr(net: Net, t: float, host: Node, name: str, note: str = "") -> None:
    """The router asks for a name, its owner answers; the question repeats in the answer."""
    port, ident, question = ROUTER.port(), 0x4C4C, dns.Question(name)
    net.udp(t, ROUTER, port, group(LLMNR), 5355, dns.message(ident, 0, [question]), ttl=1)
    net.udp(t + 0.02, host, 5355, ROUTER, port,
            dns.message(ident, dns.LLMNR_RESPONSE, [question],
                        [dns.Record(name, dns.A, 30, host.ip)]), note)


HOSTILE = (
    b"</script><img src=x onerror=alert(1)>",
    b"=cmd()|'/c calc'!A1",
    b'a,b;c|d"e\'f\\g\tend',
    b"bell\x07esc\x1b[31mred\r\nSet-Cookie: x",
    b"bad\xff\xfe\xc3(utf8\xed\xa0\x80",
    "caf\u00e9-\u202egnp.exe".encode(),
    b"`id` $(reboot) %s%n %2e%2e/../../etc/passwd",
    b"N" * LONGEST_OPTION,
    b" ",
    b"zero\0inside",
)


def hostile_names() -> Net:
    """What devices may call themselves, and what must not become a name."""
    net = Net(ROUTER, "hostile-names")
    for number, name in enumerate(HOSTILE):
        _hostile_dhcp(net, 1.0 + number, gadget(f"192.168.10.{100 + number}", 0x60 + number), name)
    _hostile_mdns(net, 20.0)
    _hostile_netbios(net, 30.0)
    _hostile_descriptions(net, 40.0)
    _sinkholes(net, 50.0)
    return net


def _hostile_dhcp(net: Net, t: float, host: Node, name: bytes) -> None:
    options = {dhcp.HOST_NAME: name, dhcp.PARAMETERS: dhcp.WANTED}
    request = dhcp.message(dhcp.REQUEST, 0x600D0000 + int(t), host.mac, options, client=host.ip)
    net.udp(t, host, 68, ROUTER, 67, request, f"DHCP host name {name!r}")
    reply = dhcp.message(dhcp.ACK, 0x600D0000 + int(t), host.mac, LEASE, client=host.ip,
                         yours=host.ip)
    net.udp(t + 0.001, ROUTER, 67, host, 68, reply)


def _hostile_mdns(net: Net, t: float) -> None:
    evil, office = gadget("192.168.10.121", 0x81), gadget("192.168.10.122", 0x82)
    label = (b"<svg/onload=alert(2)>", b"local")
    net.mdns(t, evil, dns.mdns_answer([dns.Record(label, dns.A, 120, evil.ip, True)]),
             expect('iot.device.source == "mdns"', "A host name made of markup."))
    instance = (b"Boss's <b>Printer</b>, 2nd; floor", b"_ipp", b"_tcp", b"local")
    net.mdns(t + 1, office, dns.mdns_answer(
        [dns.Record("_ipp._tcp.local", dns.PTR, 4500, instance),
         dns.Record(instance, dns.SRV, 120, (0, 0, 631, "office-7.local"), True),
         dns.Record(instance, dns.TXT, 4500, dns.txt("note=<i>hall</i>"), True)],
        [dns.Record("office-7.local", dns.A, 120, office.ip, True)]),
        expect('iot.device.label contains "2nd; floor" && iot.device.source == "label" && iot.device.alias == "office-7"',
               "What its owner called the printer; the owner of the address finds it, too."))
    net.mdns(t + 2, office, dns.mdns_answer(
        [dns.Record("_services._dns-sd._udp.local", dns.PTR, 4500, "_ipp._tcp.local"),
         dns.Record("_ipp._tcp.local", dns.PTR, 4500, instance)]),
        expect('iot.device.alias == "office-7"', "The instance alone says the same."))


def _hostile_netbios(net: Net, t: float) -> None:
    asks, group_only, names, answers = (gadget(f"192.168.10.{131 + n}", 0x91 + n)
                                        for n in range(4))
    net.udp(t, asks, 137, EVERYONE, 137, dns.netbios_query(1, b"FILESERVER", dns.FILE_SERVER),
            later('iot.device.source != "netbios"', "A question names nobody."))
    net.udp(t + 1, asks, 137, answers, 137, dns.netbios_query(2, b"*", 0, dns.NBSTAT),
            later('iot.device.src != "*"', "The wildcard is no name."))
    _netbios(net, t + 2, group_only, b"WORKGROUP",
             later('iot.device.source != "netbios"', "The name of a group."), dns.NB_GROUP)
    _netbios(net, t + 3, names, b"<B>PC\x01\x02", later(
        'iot.device.source == "netbios"', "A unique registration with control characters."))
    net.udp(t + 4, answers, 137, asks, 137,
            dns.netbios_answer(1, b"FILESERVER", dns.FILE_SERVER, answers.ip),
            later('iot.device.src == "fileserver"', "An answer, shown in lower case."))


def _hostile_descriptions(net: Net, t: float) -> None:
    reader, lamp, evil, bridge = (gadget(f"192.168.10.{141 + n}", 0xA1 + n) for n in range(4))
    for host, name in ((lamp, escape("Hall & <b>Friends</b>")),
                       (evil, escape("<script>alert(3)</script>, =1+1"))):
        t += 2
        net.ssdp(t, host, 49153, apps.ssdp_notify(f"http://{host.ip}:49153/d.xml",
                                                  "upnp:rootdevice", host.mac, "UPnP/1.0"))
        tcp = Tcp(net, t + 0.1, reader, host, 49153).connect()
        text = apps.upnp_description(name, "Maker &amp; Sons", "M1", host.mac)
        tcp.exchange(apps.http_request("GET", "/d.xml", f"{host.ip}:49153", "reader"),
                     apps.http_response(text, "text/xml"))
        tcp.close(by_server=True)
    _llmnr(net, t + 2, bridge, "LLMNR-Bridge", later(
        'iot.device.src == "llmnr-bridge"', "An LLMNR response."))


def _sinkholes(net: Net, t: float) -> None:
    """Blocked names lead to nobody's addresses, which must name no remote."""
    client = gadget("192.168.10.151", 0xB1)
    for number, (name, address) in enumerate((("ads.example", "0.0.0.0"),
                                              ("track.example", "127.0.0.1"))):
        net.resolve(t + number, client, name, [dns.Record(name, dns.A, 2, address)],
                    note=f"A sinkhole: {address}")
    markup = (b"<img src=x>", b"example")
    body = [dns.Record(markup, dns.A, 60, OTHER.ip)]
    ident, port = 0x7777, client.port()
    asked = [dns.Question(markup)]
    net.udp(t + 3, client, port, ROUTER, 53, dns.message(ident, dns.QUERY, asked))
    net.udp(t + 3.01, ROUTER, 53, client, port, dns.message(ident, dns.RESPONSE, asked, body))
    talk(net, t + 4, client, OTHER, expect('iot.dns.name == "<img src=x>.example"')).close()
