#!/usr/bin/env python3
"""Files, compressed or not, several, standard input, pipes: the same packets are the same report.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gzip
import json
import os
import shutil
import subprocess
import sys
import threading

from command import DIR, HOME, PROGRAM, MANUF, arp_of, check, expect, failed, pcapng, run, write

data = open(HOME, "rb").read()
plain = run(HOME)
expect("a file", plain, 0, messages=0, out="2352 packets")


def same(name, result):
    check(name, result.status == 0 and result.out == plain.out and result.err == "", repr(result))


packed = write("home.pcapng.gz", gzip.compress(data))
same("compressed", run(packed))
same("compressed, whatever it is called", run(shutil.copy(packed, DIR / "home.pcapng")))
middle = len(data) // 2
same("compressed in two pieces, one after the other",
     run(write("two.gz", gzip.compress(data[:middle]) + gzip.compress(data[middle:]))))
same("compressed, and padded with zeros", run(write("padded.gz", gzip.compress(data) + bytes(512))))
same("standard input, a file", run("-", stdin=open(HOME, "rb")))
same("standard input, a pipe", run("-", stdin=data))
same("standard input when nothing is named", run(stdin=data))
same("standard input, compressed", run(stdin=gzip.compress(data)))

# Bytes that come one by one are the same bytes.
slow = subprocess.Popen([PROGRAM, *MANUF], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
for i in range(0, len(data), 997):
    slow.stdin.write(data[i : i + 997])
    slow.stdin.flush()
check("a pipe in small pieces", slow.communicate()[0].decode() == plain.out)

# A named pipe is read once, from its beginning.
fifo = DIR / "fifo"
os.mkfifo(fifo)
writer = threading.Thread(target=lambda: fifo.write_bytes(data))
writer.start()
same("a named pipe", run(fifo))
writer.join()


# Several files are one capture: cut at a packet, the two parts are the whole.
def blocks(capture):
    import struct
    at = 0
    while at < len(capture):
        kind, length = struct.unpack_from("<II", capture, at)
        yield kind, capture[at : at + length]
        at += length


parts = list(blocks(data))
head = b"".join(block for kind, block in parts if kind in (0x0A0D0D0A, 1))
packets = [block for kind, block in parts if kind == 6]
first = write("first.pcapng", head + b"".join(packets[:200]))
rest = write("rest.pcapng.gz", gzip.compress(head + b"".join(packets[200:])))
same("two files, one of them compressed", run(first, rest))
same("a file and standard input", run(first, "-", stdin=gzip.decompress(open(rest, "rb").read())))
findings = [json.loads(run("--format", "json", *files).out)["findings"] for files in ([HOME], [first, rest])]
check("frames are numbered through", findings[0] == findings[1] and any(f["first_frame"] > 200 for f in findings[0]))
expect("a file twice", run(HOME, HOME), 0, out="4704 packets")

# Interfaces and sections that differ in what matters to nobody.
frame = arp_of(bytes.fromhex("70ee5000fe24"), b"\x0a\0\0\x02")
for order, end in (("<", "little"), (">", "big")):
    mixed = pcapng(("section",), ("interface", 1, 65535), ("packet", 0, frame), ("interface", 1, 262144),
                   ("packet", 1, frame), ("section",), ("interface", 1, 96), ("packet", 0, frame), order=order)
    expect(f"other snapshot lengths, {end} end first", run("--devices", write("mixed.pcapng", mixed)), 0, messages=0,
           out="1 device, 3 packets, 126 B")
    slow = subprocess.Popen([PROGRAM, *MANUF, "--devices"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for byte in mixed:
        slow.stdin.write(bytes([byte]))
        slow.stdin.flush()
    check("and byte by byte", b"1 device, 3 packets, 126 B" in slow.communicate()[0])

# Nanoseconds, big-endian, microseconds.
if shutil.which("editcap"):
    for kind in ("pcap", "nsecpcap"):
        converted = DIR / f"home.{kind}"
        subprocess.run(["editcap", "-F", kind, HOME, converted], check=True)
        same(f"as {kind}", run(converted))
else:
    print("SKIPPED LOUDLY: no editcap")

# Only so many, only such.
expect("--packets", run("--packets", 100, HOME), 0, messages=0, out="100 packets")
expect("--packets over two files", run("-c", 1100, first, rest), 0, out="1100 packets")
web = run("--filter", "tcp port 443", HOME)
expect("--filter counts what it selects", web, 0, out="1344 packets")
check("and only that", "udp/53" not in web.out and "tcp/443" in web.out)
check("but names come from all packets", "avs-alexa-eu.amazon.com" in web.out, web.out[:600])
every = json.loads(run("--format", "json", HOME).out)
some = json.loads(run("--format", "json", "--filter", "host 192.168.178.64", HOME).out)
check("findings are those that selected packets prove",
      0 < len(some["findings"]) < len(every["findings"])
      and all(f in every["findings"] for f in some["findings"]))
expect("a filter that selects nothing", run("-f", "tcp port 1", HOME), 0, out="0 packets")

sys.exit(failed())
