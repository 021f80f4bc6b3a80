#!/usr/bin/env python3
"""No function calls itself, through whatever others: what is read decides how deep such calls go. And none takes much
of the stack.

Has gcc compile each source of lib/ and plugin/ without optimisation and tell what calls what. A function whose address
is taken counts as called by whoever takes it, and by whoever reads a table that has it: callbacks and tables of readers
are seen, too. What is passed on by number (packet_hand_on) is called by the loop that looks it up.

usage: recursion.py SOURCE_TREE COMPILE_COMMANDS

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

# Functions that may call themselves, each with what ends it.
ALLOWED = {
}
# Most bytes of the stack that one function may take, without optimisation.
FRAME_MAX = 3072

NODE = re.compile(r"^(\S+/\d+) \((\S+)\)")
REFERENCE = re.compile(r"(\S+/\d+) \((addr|read|alias)\)")


def compiled(entry, work, number):
    """What the compiler says of one source: its call graph and its functions' stacks."""
    words = shlex.split(entry["command"])[1:]
    kept, skip = [], False
    for word in words:
        if skip or word in ("-o", "-c", entry["file"]) or re.match(r"-(O|f|W|g|MF|MT|MD)", word):
            skip = not skip and word in ("-o", "-MF", "-MT")
            continue
        kept.append(word)
    at = work / str(number)
    at.mkdir()
    done = subprocess.run(["gcc", *kept, "-O0", "-w", "-S", "-o", "out.s", "-fdump-ipa-cgraph=graph", "-fstack-usage",
                           entry["file"]], cwd=at, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"not ok - {entry['file']} does not compile: {done.stderr}")
    graph, stack = (at / "graph").read_text(), "".join(p.read_text() for p in at.glob("*.su"))
    return graph.split("Initial Symbol table:", 1)[-1].split("\n\n\n", 1)[0], stack


def edges_of(graph, path):
    """Who calls whom, or reads or has the address of whom: pairs of names; a static one is its file's own."""
    names, pairs, here = {}, [], None
    for line in graph.splitlines():
        node = NODE.match(line)
        if node:
            here = node[1]
            names[here] = node[2]
        elif here and line.startswith("  Visibility:"):
            if "public" not in line and "external" not in line:
                names[here] = f"{path}:{names[here]}"
        elif here and line.startswith("  References:"):
            pairs += [(here, other) for other, _ in REFERENCE.findall(line)]
        elif here and line.startswith("  Calls:"):
            pairs += [(here, other) for other in re.findall(r"\S+/\d+", line)]
    return [(names[one], names[other]) for one, other in pairs if one in names and other in names]


def cycles_of(graph):
    """Strongly connected parts of more than one, or of one that calls itself (Tarjan, without recursion)."""
    index, low, on, stack, found = {}, {}, set(), [], []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on.add(root)
        while work:
            node, others = work[-1]
            for other in others:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on.add(other)
                    work.append((other, iter(graph[other])))
                    break
                if other in on:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    part = set()
                    while node not in part:
                        part.add(stack.pop())
                    on -= part
                    if len(part) > 1 or node in graph[node]:
                        found.append(part)
    return found


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    commands = json.loads(pathlib.Path(sys.argv[2]).read_text())
    wanted = [e for e in commands if re.match(r"(lib|plugin)/.*\.c$", os.path.relpath(e["file"], root))]
    if subprocess.run(["gcc", "--version"], capture_output=True).returncode:
        print("skipped: there is no gcc")
        return 77
    graph, frames, failed = {}, [], 0
    with tempfile.TemporaryDirectory() as work, ThreadPoolExecutor(os.cpu_count()) as pool:
        told = pool.map(lambda pair: compiled(pair[1], pathlib.Path(work), pair[0]), enumerate(wanted))
        for entry, (calls, stack) in zip(wanted, told):
            path = os.path.relpath(entry["file"], root)
            for one, other in edges_of(calls, path):
                graph.setdefault(one, set()).add(other)
                graph.setdefault(other, set())
            frames += [(int(size), path, where.rsplit(":", 1)[1], kind) for where, size, kind in
                       (line.split("\t") for line in stack.splitlines())]
    for part in cycles_of(graph):
        names = {name.rsplit(":", 1)[-1] for name in part}
        if names & ALLOWED.keys():
            continue
        failed = 1
        print("not ok - these call each other:", ", ".join(sorted(part)))
    for size, path, name, kind in sorted(frames, reverse=True):
        if size <= FRAME_MAX and kind != "dynamic":
            continue
        failed = 1
        print(f"not ok - {path}: {name} takes {size} bytes of the stack ({kind})")
    print(f"{len(wanted)} files, {len(graph)} names, largest frame {max(frames)[0]} bytes ({max(frames)[2]})")
    return failed


if __name__ == "__main__":
    sys.exit(main())
