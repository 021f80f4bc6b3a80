#!/usr/bin/env python3
"""Times the plugin against what people would use instead, as whole processes.

usage: bench.py --plugins DIR --generate PROGRAM --work DIR [--packets N] [--devices N]
                [--remotes N] [--rounds N] [--real CAPTURE]

Prints Markdown for doc/performance.md: per capture a table of medians, then each goal, met or not.
One round runs every command once, and ratios are taken within a round, so whatever slows the
machine down for a while meets both sides. tests/bench/run.sh builds what this takes.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import argparse
import hashlib
import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple, Optional

HERE = Path(__file__).resolve().parent
NO_MATCH = "tcp.port == 1"
PROOF_PACKETS = 2000


class Command(NamedTuple):
    """One way to run tshark; `against` is the command its ratios are to."""

    key: str
    title: str
    plugins: str  # a directory of the work directory: with which of Wireshark's plugins
    arguments: list[str]
    against: str = ""


class Capture(NamedTuple):
    key: str
    title: str
    path: Path
    packets: int


class Run(NamedTuple):
    elapsed_s: float
    cpu_s: float
    peak_bytes: int


class Goal(NamedTuple):
    text: str
    limit: float
    at_least: bool
    elapsed: float
    cpu: Optional[float]  # the same by CPU time; None: it is no matter of time


# Runs of each capture, by command: one per round.
Runs = dict[str, dict[str, list[Run]]]


def commands(work: Path) -> list[Command]:
    lua = ["-X", f"lua_script:{work}/iot.lua"]
    transum = ["--enable-protocol", "transum"]
    mate = ["-o", f"mate.config:{work}/sessions.mate"]
    fields = ["-T", "fields"]
    conv, iot = ["-q", "-z", "conv,ip"], ["-q", "-z", "iot,conversations"]
    return [
        Command("conv", "`-q -z conv,ip`", "bare", conv),
        Command("iot", "**`-q -z iot,conversations`**", "iot", iot, "conv"),
        Command("iot-loaded-conv", "**plugin loaded, `-q -z conv,ip`**", "iot", conv, "conv"),
        Command("iot-disabled-conv", "**the same with `--disable-protocol iot`**", "iot",
                ["--disable-protocol", "iot", *conv], "conv"),
        Command("iot-filter", "**`iot,conversations` of `iot.direction == \"outbound\"`**", "iot",
                ["-q", "-z", 'iot,conversations,iot.direction == "outbound"'], "conv"),
        Command("lua", "the same job in Lua, `iot.lua`", "bare", ["-q", *lua], "conv"),
        Command("mate", "MATE with `-q -z conv,ip`", "mate", [*mate, *conv], "conv"),
        Command("two", "`-2 -q -z conv,ip`", "bare", ["-2", *conv]),
        Command("iot-two", "**`-2 -q -z iot,conversations`**", "iot", ["-2", *iot], "two"),
        # TRANSUM shows nothing in a single pass.
        Command("transum", "TRANSUM with `-2 -q -z conv,ip`", "transum", ["-2", *transum, *conv],
                "two"),
        Command("lines", "a line per packet", "bare", []),
        Command("iot-loaded-lines", "**plugin loaded, a line per packet**", "iot", [], "lines"),
        Command("filter", f"`-Y '{NO_MATCH}'`", "bare", ["-Y", NO_MATCH]),
        Command("iot-loaded-filter", f"**plugin loaded, `-Y '{NO_MATCH}'`**", "iot",
                ["-Y", NO_MATCH], "filter"),
        Command("iot-filter-frames", "**`-Y 'iot.device == nobody'`**", "iot",
                ["-Y", "iot.device == nobody"], "filter"),
        Command("fields", "`-T fields -e eth.src -e ip.dst`", "bare",
                [*fields, "-e", "eth.src", "-e", "ip.dst"]),
        Command("iot-fields", "**`-T fields -e iot.device -e iot.name`**", "iot",
                [*fields, "-e", "iot.device", "-e", "iot.name"], "fields"),
        Command("lua-fields", "the same job in Lua", "bare",
                [*lua, *fields, "-e", "iotlua.device", "-e", "iotlua.name"], "fields"),
        Command("idle", "`-q`", "bare", ["-q"]),
        Command("iot-idle", "**plugin loaded, `-q`**", "iot", ["-q"], "idle"),
    ]


# Of the captures that only tell how time grows.
GROWTH_COMMANDS = ("conv", "iot")


class Bench:
    """A work directory that an unprivileged user can read: as root Wireshark runs no plugins."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.work: Path = options.work.resolve()
        self.as_nobody = {"user": "nobody", "group": "nogroup", "extra_groups": []} \
            if os.getuid() == 0 else {}

    def environment(self, plugins: str) -> dict[str, str]:
        home = str(self.work / "home")
        return {"PATH": os.environ["PATH"], "HOME": home, "XDG_CONFIG_HOME": home, "LC_ALL": "C",
                "TZ": "UTC", "WIRESHARK_PLUGIN_DIR": str(self.work / plugins)}

    def stage(self) -> None:
        self.work.mkdir(parents=True, exist_ok=True)
        self.work.chmod(0o755)
        for name in ("home", "bare", "iot", "transum", "mate"):
            shutil.rmtree(self.work / name, ignore_errors=True)
            (self.work / name).mkdir()
        if self.as_nobody:
            shutil.chown(self.work / "home", "nobody")
        shutil.copytree(self.options.plugins, self.work / "iot", dirs_exist_ok=True)
        for name in ("iot.lua", "sessions.mate"):
            shutil.copy(HERE / name, self.work)
        self.stage_wireshark_plugin("transum")
        self.stage_wireshark_plugin("mate")
        subprocess.run(["chmod", "-R", "a+rX", *map(str, self.work.iterdir())], check=True)

    def stage_wireshark_plugin(self, name: str) -> None:
        """WIRESHARK_PLUGIN_DIR replaces the global directory: what is wanted of that is linked."""
        folders = self.output(["-G", "folders"], None)
        where = Path(re.search(r"^Global Plugins:\s+(.+)$", folders, re.M)[1])
        target = self.work / name / where.name / "epan"
        target.mkdir(parents=True)
        (target / f"{name}.so").symlink_to(where / "epan" / f"{name}.so")

    def output(self, arguments: list[str], plugins: Optional[str]) -> str:
        environment = self.environment(plugins or "bare")
        if plugins is None:
            del environment["WIRESHARK_PLUGIN_DIR"]
        done = subprocess.run(["tshark", *arguments], env=environment, text=True, check=True,
                              capture_output=True, cwd="/", **self.as_nobody)
        return done.stdout

    def generated(self, key: str, title: str, packets: int, devices: int, remotes: int) -> Capture:
        """Made once: its name says by which generator, and of what."""
        made_by = hashlib.sha256(self.options.generate.read_bytes()).hexdigest()[:8]
        path = self.work / f"home-{made_by}-{packets}-{devices}-{remotes}.pcap"
        if not path.exists():
            part = path.with_suffix(".part")
            sizes = map(str, (packets, devices, remotes))
            subprocess.run([self.options.generate.resolve(), *sizes, part], check=True)
            part.chmod(0o644)
            part.rename(path)
        return Capture(key, title, path, packets)

    def real(self) -> list[Capture]:
        source = self.options.real
        if not source or not source.exists():
            print(f"SKIPPED LOUDLY: no real capture at '{source}'", file=sys.stderr)
            return []
        path = self.work / source.name
        shutil.copy(source, path)
        path.chmod(0o644)
        told = subprocess.run(["capinfos", "-cM", path], check=True, text=True,
                              capture_output=True)
        packets = int(re.search(r"^Number of packets:\s+(\d+)", told.stdout, re.M)[1])
        return [Capture("real", f"`{source.name}`: {packets} packets", path, packets)]

    def captures(self) -> list[Capture]:
        n, d, m = self.options.packets, self.options.devices, self.options.remotes
        return [
            self.generated("home", f"Generated: {n} packets, {d} devices, {m} remotes", n, d, m),
            *self.real(),
            self.generated("tenth", "a tenth of the packets", n // 10, d, m),
            self.generated("wide", "ten times the devices and remotes", n, 10 * d, 10 * m),
            self.generated("empty", "no packet", 0, d, m),
        ]

    def prove(self) -> None:
        """That each rival does its work, and bare Wireshark none of ours."""
        path = self.generated("proof", "", PROOF_PACKETS, 5, 20).path
        by_key = {command.key: command for command in commands(self.work)}

        def shows(key: str, pattern: str, field: str = "") -> bool:
            command = by_key[key]
            arguments = list(command.arguments)
            if field:
                arguments.remove("-q")
                arguments += ["-T", "fields", "-e", field]
            text = self.output(["-n", "-r", str(path), *arguments], command.plugins)
            return re.search(pattern, text, re.M) is not None

        proofs = {
            "the plugin names devices": shows("iot", r"\(name from dhcp\)"),
            "Lua names devices": shows("lua", r"^plug-0 +api\d"),
            "Lua fills its fields": shows("lua-fields", r"^plug-0\tapi\d"),
            "TRANSUM sees requests": shows("transum", r"^\d+\.\d+$", "transum.art"),
            "MATE sees sessions": shows("mate", r"^\d+$", "mate.tcp_ses"),
            "bare Wireshark has no plugin of ours": "iot.so" not in self.output(["-G", "plugins"],
                                                                                "bare"),
        }
        for what, holds in proofs.items():
            if not holds:
                sys.exit(f"bench: not so: {what}")

    def time(self, arguments: list[str], plugins: str, stdin=None) -> Run:
        start = time.monotonic()
        process = subprocess.Popen(arguments, env=self.environment(plugins), cwd="/", stdin=stdin,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   **self.as_nobody)
        errors = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"bench: {arguments}: {errors}")
        return Run(elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)

    def run(self, command: Command, capture: Capture) -> Run:
        return self.time(["tshark", "-n", "-r", str(capture.path), *command.arguments],
                         command.plugins)

    def rounds(self, captures: list[Capture]) -> Runs:
        runs: Runs = {capture.key: {} for capture in captures}
        for capture in captures:
            warm(capture.path)
        for number in range(self.options.rounds):
            for capture in captures:
                for command in commands(self.work):
                    if capture.key in ("home", "real") or command.key in GROWTH_COMMANDS:
                        of = runs[capture.key].setdefault(command.key, [])
                        of.append(self.run(command, capture))
            print(f"round {number + 1} of {self.options.rounds}", file=sys.stderr)
        return runs


def warm(path: Path) -> None:
    """Brings a file into the page cache. In pieces: a child's peak is never below what we have."""
    with path.open("rb") as file:
        while file.read(2**20):
            pass


def ratio(ours: list[Run], theirs: list[Run], member: str) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(getattr(a, member) / getattr(b, member) for a, b in zip(ours, theirs))


def median(runs: list[Run], member: str) -> float:
    return statistics.median(getattr(run, member) for run in runs)


def bytes_per_frame(ours: list[Run], theirs: list[Run], packets: int) -> float:
    return statistics.median(a.peak_bytes - b.peak_bytes for a, b in zip(ours, theirs)) / packets


def table(capture: Capture, all_commands: list[Command], runs: dict[str, list[Run]]) -> str:
    titles = {command.key: command.title for command in all_commands}
    lines = [f"### {capture.title}", "",
             "| tshark | time s | CPU s | peak MiB | times | CPU times | bytes/frame more | than |",
             "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |"]
    for command in all_commands:
        own = runs[command.key]
        cells = [command.title, f"{median(own, 'elapsed_s'):.2f}", f"{median(own, 'cpu_s'):.2f}",
                 f"{median(own, 'peak_bytes') / 2**20:.0f}"]
        if command.against:
            other = runs[command.against]
            cells += [f"{ratio(own, other, 'elapsed_s'):.2f}", f"{ratio(own, other, 'cpu_s'):.2f}",
                      f"{bytes_per_frame(own, other, capture.packets):.0f}",
                      titles[command.against]]
        else:
            cells += ["", "", "", ""]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def growth(runs: Runs, command: str, small: str, large: str, member: str) -> float:
    """How many times longer, start-up aside. Not a number where noise hides all but start-up."""
    ratios = []
    for a, b, start in zip(runs[small][command], runs[large][command], runs["empty"][command]):
        start_s = getattr(start, member)
        shorter, longer = getattr(a, member) - start_s, getattr(b, member) - start_s
        ratios.append(longer / shorter if min(longer, shorter) > 0 else math.nan)
    return statistics.median(ratios)


def idle_excess(runs: dict[str, list[Run]], member: str) -> float:
    """What the plugin adds when nothing asks for it, in spreads of the bare runs.

    Below one nobody could tell.
    """
    bare = sorted(getattr(run, member) for run in runs["idle"])
    quarter = len(bare) // 4
    spread = max(bare[-1 - quarter] - bare[quarter], 0.005, 0.01 * bare[len(bare) // 2])
    return statistics.median(getattr(a, member) - getattr(b, member)
                             for a, b in zip(runs["iot-idle"], runs["idle"])) / spread


def goals(captures: list[Capture], runs: Runs) -> list[Goal]:
    found = []
    for capture in captures:
        of = runs[capture.key]
        if "lua" not in of:
            continue

        def add(text: str, limit: float, at_least: bool, measure) -> None:
            found.append(Goal(f"{capture.key}: {text}", limit, at_least, measure("elapsed_s"),
                              measure("cpu_s")))

        add("conversations, of `conv,ip`", 1.10, False, lambda by: ratio(of["iot"], of["conv"], by))
        for text, ours, bare in (("`conv,ip`", "iot-loaded-conv", "conv"),
                                 ("a line per packet", "iot-loaded-lines", "lines"),
                                 ("a filter", "iot-loaded-filter", "filter")):
            add(f"{text} with the plugin loaded, of without", 1.03, False,
                lambda by, ours=ours, bare=bare: ratio(of[ours], of[bare], by))
        add("two fields, of two of Wireshark's", 1.20, False,
            lambda by: ratio(of["iot-fields"], of["fields"], by))
        add("Lua's table, of ours", 2.5 if capture.key == "home" else 2.0, True,
            lambda by: ratio(of["lua"], of["iot"], by))
        add("loaded and not used, in spreads of bare runs", 1, False,
            lambda by: idle_excess(of, by))
        found.append(Goal(f"{capture.key}: bytes per frame beyond `conv,ip`", 24, False,
                          bytes_per_frame(of["iot"], of["conv"], capture.packets), None))
    for text, limit, small, large in (
            ("ten times the packets, times the time", 11, "tenth", "home"),
            ("ten times devices and remotes, times the time", 1.2, "home", "wide")):
        found.append(Goal(text, limit, False, growth(runs, "iot", small, large, "elapsed_s"),
                          growth(runs, "iot", small, large, "cpu_s")))
        print(f"(bare `conv,ip`: {text}: {growth(runs, 'conv', small, large, 'elapsed_s'):.2f})",
              file=sys.stderr)
    return found


def goal_table(found: list[Goal]) -> str:
    lines = ["### Goals", "", "| goal | limit | measured | by CPU | |",
             "| --- | ---: | ---: | ---: | --- |"]
    for goal in found:
        met = goal.elapsed >= goal.limit if goal.at_least else goal.elapsed <= goal.limit
        cpu = "" if goal.cpu is None else f"{goal.cpu:.2f}"
        lines.append(f"| {goal.text} | {'at least' if goal.at_least else 'at most'} {goal.limit:g} "
                     f"| {goal.elapsed:.2f} | {cpu} | {'met' if met else '**not met**'} |")
    return "\n".join(lines) + "\n"


def machine(bench: Bench, *programs: str) -> str:
    """Versions of tshark and what else was measured, and on what."""
    version = bench.output(["--version"], "bare").splitlines()[0].rstrip(".")
    cpus = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"^model name\s*:\s*(.+)$", cpus, re.M)
    return ("; ".join((version, *programs, f"Linux {platform.release()}"))
            + f"; {model[1] if model else platform.machine()}, {os.cpu_count()} CPUs; "
            f"{bench.options.rounds} rounds, medians.\n")


def lua_version(bench: Bench) -> str:
    lua = re.search(r"with (Lua\s+[\d.]+)", bench.output(["--version"], "bare"))
    return " ".join(lua[1].split()) if lua else "no Lua"


def option_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("--generate", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--packets", type=int, default=1000000)
    parser.add_argument("--devices", type=int, default=40)
    parser.add_argument("--remotes", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--real", type=Path)
    return parser


def main() -> None:
    parser = option_parser()
    parser.add_argument("--plugins", type=Path, required=True)
    bench = Bench(parser.parse_args())
    bench.stage()
    bench.prove()
    captures = bench.captures()
    runs = bench.rounds(captures)
    print(machine(bench, lua_version(bench)))
    for capture in captures:
        if "lua" in runs[capture.key]:
            print(table(capture, commands(bench.work), runs[capture.key]))
    print(goal_table(goals(captures, runs)))


if __name__ == "__main__":
    main()
