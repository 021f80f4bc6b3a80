#!/usr/bin/env python3
"""Frame by frame, what lib/wire read and what Wireshark's dissection says are the same.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR oracle.py TSHARK OBSERVE [--copies N] [--seed N] [--show N] [CAPTURE...]

`observe` prints what lib/wire's dissector told of each frame, plain tshark its fields, and reading.py works out
of these what should have been told: addresses, ports, streams, retransmissions, round trips, names, answers,
bindings and all other facts. What may differ is in table.py and nowhere else. Captures are our samples, the
real ones, and damaged copies of both, made as tests/check/damaged.py makes them; or those that are named.
JOBS (default: 2) run at a time.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "check"))

import reading
from damaged import Copies
from table import DAMAGED, WHOLE, explaining
from wireshark import Fault, Tshark, frames

COPIES = 35
MANY = 1000  # copies in which everything occurs that is in the table
SIDES = ("src", "src_port", "dst", "dst_port")


def text_of(value):
    """observe writes each byte of a text as a character."""
    if isinstance(value, str):
        return value.encode("latin-1").decode("utf-8", "replace")
    return [text_of(part) for part in value] if isinstance(value, list) else value


@dataclass
class Found:
    """A difference: one member of a frame, or all facts of one kind."""

    frame: object  # Wireshark's fields of it
    member: str
    theirs: object  # Wireshark's; 0 or []: nothing
    ours: object
    transport: str  # lib/wire's, of the frame; None: none
    direction: tuple  # of its stream, by lib/wire; None: it has none
    has_ip: bool  # to either
    damaged: bool  # the capture is a damaged copy
    told_before: bool = False  # lib/wire told the same of the stream in an earlier frame
    moved: bool = False  # lib/wire told it in an earlier frame of the direction, and Wireshark in this one

    def __post_init__(self):
        self.protocols = self.frame.protocols
        self.malformed = self.frame.text("_ws.malformed")
        # Not all of the frame was captured.
        self.cut = self.frame.number("frame.cap_len") < self.frame.number("frame.len")

    def over(self, transport):
        return self.transport == transport

    def info(self, *texts):
        return any(text in self.frame.text("_ws.col.Info") for text in texts)

    def expert(self, text):
        return text in self.frame.text("_ws.expert.message")

    def __str__(self):
        return (f"frame {self.frame.number('frame.number')} ({':'.join(self.protocols)[:90]}): {self.member} is "
                f"{self.theirs!r} to Wireshark, {self.ours!r} to lib/wire; {self.frame.text('_ws.col.Info')[:80]}")


class Streams:
    """Numbers of streams are each side's own; that they tell the same apart is what counts."""

    def __init__(self):
        self.ours_of, self.theirs_of = {}, {}

    def agree(self, transport, theirs, ours):
        if theirs is None or ours is None:
            return theirs == ours
        return (self.ours_of.setdefault((transport, theirs), ours) == ours
                and self.theirs_of.setdefault((transport, ours), theirs) == theirs)


def by_kind(facts):
    kinds = defaultdict(list)
    for fact in facts:
        kinds[fact[0]].append(fact[1:])
    return kinds


class Comparison:
    """Of one capture."""

    def __init__(self, damaged):
        self.damaged, self.frames, self.members, self.found = damaged, 0, 0, []
        self.streams, self.told = Streams(), defaultdict(set)

    def frame(self, frame, theirs, ours):
        self.frames += 1
        # Wireshark names a protocol by its port, lib/wire by what the bytes show: no oracle for that.
        for member in sorted((theirs.keys() | ours.keys()) - {"facts", "stream", "protocol"}):
            a, b = theirs.get(member, 0), ours.get(member, 0)
            self.members += 1
            if not same(member, a, b):
                self.differs(frame, theirs, ours, member, a, b)
            elif b:
                self.note(ours, member, b)
        if not self.streams.agree(ours.get("transport"), theirs.get("stream"), ours.get("stream")):
            self.differs(frame, theirs, ours, "stream", theirs.get("stream"), ours.get("stream"))
        one, two = by_kind(theirs["facts"]), by_kind(ours["facts"])
        for kind in sorted(one.keys() | two.keys()):
            self.members += max(len(one[kind]), len(two[kind]))
            if one[kind] != two[kind]:
                self.differs(frame, theirs, ours, kind, one[kind], two[kind])

    def note(self, ours, member, value):
        """What was told of a stream, either way."""
        if "stream" in ours:
            self.told[ours["transport"], ours["stream"], member].add(value if isinstance(value, (int, str)) else 0)

    def differs(self, frame, theirs, ours, member, a, b):
        stream = ours.get("stream")
        direction = (ours["transport"], stream, *(ours.get(name) for name in SIDES)) if stream else None
        told = self.told.get((ours.get("transport"), stream, member), ())
        frame.trees = None
        self.found.append(Found(frame, member, a, b, ours.get("transport"), direction,
                                "src" in theirs or "src" in ours, self.damaged,
                                told_before=isinstance(a, (int, str)) and not b and a in told))
        if b and isinstance(b, (int, str)):
            self.note(ours, member, b)

    def pair(self):
        """Finds out what is told in another frame of the same direction: earlier by ours."""
        waiting = defaultdict(list)
        for found in self.found:
            key = (found.member, found.direction)
            if not found.direction:
                continue
            if found.ours and not found.theirs:
                waiting[key].append(found)
            elif found.theirs and not found.ours:
                early = next((early for early in waiting[key] if early.ours == found.theirs), None)
                if early:
                    waiting[key].remove(early)
                    early.moved = found.moved = True


def same(member, theirs, ours):
    if member == "response_ns" and theirs and ours:
        return abs(theirs - ours) <= 1000  # ICMP's are milliseconds with few digits
    return theirs == ours


class Observed:
    """What lib/wire told, frame by frame."""

    def __init__(self, program, capture):
        self.process = subprocess.Popen([program, str(capture)], stdout=subprocess.PIPE, text=True,
                                        stderr=subprocess.DEVNULL)

    def __iter__(self):
        for line in self.process.stdout:
            yield {name: text_of(value) for name, value in json.loads(line).items()}


def once(program, capture, directory):
    """The capture without frames that it holds already: of these, Wireshark knows nothing."""
    observed = Observed(program, capture)
    with observed.process:
        copies = [str(told["frame"]) for told in observed if told.get("copy_of")]
    if not copies:
        return capture
    os.chmod(directory, 0o755)
    path = Path(directory) / capture.name
    subprocess.run(["editcap", capture, path, *copies], stderr=subprocess.DEVNULL, check=False)
    return path


def compare(tshark, program, capture, damaged):
    comparison = Comparison(damaged)
    observed = Observed(program, capture)
    ours = iter(observed)
    with observed.process:
        for frame in frames(tshark, capture):
            told = next(ours, None)
            if told is None:
                raise Fault(f"lib/wire has no frame {frame.number('frame.number')}")
            comparison.frame(frame, reading.read(frame), told)
        if next(ours, None):
            raise Fault(f"Wireshark has no frame {comparison.frames + 1}")
    comparison.pair()
    return comparison


@dataclass
class Verdict:
    name: str
    frames: int = 0
    members: int = 0
    explained: Counter = field(default_factory=Counter)
    bad: list = field(default_factory=list)


def judge(tshark, program, name, capture, damaged=False):
    verdict = Verdict(name)
    try:
        with tempfile.TemporaryDirectory() as directory:
            comparison = compare(tshark, program, once(program, capture, directory), damaged)
    except Fault as fault:
        verdict.bad = [str(fault)]
        return verdict
    verdict.frames, verdict.members = comparison.frames, comparison.members
    for found in comparison.found:
        entry = explaining(found)
        if entry:
            verdict.explained[entry.name] += 1
        else:
            verdict.bad.append(str(found))
    return verdict


def judge_copy(tshark, program, copies, n):
    name, copy = copies.make(n)
    verdict = judge(tshark, program, f"{name} copy {n}", copy, damaged=True)
    copy.unlink()
    return verdict


def tell(verdict, show):
    for words in verdict.bad[:show]:
        print(f"not ok - {verdict.name}: {words}")
    if len(verdict.bad) > show:
        print(f"not ok - {verdict.name}: {len(verdict.bad)} of the kind")
    if not verdict.bad:
        explained = "".join(f", {count} times {name}" for name, count in sorted(verdict.explained.items()))
        print(f"ok - {verdict.name}: {verdict.frames} frames, {verdict.members} members{explained}", flush=True)


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("tshark")
    parser.add_argument("observe")
    parser.add_argument("--copies", type=int, default=COPIES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=10)
    parser.add_argument("captures", nargs="*", type=Path)
    return parser.parse_intermixed_args()


def run(asked, stage, directory):
    """Verdicts, in order: the largest captures begin."""
    tshark = Tshark(asked.tshark, stage)
    captures = asked.captures or [*stage.glob("captures/*.pcapng"), *stage.glob("real/*.pcap*")]
    captures = sorted(captures, key=lambda path: -path.stat().st_size)
    copies = Copies(stage, Path(directory), asked.seed) if asked.copies else None
    with ProcessPoolExecutor(int(os.environ.get("JOBS", "2"))) as pool:
        waiting = [pool.submit(judge, tshark, asked.observe, path.name, path) for path in captures]
        waiting += [pool.submit(judge_copy, tshark, asked.observe, copies, n)
                    for n in range(asked.copies if copies else 0)]
        for one in waiting:
            yield one.result()


def stale(explained, asked):
    """Prints and counts entries that explain nothing, where all captures were read."""
    if asked.captures:
        return 0
    expected = WHOLE + (tuple(entry for entry in DAMAGED if not entry.rare or asked.copies >= MANY)
                        if asked.copies >= COPIES else ())
    names = [entry.name for entry in expected if not explained[entry.name]]
    for name in names:
        print(f"not ok - {name}: explains nothing any more, so take it out")
    return len(names)


def main():
    asked = options()
    stage = Path(os.environ["IOT_STAGE"])
    whole = (stage / "real").is_dir()
    if not whole:
        print("SKIPPING LOUDLY: no real captures; only our own are compared")
    total, bad, explained = Counter(), 0, Counter()
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)  # tshark is another user
        for verdict in run(asked, stage, directory):
            tell(verdict, asked.show)
            bad += len(verdict.bad)
            explained += verdict.explained
            total.update(captures=1, frames=verdict.frames, members=verdict.members)
    bad += stale(explained, asked) if whole else 0
    for name, count in explained.most_common():
        print(f"{count:7} {name}")
    print(f"{total['captures']} captures, {total['frames']} frames, {total['members']} members; "
          f"{sum(explained.values())} differences explained by {len(explained)} entries of "
          f"{len(WHOLE + DAMAGED)}; {bad} faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
