#!/usr/bin/env python3
"""Files, compressed or not, several, standard input, pipes: the same packets are the same report.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import fcntl
import gzip
import json
import os
import shutil
import struct
import subprocess
import sys
import termios
import threading
import time

from arp import arp_of
from command import DIR, HOME, PROGRAM, MANUF, Result, check, expect, failed, pcapng, run, write

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



def trickle(bytes_, piece, *args):
    """What is said of bytes that come in pieces: the next is written when the last was taken, as each read(2) must get one.

    Whoever ends before the last one gets no more."""
    out, into = os.pipe()
    reader = subprocess.Popen([PROGRAM, *MANUF, *map(str, args)], stdin=out, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    told = []
    listener = threading.Thread(target=lambda: told.extend(reader.communicate()))
    listener.start()
    waiting = bytearray(4)
    for at in range(0, len(bytes_), piece):
        os.write(into, bytes_[at : at + piece])
        while reader.poll() is None:
            fcntl.ioctl(out, termios.FIONREAD, waiting)
            if not any(waiting):
                break
            time.sleep(0)
        if reader.poll() is not None:
            break
    os.close(into)
    os.close(out)
    listener.join()
    return Result(subprocess.CompletedProcess(reader.args, reader.returncode, *told))


# Bytes that come in pieces are the same bytes.
same("a pipe in small pieces", trickle(data, 997))
expect("a pipe whose reader gives up at once", trickle(bytes(100000), 1), 2, says=["is no capture"], messages=1, out="")

# A named pipe is read once, from its beginning.
fifo = DIR / "fifo"
os.mkfifo(fifo)
writer = threading.Thread(target=lambda: fifo.write_bytes(data))
writer.start()
same("a named pipe", run(fifo))
writer.join()


# Several files are one capture: cut at a packet, the two parts are the whole.
def blocks(capture):
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

# A plain pcap is read without libpcap, up to the first record that is strange: what comes of it is what libpcap makes of the same
# as a file of the version before, which it reads from the first byte to the last.
def as_pcap(order, magic=0xA1B23C4D, minor=4, snaplen=262144, strange=None):
    """`strange`: number of a packet, and what becomes of its seconds, fraction, bytes and true length."""
    at, out = 0, [struct.pack(order + "IHHiIII", magic, 2, minor, 0, 0, snaplen, 1)]
    for at, block in enumerate(packets):
        high, low, captured, length = struct.unpack_from("<IIII", block, 12)
        seconds, fraction = divmod((high << 32 | low) * NS_PER_TICK, 10**9)
        record = seconds, fraction if magic == 0xA1B23C4D else fraction // 1000, block[28 : 28 + captured], length
        seconds, fraction, frame, length = strange[1](*record) if strange and at == strange[0] else record
        out.append(struct.pack(order + "IIII", seconds, fraction, len(frame), length) + frame)
    return b"".join(out)


NS_PER_TICK = 1 if b"\x09\0\x01\0\x09" in head else 1000
same("pcap in the other order of bytes", run(write("as.pcap", as_pcap(">"))))
same("plain pcap", run(write("as.pcap", as_pcap("<"))))
same("plain pcap, compressed", run(write("as.pcap.gz", gzip.compress(as_pcap("<")))))
same("plain pcap, in small pieces", trickle(as_pcap("<"), 997, "-"))


def alike(name, *args, cut=None, **how):
    told = [run(write("as.pcap", as_pcap("<", minor=minor, **how)[:cut]), *args) for minor in (3, 4)]
    check(f"plain pcap, {name}: as libpcap has it", repr(told[0]) == repr(told[1]) and told[0].out == told[1].out, repr(told))


first_cut = 24 + 16 + len(packets[0][28:]) - 20
alike("microseconds", magic=0xA1B2C3D4)
alike("without a length at most", snaplen=0)
alike("with packets beyond the length at most", snaplen=200)
alike("of the first packets only", "-c", "700")
alike("cut in a packet", cut=200000)
alike("cut in the first packet", cut=first_cut)
alike("cut in a record's head", cut=24 + 9)
alike("cut in its own head", cut=23)
alike("without packets", cut=24)
alike("with a fraction above a second", strange=(900, lambda s, f, p, n: (s, f + 10**9, p, n)))
alike("with a time before 1970", strange=(900, lambda s, f, p, n: (2**32 - 5, f, p, n)))
alike("with a packet that is longer than what is read at once", strange=(900, lambda s, f, p, n: (s, f, p + bytes(200000), n + 200000)))
alike("with one that is longer than any", strange=(900, lambda s, f, p, n: (s, f, p + bytes(300000), n + 300000)))

# Interfaces and sections that differ in what matters to nobody.
frame = arp_of(bytes.fromhex("70ee5000fe24"), b"\x0a\0\0\x02")
# Ethernet and raw IP: to each packet its interface's.
def raw(n):
    """An echo request; each is another one, and no copy."""
    return bytes.fromhex(f"4500001c{n:04x}0000400100000a000002cb00710708000000{n:08x}")


for order, end in (("<", "little"), (">", "big")):
    both = pcapng(("section",), ("interface", 1, 65535), ("interface", 101, 262144), ("packet", 1, raw(1)), ("packet", 0, frame),
                  ("old", 1, raw(2)), ("simple", frame), ("section",), ("interface", 101, 0), ("simple", raw(3)), ("interface", 1, 0),
                  ("packet", 1, frame), ("packet", 0, raw(4)), order=order)
    for how, result in (("a file", run("--format", "json", write("both.pcapng", both))),
                        ("compressed", run("--format", "json", write("both.pcapng.gz", gzip.compress(both))))):
        found = json.loads(result.out)
        rows = sorted((r["addresses"][0], r["packets_sent"]) for r in found["conversations"])
        check(f"two link types, {end} end first, {how}", result.status == 0 and not result.err
              and found["capture"]["packets"] == 7 and rows == [("203.0.113.7", 4)], (rows, result))
    told = trickle(both, 1, "--format", "json")
    check(f"the same through a pipe, byte by byte, {end} end first", told.status == 0 and not told.err
          and json.loads(told.out)["conversations"] == found["conversations"], told)
    for words, packets in (("arp", 3), ("icmp", 4), ("net 10.0.0.0/8", 7), ("tcp", 0)):
        result = run("--format", "json", "--filter", words, write("both.pcapng", both))
        check(f"filter {words} on each link type, {end} end first", result.status == 0 and not result.err
              and json.loads(result.out)["capture"]["packets"] == packets, result)
# Whichever comes first, and however it comes; of raw IP nobody can say from which MAC it is.
for order in ((1, 101), (101, 1)):
    ether = order.index(1)
    both = pcapng(("section",), *(("interface", link, 0) for link in order), ("packet", 1 - ether, raw(1)), ("packet", ether, frame))
    for words, packets, left_out in (("arp", 1, False), ("icmp", 1, False), ("ether src 70:ee:50:00:fe:24", 1, True)):
        for how, result in (("a file", run("--format", "json", "-f", words, write("order.pcapng", both))),
                            ("a pipe", run("--format", "json", "-f", words, "-", stdin=both))):
            says = "--filter does not count 1 packets of link type 101 (RAW), for which: "
            check(f"filter {words}, {how}, link types {order}", result.status == 0 and (says in result.err) == left_out
                  and json.loads(result.out)["capture"]["packets"] == packets, result)
# Damage behind what was read, and read at once with it, changes nothing of it.
damaged = pcapng(("section",), ("interface", 101, 0), *(("packet", 0, raw(n)) for n in range(3))) + bytes(100)
expect("a filter before damage", run("-f", "icmp", write("damaged.pcapng", damaged)), 1, says=["damaged.pcapng: ends after frame 3, "],
       messages=1, out="3 packets")
expect("a filter that makes no sense", run("-f", "tcp prot", write("order.pcapng", both)), 2, says=["--filter: "], messages=1, out="")
unread = pcapng(("section",), ("interface", 147, 0), ("interface", 1, 0), ("packet", 0, b"xxxx"), ("packet", 1, frame))
result = run("--devices", write("unread.pcapng", unread))
expect("what no reader knows is counted beside what is read", result, 0, messages=0, out="1 device")

for order, end in (("<", "little"), (">", "big")):
    mixed = pcapng(("section",), ("interface", 1, 65535), ("packet", 0, frame), ("interface", 1, 262144),
                   ("packet", 1, frame), ("section",), ("interface", 1, 96), ("packet", 0, frame), order=order)
    expect(f"other snapshot lengths, {end} end first", run("--devices", write("mixed.pcapng", mixed)), 0, messages=0,
           out="1 device, 3 packets, 126 B")
    expect("and byte by byte", trickle(mixed, 1, "--devices"), 0, messages=0, out="1 device, 3 packets, 126 B")

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
