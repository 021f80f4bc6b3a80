#!/usr/bin/env python3
"""What zstd and xz compressed is read as what gzip did; what claims much, or expands to much, does no harm.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import lzma
import resource
import struct
import subprocess
import sys
import zlib

from command import DIR, HOME, MANUF, PROGRAM, check, expect, failed, run, write

data = open(HOME, "rb").read()
plain = run(HOME)
version = run("--version").out
BLOCK = 131072  # most bytes of a block of zstd's


def zstd_blocks(*blocks, window_log=17):
    """A frame (RFC 8878, section 3.1.1) of raw blocks, and of (byte, times)."""
    out = [struct.pack("<IBB", 0xFD2FB528, 0, (window_log - 10) << 3)]
    for n, block in enumerate(blocks):
        repeats = isinstance(block, tuple)
        size = block[1] if repeats else len(block)
        out.append(struct.pack("<I", (n == len(blocks) - 1) | repeats << 1 | size << 3)[:3])
        out.append(bytes([block[0]]) if repeats else block)
    return b"".join(out)


def zstd(bytes_):
    return zstd_blocks(*[bytes_[at : at + BLOCK] for at in range(0, len(bytes_), BLOCK)])


def xz_of_dictionary(size_byte):
    """A stream whose block claims that dictionary (xz's file format, section 5.3.1)."""
    stream = bytearray(lzma.compress(data, preset=0))
    end = 12 + (stream[12] + 1) * 4
    assert stream[14] == 0x21
    stream[16] = size_byte
    stream[end - 4 : end] = struct.pack("<I", zlib.crc32(bytes(stream[12 : end - 4])))
    return bytes(stream)


def same(name, result):
    check(name, result.status == 0 and result.out == plain.out and result.err == "", repr(result))


half = len(data) // 2
for name, ending, pack in (("zstd", "zst", zstd), ("xz", "xz", lzma.compress)):
    packed = pack(data)
    file = write(f"home.{ending}", packed)
    if name not in version:
        expect(f"{name} is not part of this build, which says so", run(file), 2, says=[f"it looks like {name}"], messages=1, out="")
        print(f"SKIPPED LOUDLY: built without {name}")
        continue
    same(name, run(file))
    same(f"{name}, through a pipe", run("-", stdin=packed))
    same(f"{name}, two of them one after the other", run(write("two", pack(data[:half]) + pack(data[half:]))))
    expect(f"{name} cut short", run(write("cut", packed[: len(packed) // 2])), 1, messages=1, out="packets",
           says=["cut: ends after frame ", " of the compressed file: the compressed data is cut short"])
    expect(f"{name} without its last byte", run(write("less", packed[:-1])), 1, says=["cut short"], messages=1)
    expect(f"{name} that is no {name}", run(write("noise", packed[:6] + b"\xff" * 500)), 2, messages=1, out="",
           says=["noise: is no capture: the compressed data is damaged"])
    expect(f"{name} of no capture", run(write("text", pack(b"text" * 1000))), 2, says=["text: is no capture"], messages=1, out="")
    run("--summary", "-o", DIR / "home.summary", HOME)
    check(f"a summary that {name} compressed", run("merge", write("summary", pack((DIR / "home.summary").read_bytes()))).out == plain.out)
    check(f"changes of {name}", run("changes", file, HOME).out.startswith("Changes: 0 changes"))
if "zstd" in version:
    same("what is no data is passed over", run(write("skip", struct.pack("<II", 0x184D2A55, 4) + b"none" + zstd(data))))
    expect("a window that takes too much", run(write("window", zstd_blocks(data[:1000], window_log=31))), 2, messages=1, out="",
           says=["it takes more than 128 MiB to expand"])
    # Packets without a byte, 80 GB of them in 2.4 MB; 160 MB of them are read.
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    bomb = write("bomb", zstd_blocks(head, *[(0, BLOCK)] * 600000))
    done = subprocess.run([PROGRAM, *MANUF, "-c", "10000000", bomb], capture_output=True, timeout=100)
    check("what expands to much is read as it comes", done.returncode == 0 and b"10000000 packets" in done.stdout, done)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    check("and kept nowhere", peak < 256 * 1024, f"{peak} KiB")
if "xz" in version:
    expect("a dictionary that takes too much", run(write("dictionary", xz_of_dictionary(36))), 2, messages=1, out="",
           says=["it takes more than 128 MiB to expand"])
for text in (b"(a list", b"\xfdx", b"\x28\xb5", b"P"):
    expect(f"{text} is no such thing", run(write("other", text)), 2, says=["other: is no capture"], messages=1, out="")
    check("nor called damaged", "compress" not in run(str(DIR / "other")).err)

sys.exit(failed())
