"""Blocking lists: whom they block, what they leave out, and that those who read them take them.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import shutil
import subprocess
import sys

from command import CAPTURES, HOME, check, failed, run, write

FORMATS = ("blocklist", "blocklist-dnsmasq", "blocklist-nftables")
HOST = r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*"
LINES = {"blocklist": re.compile(rf"\|\|{HOST}\^"), "blocklist-dnsmasq": re.compile(rf"address=/{HOST}/")}


def lines_of(text):
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def blocked(*words, capture=HOME, format="blocklist"):
    return lines_of(run("--format", format, *[w for word in words for w in ("--only", word)], capture).out)


# Who is chosen.
check("without a word: remotes with a warning", "||mqtt-eu.meross.com^" in blocked()
      and "||data.iot.irobotapi.com^" not in blocked())
check("a device by its name", blocked("roomba") == ["||data.iot.irobotapi.com^"])
check("and by its MAC", blocked("40:9f:38:65:36:67") == ["||data.iot.irobotapi.com^"])
check("a remote", blocked("iot.meross.com") == ["||iot.meross.com^"])
check("and all below a name", set(blocked("*.meross.com")) == {"||iot.meross.com^", "||mqtt-eu.meross.com^"})
check("a finding", "||data.iot.irobotapi.com^" in blocked("periodic"))
check("of two sorts both", blocked("periodic", "roomba") == ["||data.iot.irobotapi.com^"])
check("of one sort any", set(blocked("iot.meross.com", "mqtt-eu.meross.com")) ==
      {"||iot.meross.com^", "||mqtt-eu.meross.com^"})
nothing = run("--format", "blocklist", "--only", "nobody\nhere", HOME)
check("a word that means nothing blocks nothing, and is told on one line",
      lines_of(nothing.out) == [] and 'is "nobody?here"' in nothing.out, repr(nothing))
lonely = run("--only", "roomba", HOME)
check("--only without a list", lonely.status == 2 and "--only goes with" in lonely.err, repr(lonely))

# Each with its evidence.
text = run("--format", "blocklist-dnsmasq", "--only", "roomba", HOME).out.splitlines()
at = text.index("address=/data.iot.irobotapi.com/")
check("its evidence stands before it", text[at - 2].startswith("# roomba: 101 packets, the first in frame ")
      and text[at - 1].startswith("#   periodic, frame "), repr(text))

# Who else loses what: the same name, and what is below it. Of a router's table, to have the names at will.
TALKS = "tcp 6 9 ESTABLISHED src={0} dst={1} sport=9 dport=443 src={1} dst={0} sport=443 dport=9\n"
ASKED = ("Nov 30 08:00:00 dnsmasq[1]: query[A] {2} from {0}\nNov 30 08:00:00 dnsmasq[1]: reply {2} is {1}\n")
parties = (("192.168.1.10", "198.51.100.1", "bank.com"), ("192.168.1.11", "198.51.100.2", "www.bank.com"),
           ("192.168.1.10", "198.51.100.3", "my.bank.com"), ("192.168.1.12", "198.51.100.4", "otherbank.com"))
table, log = (write(name, "".join(form.format(*one) for one in parties)) for name, form in (("table", TALKS), ("log", ASKED)))
below = run("--sessions", table, "--names", log, "--format", "blocklist", "--only", "bank.com").out
check("one name is blocked", lines_of(below) == ["||bank.com^"], below)
check("and told who loses what is below it",
      "#   also taken from: 192.168.1.10 (my.bank.com), 192.168.1.11 (www.bank.com)\n" in below, below)

asks = TALKS.replace("tcp 6 9 ESTABLISHED", "udp 17 9").replace("443", "53")
nat = write("nat", TALKS.replace("dst={0}", "dst=203.0.113.5").format("192.168.1.10", "198.51.100.1") + asks.format("203.0.113.5", "9.9.9.9"))
whole = run("--sessions", nat, "--format", "blocklist-nftables", "--only", "9.9.9.9").out
check("whom the router asks is not blocked, by a table either",
      "not blocked: 9.9.9.9 of router: this home's names come from there" in whole and "daddr" not in whole, whole)
alone = write("alone", asks.format("192.168.1.10", "9.9.9.9"))
check("a resolver that nobody chose can be blocked",
      "daddr" in run("--sessions", alone, "--format", "blocklist-nftables", "--only", "9.9.9.9").out)
check("one that the user chose is not", "daddr" not in
      run("--sessions", alone, "--format", "blocklist-nftables", "--only", "9.9.9.9", "--resolvers", "9.9.9.9").out)

# What is left out, with a word.
check("no name: left out by name", "no name was seen" in run("--format", "blocklist", "--only", "dcs-932l", HOME).out
      and not blocked("dcs-932l"))
check("but not by address", any("ip daddr" in line for line in blocked("dcs-932l", format="blocklist-nftables")))

def is_local(address):
    return re.match(r"(10|127|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.|f[cde]", address)


# Nobody's names break out of a line, and those who read the lists take them.
dnsmasq, nft = shutil.which("dnsmasq") or "/usr/sbin/dnsmasq", shutil.which("nft") or "/usr/sbin/nft"
space = ["unshare", "-rn"] if subprocess.run(["unshare", "-rn", nft, "list", "tables"], capture_output=True,
                                             check=False).returncode == 0 else None
# AdGuard's parser is npm's @adguard/agtree, of which no Debian has a package: AGTREE is where it is.
READ = """import fs from "fs";
const { RuleParser } = await import(process.argv[1] + "/dist/parser/index.js");
for (const line of fs.readFileSync(process.argv[2], "utf8").split("\\n")) {
    const kind = RuleParser.parse(line, { tolerant: false }).type;
    const wanted = line === "" ? "EmptyRule" : line.startsWith("#") ? "CommentRule" : "NetworkRule";
    if (kind !== wanted) throw new Error(`${kind}: ${line}`);
}"""
agtree = os.environ.get("AGTREE")
if not agtree:
    print("SKIPPED: no AGTREE=.../node_modules/@adguard/agtree; AdGuard's own parser was not tried")
for capture in sorted(CAPTURES.glob("*.pcapng")):
    for format in FORMATS:
        everything = run("--format", format, "--only", "0.0.0.0/0", "--only", "::/0", capture)
        made = write(f"{capture.stem}.{format}", everything.out)
        if format in LINES:
            bad = [line for line in lines_of(everything.out) if not LINES[format].fullmatch(line)]
            check(f"{capture.name}: {format} is nothing but rules and comments", not bad, repr(bad))
        else:
            found = re.findall(r"daddr \{ ([^}]*) \}", everything.out)
            check(f"{capture.name}: no local address",
                  not any(is_local(a) for one in found for a in one.split(", ")), repr(found))
        if format == "blocklist-dnsmasq":
            if shutil.which(dnsmasq):
                tried = subprocess.run([dnsmasq, "--test", "-C", str(made)], capture_output=True, text=True, check=False)
                check(f"{capture.name}: dnsmasq takes it", tried.returncode == 0, tried.stderr)
            else:
                print("SKIPPED: there is no dnsmasq; what it takes was not tried")
        if format == "blocklist" and agtree:
            tried = subprocess.run(["node", "--input-type=module", "-e", READ, agtree, str(made)], capture_output=True, text=True, check=False)
            check(f"{capture.name}: AdGuard's own parser takes it", tried.returncode == 0, tried.stderr)
        if format == "blocklist-nftables":
            if space:
                tried = subprocess.run([*space, nft, "-c", "-f", str(made)], capture_output=True, text=True, check=False)
                check(f"{capture.name}: nft takes it", tried.returncode == 0, tried.stderr)
            else:
                print("SKIPPED: no nft, or no network namespace for it; rules were not loaded")

sys.exit(failed())
