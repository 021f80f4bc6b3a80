#!/usr/bin/env python3
"""Ten collectors for a day: what it costs to merge their summaries. Prints a row for each report, in Markdown.

SPDX-License-Identifier: GPL-2.0-or-later

usage: collectors.py GENERATE IOT_DEVICES [--collectors N] [--hours N] [--packets N] [--pairs N]

Each hour of each collector is a generated home of its own devices, so many packets; of the collectors, so many pairs hear the
same (--pairs), and then the second counts nothing of its own.
"""
import argparse
import gzip
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("generate")
parser.add_argument("program")
parser.add_argument("--collectors", type=int, default=10)
parser.add_argument("--hours", type=int, default=24)
parser.add_argument("--packets", type=int, default=20000)
parser.add_argument("--devices", type=int, default=12)
parser.add_argument("--pairs", type=int, default=1)
arguments = parser.parse_args()
DAY_NS, HOUR_NS = 1_700_006_400 * 10**9, 3600 * 10**9
BEGIN_NS = 1_700_000_000 * 10**9


def summary_of(packets, work):
    capture = work / "hour.pcap"
    subprocess.run([arguments.generate, str(packets), str(arguments.devices), "200", capture], check=True)
    made = subprocess.run([arguments.program, "--summary", capture], check=True, capture_output=True, text=True).stdout
    capture.unlink()
    return made


def at(line, collector, hour, heard_as, later_ns):
    """The same of another collector's devices and another hour, its packets spread over all of it."""
    span = max(int(found) - BEGIN_NS for found in re.findall(r"\d{19}", line)) + 1

    def moment(found):
        return str(DAY_NS + later_ns + hour * HOUR_NS + (int(found[0]) - BEGIN_NS) * (HOUR_NS * 9 // 10) // span)

    line = re.sub(r"\b17\d{17}\b", moment, line)
    line = line.replace('"192.168.0.', f'"192.168.{collector}.').replace(':01:00:', f':{collector + 1:02x}:00:')
    line = re.sub(r"(2001:db8:1:[0-9a-f:]*:fe)01:", rf"\g<1>{collector + 1:02x}:", line)
    line = line.rstrip()[:-1] + f',"collector":"{heard_as}","written_ns":{DAY_NS + (hour + 1) * HOUR_NS},"interval_s":60}}\n'
    return line.replace('"capture":"hour.pcap"', f'"capture":"{heard_as}"')


def measure(*command):
    """CPU seconds, elapsed ones, peak MiB, what it printed."""
    read, write = os.pipe()
    begin = time.monotonic()
    job = subprocess.Popen([*map(str, command)], stdout=write, stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as out:
        text = out.read()
    _, status, usage = os.wait4(job.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, (command, status)
    return usage.ru_utime + usage.ru_stime, time.monotonic() - begin, usage.ru_maxrss / 1024, text


with tempfile.TemporaryDirectory() as directory:
    work = pathlib.Path(directory)
    into = work / "summaries"
    into.mkdir()
    line, plain = summary_of(arguments.packets, work), 0
    for collector in range(arguments.collectors):
        # The second of a pair hears what the first hears.
        home = collector - 1 if collector % 2 == 1 and collector < 2 * arguments.pairs else collector
        for hour in range(arguments.hours):
            text = at(line, home, hour, f"collector{collector}-br0", 3_000_000 * (collector - home))
            plain += len(text)
            (into / f"collector{collector}-br0-20231115T{hour:02}0000Z.summary.gz").write_bytes(gzip.compress(text.encode(), 6))
    packed = sum(path.stat().st_size for path in into.iterdir())
    files = arguments.collectors * arguments.hours
    print(f"{arguments.collectors} collectors, {arguments.hours} hours, {arguments.packets} packets an hour each: {files} files, "
          f"{plain / 1e6:.0f} MB as text, {packed / 1e6:.1f} MB compressed\n")
    print("| `merge` of a directory | CPU s | time s | peak MiB |\n| --- | ---: | ---: | ---: |")
    for words in (["--devices"], ["--conversations"], ["--findings"], ["--format", "html"], ["--summary"]):
        cpu, elapsed, peak, text = measure(arguments.program, "merge", "-q", *words, into)
        print(f"| `{' '.join(words)}` | {cpu:.1f} | {elapsed:.1f} | {peak:.0f} |")
        if words == ["--devices"]:
            told = text.splitlines()
    print("\n" + "\n".join(row for row in told if "heard the same" in row or row.startswith("In no row") or row.startswith("Devices:")))
