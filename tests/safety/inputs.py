"""Inputs that hurt, as they lie in a directory or are made by its generators, in a directory of the test's own.

SPDX-License-Identifier: GPL-2.0-or-later

- *.pcap, *.pcapng (also .gz), *.summary (also .gz): as they are.
- *.csv: inventories, with which every capture is read.
- fuzz-TARGET-NAME: an input of tests/fuzz/fuzz-TARGET.
- *.py: generators, which write captures into in/, one for each kind that they know (`which` in their text), made
  with a number that gives a file of about BYTES. Those whose kinds are c_X and r_X make keys that collide, or
  random ones: both are made with the same number.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CAPTURES = (".pcap", ".pcapng", ".pcap.gz", ".pcapng.gz")
SUMMARIES = (".summary", ".summary.gz")
TRIED = 4  # things that a kind is made of first, to see how large they are
MANY = 20000  # things at most
SECONDS = 120


def kinds_of(text):
    """What a generator can be asked for."""
    named = re.findall(r"which\s*==\s*'(\w+)'", text) + re.findall(r"startswith\('(\w+)'\)", text)
    return list(dict.fromkeys(named))


class Inputs:
    def __init__(self, source, directory, most_bytes):
        self.source, self.directory, self.bytes = Path(source), Path(directory), most_bytes
        self.faults = []
        (self.directory / "in").mkdir()
        for path in sorted(self.source.iterdir()):
            if path.is_file() and path.suffix != ".tsv":
                shutil.copy(path, self.directory)
                (self.directory / path.name).chmod(0o644)
        self.generate()

    def ending(self, endings):
        return [path for place in (self.directory, self.directory / "in") for path in sorted(place.iterdir())
                if path.name.endswith(endings)]

    @property
    def captures(self):
        return self.ending(CAPTURES)

    @property
    def summaries(self):
        return self.ending(SUMMARIES)

    @property
    def inventories(self):
        return self.ending(".csv")

    @property
    def of_fuzzers(self):
        """Pairs of a target and an input."""
        for path in sorted(self.directory.glob("fuzz-*-*")):
            yield path.name.split("-")[1], path

    @property
    def collisions(self):
        """Pairs of captures, with keys that collide and random ones."""
        for path in sorted((self.directory / "in").glob("c_*")):
            random = path.with_name("r" + path.name[1:])
            if random.exists():
                yield path, random

    def run(self, script, *arguments):
        done = subprocess.run([sys.executable, script, *map(str, arguments)], cwd=self.directory, timeout=SECONDS,
                              capture_output=True, text=True, check=False,
                              env=dict(os.environ, PYTHONDONTWRITEBYTECODE="1"))
        if done.returncode:
            self.faults.append(f"{script} {arguments}: {done.stderr[-300:]}")
        return done.returncode == 0

    def generate(self):
        for script in sorted(self.directory.glob("*.py")):
            text = script.read_text()
            kinds = kinds_of(text)
            if "in/" not in text:
                continue  # what others import
            if not kinds:
                self.run(script.name)
            for kind in kinds:
                self.make(script.name, kind)

    def make(self, script, kind):
        if not self.run(script, kind, TRIED):
            return
        size = (self.directory / "in" / f"{kind}.pcap").stat().st_size
        # Of keys, the number is what counts.
        count = MANY if kind[:2] in ("c_", "r_") else min(MANY, max(2, self.bytes * TRIED // size))
        self.run(script, kind, count)
