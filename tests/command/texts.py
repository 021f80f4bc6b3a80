#!/usr/bin/env python3
"""What texts do where they go: names of devices in every format, and anything on a terminal.

SPDX-License-Identifier: GPL-2.0-or-later

usage: texts.py [SAFETY]     (a directory of inputs that did harm once)
"""
import csv
import html
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unicodedata

from command import DIR, HOME, PROGRAM, check, expect, failed, run, write
from names import NAMES, capture, mac_of

UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e"
                    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]")
SAFETY = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None


def bytes_of(*args, stdin=b""):
    """Both streams as they are."""
    done = subprocess.run([os.fsencode(PROGRAM), *map(os.fsencode, args)], input=stdin, capture_output=True, timeout=120)
    return done.stdout + done.stderr


def is_shown(data):
    text = data.decode(errors="surrogateescape")
    return not UNSEEN.search(text) and not re.search("[\ud800-\udfff]", text)


hostile = write("names.pcap", capture(NAMES))

# ---- the terminal ----

for args in (["--devices", "--conversations", "--services", "--findings", "--destinations", "--questions"], ["--format", "csv"],
             ["--format", "json"], ["--format", "markdown"], ["--format", "mud"], ["--format", "nftables"],
             ["--format", "hosts"], ["--format", "ethers"], ["--summary"]):
    check(f"nothing unseen in {' '.join(args)}", is_shown(bytes_of(*args, hostile)))
names = run("--format", "csv", "--devices", hostile).out
check("stacks of marks are two high", "z\u0301\u0301\u0301" not in names and "z\u0301\u0301" in names)
check("blanks are not part of a name", "\nlamp," in names)

steering = b"a\x1b[2J\xe2\x80\xaeb\xff\xc2\x9b\nc"
for name, args in {
    "a file": [steering], "an option": [b"--" + steering], "a format": ["--format", steering],
    "an interface": ["-i", steering], "a filter": ["-f", steering, HOME], "an inventory": ["--inventory", steering, HOME],
    "MUD files": ["--mud", steering, HOME], "databases": ["--mmdb", steering, HOME], "makers": ["--manuf", steering, HOME],
    "an output": ["-o", steering + b"/x", HOME], "a list": ["--files-from", steering], "a user": ["-i", "lo", "-Z", steering],
    "networks": ["--local-networks", steering, HOME], "a home": ["--home", steering, HOME],
    "a medium": ["--medium", steering, HOME], "a time": ["-i", "lo", "-d", steering], "a summary": ["merge", steering],
}.items():
    said = bytes_of(*args)
    check(f"{name} does not steer the terminal", said and is_shown(said), said[-300:])
check("what cannot be seen is told", rb"a\x1b[2J\u202eb\xff\u009b\x0ac: cannot be read" in bytes_of(steering))
where = os.fsencode(DIR) + b"/" + steering.replace(b"\n", b"")
for name, data, option in (("inventory", b"\x1b]0;x\x07\n", "--inventory"), ("makers", b"\x1b]0;x\x07\n", "--manuf")):
    with open(where, "wb") as file:
        file.write(data)
    check(f"nor do an {name}'s lines", is_shown(bytes_of(option, where, HOME)))
os.mkdir(where + b".d")
with open(where + b".d/" + steering.replace(b"\n", b"") + b".json", "wb") as file:
    file.write(b'{"\x1b[2J\xc2\x9b": \x1b}')
check("nor a MUD file", is_shown(bytes_of("--mud", where + b".d", HOME)))
with open(where, "wb") as file:
    file.write(capture(["lamp"]))
check("nor the title of a summary", is_shown(bytes_of("--summary", where)))
check("nor that of a file that ends early", is_shown(bytes_of("--devices", where)))

# ---- summaries are somebody else's ----

good = run("--summary", write("lamp.pcap", capture(["lamp"]))).out
assert '"fact":"claim"' in good and '"flows":[{"from"' in good
for name, old, new, fault in (
    ("a protocol", '"flows":[{', '"flows":[{"protocol":"tls\\u001b[2J\\nFAKE ROW",', "protocol"),
    ("a protocol in another script", '"flows":[{', '"flows":[{"protocol":"t\u200bls",', "protocol"),
    ("a raw control", '"capture":"', '"capture":"\x1b[2J', "is no part"),
):
    path = write("forged.summary", good.replace(old, new))
    for args in (["--services"], ["--format", "json"], ["--summary"]):
        result = run("merge", *args, path)
        expect(f"{name} is refused with its line: {args[0]}", result, 2, says=["forged.summary: line 1: ", fault], messages=1)
        check("and printed nowhere", is_shown(result.out.encode()) and is_shown(result.err.encode()), result)
path = write("forged.summary", good.replace('"lamp"', '"la\u202emp\\u001b\u3164"').replace('"capture":"', '"capture":"\u009b'))
result = run("merge", "--format", "csv", "--devices", path)
expect("a name of a summary is cleaned", result, 0, messages=0, out="\nlamp,")
check("and its lines can be printed", is_shown(run("merge", "--summary", path).out.encode()))

# ---- spreadsheets ----

FORMULA = re.compile("[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
for table in ("devices", "conversations", "services", "findings", "destinations", "questions"):
    out = run("--format", "csv", f"--{table}", hostile).out
    rows = list(csv.reader(io.StringIO(out)))
    for separator in ",;|\t":
        cells = [cell.strip(" \"\u00a0") for row in rows for cell in row] if separator == "," else [
            cell.strip(" \"\u00a0") for line in out.split("\n") for cell in line.split(separator)]
        bad = [cell for cell in cells if FORMULA.match(cell) and not re.fullmatch(r"-?[0-9.]+", cell)]
        check(f"{table}: no formula, split at {separator!r}", not bad, bad)
    check(f"{table}: as many cells as titles", len({len(row) for row in rows}) == 1)

# ---- pages ----

page = run("--format", "markdown", hostile).out
if shutil.which("cmark-gfm"):
    extensions = [word for name in ("autolink", "table", "strikethrough", "tasklist") for word in ("-e", name)]
    drawn = subprocess.run(["cmark-gfm", *extensions], input=page.encode(), capture_output=True, check=True).stdout.decode()
    tags = set(re.findall(r"<(\w+)", drawn))
    check("pages have no links, no images, nothing struck", tags <= set(
        "h1 h2 p table thead tbody tr th td ul li strong em code pre".split()), tags)
    texts = [html.unescape(text) for text in re.split(r"<[^>]*>", drawn)]
    made = [text for text in texts if re.search(r"\w@\w|(^|\W)@\w|#\d|GH-\d|:[a-z+][a-z0-9+_-]*:", text)
            and not re.search(r"(\b|:)[0-9a-f]{2}:[0-9a-f]{2}:", text)]
    check("GitHub finds nothing in the texts that are left", not made, made)
    flat = html.unescape(re.sub(r"</?em>", "", drawn))
    missing = [name for name in NAMES if not UNSEEN.search(name) and not re.search("[\t\n\u0301|]", name)
               and name.lower().strip() not in flat.lower()]
    check("and all names read as they are", not missing, missing)
else:
    print("SKIPPING LOUDLY: there is no cmark-gfm; pages are not rendered")

# ---- hosts ----

hosts = run("--format", "hosts", write("hosts.pcap", capture(
    ["www.paypal.com", "wpad", "WPAD", "isatap", "localhost.localdomain", "ip6-localhost", ".", "-", "12345", "10.0.0.1",
     "a b", "lamp", "Printer-2"]))).out
lines = [line.split("\t")[1] for line in hosts.splitlines() if not line.startswith("#")]
check("hosts has what devices may call themselves", sorted(lines) == ["lamp", "printer-2"], hosts)
# Names that differ in case only are one, and a lone dot is none from the start.
check("and says how many it left out", re.search(r"^# (9|10) names are left out", hosts, re.M) is not None, hosts)
inventory = write("yours.csv", "name,mac\nwww.paypal.com," + mac_of(1).hex(":") + "\n")
check("what the user calls it stays", "192.168.1.1\twww.paypal.com\n" in run(
    "--format", "hosts", "--inventory", inventory, DIR / "hosts.pcap").out)

# ---- files of devices ----

into = DIR / "rules"
for format_name, suffix in (("nftables", "nft"), ("mud", "json"), ("markdown", "md")):
    first, second = write("one.pcap", capture(["lamp"])), write("two.pcap", capture(["lamp", "con"], first=7))
    run("--format", format_name, "-o", f"{into}/", first)
    mine = into / f"lamp-{mac_of(1).hex()}.{suffix}"
    before = mine.read_text()
    run("--format", format_name, "-o", f"{into}/", second)
    check(f"{format_name}: another device of that name takes no file", mine.read_text() == before)
    check("nor the plain name", not (into / f"lamp.{suffix}").exists() and not (into / f"con.{suffix}").exists())
    lamp = write("lamp.csv", "name,mac\nlamp," + mac_of(1).hex(":") + "\nNUL," + mac_of(8).hex(":") + "\n")
    run("--format", format_name, "-o", f"{into}/", "--inventory", lamp, first)
    run("--format", format_name, "-o", f"{into}/", "--inventory", lamp, second)
    check("but what the user calls so", (into / f"lamp.{suffix}").exists() and not (into / f"nul.{suffix}").exists())
rules = run("--format", "nftables", first).out
check("rule sets are called as files are", f"table inet iot_lamp_{mac_of(1).hex()} {{" in rules)

# ---- what did harm once ----

if SAFETY and SAFETY.is_dir():
    result = run("merge", "--services", SAFETY / "min.summary")
    expect("the summary with escapes", result, 2, says=["line 1: "], messages=1, out="")
    check("is told without them", is_shown(result.err.encode()))
    for name in ("inj.pcap", "hosts.pcap"):
        for args in (["--devices", "--conversations", "--services"], ["--format", "csv"], ["--format", "hosts"], ["--format", "markdown"]):
            check(f"{name}: nothing unseen in {args[-1]}", is_shown(bytes_of(*args, SAFETY / name)))
    for name in ("before", "after"):
        run("--format", "nftables", "-o", f"{DIR}/slug/", SAFETY / f"slug_{name}.pcap")
        check(f"{name}: nobody takes the plain name", not (DIR / "slug" / "lamp.nft").exists())
else:
    print("SKIPPING LOUDLY: there are no inputs that did harm once")

sys.exit(failed())
