#!/usr/bin/env python3
"""tshark -z iot,changes says of a summary and a capture what iot-devices says of them, and iot.new is on the frames of
what that calls new.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR changes.py TSHARK IOT_DEVICES MANUF
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TSHARK, IOT_DEVICES, MANUF = sys.argv[1:]
CAPTURES = pathlib.Path(os.environ["IOT_STAGE"]) / "captures"
FAULTS = []


def check(name, good, detail=""):
    print(f"{'ok' if good else 'not ok'} - {name}" + ("" if good else f": {detail}"))
    FAULTS.extend([] if good else [name])


def iot_devices(*args):
    done = subprocess.run([IOT_DEVICES, *map(str, args), "-q", "--manuf", MANUF], capture_output=True, check=False, text=True)
    return done.returncode, done.stdout


def tshark(capture, argument):
    done = subprocess.run([TSHARK, "-r", str(CAPTURES / capture), "-q", "-z", argument], capture_output=True, check=False,
                          text=True)
    return done.returncode, done.stdout, done.stderr


def blocks(text):
    """Without makers' names, which are the machine's own for tshark."""
    return [line.split("  ")[0] if line[:1].isalnum() and ":" in line else line for line in text.splitlines()]


def news(capture, baseline, *args):
    """What is new, by frame: devices, remote, service, words; and messages."""
    fields = ("frame.number", "iot.device", "iot.name", "iot.service", "iot.new")
    done = subprocess.run([TSHARK, "-r", str(CAPTURES / capture), "-o", f"iot.baseline:{baseline}", *args, "-T", "fields",
                           *(word for name in fields for word in ("-e", name))], capture_output=True, check=True, text=True)
    frames = {}
    for line in done.stdout.splitlines():
        number, devices, name, service, words = line.split("\t")
        if words:
            frames[int(number)] = (devices.split(","), name, service, set(words.split(",")))
    return frames, [line for line in done.stderr.splitlines() if not line.startswith("Running as")]


def new_rows(before, after):
    """Of devices, remotes and services, as (device, topic, what)."""
    _, text = iot_devices("changes", "--format", "json", before, CAPTURES / after)
    return [(row["device"], row["topic"], row["what"]) for row in json.loads(text)["changes"] if row["change"] == "new"]


def is_shown(row, frames):
    """Some frame is of what the row says."""
    device, topic, what = row
    word = {"device": "device", "offers": "service", "uses": "service"}.get(topic, "remote")
    for devices, name, service, words in frames.values():
        if device in devices and word in words and (word == "device" or what in (name, service) or "without a name" in what):
            return True
    return False


def check_news(before, after, summary):
    rows = [row for row in new_rows(summary, after)
            if row[1] in ("device", "remote", "resolver", "time server", "offers", "uses")]
    two, said = news(after, summary, "-2")
    one, _ = news(after, summary)
    name = f"{after} since {before}"
    check(f"{name}: what is new has frames", all(is_shown(row, two) for row in rows),
          [row for row in rows if not is_shown(row, two)])
    devices = {row[0] for row in rows}
    check(f"{name}: and no frame is new without it", all(devices & set(frame[0]) for frame in two.values()),
          [frame for frame in two.values() if not devices & set(frame[0])][:3])
    check(f"{name}: one pass says less", all(number in two and frame[3] <= two[number][3] for number, frame in one.items()))
    check(f"{name}: with a tree on both passes", news(after, summary, "-2", "-R", "frame")[0] == two)
    check(f"{name}: for a filter", news(after, summary, "-2", "-Y", "iot.new")[0] == two)
    return two, said


with tempfile.TemporaryDirectory() as directory:
    os.chmod(directory, 0o755)  # tshark is another user
    for before, after in (("week-before", "week-after"), ("week-after", "week-before"), ("troubles", "troubles"),
                          ("two-names", "more-names")):
        summary = pathlib.Path(directory) / f"{before}.summary"
        iot_devices("--summary", "-o", summary, CAPTURES / f"{before}.pcapng")
        summary.chmod(0o644)
        found, said = check_news(before, f"{after}.pcapng", summary)
        check(f"{before}, {after}: something is new if it is another", bool(found) == (before != after), found)
    made = pathlib.Path(directory) / "week-before.summary"
    check("the summary beside the captures is of today", news("week-after.pcapng", CAPTURES / "week-before.summary", "-2")[0] ==
          news("week-after.pcapng", made, "-2")[0])
    bad = {"empty": b"", "other": b"hello\n", "half": made.read_bytes()[:3000], "more": made.read_bytes() + b"x\n"}
    for name, content in bad.items():
        (pathlib.Path(directory) / name).write_bytes(content)
    for name, message, more in (("nowhere", "No such file", False), ("empty", "is no summary", False), (".", "not a regular", False),
                                ("other", "is no summary", False), ("half", "line 1", False), ("more", "line 2", True)):
        for args in ((), ("-2",)):
            found, said = news("week-after.pcapng", f"{directory}/{name}", *args)
            check(f"a baseline that is {name}: one message", len(said) == 1 and "preference iot.baseline" in said[0] and
                  message in said[0] and bool(found) == more, (said, len(found)))
    for args in ((), ("-2",)):
        found, said = news("smart-home.pcapng", made, *args)
        check("a baseline of another network: one message", len(said) == 1 and "another network" in said[0], said)
        check("where all is new", {word for frame in found.values() for word in frame[3]} == {"device"})
    check("no baseline, nothing new", news("week-after.pcapng", "") == ({}, []))
    for before, after in (("week-before", "week-after"), ("week-after", "week-before"), ("smart-home", "week-after")):
        for ending in ("json", "json.gz"):
            summary = pathlib.Path(directory) / f"{before}.{ending}"
            iot_devices("--summary", "-o", summary, CAPTURES / f"{before}.pcapng")
            summary.chmod(0o644)
            _, wanted = iot_devices("changes", summary, CAPTURES / f"{after}.pcapng")
            status, told, _ = tshark(f"{after}.pcapng", f"iot,changes,{summary}")
            check(f"{after} since {summary.name}: the same", status == 0 and blocks(told) == blocks(wanted), (told, wanted))
    summary = pathlib.Path(directory) / "week-before.json"
    status, told, _ = tshark("week-after.pcapng", f'iot,changes,{summary},iot.device == "kettle"')
    check("of what a filter selects", status == 0 and "\nkettle" in told and "camera" not in told, told)
    check("nothing is missing", "gone" not in told, told)
    (pathlib.Path(directory) / "none").write_text("nothing\n")
    for argument, message in (("iot,changes", "wants a summary"), ("iot,changes,", "wants a summary"),
                              (f"iot,changes,{directory}/nowhere", "nowhere: No such file"),
                              (f"iot,changes,{directory}/none", "none: is no summary")):
        status, told, said = tshark("week-after.pcapng", argument)
        check(f"{argument}: one message", status == 2 and told == "" and message in said, (status, told, said))

sys.exit(1 if FAULTS else 0)
