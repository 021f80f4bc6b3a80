#!/usr/bin/env python3
"""How often --filter is looked at: once for each link type, however many files there are.

SPDX-License-Identifier: GPL-2.0-or-later

usage: filter.py NAMES-SEEN.so
"""
import collections
import shutil
import sys

from command import DIR, check, expect, failed, pcapng, run, write

# There are ten link types that are read, and for one or two of them such a name can be none of a packet's.
LOOKED_UP_MAX = 15

seen = shutil.copy(sys.argv[1], DIR)
echo = bytes.fromhex("4500001c00010000400100000a000002cb0071070800000000000001")
files = [write(f"raw-{n}.pcapng", pcapng(("section",), ("interface", 101, 1000 + n), ("packet", 0, echo[:5] + bytes([n]) + echo[6:])))
         for n in range(8)]


def looked_up(*args):
    """The result, without what was looked up; and that."""
    # A sanitizer's runtime comes second.
    result = run(*args, env={"LD_PRELOAD": seen, "ASAN_OPTIONS": "verify_asan_link_order=0"})
    told = collections.Counter(line for line in result.messages if line.startswith("looked up "))
    result.messages = [line for line in result.messages if line not in told]
    return result, told


for name, good in (("nas.test", True), ("nobody.test", False)):
    one, once = looked_up("-f", f"host {name}", files[0])
    all_, often = looked_up("-f", f"host {name}", *files)
    for result, packets in ((one, "1 packet"), (all_, f"{len(files)} packets")):
        if good:
            expect(f"{name} counts: {packets}", result, 0, messages=0, out=packets)
        else:
            expect(f"{name} is nobody", result, 2, says=["--filter: unknown host"], messages=1, out="")
    check(f"{name} is looked up once for a link type", list(once) == [f"looked up {name}"]
          and 1 <= sum(once.values()) <= LOOKED_UP_MAX, once)
    check(f"{name} is looked up as often for {len(files)} files", often == once, (once, often))
expect("what no packet can be of any link type counts none", run("-f", "tcp and udp", *files), 0, messages=0, out="0 packets")

sys.exit(failed())
