#!/usr/bin/env python3
"""Damaged captures, read by the plugin and by iot-devices: both get through, in bounded time and memory.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR damaged.py TSHARK IOT-DEVICES SANITIZE-BUILD [COPIES [SEED]]

The copies are made as in tests/fuzz/captures.sh: a piece of a capture in which editcap changes bytes at
random, every seventh cut off in its middle, too. iot-devices reads each as it is and with
AddressSanitizer and UndefinedBehaviorSanitizer, the plugin with -2 (tests/fuzz/captures.sh has it read
with sanitizers). What Wireshark does without our plugin, too, is counted and is no failure. That both say
the same of damaged bytes is not asked for: how often they do is told at the end. A copy that fails is
kept in SANITIZE-BUILD/found. JOBS (default: 2) run at a time.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from differential import CUT_SHORT, compare

COPIES = 150
PIECE = 200  # packets of a copy
BEGINNING = 2400  # packets of a capture that pieces are taken from
LEAST = 50  # packets that are left of a capture where a piece begins
PLACES = 5  # where pieces begin
RATES = ["0.001", "0.003", "0.01", "0.02", "0.05"]  # share of bytes that are changed
CUT = 7  # of so many copies, one is cut off
SECONDS = 60  # whoever takes longer hangs
MIB = 1024 * 1024
COMMAND_BYTES = 64 * MIB  # of resident memory
TSHARK_BYTES = 512 * MIB
REPORTS = (b"AddressSanitizer", b"runtime error", b"GLib-", b"Dissector bug, protocol IoT")


class Run(NamedTuple):
    status: int
    out: bytes
    err: bytes
    peak_bytes: int

    def trouble(self, statuses, limit):
        """What is wrong with it; "" if nothing is."""
        if self.status not in statuses:
            return f"status {self.status}: {self.err[-400:].decode(errors='replace')}"
        for line in self.err.splitlines():
            if any(report in line for report in REPORTS):
                return line.decode(errors="replace")
        if limit and self.peak_bytes > limit:
            return f"{self.peak_bytes // MIB} MiB of memory"
        return ""


class Verdict(NamedTuple):
    kind: str  # "good", "wireshark", "bad"
    words: str
    rows: int = 0
    same_rows: int = 0
    peaks: tuple = (0, 0)  # the plugin's and the command's


def run(command, environment=None):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        # 124 and 137: it took too long.
        process = subprocess.Popen(["timeout", "-k", "5", str(SECONDS), *map(str, command)],
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Run(process.returncode, out.read(), err.read(), usage.ru_maxrss * 1024)


def beginnings(stage, directory):
    """The beginning of each capture, and how many packets it has."""
    names = sorted(stage.glob("captures/*.pcapng")) + sorted(stage.glob("real/*.pcap*"))
    for name in names:
        head = directory / f"{name.name}.head"
        # One that is cut short is left to the other tests.
        if run(["editcap", "-r", name, head, f"1-{BEGINNING}"]).status == 0:
            packets = run(["capinfos", "-TMrc", head]).out.split()
            yield name.name, head, int(packets[-1])


class Copies:
    def __init__(self, stage, directory, seed):
        self.directory, self.seed = directory, seed
        self.heads = list(beginnings(stage, directory))

    def make(self, n):
        """The copy of that number, and the name of the capture that it is of."""
        name, head, packets = self.heads[n % len(self.heads)]
        first = 1 + n * 7919 % PLACES * (BEGINNING - PIECE) // (PLACES - 1)
        if packets < first + LEAST:
            first = 1
        copy = self.directory / f"{n}.pcapng"
        rate = RATES[n // CUT % len(RATES)]
        run(["editcap", "-r", "-E", rate, "--seed", self.seed * 100000 + n, head, copy,
             f"{first}-{first + PIECE - 1}"])
        if n % CUT == CUT - 1:
            os.truncate(copy, copy.stat().st_size * 2 // 3)
        return name, copy


class Readers:
    def __init__(self, stage, tshark, command, sanitized):
        self.tshark, self.command, self.sanitized = tshark, command, sanitized
        home = stage / "home"
        self.environment = dict(os.environ, HOME=str(home), XDG_CONFIG_HOME=str(home / ".config"),
                                ASAN_OPTIONS="abort_on_error=1", UBSAN_OPTIONS="halt_on_error=1")

    def read(self, copy):
        plugin = run([self.tshark, "-n", "-2", "-q", "-r", copy, "-z", "iot,export,json"])
        arguments = ["--quiet", "--format=json", copy]
        command = run([self.command, *arguments], self.environment)
        sanitized = run([self.sanitized, *arguments], self.environment)
        # A cut copy ends with 1, one whose first packet is gone with 2.
        trouble = sanitized.trouble((0, 1, 2), 0) or command.trouble((0, 1, 2), COMMAND_BYTES)
        if not trouble and sanitized.out != command.out:
            trouble = "says something else with sanitizers"
        if trouble:
            return Verdict("bad", f"iot-devices: {trouble}")
        trouble = plugin.trouble(CUT_SHORT, TSHARK_BYTES)
        if trouble:
            bare = run([self.tshark, "-n", "-2", "-V", "-r", copy],
                       dict(os.environ, IOT_STAGE=os.environ["IOT_STAGE"] + "/none"))
            kind = "wireshark" if bare.trouble(CUT_SHORT, TSHARK_BYTES) else "bad"
            return Verdict(kind, f"tshark: {trouble}")
        return self.judge(plugin, command)

    @staticmethod
    def judge(plugin, command):
        peaks = (plugin.peak_bytes, command.peak_bytes)
        if command.status == 2 or not plugin.out:
            return Verdict("good", "nothing to read", peaks=peaks)
        compared = compare(json.loads(plugin.out), json.loads(command.out))
        return Verdict("good", "", sum(compared.rows.values()), compared.same_rows, peaks)


def one(copies, readers, found, n):
    name, copy = copies.make(n)
    verdict = readers.read(copy)
    if verdict.kind == "bad":
        shutil.copy(copy, found / f"differential-{copies.seed}-{n}.pcapng")
    copy.unlink()
    return verdict._replace(words=f"{name} copy {n}: {verdict.words}")


def build(directory):
    """iot-devices with sanitizers, as tests/sanitize.sh builds it."""
    root = Path(__file__).resolve().parents[2]
    for command in (
        ["cmake", "-S", root, "-B", directory / "gcc", "-G", "Ninja", "-DCMAKE_C_COMPILER=gcc",
         "-DIOT_SANITIZE=ON"],
        ["cmake", "--build", directory / "gcc", "-j", "2", "--target", "iot-devices"],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"not ok - {done.stdout}{done.stderr}")
    return directory / "gcc/lib/command/iot-devices"


def tell(verdicts):
    kinds = Counter(verdict.kind for verdict in verdicts)
    read = [verdict for verdict in verdicts if verdict.rows]
    rows, same_rows = sum(v.rows for v in read), sum(v.same_rows for v in read)
    same = sum(v.rows == v.same_rows for v in read)
    for verdict in verdicts:
        if verdict.kind != "good":
            print(f"{'not ok' if verdict.kind == 'bad' else 'wireshark'} - {verdict.words}")
    print(f"{len(verdicts)} copies: {kinds['good']} good, {kinds['wireshark']} where Wireshark itself "
          f"fails, {kinds['bad']} bad")
    print(f"{len(read)} read by both, of which {same} ({100 * same / max(1, len(read)):.1f} %) say the "
          f"same in all of their rows; {same_rows} of {rows} rows ({100 * same_rows / max(1, rows):.1f} %)")
    print(f"largest: tshark {max(v.peaks[0] for v in verdicts) / MIB:.0f} MiB, "
          f"iot-devices {max(v.peaks[1] for v in verdicts) / MIB:.1f} MiB")
    return kinds["bad"] == 0 and len(read) * 2 > len(verdicts)


def main(tshark, command, sanitize, copies=COPIES, seed=1):
    stage, sanitize = Path(os.environ["IOT_STAGE"]), Path(sanitize)
    found = sanitize / "found"
    found.mkdir(parents=True, exist_ok=True)
    readers = Readers(stage, tshark, command, build(sanitize))
    if not (stage / "real").is_dir():
        print("SKIPPING LOUDLY: no real captures; only our own are damaged")
    # The bare Wireshark's stage: without our plugin.
    (stage / "none/plugins").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)  # tshark is another user
        pieces = Copies(stage, Path(directory), int(seed))
        with ThreadPoolExecutor(int(os.environ.get("JOBS", "2"))) as pool:
            verdicts = list(pool.map(lambda n: one(pieces, readers, found, n), range(int(copies))))
    return 0 if tell(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
