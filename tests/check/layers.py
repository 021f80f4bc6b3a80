#!/usr/bin/env python3
"""Each file includes only what stands below it.

SPDX-License-Identifier: GPL-2.0-or-later

usage: layers.py SOURCE_TREE
"""
import pathlib
import re
import sys

# In order, lowest first; a module may include its own layer only where the layer is marked so.
LAYERS = [
    ("base", {"addr", "hash", "text", "texts", "escape", "units", "json-read", "budget", "ranking", "out-file", "out-directory", "out-guard"}, True),
    ("observation", {"observation"}, False),
    ("records", {"facts", "dns-message", "dhcp-message", "netbios", "http-host", "upnp-name"}, False),
    ("facts", {"coordinates", "distance", "domain", "geo", "service", "life", "allow", "mud", "resolvers"}, False),
    ("places", {"locate", "lists"}, False),
    ("tables", {"announced", "queries", "localnet", "bindings", "inventory", "devices", "answers", "roundtrip", "flows",
                "conversations"}, False),
    ("capture", {"capture", "tally"}, False),
    ("traffic", {"traffic", "contacts", "summary"}, False),
    ("findings", {"findings"}, False),
    ("remotes", {"remotes"}, False),
    ("reports", {"report"}, False),
    ("policies", {"policy"}, False),
    ("columns", {"columns"}, False),
    ("writers", {"writer"}, False),
    ("exports", {"exports"}, False),
]
# A table may look things up in another one that it is built on; each with its reason.
BUILT_ON = {
    ("devices", "inventory"),  # the inventory is what the user says of a device
    ("dns-message", "facts"),  # it adds to them
    ("dhcp-message", "facts"),
    ("netbios", "facts"),
    ("flows", "roundtrip"),    # a stream carries what its round trips must remember
    ("geo", "coordinates"),    # a place has coordinates
}
# A .c file that is one of several of a module, and internal headers.
PART_OF = {
    "out-find": "out-file", "out-replace": "out-file", "out-internal": "out-file",
    "rules": "findings", "period": "findings", "rules-contact": "findings",
    "rules-location": "findings", "rules-service": "findings", "rules-device": "findings",
    "report-findings": "report",
    "mud-read": "mud", "mud-internal": "mud",
    "capture-ends": "capture",
    "capture-settle": "capture",
    "capture-prune": "capture", "capture-prune-flows": "capture",
    "capture-view": "capture",
    "summary-internal": "summary", "summary-take": "summary", "summary-replay": "summary", "summary-json": "summary",
    "summary-parse": "summary", "summary-pack": "summary", "capture-facts": "capture", "capture-observe": "capture", "capture-internal": "capture",
    "answers-index": "answers", "answers-prune": "answers", "answers-internal": "answers",
    "flows-kinds": "flows", "flows-prune": "flows", "flows-internal": "flows",
    "inventory-read": "inventory", "inventory-lines": "inventory", "inventory-dhcpd": "inventory",
    "inventory-csv": "inventory", "inventory-internal": "inventory",
    "write-text": "writer", "write-csv": "writer", "write-hosts": "writer",
    "write-json": "writer", "write-markdown": "writer", "write-mud": "writer", "write-nftables": "writer",
    "columns-cell": "columns", "columns-findings": "columns", "columns-remotes": "columns",
    "columns-internal": "columns", "write-text-table": "writer", "write-text-internal": "writer",
    "write-html": "writer", "write-picture-data": "writer", "write-internal": "writer", "write-markdown-text": "writer", "policy-name": "policy", "policy-judge": "policy", "policy-internal": "policy",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
WIRESHARK = re.compile(r"^(epan|wsutil|wiretap|wireshark)/|^ws_|^wireshark\.h")


# What the dissectors may include of the library beside their own headers: up to this layer.
DISSECT_UP_TO = "records"

# The only ones: GLib gives hash functions no data of ours.
GLOBALS = {("hash.c", "static uint64_t process_key[2];")}


def level(module):
    for number, (_, modules, _) in enumerate(LAYERS):
        if module in modules:
            return number
    return None


def complaints_of_lib(path):
    module = PART_OF.get(path.stem, path.stem)
    if level(module) is None:
        yield f"{path}: in no layer"
        return
    for _, name in INCLUDE.findall(path.read_text()):
        if WIRESHARK.match(name):
            yield f"{path}: includes {name}, which is Wireshark's"
        if name == "maxminddb.h" and path.name != "geo.c":
            yield f"{path}: includes maxminddb.h, which only geo.c may"
        other = name.removesuffix(".h")
        other = PART_OF.get(other, other)
        if level(other) is None or other == module:
            continue
        same_allowed = LAYERS[level(module)][2] or (module, other) in BUILT_ON
        if level(other) > level(module) or (level(other) == level(module) and not same_allowed):
            yield f"{path}: includes {name}, which does not stand below it"


def complaints_of_dissectors(path):
    """lib/dissect stands beside the tables: it knows observations, and nobody in lib knows it."""
    own = {header.name for header in path.parent.glob("*.h")}
    highest = [name for name, _, _ in LAYERS].index(DISSECT_UP_TO)
    for bracket, name in INCLUDE.findall(path.read_text()):
        if WIRESHARK.match(name) or name.startswith("pcap"):
            yield f"{path}: includes {name}"
        other = level(PART_OF.get(name.removesuffix(".h"), name.removesuffix(".h")))
        if bracket == '"' and name not in own and (other is None or other > highest):
            yield f"{path}: includes {name}, which does not stand below the dissectors"


def complaints_of_command(path, own, dissect):
    """lib/command stands above all: it uses what others may use, of the dissectors their one door."""
    for bracket, name in INCLUDE.findall(path.read_text()):
        if WIRESHARK.match(name) or name == "maxminddb.h":
            yield f"{path}: includes {name}"
        if name.endswith("-internal.h") or (name in dissect and name != "dissect.h"):
            yield f"{path}: includes {name}, which is the library's own"
        other = name.removesuffix(".h")
        if bracket == '"' and name not in own | dissect and level(PART_OF.get(other, other)) is None:
            yield f"{path}: includes {name}, which is in no layer"


def complaints_of_source(path):
    """lib never reads the clock, never prints, has no mutable globals."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    for call in ("printf", "g_print", "g_printerr", "puts", "fputs", "time", "g_get_real_time",
                 "clock_gettime", "g_message", "g_warning"):
        if re.search(rf"(?<![\w.>]){call}\s*\(", text):
            yield f"{path}: calls {call}"
    for line in re.findall(r"^static (?!const|inline)[\w \*]+(?:\[[^\]]*\])?(?: = [^;{]+)?;", text, re.M):
        if (path.name, line) not in GLOBALS:
            yield f"{path}: mutable global: {line}"


# What makes, replaces or cuts a file.
WRITES = re.compile(r"\bO_(?:CREAT|TRUNC|TMPFILE)\b|\b(?:creat|rename|renameat2?|g_rename|mkstemp|g_mkstemp\w*|mkdir|g_mkdir|"
                    r"g_mkdir_with_parents|g_file_set_contents\w*|g_file_open_tmp|g_file_replace\w*|g_file_create\w*|"
                    r"g_file_append_to\w*|freopen)\s*\(|\b(?:g_)?fopen\s*\([^;]*,\s*\"(?:[wa]|r\+)")


def complaints_of_writers(path):
    """One place writes all files."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    for found in WRITES.findall(text):
        yield f"{path}: writes a file ({found.strip()}), which only lib/out-*.c may"


def main():
    tree = pathlib.Path(sys.argv[1])
    found = []
    dissect = sorted((tree / "lib" / "dissect").glob("*.[ch]"))
    for path in sorted((tree / "lib").glob("*.[ch]")):
        found += complaints_of_lib(path)
        found += [f"{path}: includes {name}, which is the dissectors'"
                  for _, name in INCLUDE.findall(path.read_text())
                  if name.removeprefix("dissect/") in {header.name for header in dissect}]
        if path.suffix == ".c":
            found += complaints_of_source(path)
    for path in dissect:
        found += complaints_of_dissectors(path)
        if path.suffix == ".c":
            found += complaints_of_source(path)
    command = {path.name for path in (tree / "lib" / "command").glob("*.h")}
    for path in sorted((tree / "lib" / "command").glob("*.[ch]")):
        found += complaints_of_command(path, command, {header.name for header in dissect if header.suffix == ".h"})
    for path in [*(tree / "lib").glob("*.[ch]"), *dissect, *(tree / "plugin").glob("*.[ch]")]:
        found += [f"{path}: includes {name}, which is the command's"
                  for _, name in INCLUDE.findall(path.read_text()) if name.removeprefix("command/") in command]
    for path in [*(tree / "lib").rglob("*.c"), *(tree / "plugin").glob("*.c")]:
        if not (path.parent.name == "lib" and path.name.startswith("out-")):
            found += complaints_of_writers(path)
    own = {header.name for header in (tree / "lib").glob("*-internal.h")}
    for path in sorted((tree / "plugin").glob("*.[ch]")):
        for _, name in INCLUDE.findall(path.read_text()):
            if name == "maxminddb.h" or name in own:
                found.append(f"{path}: includes {name}, which is the library's own")
    print("\n".join(found) if found else "every file includes only what stands below it")
    return 1 if found else 0


sys.exit(main())
