#!/usr/bin/env python3
"""What must hold in documents, whatever the capture.

SPDX-License-Identifier: GPL-2.0-or-later

usage: documents.py json FILE CSV_DIR    members are those of CSV, and sums are the same
       documents.py mud FILE DIR         splits the array into DIR, and looks at each document
       documents.py markdown FILE        no markup from names, every row of a table is whole
       documents.py rendered FILE        no elements from names, as cmark-gfm draws it
       documents.py nftables FILE        comments are short
"""
import csv
import json
import pathlib
import re
import subprocess
import sys

SUMS = ("packets_sent", "packets_received", "bytes_sent", "bytes_received")
LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?"
DNS_NAME = re.compile(rf"({LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])?")
TABLES = ("devices", "conversations", "services", "findings", "questions", "encrypted_dns", "remotes", "countries",
          "organizations")
failed = False


def check(holds, what):
    global failed
    if not holds:
        failed = True
        print(f"not ok - {what}")


def in_csv(item):
    """An item of a list: a text, or the evidence of what a device is."""
    if isinstance(item, str):
        return item
    where = f", frame {item['frame']}" if item["frame"] else ""
    return f"{item['fact']} {item['value']}: {item['source']}{where}"


def same(cell, value):
    """A cell of CSV says what the value of JSON does."""
    if value is None:
        return cell == ""
    if isinstance(value, list):
        return cell.removeprefix("'") == "; ".join(map(in_csv, value))
    if isinstance(value, str):
        return cell.removeprefix("'") == value.removeprefix("'")
    if isinstance(value, bool):
        return cell == ("true" if value else "false")
    return float(cell) == value


def json_is_csv(path, directory):
    whole = json.load(open(path, encoding="utf-8"))
    check(list(whole) == ["capture", *TABLES],
          f"members {list(whole)}")
    for name in TABLES:
        with open(f"{directory}/{name}.csv", encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
        check(len(rows) == len(whole[name]), f"{name}: as many rows as CSV")
        for row, one in zip(rows, whole[name]):
            check(list(one) == reader.fieldnames, f"{name}: members {list(one)}")
            for key in row:
                check(same(row[key], one[key]), f"{name}.{key}: {row[key]!r} is {one[key]!r}")
        for key in SUMS if name not in ("findings", "questions") else ():
            check(sum(int(r[key]) for r in rows) == sum(o[key] for o in whole[name]),
                  f"{name}.{key}: sums")
    rest = whole["capture"]["in_no_conversation"].values()
    for what in ("packets", "bytes"):
        found = sum(c[f"{what}_sent"] + c[f"{what}_received"] for c in whole["conversations"])
        check(found + sum(r[what] for r in rest) == whole["capture"][what],
              f"{what} of conversations and the rest are the capture's")


def look_at_mud(document):
    mud = document["ietf-mud:mud"]
    acls = {a["name"]: a for a in document["ietf-access-control-list:acls"]["acl"]}
    check(re.fullmatch(r"https://mud\.example/[a-z0-9-]+\.json", mud["mud-url"]), mud["mud-url"])
    check(1 <= mud["cache-validity"] <= 168, "cache-validity")
    check(len(mud["systeminfo"]) <= 60, mud["systeminfo"])
    used = []
    for policy, side, at in (("from-device-policy", "dst", "from"),
                             ("to-device-policy", "src", "to")):
        for name in mud[policy]["access-lists"]["access-list"]:
            used.append(name["name"])
            aces = acls[name["name"]]["aces"]["ace"]
            names = [a["name"] for a in aces]
            check(len(set(names)) == len(names), f"ace names {names}")
            for ace in aces:
                look_at_matches(ace["matches"], side)
    check(sorted(used) == sorted(acls), f"lists {used}")
    check(all(re.fullmatch(r"[a-z0-9-]{1,64}", name) for name in acls), f"acl names {list(acls)}")
    return list(acls)


def look_at_matches(matches, side):
    ip = matches.get("ipv4") or matches.get("ipv6")
    name = ip.get(f"ietf-acldns:{side}-dnsname")
    check(name is None or (DNS_NAME.fullmatch(name) and len(name) <= 253), f"dnsname {name}")
    check(f"ietf-acldns:{'src' if side == 'dst' else 'dst'}-dnsname" not in ip, "side of dnsname")
    if "tcp" in matches:
        check(matches["tcp"]["ietf-mud:direction-initiated"] in ("from-device", "to-device"),
              "direction-initiated")


def mud(path, directory):
    names = []
    documents = json.load(open(path, encoding="utf-8"))
    for number, document in enumerate(documents):
        names += look_at_mud(document)
        with open(f"{directory}/{number:04}.json", "w", encoding="utf-8") as out:
            json.dump(document, out)
    check(documents and len(set(names)) == len(names), "acl names are unique in the array")


def markdown(path):
    rows = None
    in_fence = False
    for number, line in enumerate(pathlib.Path(path).read_text(encoding="utf-8").split("\n"), 1):
        where = f"{path}:{number}: {line}"
        if line == "```":
            in_fence = not in_fence
            continue
        if in_fence:
            check(re.fullmatch(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+):\d+", line), where)
            continue
        bare = re.sub(r"\\.", "", line)
        check(not re.search(r"[<>`\[\]]", bare), f"markup in {where}")
        check(not re.search(r"[\x00-\x1f\x7f\u2028\u2029]", line), f"control in {where}")
        if line.startswith("|"):
            rows = rows or bare.count("|")
            check(bare.count("|") == rows, f"cells of {where}")
        else:
            rows = None
    check(not in_fence, "fences are closed")


def nftables(path):
    text = pathlib.Path(path).read_text(encoding="utf-8")
    for line in text.split("\n"):
        for comment in re.findall(r' comment "([^"]*)"', line):
            check(len(comment.encode()) <= 128, f"long comment: {line}")
        check(line.count('"') in (0, 2) or line.startswith("#"), f"quotes: {line}")
    tables = re.findall(r"^table inet (\S+) \{$", text, re.M)
    check(tables and len(set(tables)) == len(tables), "tables have names of their own")
    check(text.count("counter drop comment") == 2 * len(tables), "the rest is dropped, both ways")


def rendered(path):
    """As GitHub does it: names make no link and no element."""
    extensions = [word for name in ("autolink", "table", "strikethrough", "tasklist") for word in ("-e", name)]
    drawn = subprocess.run(["cmark-gfm", *extensions, path], capture_output=True, check=True, text=True).stdout
    tags = set(re.findall(r"<(\w+)", drawn))
    known = set("h1 h2 p table thead tbody tr th td ul li strong em code pre".split())
    check(tags <= known, f"elements {tags - known}")


{"json": json_is_csv, "mud": mud, "markdown": markdown, "rendered": rendered, "nftables": nftables}[sys.argv[1]](*sys.argv[2:])
sys.exit(failed)
