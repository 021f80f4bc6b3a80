# passes.py - one pass knows less than two, and never says something else
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: passes.py TSHARK.SH

For every sample, and the beginning of every real capture, each field iot.* that Wireshark knows, of each
frame, with locations, and of one sample with a baseline: in one pass, with -2, and, of samples, with -2 and
a display filter. All runs with -2 say the same; that they do with a read filter is for both_ways.py. What
one pass says otherwise has to be less by the rules in RULES, which has all exceptions there are, with their
reasons.
"""

import functools
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from beginnings import beginnings

PACKETS = 5000  # of a real capture
STATUSES = (0, 2, 14)  # 2, or 14 from 4.6 on: the capture is cut short
UNIT = "\x1f"  # no name has it

DEVICE_SOURCES = "inventory label dhcp mdns ssdp llmnr netbios dns identity vendor address".split()
NAME_SOURCES = ["inventory", "sni", "http", "dns", "other client", "later", "certificate", "address"]
DNS_SOURCES = ["dns", "other client", "later"]
BANDS = ["near", "continent", "far", "intercontinental"]


@functools.cache
def our_fields(tshark):
    """All that there are, so that none is forgotten; iot.visit is none, it counts the post-dissector's calls."""
    done = subprocess.run([tshark, "-G", "fields"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    found = re.findall(r"^F\t[^\t]*\t(iot\.(?!visit\t)[^\t]+)", done.stdout.decode(), re.MULTILINE)
    if len(found) < 50:
        raise SystemExit(f"not ok - {len(found)} fields are ours")
    return found


def weaker(order, one, two):
    """`one` comes later in the order, or is none."""
    return one == "" or (two != "" and order.index(one) > order.index(two))


class Frame(dict):
    """Fields of a frame; "" is none."""

    def __init__(self, number, fields):
        super().__init__(fields)
        self.number = number

    def all(self, name):
        return self[name].split(UNIT) if self[name] else []

    def remote(self):
        return self["iot.remote"] or self["iot.remote.ipv6"]


# What is learnt later of who the two ends are changes all that rests on it.


def other_place(one, two):
    """An address was proven local later: by ARP, neighbour discovery, an announced prefix."""
    return one["iot.direction"] != two["iot.direction"]


def other_hardware(one, two):
    """Whose MAC an address has was told later, or that a MAC is a gateway's, so that what it sent from
    was not its own."""
    return one["iot.device.mac"] != two["iot.device.mac"] or len(one.all("iot.device")) != len(
        two.all("iot.device")
    )


def place_is_learnt(one, two):
    """Once local, always local: outbound and inbound become local or multicast, transit anything.
    Only whose MAC turns out to be of a router that answered ARP for it is no neighbour after all."""
    later = {
        "": {"outbound", "inbound", "local", "multicast", "transit"},
        "transit": {"outbound", "inbound", "local", "multicast"},
        "outbound": {"local", "multicast"},
        "inbound": {"local", "multicast"},
        "multicast": set(),
        "local": {"multicast"} | ({"outbound", "inbound"} if other_hardware(one, two) else set()),
    }
    return two["iot.direction"] in later[one["iot.direction"]]


def better_device_name(one, two):
    """A device has one name, the best once all is known; of one source the latest wins."""
    sources = zip(one.all("iot.device.source"), two.all("iot.device.source"))
    return all(a == b or weaker(DEVICE_SOURCES, a, b) for a, b in sources) and (
        one["iot.device.source"] != two["iot.device.source"]
        or all(s not in ("vendor", "address") for s in two.all("iot.device.source"))
        or len(two.all("iot.device.source")) > 1
    )


# "model BSB002: mdns _hue._tcp modelid, frame 12"; "kind not told: ..." where two disagree.
ITEM = re.compile(r"(kind|maker|model|software) (.*?): (.*?)(?:, frame (\d+))?")
FACTS = ("kind", "maker", "model", "software")
NOT_TOLD = "not told"
FORWARDS = "it forwards and hands out addresses"  # since when it hands them out; that it forwards can come later


def items(frame, fact):
    """Of all devices of a frame: what each is, by which evidence, and of which frame (0: of none)."""
    found = [ITEM.fullmatch(text).groups("0") for text in frame.all("iot.device.identity")]
    return [(value, source, int(number)) for word, value, source, number in found if word == fact]


def is_better(item, before, number):
    """Evidence of the packets that came later; or of those before, where others bear it out by now. Who made
    the MAC is known from the first frame on, and stands behind what anything says."""
    value, source, frame = item
    if frame > number or value == NOT_TOLD or source == FORWARDS:
        return True
    return not source.startswith("mac maker") and all(old[1].startswith("mac maker") for old in before)


def better_evidence(one, two):
    """What a device is rests on evidence, and each fact on the best there is of it. Nothing is known before
    the packet that says so, and what goes gives way to what is better."""
    for fact in FACTS:
        before, now = items(one, fact), items(two, fact)
        gone, come = [i for i in before if i not in now], [i for i in now if i not in before]
        if any(frame > one.number for _value, _source, frame in before) or len(gone) > len(come):
            return False
        if not all(is_better(item, gone, one.number) for item in come):
            return False
    return True


def told_by_evidence(fact):
    def rule(one, two):
        """A fact is what its evidence says, in each pass; see better_evidence."""
        told = ([i[0] for i in items(frame, fact) if i[0] != NOT_TOLD] for frame in (one, two))
        return better_evidence(one, two) and all(
            set(values) == set(frame.all(f"iot.device.{fact}")) for values, frame in zip(told, (one, two)))

    return rule


def more_aliases(one, two):
    """Every name that was told finds its device. Those that are made of what it is follow that, and get
    the end of a MAC as soon as another is the same."""
    missing = set(one.all("iot.device.alias")) - set(two.all("iot.device.alias") + two.all("iot.device"))
    words = two.all("iot.device.kind") + two.all("iot.device.model") + two.all("iot.device.maker")
    return all(any(word in name for word in words) for name in missing)


def better_name(one, two):
    """Server names come after the handshake, answers to others before the device's own are taken for
    its own once it is clear whose address the client's is, and "later" is never known in time."""
    return weaker(NAME_SOURCES, one["iot.name.source"], two["iot.name.source"])


def better_answer(one, two):
    """As above."""
    return weaker(DNS_SOURCES, one["iot.dns.source"], two["iot.dns.source"])


def answered_nearby(two):
    """Somebody on this side was seen to answer in its place: its round trips say nothing of distance."""
    return two["iot.rtt"] != "" and two["iot.distance.km"] == ""


def smaller(name):
    def rule(one, two):
        """The smallest of the whole capture is no larger than of the frames so far."""
        return one[name] == "" or (two[name] != "" and float(two[name]) <= float(one[name]))

    return rule


def nearer(name):
    def rule(one, two):
        """As the round trip."""
        return answered_nearby(two) or smaller(name)(one, two)

    return rule


def nearer_band(one, two):
    """As the round trip."""
    return answered_nearby(two) or weaker(BANDS, one["iot.distance.band"], two["iot.distance.band"])


def more(name):
    def rule(one, two):
        """What was answered later is not known yet."""
        return set(one.all(name)) <= set(two.all(name)) or better_answer(one, two)

    return rule


def service_is_learnt(one, two):
    """The protocol shows with its first data; who serves with a SYN or a server name after them."""
    a, b = one["iot.service"].split(" ", 1), two["iot.service"].split(" ", 1)
    return one["iot.service"] == "" or (a[0].split("/")[0] == b[0].split("/")[0] and len(a) <= len(b))


def anything(_one, _two):
    """Numbers of conversations are in the order of first frames once all is settled."""
    return True


def none_yet(name):
    def rule(one, _two):
        """Findings rest on the whole capture."""
        return one[name] == ""

    return rule


def follows_ends(one, two):
    """Names of both ends."""
    return better_device_name(one, two) or better_name(one, two)


def more_is_new(one, two):
    """Whose a frame is, and what its remote is called, is learnt later; what is new already stays so."""
    return set(one.all("iot.new")) <= set(two.all("iot.new"))


def kind_of_one(one, two):
    """Of the kinds that the frame's devices have, by their evidence."""
    return two["iot.kind"] in ["", *two.all("iot.device.kind")] and better_evidence(one, two)


def impossible_by_less(one, two):
    """As the round trip, which is smaller."""
    return smaller("iot.rtt")(one, two) and one["iot.rtt"] != two["iot.rtt"]


# Field: the rule that a difference has to meet. Fields that are not here do not differ, unless the
# ends themselves were learnt later (other_place, other_hardware).
RULES = {
    "iot.direction": place_is_learnt,
    "iot.device": better_device_name,
    "iot.device.src": better_device_name,
    "iot.device.dst": better_device_name,
    "iot.device.label": better_device_name,
    "iot.device.source": better_device_name,
    "iot.device.kind": told_by_evidence("kind"),
    "iot.device.maker": told_by_evidence("maker"),
    "iot.device.model": told_by_evidence("model"),
    "iot.device.software": told_by_evidence("software"),
    "iot.device.identity": better_evidence,
    "iot.device.alias": more_aliases,
    "iot.name": better_name,
    "iot.name.source": better_name,
    "iot.dns.name": better_answer,
    "iot.dns.canonical": better_answer,
    "iot.dns.source": better_answer,
    "iot.dns.frame": better_answer,
    "iot.dns.age": better_answer,
    "iot.dns.expired": better_answer,
    "iot.dns.alternative": more("iot.dns.alternative"),
    "iot.rtt": smaller("iot.rtt"),
    "iot.distance.km": nearer("iot.distance.km"),
    "iot.distance.mi": nearer("iot.distance.mi"),
    "iot.distance.band": nearer_band,
    "iot.service": service_is_learnt,
    "iot.conversation": anything,
    "iot.finding": none_yet("iot.finding"),
    "iot.finding.evidence": none_yet("iot.finding.evidence"),
    "iot.finding.note": none_yet("iot.finding.note"),
    "iot.finding.warning": none_yet("iot.finding.warning"),
    "iot.geo.impossible": impossible_by_less,
    "iot.kind": kind_of_one,
    "iot.new": more_is_new,
    "iot.peer": follows_ends,
    "iot.endpoint": follows_ends,
    "iot.endpoint.src": follows_ends,
    "iot.endpoint.dst": follows_ends,
}
# These hold whatever else was learnt.
ALWAYS = {"iot.direction", "iot.finding", "iot.finding.evidence"}
BASELINES = {"week-after.pcapng": "week-before.summary"}  # of the same network


def options(capture):
    """All that have fields of their own."""
    samples = Path(os.environ["IOT_STAGE"]) / "captures"
    preferences = ["delta_distance:TRUE", f"mmdb_directory:{samples}/geo", "home:52.52,13.405"]
    if capture.name in BASELINES:
        preferences.append(f"baseline:{samples}/{BASELINES[capture.name]}")
    return [word for preference in preferences for word in ("-o", f"iot.{preference}")]


def read(tshark, capture, *arguments):
    ours = our_fields(tshark)
    fields = [word for name in ["frame.number", *ours] for word in ("-e", name)]
    command = [tshark, "-r", str(capture), *arguments, *options(capture)]
    command += ["-T", "fields", "-E", f"aggregator={UNIT}", *fields]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode not in STATUSES:
        raise SystemExit(f"not ok - {' '.join(command[:5])}: {done.stderr.decode()[-500:]}")
    frames = {}
    for line in done.stdout.decode().split("\n")[:-1]:
        number, *values = line.split("\t")
        frames[int(number)] = Frame(int(number), zip(ours, values))
    return frames


def differences(one, two):
    """Fields that one pass may not say otherwise."""
    ends_learnt = other_place(one, two) or other_hardware(one, two)
    for name in one:
        if one[name] == two[name]:
            continue
        if ends_learnt and name not in ALWAYS:
            continue
        rule = RULES.get(name)
        if not rule or not rule(one, two):
            yield name


def check(tshark, capture):
    two = read(tshark, capture, "-2")
    faults = []
    if capture.suffix == ".pcapng" and read(tshark, capture, "-2", "-Y", "frame") != two:
        faults.append("-2 -Y frame says something else than -2")
    one = read(tshark, capture)
    if one.keys() != two.keys():
        faults.append("one pass has other frames")
    wrong, less = Counter(), 0
    for number in one.keys() & two.keys():
        less += one[number] != two[number]
        for name in differences(one[number], two[number]):
            wrong[name] += 1
            if wrong[name] <= 2:
                faults.append(f"frame {number}: {name} is {one[number][name]!r} in one pass, "
                              f"{two[number][name]!r} in two")
    faults += [f"{name}: {count} frames" for name, count in wrong.items()]
    for fault in faults:
        print(f"not ok - {capture.name}: {fault}".replace(UNIT, " + "))
    if not faults:
        print(f"ok - {capture.name}: {len(two)} frames, one pass knows less of {less}")
    return not faults


def main(tshark):
    stage = Path(os.environ["IOT_STAGE"])
    good = True
    captures = sorted((stage / "captures").glob("*.pcap*"))
    with tempfile.TemporaryDirectory() as directory:
        captures += beginnings((stage / "real").glob("*.pcap*"), directory, PACKETS)
        for capture in captures:
            good &= check(tshark, capture)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
