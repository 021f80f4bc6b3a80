"""What the tests of iot-devices share: they run it, and check.

SPDX-License-Identifier: GPL-2.0-or-later

Whoever imports it ends with: sys.exit(failed())
"""
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile

PROGRAM = os.environ["IOT_DEVICES"]
SOURCE = pathlib.Path(os.environ["IOT_SOURCE"])
CAPTURES = SOURCE / "captures"
HOME = str(CAPTURES / "smart-home.pcapng")
# The makers that every expected output has, whatever this machine has.
MANUF = ["--manuf", str(SOURCE / "tests" / "manuf")]
DIR = pathlib.Path(tempfile.mkdtemp())

_failures = 0


def check(name, good, detail=""):
    global _failures
    print(f"{'ok' if good else 'not ok'} - {name}" + ("" if good else f"\n  {detail}"))
    _failures += not good


def failed():
    shutil.rmtree(DIR, ignore_errors=True)
    return 1 if _failures else 0


class Result:
    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()
        self.messages = self.err.splitlines()

    def __repr__(self):
        return f"status {self.status}\n  out: {self.out[:400]!r}\n  err: {self.err[:800]!r}"


def run(*args, stdin=b"", env=None):
    """stdin: bytes, or an open file."""
    given = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin}
    makers = [] if "--manuf" in args else MANUF
    done = subprocess.run([PROGRAM, *map(str, args), *makers], capture_output=True, timeout=120,
                          env=dict(os.environ, **(env or {})), **given)
    return Result(done)


def write(name, data):
    path = DIR / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(path)


def pcapng(*blocks, order="<"):
    """Of ("section",), ("interface", link type, snapshot length), ("packet", interface, bytes), ("old", interface, bytes)
    and ("simple", bytes)."""
    def block(kind, body):
        body += bytes(-len(body) % 4)
        length = struct.pack(order + "I", len(body) + 12)
        return struct.pack(order + "I", kind) + length + body + length

    make = {
        "section": lambda: block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1)),
        "interface": lambda link, snapshot: block(1, struct.pack(order + "HHI", link, 0, snapshot)),
        "packet": lambda interface, frame: block(
            6, struct.pack(order + "IIIII", interface, 0x5A000, 1, len(frame), len(frame)) + frame),
        "old": lambda interface, frame: block(
            2, struct.pack(order + "HHIIII", interface, 0, 0x5A000, 1, len(frame), len(frame)) + frame),
        "simple": lambda frame: block(3, struct.pack(order + "I", len(frame)) + frame),
    }
    return b"".join(make[kind](*args) for kind, *args in blocks)


def expect(name, result, status, says=(), messages=None, out=None):
    """Status, parts of messages, how many messages there are, part of the output ('': none)."""
    good = result.status == status
    good &= all(part in result.err for part in says)
    good &= messages is None or len(result.messages) == messages
    good &= out is None or (result.out == "" if out == "" else out in result.out)
    check(name, good, f"wanted status {status}, {says}, {messages} messages; {result!r}")
