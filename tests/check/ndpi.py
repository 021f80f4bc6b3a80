#!/usr/bin/env python3
"""The host names that nDPI finds in flows of TLS, HTTP and QUIC are those of the remotes, by plugin and command.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR ndpi.py TSHARK IOT_DEVICES [SNAPSHOT]

SNAPSHOT is a tree of nDPI's: what its own tests expect of each of their captures is what is asked for (tests/cfgs/default/pcap
and result/*.out). Without it, ndpiReader is, of the real captures. At least LEAST_PERCENT of the flows have their name;
each that has not is told.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from typing import NamedTuple

LEAST_PERCENT = 98.0
FLOW = re.compile(r"^\s*\d+\s+(TCP|UDP) (\S+):(\d+) (?:<->|->) (\S+):(\d+) .*?\[proto: [^/\]]*/([^\]]*)\].*?\[Hostname/SNI: ([^\]]+)\]")
SPOKEN = ("TLS", "HTTP", "QUIC")
# What is asked of these is no name of the remote: nDPI tells what is inside of them.
INNER = ("DNS", "DoH", "HTTP_Proxy", "HTTP_Connect")
ADDRESS = re.compile(r"[0-9.]+|\[?[0-9a-f:]*:[0-9a-f:.]*\]?")


class Flow(NamedTuple):
    ends: frozenset  # of (address, port)
    name: str


def flows_of(text):
    """Those whose protocol says what its server is called."""
    for line in text.splitlines():
        found = FLOW.match(line)
        if not found:
            continue
        _, one, port, other, other_port, protocol, name = found.groups()
        spoken = protocol.split(".")
        name = name.split(":")[0].rstrip(".").lower()
        if spoken[0] in SPOKEN and not any(part in INNER for part in spoken) and "." in name and not ADDRESS.fullmatch(name):
            yield Flow(frozenset([(one.strip("[]"), port), (other.strip("[]"), other_port)]), name)


def captures_of(stage, snapshot):
    """(capture, what nDPI says of it)"""
    if snapshot:
        base = pathlib.Path(snapshot) / "tests" / "cfgs" / "default"
        for result in sorted(base.glob("result/*.out")):
            capture = base / "pcap" / result.stem
            if capture.exists():
                yield capture, result.read_text(errors="replace")
    else:
        for capture in sorted((stage / "real").glob("*.pcap*")):
            done = subprocess.run(["ndpiReader", "-v", "2", "-i", str(capture)], capture_output=True, check=False)
            yield capture, done.stdout.decode(errors="replace")


def is_named(name, names):
    """nDPI 4.2 cuts long ones."""
    return any(told == name or (len(name) >= 60 and told.startswith(name)) for told in names)


def by_command(program, capture):
    """Names by address."""
    done = subprocess.run([program, "-q", "--format", "json", str(capture)], capture_output=True, check=False)
    names = {}
    for row in json.loads(done.stdout)["conversations"] if done.stdout else []:
        for address in row["addresses"] or []:
            names.setdefault(address, set()).add(row["name"].lower())
    return names


def by_plugin(tshark, capture):
    """Names by ends."""
    columns = ["ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport", "iot.name"]
    done = subprocess.run([tshark, "-n", "-2", "-r", str(capture), "-T", "fields", "-E", "occurrence=l",
                           *(word for column in columns for word in ("-e", column))], capture_output=True, check=False)
    names = {}
    for line in done.stdout.decode(errors="replace").splitlines():
        src, dst, src6, dst6, *ports, name = line.split("\t")
        ends = frozenset([(src or src6, ports[0] or ports[2]), (dst or dst6, ports[1] or ports[3])])
        names.setdefault(ends, set()).add(name.lower())
    return names


def main(tshark, iot_devices, snapshot=None):
    stage = pathlib.Path(os.environ["IOT_STAGE"])
    if not snapshot and (not shutil.which("ndpiReader") or not (stage / "real").is_dir()):
        print("SKIPPED LOUDLY: neither a snapshot of nDPI, nor ndpiReader and real captures")
        return 77
    right = {"plugin": 0, "command": 0}
    wanted = 0
    for capture, told in captures_of(stage, snapshot):
        flows = list(flows_of(told))
        if not flows:
            continue
        addresses, streams = by_command(iot_devices, capture), by_plugin(tshark, capture)
        for flow in flows:
            at = {name for address, _ in flow.ends for name in addresses.get(address, ())}
            if not at and not streams.get(flow.ends, {""}) - {""}:
                continue  # between two devices, or none of ours
            wanted += 1
            for program, names in (("plugin", streams.get(flow.ends, ())), ("command", at)):
                if is_named(flow.name, names):
                    right[program] += 1
                else:
                    print(f"{capture.name}: {sorted(flow.ends)}: {program} has {sorted(names)} for {flow.name}")
    good = wanted > 0
    for program, count in right.items():
        percent = 100 * count / max(wanted, 1)
        print(f"{program}: {count} of {wanted} flows, {percent:.2f} %")
        good &= percent >= LEAST_PERCENT
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
