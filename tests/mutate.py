#!/usr/bin/env python3
"""Changes one thing at a time in lib/ and says which changes no quick test of library and command notices.

SPDX-License-Identifier: GPL-2.0-or-later

usage: mutate.py [--number N] [--seed SEED] [--line TEXT] [--tree DIRECTORY] [--list] [FILE ...]

Works on a copy with sanitizers, so that reading past an end counts. The tests of the file's own folder run first, then the
quick ones of the command, then the others of the library. A change that does not compile is
passed over, as is one that tests/mutants-equivalent.tsv says changes nothing: file, line as it is, line as changed, reason.
FILE is a path below lib/, or a part of one; all of lib/ but the command without.

Exits with 1 if a change survives.
"""
import argparse
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parents[1]
EQUIVALENT = SOURCE / "tests" / "mutants-equivalent.tsv"
# Tables of others' words, where another letter is another truth, and programs that run while building.
PASSED_OVER = {"compile-signatures.c"}
# A test that takes longer hangs; all of them together take less than the second.
TEST_SECONDS, TESTS_SECONDS = 100, 900

# What becomes what. Operators of two sides have space on both, which tells them from pointers and signs.
OPERATORS = [(f" {old} ", f" {new} ") for old, new in (
    ("<", "<="), ("<", ">="), ("<=", "<"), (">", ">="), (">", "<="), (">=", ">"), ("==", "!="), ("!=", "=="),
    ("&&", "||"), ("||", "&&"), ("+", "-"), ("-", "+"), ("*", "/"), ("/", "*"), ("%", "*"), ("<<", ">>"), (">>", "<<"),
    ("&", "|"), ("|", "&"), ("+=", "-="), ("-=", "+="), ("|=", "&="), ("&=", "|="))]
OPERATORS += [("++", "--"), ("--", "++"), ("true", "false"), ("false", "true")]
NUMBER = re.compile(r"(?<![\w.])(?:0x[0-9a-fA-F]+|0|[1-9]\d*)(?![\w.])")
NOT = re.compile(r"!(?=[\w(*])")
# A statement of one line that is more than a declaration.
STATEMENT = re.compile(r"^\s+(?:continue|break|return|[\w.>\[\]()*-]+(?:\+\+|--)|(?:\+\+|--)[\w.>*-]+|"
                       r"[\w.>\[\]*-]+ [-+|&*/]?= [^;]+|\w+\([^;]*\));$")


def blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def code_of(text):
    """The text, with spaces for comments, literals and includes: each letter stays in its place."""
    text = re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', blank, text, flags=re.S)
    return re.sub(r"^#(?!define).*$|^ *static_assert.*$", blank, text, flags=re.M)


class Mutant:
    def __init__(self, path, text, start, end, new):
        self.path, self.start, self.end, self.new = path, start, end, new
        self.line = text.count("\n", 0, start) + 1
        begin, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        self.before = text[begin:stop].strip()
        self.after = (text[begin:start] + new + text[end:stop]).strip()
        self.whole = text[:start] + new + text[end:]

    def __str__(self):
        return f"{self.path}:{self.line}: {self.before}   ->   {self.after}"

    def key(self):
        return self.path, self.before, self.after


def mutants_of(place):
    text = (SOURCE / place).read_text()
    code = code_of(text)
    for old, new in OPERATORS:
        for found in re.finditer(rf"(?<!\w){re.escape(old)}(?!\w)" if old.isalpha() else re.escape(old), code):
            yield Mutant(place, text, found.start(), found.end(), new)
    for found in NOT.finditer(code):
        yield Mutant(place, text, found.start(), found.end(), "")
    for found in NUMBER.finditer(code):
        value = int(found.group(), 0)
        for new in {value + 1, max(value - 1, 0)} - {value}:
            yield Mutant(place, text, found.start(), found.end(), str(new))
    at = 0
    for line in code.splitlines(keepends=True):
        if STATEMENT.match(line.rstrip("\n")):
            yield Mutant(place, text, at + len(line) - len(line.lstrip()), at + len(line.rstrip()), ";")
        at += len(line)


def equivalents():
    rows = [line.split("\t") for line in EQUIVALENT.read_text().splitlines() if line and not line.startswith("#")]
    return {tuple(row[:3]) for row in rows}


class Tree:
    """A copy of the sources, built with sanitizers; tests take the library as a shared one, and need no new link."""

    def __init__(self, place):
        self.source, self.build = place / "source", place / "build"
        names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=SOURCE, check=True,
                               capture_output=True, text=True).stdout.split("\0")
        for name in filter(None, names):
            if (SOURCE / name).is_file():
                self.put(name, (SOURCE / name).read_bytes())
        self.change("CMakeLists.txt", "set(CMAKE_C_VISIBILITY_PRESET hidden)", "set(CMAKE_LINK_DEPENDS_NO_SHARED ON)")
        self.change("lib/CMakeLists.txt", "add_library(iotdev STATIC", "add_library(iotdev SHARED")
        self.change("lib/CMakeLists.txt", "OUTPUT_NAME iotdev ", "OUTPUT_NAME iotdev-apart ")
        self.tests = {path.stem: path.parent.name for path in sorted((self.source / "tests/lib").rglob("test-*.c"))}

    def put(self, name, data):
        place = self.source / name
        if not place.exists() or place.read_bytes() != data:  # else what is built stays
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            shutil.copymode(SOURCE / name, place)

    def change(self, name, old, new):
        text = (SOURCE / name).read_text()
        assert old in text, f"{name} has no {old}"
        text = (self.source / name).read_text().replace(old, new)
        (self.source / name).write_text(text)

    def prepare(self):
        subprocess.run(["cmake", "-S", self.source, "-B", self.build, "-G", "Ninja", "-DIOT_PLUGIN=OFF", "-DIOT_SANITIZE=ON",
                        "-DCMAKE_BUILD_TYPE=Debug",
                        "-DCMAKE_EXE_LINKER_FLAGS=-Wl,--copy-dt-needed-entries", f"-DREAL_CAPTURES={SOURCE.parent}/shared/captures"],
                       check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["ninja", "-C", self.build, "--quiet", "iotdev", "iot-devices", *self.tests], check=True,
                       stdout=subprocess.DEVNULL)
        subprocess.run(["ctest", "-R", "^schemas$"], cwd=self.build, check=True, stdout=subprocess.DEVNULL)
        failing = self.failing(set(self.tests)) or self.failing_commands()
        if failing:
            sys.exit(f"{failing} fails as it is")

    def compiles(self):
        # One test has what it tests inside.
        return subprocess.run(["ninja", "-C", self.build, "iotdev", "test-out-portable"], capture_output=True).returncode == 0

    def failing(self, tests):
        """The first of those tests of the library that fails, or None."""
        return self.failing_of("lib/({})".format("|".join(sorted(name.removeprefix("test-") for name in tests))))

    def failing_commands(self):
        return self.failing_of("command/.*")

    def failing_of(self, pattern):
        try:
            run = subprocess.run(["ctest", "--no-tests=error", "-L", "quick", "-R", f"^{pattern}$", "-FA", "schemas", "--stop-on-failure",
                                  "-j", str(os.cpu_count()), "--timeout", str(TEST_SECONDS)],
                                 cwd=self.build, capture_output=True, text=True, timeout=TESTS_SECONDS)
        except subprocess.TimeoutExpired:
            return "time"
        if run.returncode == 0:
            return None
        failed = re.findall(r"(?:lib|command)/([\w-]+) \.*\**(?:Failed|\**Exception|\**Timeout|Subprocess)", run.stdout)
        return (failed or ["a test"])[0]

    def judge(self, mutant):
        """What notices it: a test, "compiler" or nothing."""
        place = self.source / mutant.path
        was = place.read_bytes()
        place.write_text(mutant.whole)
        try:
            if not self.compiles():
                return "compiler"
            own = {name for name, folder in self.tests.items() if folder == pathlib.PurePath(mutant.path).parts[1]}
            return (own and self.failing(own)) or self.failing_commands() or self.failing(set(self.tests) - own)
        finally:
            place.write_bytes(was)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=20, help="of changes that compile (20)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tree", type=pathlib.Path, default=SOURCE / "build-mutate", help="where to build (build-mutate)")
    parser.add_argument("--list", action="store_true", help="only say what could be changed")
    parser.add_argument("--line", action="append", default=[], help="only lines that have this text")
    parser.add_argument("files", nargs="*", metavar="FILE")
    options = parser.parse_args()

    places = [path.relative_to(SOURCE).as_posix() for path in sorted((SOURCE / "lib").rglob("*.c"))
              if "command" not in path.parts and path.name not in PASSED_OVER]
    places = [place for place in places if not options.files or any(part in place for part in options.files)]
    known = equivalents()
    mutants = [mutant for place in places for mutant in mutants_of(place) if mutant.key() not in known and
               (not options.line or any(part in mutant.before for part in options.line))]
    if options.list:
        print("\n".join(map(str, mutants)))
        return 0
    random.Random(options.seed).shuffle(mutants)
    tree = Tree(options.tree)
    tree.prepare()
    judged, survivors, since = 0, [], time.monotonic()
    for mutant in mutants:
        if judged >= options.number:
            break
        by = tree.judge(mutant)
        if by == "compiler":
            continue
        judged += 1
        if not by:
            survivors.append(mutant)
        print(f"{'noticed by ' + by if by else 'SURVIVES':28} {mutant}", flush=True)
    tree.compiles()  # as it was
    print(f"{judged} changes, {len(survivors)} survive; {time.monotonic() - since:.0f} s")
    return 1 if survivors else 0


sys.exit(main())
