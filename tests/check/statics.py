#!/usr/bin/env python3
"""What is static and can change: nothing, but what stands here by name with its reason.

SPDX-License-Identifier: GPL-2.0-or-later

usage: statics.py SOURCE_TREE COMPILE_COMMANDS
"""
import json
import pathlib
import re
import subprocess
import sys

# By file: who may have which, and why.
KNOWN = {
    "hash.c": ("process_key",),         # GLib gives hash functions no data of ours
    "state.c": ("iot_state_all",),      # the one pointer
    # Numbers that Wireshark gives, and tables that it was given the address of.
    "protocol.c": ("proto_iot",),
    "packet-iot.c": ("iot_tap", "iot_handle"),
    "fields.c": ("hf_iot_*", "ett_iot*", "ei_iot_*", "hf", "ett", "ei"),
    "fields-device.c": ("hf_iot_*", "ett_iot*", "hf", "ett"),
    "fields-remote.c": ("hf_iot_*", "ett_iot*", "hf", "ett"),
    "prefs.c": ("values",),             # it writes preferences there
    "uat-devices.c": ("device_recs", "n_device_recs", "device_fields"),
    "tap-iot-tabs.c": ("conversation_info", "endpoint_info"),
    "flat-row.c": ("fields",),
    "tap-iot-flat.c": ("params", "ui"),
    "tap-iot-tables.c": ("uis",),
    "menu-iot.c": ("fields",),
    "plugin.c": ("protocol", "taps"),
    # A handler of signals and GLib's parser of options are given no data of ours.
    "signals.c": ("*",),
    "options.c": ("given",),
    "pcap-input.c": ("q",),             # GLib's number of our kind of error
    "diagnostics.c": ("line_is_used",), # of the one terminal
}
SYMBOL = re.compile(r"^\S+ .{6}([OB ]) (\.(?:data|bss)\S*)\t(\S+) (?:\.hidden )?(\S+)$")


def is_known(file, symbol):
    return any(symbol == name or name.endswith("*") and symbol.startswith(name[:-1]) for name in KNOWN.get(file, ()))


def changeable(path):
    """Names of what stands in memory that can be written, but for what the linker alone does."""
    listed = subprocess.run(["objdump", "-t", str(path)], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        found = SYMBOL.match(line)
        if found and found[1] == "O" and not found[2].startswith((".data.rel.ro", ".data.rel.local.ro")):
            yield re.sub(r"\.\d+$", "", found[4])


def objects_of(tree, commands):
    """(source, object) of all that is lib/'s and plugin/'s, once each."""
    found = {}
    for entry in json.loads(commands.read_text()):
        source = pathlib.Path(entry["file"])
        if source.is_relative_to(tree / "lib") or source.is_relative_to(tree / "plugin"):
            output = re.search(r" -o (\S+)", entry["command"])[1]
            found.setdefault(source, pathlib.Path(entry["directory"]) / output)
    return sorted(found.items())


def main():
    tree = pathlib.Path(sys.argv[1]).resolve()
    objects = objects_of(tree, pathlib.Path(sys.argv[2]))
    complaints = [f"{source.relative_to(tree)}: {symbol} is static and can change"
                  for source, path in objects for symbol in changeable(path) if not is_known(source.name, symbol)]
    if not objects:
        complaints.append("no objects")
    print("\n".join(complaints) if complaints else f"{len(objects)} objects, and nothing that can change but what is known")
    return 1 if complaints else 0


sys.exit(main())
