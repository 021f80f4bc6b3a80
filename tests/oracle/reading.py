"""What a frame tells, worked out of Wireshark's fields: the members of lib/fact/observation.h and its facts.

SPDX-License-Identifier: GPL-2.0-or-later

Each member, and each kind of fact, by the sentence that describes it in lib/fact/ and
doc/dissect.md, with Wireshark as the one who read the bytes.
"""

import re
from ipaddress import ip_address, ip_network
from xml.sax.saxutils import unescape

from wireshark import Tree, number

# Protocols that carry others: what is above them matters.
CARRIERS = set("""frame eth ethertype vlan ieee8021ad pppoes ppp llc sll null raw radiotap prism ppi wlan_radio
    wlan_aggregate wlan gre vxlan geneve mpls ip ipv6""".split())
FILLERS = set("""data tcp.segments vssmonitoring eth.trailer ipv6.hopopts ipv6.dstopts ipv6.routing
    ipv6.fraghdr""".split())
LINKS = ("eth", "wlan", "sll")
NOBODY = "00:00:00:00:00:00"
EVERYBODY = "ff:ff:ff:ff:ff:ff"
NS = 1_000_000_000


def ns(text):
    """Seconds with a fraction."""
    seconds, _, fraction = text.partition(".")
    value = int(seconds.lstrip("-") or 0) * NS + int((fraction + "0" * 9)[:9])
    return -value if text.startswith("-") else value


def is_unicast(text):
    """One host can have the address."""
    addr = ip_address(text)
    if addr.version == 4:
        return 0 < addr.packed[0] < 224 and addr.packed[0] != 127
    return not (addr.is_multicast or addr.is_unspecified or addr.is_loopback)


def is_address(text):
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class Packet:
    """Where what stands in a frame: which of its layers are the innermost, and where a quotation begins."""

    def __init__(self, frame):
        self.frame = frame
        names = [name for name in frame.protocols if not name.startswith("_ws.")]
        quotes = next((i for i, name in enumerate(names) if name in ("icmp", "icmpv6")), None)
        self.names = names if quotes is None else names[: quotes + 1]
        self.transport, self.above, carrier = None, None, None
        for name in self.names:
            if name in ("tcp", "udp"):
                self.transport, self.above = name, None
            elif name in CARRIERS:
                self.transport, self.above, carrier = None, None, name
            elif name not in FILLERS and self.above is None:
                self.above = name
        if self.above is None and self.transport is None:
            self.above = carrier

    def innermost(self, layer, field):
        """The field's value in the last such layer that is none of a quotation; None: there is none."""
        values = self.frame.all(field)
        count = self.names.count(layer)
        return values[min(count, len(values)) - 1] if count and values else None

    def trees(self, protocol):
        """Its trees that are in no quotation."""
        return self.frame.tree(protocol)[: self.names.count(protocol)]


def ends_of_link(packet, link):
    """The MACs in the last header of that kind."""
    frame = packet.frame
    if link == "wlan":
        return [(frame.all(name) or [None])[0] for name in ("wlan.sa", "wlan.da")]
    if link == "sll":
        many = frame.number("sll.pkttype") in (1, 2)
        return [packet.innermost("sll", "sll.src.eth"), EVERYBODY if many else None]
    return [packet.innermost("eth", "eth.src"), packet.innermost("eth", "eth.dst")]


def macs(packet, said):
    """Of the last header that has them: a frame of 802.11 inside of Ethernet may have none."""
    for link in reversed([name for name in packet.names if name in LINKS]):
        found = ends_of_link(packet, link)
        if any(found):
            said.update((name, mac) for name, mac in zip(("src_mac", "dst_mac"), found)
                        if mac and mac != NOBODY)
            return


def addresses(packet, said):
    version = next((name for name in reversed(packet.names) if name in ("ip", "ipv6")), None)
    for side in ("src", "dst"):
        value = packet.innermost(version, f"{version}.{side}") if version else None
        if value:
            said[side] = str(ip_address(value))


def tcp(packet, said):
    frame = packet.frame
    for name, field in (("syn", "syn"), ("ack", "ack"), ("rst", "reset")):
        said[name] = number(packet.innermost("tcp", f"tcp.flags.{field}"))
    said["payload_bytes"] = number(packet.innermost("tcp", "tcp.len"))
    kinds = ("retransmission", "fast_retransmission", "spurious_retransmission")
    said["retransmission"] = int(any(frame.text(f"tcp.analysis.{kind}") for kind in kinds))
    if frame.text("tcp.analysis.acks_frame"):
        said["acks_frame"] = number(frame.all("tcp.analysis.acks_frame")[-1])
        said["ack_rtt_ns"] = ns((frame.all("tcp.analysis.ack_rtt") or ["0"])[-1])


def udp(packet, said):
    said["payload_bytes"] = max(0, number(packet.innermost("udp", "udp.length")) - 8)


def transport(packet, said):
    name = packet.transport
    if not name:
        return
    said["transport"] = name
    said["src_port"] = number(packet.innermost(name, f"{name}.srcport"))
    said["dst_port"] = number(packet.innermost(name, f"{name}.dstport"))
    stream = packet.innermost(name, f"{name}.stream")
    if stream is not None:
        said["stream"] = int(stream)
        (tcp if name == "tcp" else udp)(packet, said)


def response(packet, said):
    """The first time that a message tells; ICMP's is in milliseconds."""
    frame = packet.frame
    for layer, field in (("icmp", "icmp.resptime"), ("icmpv6", "icmpv6.resptime")):
        if layer in packet.names:
            if frame.text(field):
                said["response_ns"] = round(float(frame.all(field)[0]) * 1e6)
            return
    if "dns" in packet.names and frame.text("dns.time"):
        said["response_ns"] = ns(frame.all("dns.time")[0])


def ntp(packet, said):
    for tree in packet.trees("ntp"):
        raw = [tree.group(f"ntp.{name}_raw") or tree.value(f"ntp.{name}_raw") for name in ("org", "xmt")]
        mode = tree.number("ntp.flags.mode")
        if mode and all(raw):
            said["ntp"] = [mode, raw[0][0], raw[1][0]]
        return


def tls(packet, said):
    frame = packet.frame
    if "tls" not in packet.names and "quic" not in packet.names:
        return
    names = frame.all("tls.handshake.extensions_server_name")
    if names:
        said["server_name"] = names[0]
    types = [number(text) for text in frame.all("tls.handshake.type")]
    hellos = [kind for kind in types if kind in (1, 2)]
    if 2 in hellos:
        versions = frame.all("tls.handshake.version")
        at = hellos.index(2)
        chosen = frame.all("tls.handshake.extensions.supported_version")
        said["tls_version"] = number(chosen[-1] if chosen else versions[at] if at < len(versions) else None)


def http(packet, said):
    hosts = packet.frame.all("http.host")
    if "http" not in packet.names or not hosts or hosts[0].startswith("["):
        return
    host = hosts[0].rpartition(":")[0] if ":" in hosts[0] else hosts[0]
    if host and not is_address(host):
        said["http_host"] = host


def quic(packet, said):
    frame = packet.frame
    initial = 0 in map(number, frame.all("quic.long.packet_type")) or 1 in map(
        number, frame.all("quic.long.packet_type_v2"))
    said["quic_initial"] = int("quic" in packet.names and initial)


def unreachable(packet, said):
    """The receiver of the packet that the error quotes: its first IP header behind the error's."""
    for layer, kind, version in (("icmp", 3, "ip"), ("icmpv6", 1, "ipv6")):
        if layer in packet.names and packet.frame.number(f"{layer}.type") == kind:
            values = packet.frame.all(f"{version}.dst")
            at = packet.names.count(version)
            if at < len(values):
                said["unreachable"] = str(ip_address(values[at]))


# --- Facts: each yields lists that begin with the kind's name.


def arp(packet, said):
    frame = packet.frame
    if "arp" in packet.names and frame.number("arp.hw.size") == 6 and frame.number("arp.proto.size") == 4:
        mac, addr = frame.text("arp.src.hw_mac"), frame.text("arp.src.proto_ipv4")
        if mac and addr and mac != NOBODY:
            yield ["neighbour", addr, mac]


def link_address(options, kind):
    """The MAC of the first option of that kind; None: there is none."""
    for option in options:
        mac = option.value("icmpv6.opt.linkaddr")
        if option.number("icmpv6.opt.type") == kind and option.number("icmpv6.opt.length") == 1 and mac:
            return mac if mac != NOBODY else None
    return None


def prefixes(options):
    for option in options:
        addr = option.value("icmpv6.opt.prefix")
        flags = option.number("icmpv6.opt.prefix.flag.l") or option.number("icmpv6.opt.prefix.flag.a")
        if addr and flags:
            length = min(option.number("icmpv6.opt.prefix.length"), 128)
            yield ["onlink", f"{ip_network((addr, length), strict=False)}".removesuffix("/128")]


def discovery(packet, said):
    for tree in packet.trees("icmpv6"):
        kind = tree.number("icmpv6.type")
        if not 133 <= kind <= 136:
            return
        options = [value for key, value in tree if key == "icmpv6.opt"]
        header = said.get("src_mac")
        source = link_address(options, 1) or header
        if source and "src" in said:
            yield ["neighbour", said["src"], source]
        target = tree.value("icmpv6.nd.na.target_address")
        if kind == 136 and target and (link_address(options, 2) or header):
            yield ["neighbour", str(ip_address(target)), link_address(options, 2) or header]
        if kind == 134:
            yield from prefixes(options)
            yield from (["resolver", str(ip_address(addr))] for addr in tree.values("icmpv6.opt.rdnss")
                        if is_unicast(addr))
        return


def mac_of_hardware(tree):
    """Ethernet's and 802's, six octets long."""
    if tree.number("dhcp.hw.type") in (1, 6) and tree.number("dhcp.hw.len") == 6:
        return tree.value("dhcp.hw.mac_addr")
    return None


def dhcp_options(tree):
    """Each option's number, and the group of its fields."""
    number_of = None
    for key, value in tree:
        if key == "dhcp.option.type":
            number_of = number(value)
        elif key == "dhcp.option.type_tree":
            yield number_of, value


def first_option(options, kind, field):
    for which, tree in options:
        if which == kind and tree.value(field):
            return tree.value(field)
    return None


def servers(options, kind, field):
    """Addresses of the first such option."""
    for which, tree in options:
        if which == kind:
            return [addr for addr in tree.values(field) if is_unicast(addr)]
    return []


def client_id(options):
    for which, tree in options:
        if which == 61 and tree.number("dhcp.hw.type") in (1, 6) and tree.number("dhcp.option.length") == 7:
            return tree.value("dhcp.hw.mac_addr")
    return None


def dhcp(packet, said):
    for tree in packet.trees("dhcp"):
        options = list(dhcp_options(tree))
        top = Tree(pair for pair in tree if pair[0] != "dhcp.option.type_tree")
        mac = mac_of_hardware(top)
        mac = client_id(options) if not mac or mac == NOBODY else mac
        kind = number(first_option(options, 53, "dhcp.option.dhcp"))
        request = tree.number("dhcp.type") == 1
        client, yours = tree.value("dhcp.ip.client"), tree.value("dhcp.ip.your")
        said["dhcp_server"] = int(not request and kind in (2, 5))
        if request:
            if client and is_unicast(client) and mac:
                yield ["lease", client, mac]
            for option, field in ((81, "dhcp.fqdn.name"), (12, "dhcp.option.hostname")):
                name = first_option(options, option, field)
                if name:
                    yield ["claim", "dhcp", mac or "", name]
        elif kind == 5:
            yield from acknowledgement(options, client, yours, mac)
        return


def acknowledgement(options, client, yours, mac):
    addr = yours if yours and is_unicast(yours) else client
    if addr and is_unicast(addr):
        if mac:
            yield ["lease", addr, mac]
        mask = first_option(options, 1, "dhcp.option.subnet_mask")
        if mask and re.fullmatch("1*0*", f"{int(ip_address(mask)):032b}"):
            yield ["onlink", str(ip_network(f"{addr}/{mask}", strict=False)).removesuffix("/32")]
    yield from (["resolver", at] for at in servers(options, 6, "dhcp.option.domain_name_server"))
    yield from (["time server", at] for at in servers(options, 42, "dhcp.option.ntp_server"))


def dhcpv6(packet, said):
    for tree in packet.trees("dhcpv6"):
        yield from (["resolver", str(ip_address(addr))] for addr in tree.values("dhcpv6.dns_server")
                    if is_unicast(addr))
        name = tree.value("dhcpv6.client_domain")
        if name and tree.number("dhcpv6.msgtype") in (1, 3, 4, 5, 6, 8, 11):
            yield ["claim", "dhcp", said.get("src", ""), name]
        return


def records(tree, *sections):
    """Of a message's sections: owner, address, alias, time to live."""
    for section in sections:
        for record in tree.group(section).groups():
            addr = record.value("dns.a") or record.value("dns.aaaa")
            yield (record.value("dns.resp.name"), str(ip_address(addr)) if addr else None,
                   record.value("dns.cname"), record.number("dns.resp.ttl"))


def reached(question, answers):
    """All names that the question is an alias of, itself among them."""
    names, grows = {question.lower()}, True
    while grows:
        more = {alias.lower() for owner, _, alias, _ in answers if alias and owner and owner.lower() in names}
        grows = not more <= names
        names |= more
    return names


def question_of(tree):
    return next((q.value("dns.qry.name") for q in tree.group("Queries").groups()), None)


def dns(packet, said):
    for tree in packet.trees("dns"):
        question = question_of(tree)
        if not question:
            continue
        if not tree.number("dns.flags.response"):
            if tree.number("dns.flags.opcode") == 0:
                yield ["query", question, bool(tree.number("dns.flags.recdesired"))]
        elif tree.number("dns.flags.rcode") == 0:
            answers = list(records(tree, "Answers"))
            names = reached(question, answers)
            for owner, addr, _, ttl in answers:
                if addr and owner and owner.lower() in names:
                    yield ["answer", question, owner, addr, ttl]
            yield from pointers(tree, question, names)
            yield from hints(tree, question, names)


def asked_address(question):
    """The address that a name below in-addr.arpa or ip6.arpa asks for; None: it is another name."""
    labels, low = question.split("."), question.lower()
    try:
        if low.endswith(".in-addr.arpa") and len(labels) == 6:
            return str(ip_address(".".join(reversed(labels[:4]))))
        if low.endswith(".ip6.arpa") and len(labels) == 34 and all(len(one) == 1 for one in labels[:32]):
            return str(ip_address(bytes.fromhex("".join(reversed(labels[:32])))))
    except ValueError:
        pass
    return None


def pointers(tree, question, names):
    """What an address that was asked for is called."""
    addr = asked_address(question)
    for record in tree.group("Answers").groups():
        owner, name = record.value("dns.resp.name"), record.value("dns.ptr.domain_name")
        if addr and owner and name and owner.lower() in names:
            yield ["claim", "dns", addr, name]


def without_service(name):
    labels = name.split(".")
    while labels and labels[0].startswith("_"):
        labels = labels[1:]
    return ".".join(labels)


def hints(tree, question, names):
    """Addresses that HTTPS and SVCB records have of their owner, whom labels of a service do not name."""
    for record in tree.group("Answers").groups():
        owner = record.value("dns.resp.name")
        if not owner or owner.lower() not in names:
            continue
        called = [without_service(question), without_service(owner)]
        if called[0].lower() == "resolver.arpa":
            called = [record.value("dns.svcb.targetname")] * 2
        for field in ("dns.svcb.svcparam.ipv4hint.ip", "dns.svcb.svcparam.ipv6hint.ip"):
            for addr in record.values(field):
                if all(called) and called[0] != "<Root>":
                    yield ["answer", *called, str(ip_address(addr)), record.number("dns.resp.ttl")]


SECTIONS = ("Answers", "Authoritative nameservers", "Additional records")


def hosts(packet, said):
    for source in ("mdns", "llmnr"):
        for tree in packet.trees(source):
            probes = source == "mdns" and not tree.number("dns.flags.opcode")
            told = SECTIONS if tree.number("dns.flags.response") else SECTIONS[1:2] if probes else ()
            for owner, addr, _, ttl in records(tree, *told):
                if owner and addr and ttl > 0:
                    yield ["claim", source, addr, owner]


def netbios(packet, said):
    for tree in packet.trees("nbns"):
        opcode, is_response = tree.number("nbns.flags.opcode"), tree.number("nbns.flags.response")
        binds = bool(is_response) if opcode == 0 else opcode in (5, 8, 9)
        for section in SECTIONS:
            for record in tree.group(section).groups():
                if record.number("nbns.type") == 32 and binds:
                    yield from netbios_addresses(record)
                if record.number("nbns.type") == 33 and opcode == 0 and is_response:
                    yield from netbios_status(record, said)
        return


def netbios_addresses(record):
    """Unique names of hosts: those that end with <00> or <20>."""
    name = re.fullmatch(r"(.*)<(00|20)>( \(.*\))?", record.value("nbns.name") or "", re.S)
    groups = [number(text) for text in record.values("nbns.nb_flags.group")]
    for group, addr in zip(groups, record.values("nbns.addr")):
        if name and not group:
            yield ["claim", "netbios", addr, name[1].rstrip(" ")]


def netbios_status(record, said):
    """The first unique name whose sixteenth octet says that it is the host's own."""
    groups = [number(text) for text in record.values("nbns.name_flags.group")]
    for group, raw in zip(groups, record.values("nbns.netbios_name_raw")):
        name = bytes.fromhex(raw[0])
        if not group and len(name) >= 16 and name[15] == 0:
            yield ["claim", "netbios", said.get("src", ""), name[:15].rstrip(b" ").decode("latin-1")]
            return


def nbdgm(packet, said):
    """Who sends a datagram: a host's name, unless it is the group's to which it goes."""
    for tree in packet.trees("nbdgm"):
        names = [re.fullmatch(r"(.*)<(..)>( \(.*\))?", tree.value(field) or "", re.S)
                 for field in ("nbdgm.source_name", "nbdgm.destination_name")]
        addr = tree.value("nbdgm.src.ip")
        if names[0] and names[0][2] in ("00", "20") and addr and is_unicast(addr) and not (
                names[1] and names[1][1] == names[0][1]):
            yield ["claim", "netbios", addr, names[0][1].rstrip(" ")]


def upnp(packet, said):
    """The first friendlyName of a description, unless it is a service's, by the first deviceType."""
    for tree in packet.trees("xml"):
        types = [text for text in tree.values("xml.cdata") if ":device:" in text]
        if types and re.search(":(mediaserver|internetgatewaydevice|wan(connection)?device|wfadevice):",
                               types[0].lower()):
            return
        elements = list(tree.values("xml.tag_tree")) + [tree]
        for element in elements:
            inside = False
            for key, value in element:
                if key == "xml.tag":
                    inside = value == "<friendlyName>"
                if key == "xml.tag_tree" and inside and value.value("xml.cdata"):
                    yield ["claim", "ssdp", said.get("src", ""), unescape(value.value("xml.cdata")).strip()]
                    return


MEMBERS = (macs, addresses, transport, response, ntp, tls, http, quic, unreachable)
FACTS = (arp, discovery, dhcp, dhcpv6, dns, hosts, netbios, nbdgm, upnp)


def read(frame):
    """The members that the frame has; what it does not have is absent or 0."""
    said = {
        "frame": frame.number("frame.number"),
        "time_ns": ns(frame.text("frame.time_epoch")),
        "length_bytes": frame.number("frame.len"),
    }
    packet = Packet(frame)
    for member in MEMBERS:
        member(packet, said)
    said["facts"] = [fact for facts in FACTS for fact in facts(packet, said)]
    return said
