#!/usr/bin/env python3
"""Times iot-devices against what else reads a capture as a whole, in the same rounds.

usage: devices.py --command PROGRAM --generate PROGRAM --work DIR [--packets N] [--devices N]
                  [--remotes N] [--rounds N] [--real CAPTURE] [--times FACTOR]

Prints Markdown for doc/performance.md, as bench.py does, whose rounds and ratios these are. How
memory grows is measured of captures that come through a pipe, with --times (default: 10) the
packets and twice that: they would have 6 and 12 GB as files. tests/bench/run.sh --only iot-devices builds what this takes.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import bench

MIB = 2**20
COPIED_MAX = 1.5     # of tcpdump's time
FASTER_MIN = 12      # than tshark
MEMORY_MAX_MIB = 64
GROWTH_MAX = 1.1     # of memory, with twice the packets, once bounded tables are full


class Program(NamedTuple):
    key: str
    title: str
    arguments: list[str]  # the capture's path goes where CAPTURE is


CAPTURE = "CAPTURE"


def programs(work: Path) -> list[Program]:
    return [
        Program("iot", "**`iot-devices -q F`**", [f"{work}/iot-devices", "-q", CAPTURE]),
        Program("tcpdump", "`tcpdump -r F -w /dev/null`",
                ["tcpdump", "-r", CAPTURE, "-w", "/dev/null"]),
        Program("ndpi", "`ndpiReader -q -i F`", ["ndpiReader", "-q", "-i", CAPTURE]),
        Program("conv", "`tshark -n -q -z conv,ip -r F`",
                ["tshark", "-n", "-q", "-z", "conv,ip", "-r", CAPTURE]),
    ]


class DevicesBench(bench.Bench):
    def stage(self) -> None:
        self.work.mkdir(parents=True, exist_ok=True)
        self.work.chmod(0o755)
        for name in ("home", "bare"):
            shutil.rmtree(self.work / name, ignore_errors=True)
            (self.work / name).mkdir()
        if self.as_nobody:
            shutil.chown(self.work / "home", "nobody")
        shutil.copy(self.options.command, self.work / "iot-devices")
        (self.work / "iot-devices").chmod(0o755)

    def captures(self) -> list[bench.Capture]:
        n, d, m = self.options.packets, self.options.devices, self.options.remotes
        return [self.generated("home", f"Generated: {n} packets, {d} devices, {m} remotes", n, d, m),
                *self.real()]

    def read(self, program: Program, path: Path) -> bench.Run:
        return self.time([str(path) if word == CAPTURE else word for word in program.arguments],
                         "bare")

    def told(self, *arguments: str) -> bytes:
        done = subprocess.run(arguments, env=self.environment("bare"), cwd="/", check=True,
                              capture_output=True, **self.as_nobody)
        return done.stdout

    def prove(self) -> None:
        """That each reads all packets as this user, with these options."""
        packets = bench.PROOF_PACKETS
        path = self.generated("proof", "", packets, 5, 20).path
        name, program = str(path), str(self.work / "iot-devices")
        everything = re.search(rb'"packets" *: *(\d+)',
                               self.told(program, "-q", "--format", "json", name))
        proofs = {
            "iot-devices names devices": b"(name from dhcp)" in self.told(program, "-q", name),
            "iot-devices counts all packets": everything and int(everything[1]) == packets,
            "tcpdump copies all bytes": len(self.told("tcpdump", "-r", name, "-w", "-"))
                                        == path.stat().st_size,
            # With -q it says nothing at all.
            "ndpiReader sees all packets": re.search(rb"IP packets: +(\d+) +of (\d+) packets",
                                                     self.told("ndpiReader", "-i", name)),
            "tshark sees conversations": b"192.168.0." in self.told(
                "tshark", "-n", "-q", "-z", "conv,ip", "-r", name),
        }
        for what, holds in proofs.items():
            if not holds:
                sys.exit(f"bench: not so: {what}")

    def rounds_of(self, captures: list[bench.Capture]) -> bench.Runs:
        runs: bench.Runs = {capture.key: {} for capture in captures}
        for capture in captures:
            bench.warm(capture.path)
        for number in range(self.options.rounds):
            for capture in captures:
                for program in programs(self.work):
                    of = runs[capture.key].setdefault(program.key, [])
                    of.append(self.read(program, capture.path))
            print(f"round {number + 1} of {self.options.rounds}", file=sys.stderr)
        return runs

    def piped(self, packets: int) -> bench.Run:
        """Memory alone: the time is that of the generator, too."""
        sizes = map(str, (packets, self.options.devices, self.options.remotes))
        with subprocess.Popen([self.options.generate.resolve(), *sizes, "-"],
                              stdout=subprocess.PIPE) as generate:
            run = self.time([f"{self.work}/iot-devices", "-q", "-"], "bare", generate.stdout)
        if generate.returncode != 0:
            sys.exit("bench: what was generated was not read to its end")
        return run

    def versions(self) -> list[str]:
        tcpdump = subprocess.run(["tcpdump", "--version"], text=True, check=True,
                                 capture_output=True)
        ndpi = subprocess.run(["ndpiReader", "-h"], text=True, check=False, capture_output=True)
        found = re.search(r"nDPI ([\d.]+)", ndpi.stdout + ndpi.stderr)
        return [*(tcpdump.stdout + tcpdump.stderr).splitlines()[:2],
                f"nDPI {found[1] if found else '?'}"]


def table(capture: bench.Capture, work: Path, runs: dict[str, list[bench.Run]]) -> str:
    lines = [f"### {capture.title}", "",
             "| program | time s | CPU s | peak MiB | of ours | by CPU | packets/s |",
             "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for program in programs(work):
        own, ours = runs[program.key], runs["iot"]
        cells = [program.title]
        cells += [f"{bench.median(own, member):.3f}" for member in ("elapsed_s", "cpu_s")]
        cells += [f"{bench.median(own, 'peak_bytes') / MIB:.0f}"]
        cells += [f"{bench.ratio(own, ours, member):.2f}" for member in ("elapsed_s", "cpu_s")]
        cells += [f"{capture.packets / bench.median(own, 'elapsed_s'):.0f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def memory_table(grown: dict[int, bench.Run]) -> str:
    lines = ["### Memory, of captures through a pipe", "", "| packets | peak MiB |",
             "| ---: | ---: |"]
    lines += [f"| {packets} | {run.peak_bytes / MIB:.1f} |" for packets, run in grown.items()]
    return "\n".join(lines) + "\n"


def goals(captures: list[bench.Capture], runs: bench.Runs,
          grown: dict[int, bench.Run]) -> list[bench.Goal]:
    found = []
    for capture in captures:
        of = runs[capture.key]
        for text, limit, at_least, above, below in (
                ("iot-devices, of `tcpdump -w /dev/null`", COPIED_MAX, False, "iot", "tcpdump"),
                ("`conv,ip`, of iot-devices", FASTER_MIN, True, "conv", "iot"),
                ("ndpiReader, of iot-devices", 1, True, "ndpi", "iot")):
            found.append(bench.Goal(f"{capture.key}: {text}", limit, at_least,
                                    bench.ratio(of[above], of[below], "elapsed_s"),
                                    bench.ratio(of[above], of[below], "cpu_s")))
        found.append(bench.Goal(f"{capture.key}: peak MiB", MEMORY_MAX_MIB, False,
                                bench.median(of["iot"], "peak_bytes") / MIB, None))
    *_, least, most = grown
    found.append(bench.Goal(f"{most} packets, of the peak of {least}", GROWTH_MAX, False,
                            grown[most].peak_bytes / grown[least].peak_bytes, None))
    return found


def main() -> None:
    parser = bench.option_parser()
    parser.add_argument("--command", type=Path, required=True)
    parser.add_argument("--times", type=int, default=10)
    all_runs = DevicesBench(parser.parse_args())
    all_runs.stage()
    all_runs.prove()
    captures = all_runs.captures()
    runs = all_runs.rounds_of(captures)
    few, many = all_runs.options.packets, all_runs.options.packets * all_runs.options.times
    sizes = (few, many, 2 * many)
    grown = {packets: all_runs.piped(packets) for packets in sizes}
    print(bench.machine(all_runs, *all_runs.versions()))
    for capture in captures:
        print(table(capture, all_runs.work, runs[capture.key]))
    print(memory_table(grown))
    print(bench.goal_table(goals(captures, runs, grown)))


if __name__ == "__main__":
    main()
