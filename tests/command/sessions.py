#!/usr/bin/env python3
"""A router's tables of sessions, and what its resolver wrote: what iot-devices says of them, and of what is none.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import io
import json
import sys

from command import DIR, HOME, check, expect, failed, run, write

CONNTRACK = """\
ipv4     2 tcp      6 431999 ESTABLISHED src=192.168.1.10 dst=198.51.100.7 sport=52110 dport=443 packets=12 bytes=1532 \
src=198.51.100.7 dst=203.0.113.5 sport=443 dport=52110 packets=10 bytes=8521 [ASSURED] mark=0 zone=0 use=2
ipv4     2 tcp      6 300 ESTABLISHED src=198.51.100.9 dst=203.0.113.5 sport=4433 dport=8443 packets=9 bytes=900 \
src=192.168.1.20 dst=198.51.100.9 sport=443 dport=4433 packets=7 bytes=3000 [ASSURED] mark=0 use=1
ipv4     2 udp      17 29 src=192.168.1.10 dst=192.0.2.53 sport=5353 dport=53 packets=1 bytes=60 [UNREPLIED] \
src=192.0.2.53 dst=203.0.113.5 sport=53 dport=5353 packets=0 bytes=0 mark=0 use=1
"""
UNCOUNTED = "\n".join(" ".join(word for word in line.split(" ") if not word.startswith(("packets=", "bytes=")))
                      for line in CONNTRACK.splitlines()) + "\n"
PF = """\
em0 tcp 203.0.113.5:61234 (192.168.1.10:52110) -> 198.51.100.7:443       ESTABLISHED:ESTABLISHED
   [3823470217 + 65664] wscale 7  [1245170323 + 64512] wscale 7
   age 00:01:12, expires in 23:59:58, 12:10 pkts, 1532:8521 bytes, rule 71
   id: 0100000063a1b2c3 creatorid: 8a5f1f32 gateway: 0.0.0.0
em1 tcp 198.51.100.7:443 <- 192.168.1.10:52110       ESTABLISHED:ESTABLISHED
   [1245170323 + 64512] wscale 7  [3823470217 + 65664] wscale 7
   age 00:01:12, expires in 23:59:58, 12:10 pkts, 1532:8521 bytes, rule 71
   id: 0200000063a1b2c3 creatorid: 8a5f1f32 gateway: 0.0.0.0
em0 tcp 192.168.1.20:443 (203.0.113.5:8443) <- 198.51.100.9:4433       ESTABLISHED:ESTABLISHED
   [1 + 1]  [1 + 1]
   age 00:00:12, expires in 00:00:18, 9:7 pkts, 900:3000 bytes, rule 71
em1 udp 192.0.2.53:53 <- 192.168.1.10:5353       NO_TRAFFIC:SINGLE
   age 00:00:12, expires in 00:00:18, 1:0 pkts, 60:0 bytes, rule 71
"""
NAMES = """\
Nov 30 08:47:24 dnsmasq[812]: query[A] www.shop.example from 192.168.1.10
Nov 30 08:47:24 dnsmasq[812]: forwarded www.shop.example to 192.0.2.53
Nov 30 08:47:24 dnsmasq[812]: reply www.shop.example is <CNAME>
Nov 30 08:47:24 dnsmasq[812]: reply edge.cdn.example is 198.51.100.7
Nov 30 08:47:24 dnsmasq-dhcp[812]: DHCPACK(br-lan) 192.168.1.10 00:17:88:00:00:01 Lamp
"""
conntrack, pf, names = write("conntrack", CONNTRACK), write("pf", PF), write("dnsmasq.log", NAMES)
uncounted = write("uncounted", UNCOUNTED)


def table(*args, stdin=b""):
    done = run(*args, "--format", "csv", stdin=stdin)
    assert done.status == 0 and not done.err, done
    return list(csv.DictReader(io.StringIO(done.out)))


def told(rows, *columns):
    return [tuple(row[column] for column in columns) for row in rows]


WHO = ("device", "direction", "name", "services", "packets_sent", "packets_received", "bytes_sent", "bytes_received")
ROWS = [("192.168.1.10", "outbound", "198.51.100.7", "tcp/443", "12", "10", "1532", "8521"),
        ("192.168.1.10", "outbound", "192.0.2.53", "udp/53", "1", "0", "60", "0"),
        ("192.168.1.20", "inbound", "198.51.100.9", "tcp/443", "7", "9", "3000", "900")]
NEVER = ("mac", "vendor", "first_seen", "last_seen", "rtt_ms", "distance_km", "findings")
rows = table("--sessions", conntrack)
check("who talks to whom, from inside", told(rows, *WHO) == ROWS, told(rows, *WHO))
check("what nobody can know is empty", all(row[name] == "" for row in rows for name in NEVER), rows)
check("pf says the same", told(table("--sessions", pf), *WHO) == ROWS, told(table("--sessions", pf), *WHO))
check("so does standard input", told(table("--sessions", "-", stdin=CONNTRACK.encode()), *WHO) == ROWS)
check("what two files have counts once", told(table("--sessions", conntrack, "--sessions", pf), *WHO) == ROWS)

rows = table("--sessions", uncounted)
check("without counts there is the same, uncounted", sorted(told(rows, *WHO[:4])) == sorted(row[:4] for row in ROWS))
check("nobody says 0 of what was not counted",
      {row["name"]: told([row], *WHO[4:])[0] for row in rows}
      == {"198.51.100.7": ("",) * 4, "198.51.100.9": ("",) * 4, "192.0.2.53": ("", "0", "", "0")}, rows)
whole = json.loads(run("--sessions", uncounted, "--format", "json").out)
check("JSON has null", (whole["capture"]["packets"], whole["capture"]["first_seen"], whole["devices"][0]["bytes_sent"])
      == (None, None, None), whole["capture"])
expect("people are told", run("--sessions", uncounted), 0, out="3 conversations, packets not counted\n")
for name in ("--devices", "--services", "--findings", "--destinations"):
    expect(f"{name} is there", run("--sessions", uncounted, name), 0, messages=0)
for form in ("markdown", "html", "nftables", "hosts", "ethers"):
    expect(f"{form} is there", run("--sessions", uncounted, "--format", form), 0, messages=0)

rows = table("--sessions", conntrack, "--names", names)
check("names come from the resolver's log, and the MAC of a device, too",
      told(rows, "device", "mac", "name", "name_source")[0] == ("lamp", "00:17:88:00:00:01", "www.shop.example", "dns"), rows)
leases = write("leases", "1764500000 00:17:88:00:00:01 192.168.1.10 porch-lamp *\n")
rows = table("--sessions", conntrack, "--inventory", leases)
check("leases name devices, and give their MAC", told(rows, "device", "mac")[0] == ("porch-lamp", "00:17:88:00:00:01"), rows)
neighbours = write("neighbours", CONNTRACK + "192.168.1.10 dev br-lan lladdr 00:17:88:00:00:01 REACHABLE\n")
check("neighbours among the lines do, too",
      told(table("--sessions", neighbours), "mac", "vendor")[0][0] == "00:17:88:00:00:01")

# Kept, put together, compared.
summary, both = DIR / "one.summary", DIR / "two.summary"
more = write("more", CONNTRACK + "tcp 6 9 ESTABLISHED src=192.168.1.10 dst=198.51.100.66 sport=7 dport=22 packets=1 bytes=60 "
             "src=198.51.100.66 dst=203.0.113.5 sport=22 dport=7 packets=1 bytes=60 use=1\n")
expect("a summary is made", run("--sessions", conntrack, "--summary", "-o", summary), 0, messages=0)
expect("and another", run("--sessions", more, "--summary", "-o", both), 0, messages=0)
check("reports are made of it", told(table("merge", summary), *WHO) == ROWS, table("merge", summary))
lost = run("--sessions", uncounted, "--summary", "-o", DIR / "uncounted.summary")
check("what was not counted stays so", table("merge", DIR / "uncounted.summary") == table("--sessions", uncounted), lost)
changes = json.loads(run("changes", summary, both, "--format", "json").out)
check("what is new is told, and nothing else", [(row["change"], row["topic"], row["device"], "198.51.100.66" in row["evidence"])
      for row in changes["changes"]] == [("new", "remote", "192.168.1.10", True)], changes["changes"])
back = json.loads(run("changes", both, summary, "--format", "json").out)
check("nothing is called gone: nobody knows when it was", [row for row in back["changes"] if row["change"] == "gone"] == [],
      back["changes"])
expect("nothing changed since itself", run("changes", summary, summary), 0)
unknown = [run("changes", DIR / "uncounted.summary", both, "--format", form).out for form in ("text", "markdown", "html")]
check("what nobody counted is not 0", all("packets not counted" in text and "0 packets" not in text for text in unknown), unknown)
other = "tcp 6 9 ESTABLISHED src=192.168.1.99 dst=198.51.100.9 sport=1 dport=443 src=198.51.100.9 dst=203.0.113.5 sport=443 dport=1\n"
run("--sessions", write("other", other), "--summary", "-o", DIR / "other.summary")
elsewhere = run("changes", summary, DIR / "other.summary")
check("nor is a device, and one look is no time", elsewhere.status == 1 and "gone" not in elsewhere.out
      and "before, in one look, nobody had its address" in elsewhere.out, elsewhere)
told_all = ("udp 17 20 src=192.168.1.99 dst=192.168.1.255 sport=57621 dport=57621 [UNREPLIED] src=192.168.1.255 dst=192.168.1.99 "
            "sport=57621 dport=57621\n")
check("what is for everybody is no device",
      [row["device"] for row in json.loads(run("--sessions", write("all", other + told_all), "--format", "json").out)["devices"]]
      == ["192.168.1.99"])
expect("a line that was cut off is none", run("--sessions", write("cut", CONNTRACK + other[:90])), 1, ["cut: line 4: is cut off"], 1)
blocked = run("--sessions", write("other", other), "--format", "blocklist", "--only", "192.168.1.99").out
check("a list of what to block has no time and no frame", "# chosen:" in blocked and "From packets" not in blocked
      and "frame" not in blocked, blocked)
mixed = run("changes", summary, HOME)
check("a capture can be compared with it", mixed.status in (0, 1), mixed)

# What cannot be read.
expect("no table", run("--sessions", write("noise", "hello\nworld\n")), 2, ["noise: line 1: is in no form that is known"], 1, "")
expect("a capture is none", run("--sessions", HOME), 2, ["line 1: is in no form that is known"], 1, "")
expect("an empty one", run("--sessions", write("empty", "")), 2, ["empty: has no session"], 1, "")
expect("one of which there is only the heading", run("--sessions", write("heading", "conntrack v1.4.7 (conntrack-tools): 0 flow")), 2,
       ["heading: has no session"], 1, "")
expect("none at all", run("--sessions", DIR / "missing"), 2, ["missing: cannot be read: "], 1, "")
expect("the rest goes on", run("--sessions", DIR / "missing", "--sessions", conntrack), 1, ["missing: cannot"], 1, "198.51.100.7")
bad = write("bad", CONNTRACK + "tcp 6 9 src=192.168.1.10 dst=nowhere\nhello\n")
expect("bad lines are told by number", run("--sessions", bad), 1,
       ["bad: line 4: has an address that is none", "bad: line 5: is no line of a table of sessions"], 2, "198.51.100.7")
expect("many of them are counted", run("--sessions", write("many", CONNTRACK + "hello\n" * 1000)), 1,
       ["many: and 980 more lines like these"], 21, "198.51.100.7")
expect("a line of megabytes is refused",
       run("--sessions", write("long", "x" * (8 << 20) + "\n" + CONNTRACK)), 1, ["long: line 1: is longer"], 1, "198.51.100.7")
expect("numbers beyond all numbers are, too",
       run("--sessions", write("huge", CONNTRACK.replace("bytes=1532", "bytes=" + "9" * 4000))), 1,
       ["huge: line 1: has a count that cannot be"], 1, "198.51.100.9")
expect("a log that is none", run("--sessions", conntrack, "--names", write("syslog", "Nov 30 kernel: up\n")), 1,
       ["syslog: line 1: is in no form that is known: dnsmasq's log"], 1, "198.51.100.7")
expect("other programs' lines in a log are no fault",
       run("--sessions", conntrack, "--names", write("both", "Nov 30 kernel: up\n" + NAMES)), 0, messages=0, out="www.shop.example")
many = write("million", "".join(
    f"udp 17 9 src=192.168.{i >> 8 & 255}.{i & 255} dst=198.51.{i >> 16}.7 sport={i & 0xffff} dport=53 "
    f"src=198.51.{i >> 16}.7 dst=192.168.{i >> 8 & 255}.{i & 255} sport=53 dport={i & 0xffff}\n" for i in range(200000)))
expect("what there is no room for is counted", run("--sessions", many, "--memory", "32M"), 0, messages=0,
       out="Tables were full")

# Options.
for args in (["-f", "tcp"], ["-c", "1"], ["--follow"], ["-i", "lo"], ["--events"], ["--serve", "8080"], [HOME]):
    expect(f"--sessions goes without {args[0][-16:]}", run("--sessions", conntrack, *args), 2, ["--sessions"], 1, "")
expect("nor with merge", run("merge", "--sessions", conntrack), 2, ["--sessions"], 1, "")
expect("--names goes with it", run("--names", names, HOME), 2, ["--names goes with --sessions"], 1, "")
expect("what is read is not written", run("--sessions", conntrack, "-o", conntrack), 2, ["conntrack"], 1, "")
expect("nor a log", run("--sessions", conntrack, "--names", names, "-o", names), 2, ["dnsmasq.log"], 1, "")

sys.exit(failed())
