#!/usr/bin/env python3
"""What was meant: of a mistyped word, of a display filter, and of the ending of a file's name.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import sys

from command import DIR, HOME, check, expect, failed, run

# Words. One suggestion or none.
for args, meant in (
    (["--device", HOME], "--devices"), (["--fnidings", HOME], "--findings"), (["--converstions", HOME], "--conversations"),
    (["--out=x", HOME], "--output"), (["--json", HOME], "--format json"), (["-json", HOME], "--format json"),
    (["--format", "jsn", HOME], "json"), (["--format", "md", HOME], "markdown"), (["--format", "JSON", HOME], "json"),
    (["devices"], "--devices"), (["finding"], "--findings"), (["chamges", "before", "after"], "changes, as the first word"),
):
    result = run(*args)
    expect(f"{args[0]} {args[1] if args[1:] else ''}: did you mean {meant}?", result, 2, says=[f"(did you mean {meant}?)"], out="")
    check("that is the only suggestion", result.err.count("did you mean") == 1, repr(result))
for args in (["--frob", HOME], ["--verbose", HOME], ["--color", HOME], ["--serv", HOME], ["--format", "yaml", HOME],
             ["--format", "blocklst-nft", HOME], ["./devices"], ["home.pcap"], ["d"]):
    result = run(*args)
    check(f"{args}: nothing is guessed", result.status == 2 and "did you mean" not in result.err, repr(result))
meant = run("--format", "blocklist", "--only", "periodik", HOME).out
check("a finding's name", 'is "periodik" (did you mean periodic?)\n' in meant, meant)
check("but of one that is far from all nothing is guessed",
      "did you mean" not in run("--format", "blocklist", "--only", "nobody", HOME).out)

# Languages of filters.
for filter, like in (
    ("ip.addr == 1.2.3.4", ": host 1.2.3.4;"), ("tcp.port==443", ": tcp port 443;"), ("ip.src==10.0.0.0/8", ": src net 10.0.0.0/8;"),
    ("ip.addr eq 1.2.3.4 && !(udp.dstport == 53)", ": host 1.2.3.4 and not (udp dst port 53);"),
    ("ipv6.dst != 2001:db8::1", ": not dst host 2001:db8::1;"), ("eth.addr == 00:11:22:33:44:55", ": ether host 00:11:22:33:44:55;"),
    ("iot.device == roomba", ", where a device is host ADDRESS or ether host MAC;"), ("mdns && ip", ": udp port 5353 and ip;"),
    ("dns", ": port 53;"), ("tcp.port in {80 443}", ", as in: host"), ("tcp.port == 443-445", ", as in: host"),
    ('tls.handshake.extensions_server_name == "a b"', ", as in: host"), ("http.request", ", as in: host"),
    ("udp.port == 53 || ip.addr == 10.0.0.1 && tcp.port == 443", ", as in: host"), ("ip.addr == 10.0.0.5/24", ", as in: host"),
    ("udp.port == 53 or ip.addr == 10.0.0.1 or dns", ": udp port 53 or host 10.0.0.1 or port 53;"),
    ("eth.src == 10.0.0.1", ", as in: host"), ("tcp.port==443)", ", as in: host"), ("ip.addr == cafe", ", as in: host"),
    ('frame contains "x"', ", as in: host"), ("ip.src == ip.dst", ", as in: host"),
):
    expect(f"--filter '{filter}'", run("--filter", filter, HOME), 2, messages=1, out="",
           says=["pcap-filter(7) is meant, not a display filter" + like])
for filter in ("tcp prot", "tcp and frob", "port 53 and tcp prot 80", "host a.invalid and prot 80",
               "host a.invalid or http.b.invalid"):
    result = run("--filter", filter, HOME)
    check(f"--filter '{filter}': it is a fault of that language", result.status == 2 and "display" not in result.err, repr(result))
for filter in ("tcp[13] & 2 != 0", "ip[8] == 64 and len >= 60", "host 192.168.178.30 and not port 53", "udp port domain"):
    expect(f"--filter '{filter}': counts", run("--filter", filter, HOME), 0, messages=0, out="Device Conversations")

# Endings.
text, formats = run(HOME).out, ("csv", "json", "html", "markdown", "nftables")
written = {format: run("--format", format, HOME).out for format in formats}
for name, wanted in (("a.csv", "csv"), ("a.json", "json"), ("a.HTML", "html"), ("a.htm", "html"), ("a.md", "markdown"),
                     ("a.nft", "nftables"), ("a.txt", None), ("a.xyz", None), ("csv", None), ("a.csv.old", None)):
    result = run(HOME, "-o", DIR / name)
    check(f"{name} is {wanted or 'text'}", result.status == 0 and result.err == ""
          and (DIR / name).read_text() == (written[wanted] if wanted else text), repr(result))
run("--devices", HOME, "-o", DIR / "devices.csv")
check("the table that was asked for", (DIR / "devices.csv").read_text() == run("--devices", "--format", "csv", HOME).out)
expect("--format has the last word, and says so", run("--format", "csv", "-o", DIR / "b.json", HOME), 0, messages=1,
       says=["b.json is written as csv, as --format says, not as json"])
check("and it is", (DIR / "b.json").read_text() == written["csv"])
expect("text, too", run("--format", "text", "-o", DIR / "c.json", HOME), 0, messages=1, says=["as text"])
expect("-q does not say so", run("-q", "--format", "csv", "-o", DIR / "b.json", HOME), 0, messages=0)
for format, ending in (("mud", "json"), ("blocklist-nftables", "nft"), ("html", "htm"), ("hosts", "list"), ("blocklist", "txt"),
                       ("ethers", "txt")):
    expect(f"{format} may end in .{ending}", run("--format", format, "-o", DIR / f"d.{ending}", HOME), 0, messages=0)
run("--summary", "-o", DIR / "summary.json", HOME)
check("a summary is one whatever it is called", run("merge", DIR / "summary.json").out == text)
run("changes", HOME, HOME, "-o", DIR / "changes.json")
check("changes are of the ending's format", "changes" in json.loads((DIR / "changes.json").read_text()))
expect("or not at all", run("changes", HOME, HOME, "-o", DIR / "changes.csv"), 2, says=["not as csv"], messages=1)

sys.exit(failed())
