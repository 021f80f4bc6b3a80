#!/usr/bin/env python3
"""Under a flood, within little memory, the reports say of what is real what they say without it.

SPDX-License-Identifier: GPL-2.0-or-later

usage: memory.py IOT-DEVICES CAPTURE KIND     ("list" tells the kinds)

Each kind of flood comes before, after and in the middle of the real capture. Of the real conversations, which are busier
than any of the flood, every format has to say the same; what was left out is told; and the process is never larger than
its memory and what a process has anyway.
"""
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

PROGRAM, CAPTURE = sys.argv[1], pathlib.Path(sys.argv[2])
MEMORY_MIB, BESIDE_MIB = 64, 26
PACKETS = 200000
BUSY = 16  # packets of a conversation that counts
HOME_MAC, GATEWAY = bytes.fromhex("001788000002"), bytes.fromhex("d46e0e000001")
failures = 0


def check(what, good, told=""):
    global failures
    if not good:
        failures += 1
        print(f"not ok - {what} {told}")


def ip4(protocol, src, dst, payload):
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 7, 0, 64, protocol, 0, src, dst)
    return head + payload


def ip6(protocol, src, dst, payload):
    return struct.pack(">IHBB16s16s", 6 << 28, len(payload), protocol, 64, src, dst) + payload


def frame(payload, src=HOME_MAC, dst=GATEWAY, kind=0x0800):
    return dst + src + struct.pack(">H", kind) + payload


def udp(src, dst, payload):
    return struct.pack(">HHHH", src, dst, 8 + len(payload), 0) + payload


def tcp(src, dst, flags, sequence=1, payload=b""):
    return struct.pack(">HHIIBBHHH", src, dst, sequence, 0, 0x50, flags, 1000, 0, 0) + payload


def addr(number):
    return struct.pack(">I", number)


def mac(number):
    return b"\2\0" + struct.pack(">I", number)


def name_of(labels):
    return b"".join(bytes([len(label)]) + label for label in labels.encode().split(b".")) + b"\0"


def question(name, number):
    return struct.pack(">HHHHHH", number & 0xFFFF, 0x100, 1, 0, 0, 0) + name_of(name) + b"\0\1\0\1"


def answer(name, number, address, alias=None):
    told = struct.pack(">HHHHHH", number & 0xFFFF, 0x8180, 1, 2 if alias else 1, 0, 0) + name_of(name) + b"\0\1\0\1"
    owner = b"\xc0\x0c"
    if alias:
        target = name_of(alias)
        told += owner + struct.pack(">HHIH", 5, 1, 60, len(target)) + target
        owner = target
    return told + owner + struct.pack(">HHIH", 1, 1, 60, 4) + address


def hello(name):
    host = name.encode()
    entry = struct.pack(">BH", 0, len(host)) + host
    names = struct.pack(">HHH", 0, len(entry) + 2, len(entry)) + entry
    body = b"\3\3" + bytes(32) + b"\0" + b"\0\2\x13\1" + b"\1\0" + struct.pack(">H", len(names)) + names
    message = b"\1" + struct.pack(">I", len(body))[1:] + body
    return b"\x16\3\1" + struct.pack(">H", len(message)) + message


ROUTER, HOME, BROADCAST = bytes([192, 168, 1, 1]), bytes([192, 168, 1, 2]), b"\xff" * 6


def port(i):
    return 1024 + i % 60000


def scan(i):
    yield frame(ip4(6, HOME, addr(0x2E000000 + i * 7), tcp(port(i), 443, 2, i)))


def answered_scan(i):
    remote = addr(0x2E000000 + i * 7)
    yield frame(ip4(6, HOME, remote, tcp(port(i), 443, 2, i)))
    yield frame(ip4(6, remote, HOME, tcp(443, port(i), 20, 0)), GATEWAY, HOME_MAC)


def remotes(i):
    yield frame(ip4(6, addr(0x2E000000 + i * 7), HOME, tcp(port(i), 22, 2, i)), GATEWAY, HOME_MAC)


def macs(i):
    yield frame(ip4(6, addr(0x0A000000 + i), addr(0x2E000000 + i * 7), tcp(port(i), 443, 2, i)), mac(i))


def few_addresses(i):
    yield frame(ip4(17, addr(0x0A000000 + i % 5), addr(0x2E000001), udp(port(i), 9999, b"flood")), mac(i))


def arp(i):
    binding = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 2) + mac(i) + addr(0x0A000000 + i) + GATEWAY + ROUTER
    yield frame(binding, mac(i), kind=0x0806)


def slaac(i):
    own = bytes.fromhex("20010db8") + struct.pack(">I", i // 100) + b"\1\2\3\4" + struct.pack(">I", i)
    body = bytes([136, 0, 0, 0, 0x20, 0, 0, 0]) + own + b"\2\1" + mac(i)
    yield frame(ip6(58, own, bytes.fromhex("ff02") + bytes(13) + b"\1", body), mac(i), b"\x33\x33\0\0\0\1", 0x86DD)


def names(i):
    name = f"h{i}.example{i % 1000}.com"
    yield frame(ip4(17, HOME, ROUTER, udp(port(i), 53, question(name, i))))
    yield frame(ip4(17, ROUTER, HOME, udp(53, port(i), answer(name, i, addr(0x2E000000 + i)))), GATEWAY, HOME_MAC)


def spoofed_names(i):
    name, client = f"h{i}.example{i % 1000}.com", addr(0x0A000000 + i)
    yield frame(ip4(17, ROUTER, client, udp(53, port(i), answer(name, i, addr(0x2E000000 + i)))), GATEWAY, mac(i))


def queries(i):
    yield frame(ip4(17, addr(0x0A000000 + i), ROUTER, udp(port(i), 53, question(f"h{i}.example.com", i))), mac(i))


def aliases(i):
    told = answer(f"h{i}.example.com", i, addr(0x2E000000 + i), f"{'a' * 60}{i}.cdn.example")
    yield frame(ip4(17, ROUTER, HOME, udp(53, port(i), told)), GATEWAY, HOME_MAC)


def one_address(i):
    told = answer(f"h{i}.example.com", i, addr(0x2E000001))
    client = i % 20000
    yield frame(ip4(17, ROUTER, addr(0x0A000000 + client), udp(53, port(i), told)), GATEWAY, mac(client))
    yield frame(ip4(17, HOME, addr(0x2E000001), udp(port(i), 9999, b"flood")))


def mdns(i):
    own = addr(0x0A000000 + i)
    told = struct.pack(">HHHHHH", 0, 0x8400, 0, 1, 0, 0) + name_of(f"lamp-{i}.local")
    told += struct.pack(">HHIH", 1, 0x8001, 120, 4) + own
    yield frame(ip4(17, own, bytes([224, 0, 0, 251]), udp(5353, 5353, told)), mac(i), b"\1\0\x5e\0\0\xfb")


def dhcp(i):
    host = b"host%d" % i
    told = struct.pack(">BBBBIHH", 1, 1, 6, 0, i, 0, 0) + bytes(16) + mac(i) + bytes(202)
    told += bytes.fromhex("63825363350103") + bytes([12, len(host)]) + host + b"\x32\4" + addr(0x0A000000 + i) + b"\xff"
    yield frame(ip4(17, bytes(4), b"\xff" * 4, udp(68, 67, told)), mac(i), BROADCAST)


def ports(i):
    yield frame(ip4(17, HOME, addr(0xCB007100 + i % 250), udp(1 + i % 65535, 1 + i * 7919 % 65535, b"flood")))


def hellos(i):
    remote = addr(0x2E000000 + i % 65536)
    yield frame(ip4(6, HOME, remote, tcp(port(i), 443, 24, i, hello(f"{'x' * 50}{i}.flood.example.com"))))


def halves(i):
    start = struct.pack(">H", 0xFFFF) if i % 20 == 0 else b"\0\0"
    stream = i // 20
    yield frame(ip4(6, HOME, addr(0x2E000000 + stream), tcp(port(stream), 53, 16, i % 20 * 1400, start + bytes(1398))))


def unreachable(i):
    quoted = ip4(17, HOME, addr(0x2E000000 + i), udp(port(i), 9999, b""))
    yield frame(ip4(1, ROUTER, HOME, bytes([3, 1, 0, 0, 0, 0, 0, 0]) + quoted), GATEWAY, HOME_MAC)


# One row of the report, and names that there is room for.
FIT = {"aliases"}
KINDS = [scan, answered_scan, remotes, macs, few_addresses, arp, slaac, names, spoofed_names, queries, aliases, one_address,
         mdns, dhcp, ports, hellos, halves, unreachable]


def packets_of(path):
    """Time in microseconds and bytes of each packet of a pcapng file of this machine's byte order."""
    data, at = path.read_bytes(), 0
    while at < len(data):
        kind, length = struct.unpack_from("<II", data, at)
        if kind == 6:
            high, low, captured, _ = struct.unpack_from("<IIII", data, at + 12)
            yield high << 32 | low, data[at + 28 : at + 28 + captured]
        at += length


def record(time_us, packet):
    return struct.pack("<IIII", time_us // 1000000, time_us % 1000000, len(packet), len(packet)) + packet


HEADER = struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
real = list(packets_of(CAPTURE))
START_US = real[0][0]


def flood_of(kind):
    made = []
    i = 0
    while len(made) < PACKETS:
        made += kind(i)
        i += 1
    step = (real[-1][0] - START_US) / len(made)
    return [(START_US + int(n * step), packet) for n, packet in enumerate(made)]


def mixed(one, other):
    """The one spread over all of the other."""
    step, at = len(other) // len(one), 0
    for n, packet in enumerate(other):
        yield packet
        if n % step == step - 1 and at < len(one):
            yield one[at]
            at += 1
    yield from one[at:]


# What a process had at most is told with what its parent had before it: so the parent must be small.
LAUNCH = """
import resource, subprocess, sys
with open(sys.argv[1], "wb") as to:
    status = subprocess.run(sys.argv[2:], stdout=to).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(status, used.ru_maxrss // 1024, round(used.ru_utime + used.ru_stime, 1))
"""


def run(*words):
    """What it prints. The process must have kept within its memory."""
    command = [sys.executable, "-c", LAUNCH, directory / "report", PROGRAM, *words, "--quiet", "--memory", f"{MEMORY_MIB}M"]
    status, mib, seconds = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    told = " ".join(str(word).rpartition("/")[2] for word in words)
    print(f"  {mib:>4} MiB {seconds:>5} s  {told}", flush=True)
    check(told, status == "0", f"ends with {status}")
    check(told, int(mib) <= MEMORY_MIB + BESIDE_MIB, f"takes {mib} MiB")
    return (directory / "report").read_text()


def packets_in(row):
    return (row["packets_sent"] or 0) + (row["packets_received"] or 0)


def busy(text):
    """Rows of the JSON export by whom they are about, of conversations with enough packets."""
    return {(row["device"], row["name"]): {key: value for key, value in row.items() if key != "findings"}
            for row in json.loads(text)["conversations"] if packets_in(row) >= BUSY}


def names_of_busy(text):
    """Names that are in no other conversations, so that a line with one of them is about one of those."""
    rows = json.loads(text)["conversations"]
    few = {name for row in rows if packets_in(row) < BUSY for name in (row["device"], row["name"])}
    return sorted({row["name"] for row in rows} - few)


def lines_about(text, names):
    """What a format says of the remotes, whatever its widths: only what is between two such names moves them.
    Frames have other numbers with others between them."""
    return {re.sub(r"frame \d+", "frame", " ".join(line.split())) for line in text.splitlines()
            if any(name in line for name in names) and not line.startswith("- ")
            and not re.match(r"\| \S+ \| [A-Z, ]+ \| \d+ \|", line)}  # questions, of which the flood leaves fewer


def rows_about(text, names):
    """The same of a table, which shortens long names where other columns are wider."""
    return lines_about(text, [name for name in names if len(name) <= 20])


def picture_about(text, names):
    return {name for name in names if name in text}


def merged(text, names):
    (directory / "part").write_text(text)
    return busy(run("merge", "--format", "json", directory / "part"))


FORMATS = {
    "text": ([], rows_about), "csv": (["--format", "csv"], lines_about), "markdown": (["--format", "markdown"], lines_about),
    "mud": (["--format", "mud"], picture_about), "nftables": (["--format", "nftables"], lines_about),
    "hosts": (["--format", "hosts"], lines_about), "html": (["--format", "html"], picture_about),
    "summary": (["--summary"], merged),
}
# How a format tells that something was left out; the others have no place for it.
TELLS = {"text": "Tables were full", "markdown": "Tables were full", "nftables": "Tables were full", "hosts": "Tables were full"}

if sys.argv[3] == "list":
    print("\n".join(kind.__name__ for kind in KINDS))
    sys.exit()
flood = next(flood_of(kind) for kind in KINDS if kind.__name__ == sys.argv[3])
with tempfile.TemporaryDirectory() as made:
    directory = pathlib.Path(made)
    alone = directory / "alone.pcap"
    alone.write_bytes(HEADER + b"".join(record(*one) for one in real))
    told = run("--format", "json", alone)
    rows, names = busy(told), names_of_busy(told)
    check("the capture", len(rows) > 10 and len(names) > 5, f"has {len(rows)} busy conversations, {len(names)} names")
    orders = {"before": real + flood, "after": flood + real, "between": mixed(real, flood)}
    wanted = {what: about(run(*options, alone), names) for what, (options, about) in FORMATS.items()}
    for order, packets in orders.items():
        path = directory / f"{order}.pcap"
        path.write_bytes(HEADER + b"".join(record(*one) for one in packets))
        told = run("--format", "json", path)
        found = busy(told)
        wrong = [f"{key}: {row} but {found.get(key)}" for key, row in rows.items() if found.get(key) != row]
        check(f"real {order}", not wrong, "\n    ".join(["says otherwise:"] + wrong[:3]))
        is_full = json.loads(told)["capture"]["dropped"] > 0
        check(f"real {order}", is_full or sys.argv[3] in FIT, "leaves nothing out")
        for what in FORMATS if order == "between" else []:
            options, about = FORMATS[what]
            text = run(*options, path)
            got = about(text, names)
            lost = [row for row in wanted[what] if row not in got or (what == "summary" and wanted[what][row] != got[row])]
            check(f"real {order}: {what}", wanted[what] and not lost, f"says otherwise: {lost[:3]}")
            check(f"real {order}: {what}", not is_full or TELLS.get(what, "") in text,
                  "does not tell that something was left out")
        path.unlink()
sys.exit(failures > 0)
