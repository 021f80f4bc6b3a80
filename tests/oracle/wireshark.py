"""What plain tshark, without our plugin, says of the frames of a capture.

SPDX-License-Identifier: GPL-2.0-or-later

Two runs, side by side: the fields that stand alone of every frame as columns (FIELDS), and the tree of the
protocols in which fields belong together (TREES) of the frames that have them. Nothing here knows what
lib/wire does.
"""

import json
import os
import subprocess

UNIT = "\x1f"  # between several values of one field; no value has it

FIELDS = """frame.number frame.time_epoch frame.len frame.cap_len frame.protocols
    eth.src eth.dst wlan.sa wlan.da wlan.qos.amsdupresent sll.src.eth sll.pkttype
    ip.src ip.dst ipv6.src ipv6.dst
    tcp.srcport tcp.dstport tcp.stream tcp.len tcp.flags.syn tcp.flags.ack tcp.flags.reset
    tcp.analysis.retransmission tcp.analysis.fast_retransmission
    tcp.analysis.spurious_retransmission tcp.analysis.acks_frame tcp.analysis.ack_rtt
    udp.srcport udp.dstport udp.stream udp.length
    dns.time icmp.type icmp.resptime icmpv6.type icmpv6.resptime
    arp.hw.size arp.proto.size arp.src.hw_mac arp.src.proto_ipv4
    tls.handshake.type tls.handshake.version tls.handshake.extensions.supported_version
    tls.handshake.extensions_server_name http.host
    quic.long.packet_type quic.long.packet_type_v2
    _ws.malformed _ws.expert.message _ws.col.Info""".split()

TREES = "dns mdns llmnr nbns nbdgm dhcp dhcpv6 icmpv6 ntp xml".split()
TREE_FILTER = ("dns or mdns or llmnr or nbns or nbdgm or dhcp or dhcpv6 or ntp or "
               "icmpv6.type in {133..136} or xml.tag == \"<friendlyName>\"")
STATUSES = (0, 2, 14)  # 2, or 14 from 4.6 on: the capture is cut short


class Fault(Exception):
    """tshark did not get through."""


class Tree(list):
    """A protocol or a group of fields: pairs of a name and a text or a Tree, in the order of the frame."""

    def values(self, name):
        """Of the fields of that name, here and in all groups below."""
        for key, value in self:
            if isinstance(value, Tree):
                if key == name:
                    yield value
                yield from value.values(name)
            elif key == name:
                yield value

    def value(self, name):
        """The first of them; None: there is none."""
        return next(self.values(name), None)

    def number(self, name):
        """It as a number; 0: there is none."""
        return number(self.value(name))

    def group(self, name):
        """The group of that name right here; an empty one if there is none."""
        return next((value for key, value in self if key == name and isinstance(value, Tree)), Tree())

    def groups(self):
        """Those right here."""
        return [value for _, value in self if isinstance(value, Tree)]


def number(text):
    """A number as tshark writes them: decimal, hexadecimal or True."""
    if not text or text == "False":
        return 0
    return 1 if text == "True" else int(text, 0)


class Frame:
    """Fields and trees of a frame."""

    INDEX = {name: i for i, name in enumerate(FIELDS)}

    def __init__(self, line):
        self.texts = line.split("\t")
        self.trees = Tree()
        self.protocols = self.text("frame.protocols").split(":")

    def text(self, name):
        """All values; "" is none."""
        return self.texts[self.INDEX[name]]

    def all(self, name):
        text = self.texts[self.INDEX[name]]
        return text.split(UNIT) if text else []

    def number(self, name):
        """The first value as a number; 0: there is none."""
        text = self.texts[self.INDEX[name]]
        return number(text.split(UNIT, 1)[0]) if text else 0

    def tree(self, protocol):
        """Trees of the protocol, one of each message."""
        return [value for key, value in self.trees if key == protocol and isinstance(value, Tree)]


class Tshark:
    """tests/tshark.sh with a stage that has no plugin."""

    def __init__(self, script, stage):
        self.script = script
        bare = stage / "none"
        (bare / "plugins").mkdir(parents=True, exist_ok=True)
        self.environment = dict(os.environ, IOT_STAGE=str(bare), IOT_DISSECTOR_BUGS="")

    def start(self, capture, *arguments):
        return subprocess.Popen([self.script, "-n", "-r", str(capture), *arguments], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=self.environment, encoding="utf-8",
                                errors="replace")


def trees(lines):
    """Pairs of a frame's number and its trees, out of tshark's JSON."""
    kept = []
    for line in lines:
        if line.startswith("  {"):
            kept = ["{"]
        elif line.startswith("  }"):
            frame = json.loads("".join(kept) + "}", object_pairs_hook=Tree)
            layers = frame.group("_source").group("layers")
            yield int(layers.value("frame.number")), layers
        else:
            kept.append(line)


def ends(process, name):
    """Raises Fault if it did not end as it should."""
    complaint = process.stderr.read()
    if process.wait() not in STATUSES:
        raise Fault(f"{name} ends with {process.returncode}: {complaint[-300:]}")


def frames(tshark, capture):
    """Every frame, one after the other."""
    fields = [word for name in FIELDS for word in ("-e", name)]
    flat = tshark.start(capture, "-T", "fields", "-E", f"aggregator={UNIT}", *fields)
    deep = tshark.start(capture, "-Y", TREE_FILTER, "-T", "json", "-x", "-J", " ".join(["frame", *TREES]))
    with flat, deep:
        following = trees(deep.stdout)
        at = next(following, None)
        for line in flat.stdout:
            frame = Frame(line.rstrip("\n"))
            if at and at[0] == frame.number("frame.number"):
                frame.trees = at[1]
                at = next(following, None)
            yield frame
        ends(flat, "tshark")
        ends(deep, "tshark with trees")
