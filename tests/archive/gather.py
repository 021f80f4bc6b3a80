#!/usr/bin/env python3
"""merge of a directory: all that is in it, again when it changes, whatever is put there; and what it tells of those who collect.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gzip
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import time

from command import CAPTURES, DIR, HOME, MANUF, PROGRAM, check, expect, failed, run

S = 10**9
home = run("--summary", HOME).out
others = [run("--summary", capture).out for capture in sorted(CAPTURES.glob("*.pcapng"))[:4] if str(capture) != HOME]


def shifted(value, by):
    """The same part by a clock that is so far ahead: times are large, spans are not."""
    if isinstance(value, dict):
        return {key: shifted(item, by) for key, item in value.items()}
    if isinstance(value, list):
        return [shifted(item, by) for item in value]
    return value + by if isinstance(value, int) and value > 10**17 else value


def collected(line, name, written_s=None, interval_s=60, ahead_s=0, change=None):
    part = shifted(json.loads(line), int(ahead_s * S))
    if change:
        change(part)
    part.update(collector=name, capture=name, written_ns=int((written_s or time.time()) * S), interval_s=interval_s)
    return json.dumps(part, separators=(",", ":")) + "\n"


def fresh(name, **files):
    made = DIR / name
    made.mkdir()
    for file, text in files.items():
        put(made, file, text)
    return made


def put(directory, name, text, whole=True, age_s=0):
    """As a collector's transport does: beside, and renamed."""
    data = gzip.compress(text.encode())
    path, beside = directory / f"{name}.summary.gz", directory / f".{name}.part"
    beside.write_bytes(data if whole else data[: len(data) // 2])
    if age_s:
        os.utime(beside, (time.time() - age_s,) * 2)
    beside.rename(path)
    return path


def packets(text):
    found = re.search(r"(\d+) packets?,", text)
    return int(found[1]) if found else 0


# Once.
here = fresh("once", a=home, b="".join(others))
wanted = run("merge", "--devices", stdin=(home + "".join(others)).encode())
result = run("merge", "--devices", here)
check("a directory: all that is in it", result.out == wanted.out and result.status == 0 and result.err == "", repr(result))
check("with a slash, and with a file beside", run("merge", "--devices", f"{here}/").out == wanted.out
      and run("merge", "--devices", here, here / "a.summary.gz").out == wanted.out)
check("and as one summary", run("merge", "--summary", here).out == run("merge", "--summary", *here.iterdir()).out)
(here / "c.summary").write_text(others[0])
(here / ".d.summary.gz").write_bytes(b"half")
(here / "README").write_text("no summary")
check("what is called otherwise is nobody's business", run("merge", "--devices", here) .err == "")
expect("an empty directory", run("merge", fresh("empty")), 2, says=["no summary is there"], messages=1, out="")
expect("output into what is read", run("merge", "--summary", "-o", here / "a.summary.gz", here), 2, says=["also read"], messages=1, out="")

# Whatever is put there.
here = fresh("hostile", a=home)
secret = DIR / "secret.summary"
secret.write_text(others[0])
(here / "link.summary").symlink_to(secret)
(here / "out.summary").symlink_to("/etc/passwd")
(here / "dangling.summary.gz").symlink_to("nowhere")
(here / "directory.summary").mkdir()
os.mkfifo(here / "fifo.summary.gz")
server = socket.socket(socket.AF_UNIX)
server.bind(str(here / "s.summary"))
with open(here / "huge.summary", "wb") as huge:
    huge.truncate(1 << 42)
(here / "esc\x1b[31m\n.summary").symlink_to("nowhere")
begin = time.monotonic()
result = run("merge", "--devices", here)
expect("links, pipes, sockets and huge files: one message", result, 1, says=["passed over", "and 5 more"], messages=1)
check("and the rest is told, at once", result.out == run("merge", "--devices", here / "a.summary.gz").out and time.monotonic() - begin < 10)
(here / "esc\x1b[31m\n.summary").unlink()
here = fresh("names", a=home)
(here / "x\x1b[31m\ny.summary").write_text("nonsense\n")
result = run("merge", here)
expect("a name for terminals", result, 1, messages=1, says=["no part of a summary"])
check("is escaped", "\x1b" not in result.err and "\\x1b" in result.err, result.err)
here = fresh("damaged", a=home)
(here / "b.summary").write_text(others[0] + '{"iot-summary":1,"first_ns":5,"flows":[{"from":7}],"ends":[{}]}\n' + others[1])
expect("a line that is none, and the rest is used", run("merge", here), 1, messages=1)
check("the rest of it", packets(run("merge", "-q", here).out) == packets(run("merge", stdin=(home + others[0] + others[1]).encode()).out))


class Follow:
    """merge --follow, and what it printed last."""

    def __init__(self, *args):
        self.job = subprocess.Popen([PROGRAM, "merge", *MANUF, "--follow", *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.set_blocking(self.job.stdout.fileno(), False)
        os.set_blocking(self.job.stderr.fileno(), False)
        self.out = self.err = ""

    def read(self):
        self.out += (self.job.stdout.read() or b"").decode()
        self.err += (self.job.stderr.read() or b"").decode()

    def last(self):
        self.read()
        return self.out[self.out.rfind("Conversations:"):]

    def until(self, good, seconds=2):
        """How long it took; None: it did not."""
        begin = time.monotonic()
        while time.monotonic() - begin < seconds:
            if good(self.last()):
                return time.monotonic() - begin
            time.sleep(0.02)
        return None

    def end(self, by=signal.SIGTERM):
        self.job.send_signal(by)
        status = self.job.wait(20)
        self.read()
        return status


# Again and again.
n_home, n_other = packets(run(HOME).out), json.loads(others[0])["frames"]
here = fresh("follow", a=home)
follow = Follow(here)
check("at once", follow.until(lambda text: packets(text) == n_home, 10) is not None, follow.out + follow.err)
put(here, "b", others[0])
took = follow.until(lambda text: packets(text) > n_home)
check(f"a new file within 2 s ({took})", took is not None)
put(here, "b", others[0] + others[1])
both = packets(run("merge", here).out)
took = follow.until(lambda text: packets(text) == both)
check(f"a file that changed within 2 s ({took})", took is not None)
said = follow.out.count("Conversations:")
time.sleep(2.5)
follow.read()
check("nothing where nothing changed", follow.out.count("Conversations:") == said)
put(here, "b", others[0] + others[1] + others[2], whole=False)
time.sleep(2.5)
check("half copied: what it was counts", packets(follow.last()) == both)
(here / "b.summary.gz").write_bytes((here / "b.summary.gz").read_bytes()[:-9])
time.sleep(2)
follow.read()
check("said once", follow.err.count("is not whole") == 1 and follow.err.count("\n") == 1, follow.err)
put(here, "b", others[0] + others[1] + others[2])
all_three = packets(run("merge", here).out)
took = follow.until(lambda text: packets(text) == all_three)
check(f"and taken when it is whole ({took})", took is not None and all_three > both)
(here / "c.summary").write_text(others[0][:-1])
(here / "e.summary").write_text("")
time.sleep(2)
follow.read()
check("without the end of a line, or anything: not whole", follow.err.count("is not whole") == 3, follow.err)
(here / "c.summary").unlink()
(here / "e.summary").unlink()
(here / "b.summary.gz").unlink()
took = follow.until(lambda text: packets(text) == n_home)
check(f"a file that is gone is in no report ({took})", took is not None)
here.rename(DIR / "away")
time.sleep(1.5)
(DIR / "away").rename(here)
put(here, "b", others[0])
took = follow.until(lambda text: packets(text) > n_home, 3)
check("a directory that was away for a moment", took is not None and follow.err.count("No such file") == 1, follow.err)
check("Ctrl-C: the last report, status", follow.end(signal.SIGINT) == 0 and packets(follow.last()) > n_home, follow.err)
expect("--follow without a directory", run("merge", "--follow", here / "a.summary.gz"), 2, says=["wants a directory"], messages=1)
page = DIR / "live.json"
follow = Follow("--format", "json", "-o", page, here)
for _ in range(100):
    if page.exists():
        break
    time.sleep(0.1)
had = page.read_text()
put(here, "f", others[2])
time.sleep(2)
check("into a file, which is renewed", page.read_text() != had)
follow.end()

# What is passed over is told while it is there, and no longer counts when it is gone.
here = fresh("passed", a=home)
(here / "link.summary").symlink_to("nowhere")
follow = Follow(here)
follow.until(lambda text: "Conversations" in text, 10)
(here / "link.summary").unlink()
time.sleep(2)
(here / "link.summary").symlink_to("nowhere")
time.sleep(2)
follow.read()
check("passed over, gone, and there again: told twice", follow.err.count("passed over") == 2, follow.err)
(here / "link.summary").unlink()
put(here, "b", others[0])
time.sleep(2)
check("and gone: complete", follow.end() == 0, follow.err)

# All files have one share of the memory.
noise = random.Random(1)


def bulky(first_ns):
    """A part that cannot be packed well: about 1 MB of what nobody knows."""
    return f'{{"iot-summary":1,"first_ns":{first_ns},"last_ns":{first_ns},"ends":[{{}}],"noise":"{noise.randbytes(1 << 20).hex()[:1800000]}","capture":"x"}}\n'


here = fresh("room", **{f"f{i:02}": bulky(10**18 + i) + (others[0] if i == 19 else "") for i in range(20)})
small = run("merge", "--memory", "32M", "--summary", here)
check("files for which there is no room are left out, and that is said once", small.status == 1 and small.err.count("is left out") == 1
      and len(small.messages) == 1 and 1 < small.out.count("\n") < 20, f"{small.out.count(chr(10))} {small.err}")
follow = Follow("--memory", "32M", here)
check("nor are they in the report", follow.until(lambda text: "Conversations" in text, 30) is not None and packets(follow.last()) == 0)
for path in sorted(here.iterdir())[1:-2]:
    path.unlink()
took = follow.until(lambda text: packets(text) > 0, 60)
check(f"and read when there is ({took})", took is not None and follow.err.count("is left out") == 1, follow.err)
follow.end()

# An interval of hours, whose microseconds 32 bits do not hold.
here = fresh("hours", a=home)
follow = Follow("--interval", "3000", here)
check("at once, whatever the interval is", follow.until(lambda text: packets(text) == n_home, 10) is not None, follow.out + follow.err)
put(here, "b", others[0])
took = follow.until(lambda text: packets(text) > n_home)
check("a new file waits for the interval", took is None, took)
check("status", follow.end() == 0, follow.err)

# Events: each once, when its file comes.
here = fresh("events", a=home)
follow = Follow("--events", here)
follow.until(lambda text: False, 3)
first = follow.out.splitlines()
check("events of what is there", first and all(json.loads(line) for line in first), follow.err)
time.sleep(1.5)
put(here, "b", others[0])
took = None
begin = time.monotonic()
while time.monotonic() - begin < 2 and took is None:
    follow.read()
    took = time.monotonic() - begin if len(follow.out.splitlines()) > len(first) else None
    time.sleep(0.02)
check(f"and of a new file within 2 s ({took})", took is not None, follow.err)
check("status", follow.end() == 0, follow.err)
told = [json.loads(line) for line in follow.out.splitlines()]
check("each once", len({line["id"] for line in told if "id" in line}) == len([line for line in told if "id" in line]))

# Who collects.
now = time.time()
here = fresh("silent", a=collected(home, "attic-br0", interval_s=1), b=collected(others[0], "cellar-br0", interval_s=1000))
follow = Follow(here)
check("nobody is silent at first", follow.until(lambda text: "Conversations" in text, 10) is not None and "silent" not in follow.last())
took = follow.until(lambda text: "attic-br0 is silent: last written 20" in text, 8)
check(f"after three intervals one is ({took})", took is not None and "cellar-br0 is silent" not in follow.last(), follow.last()[-300:])
put(here, "a", collected(home, "attic-br0", interval_s=1))
took = follow.until(lambda text: text and "silent" not in text)
check("until it is heard of again", took is not None)
follow.end()
put(here, "a", collected(home, "attic-br0", now - 7200), age_s=7200)
result = run("merge", here)
check("also once", result.out.count("\nattic-br0 is silent: last written ") == 1 and result.status == 0, result.out[-400:])
check("in other formats as a message", "attic-br0 is silent" in run("merge", "--format", "json", here).err)
put(here, "b", collected(others[0], "cellar-br0", now - 7200), age_s=7000)
check("all of them: one line", "All 2 collectors are silent; the last was cellar-br0, 20" in run("merge", here).out)
here = fresh("ahead", a=collected(home, "attic-br0", now + 600), b=collected(others[0], "cellar-br0"))
result = run("merge", here).out
check("a clock that is ahead", "attic-br0 has a clock that is at least 10 min ahead" in result and "cellar-br0 has a clock" not in result, result[-500:])
here = fresh("apart", a=collected(home, "attic-br0"), b=collected(home, "cellar-br0", ahead_s=-86400 * 9))
result = run("merge", here).out
check("who was never there at the time of others", "attic-br0 heard nothing at the time of any other" in result, result[-500:])

# Written again: the later one has it all.
young = json.loads(home)
here = fresh("again", a=collected(home, "attic-br0", now), b=collected(home, "attic-br0", now - 60, change=lambda part: (
    part.update(frames=part["frames"] - 1, flows=part["flows"][:-1]))))
result = run("merge", here)
check("an earlier copy of a part is left out", packets(result.out) == n_home and "1 parts are there once more" in result.out, result.out[-300:])

# Two who hear the same.
one = run("merge", fresh("one", a=collected(home, "attic-br0")))


def like_one(name, result):
    """Every row counts what it counted."""
    rows = [line for line in one.out.splitlines()[2:] if line and "silent" not in line and not line.startswith("In no row")]
    missing = [row for row in rows if row not in result.out]
    check(f"{name}: each row counts once", not missing, "\n".join(missing[:5]) + "\n" + result.out[-600:])


result = run("merge", fresh("two", a=collected(home, "attic-br0"), b=collected(home, "cellar-br0", ahead_s=0.004)))
like_one("the same at the same time", result)
check("and it is said", "attic-br0 and cellar-br0 heard the same: " in result.out and "clock of" not in result.out, result.out[-400:])
result = run("merge", fresh("three", a=collected(home, "attic-br0"), b=collected(home, "cellar-br0", ahead_s=0.004),
                            c=collected(home, "garage-br0", ahead_s=-0.003)))
like_one("three", result)
for ahead in (300, -42):
    result = run("merge", fresh(f"clock{ahead}", a=collected(home, "attic-br0"), b=collected(home, "cellar-br0", ahead_s=ahead)))
    name = "cellar-br0" if ahead > 0 else "attic-br0"
    check(f"a clock {ahead} s away: said", re.search(f"clock of {name} is (5 min|42 s) ahead", result.out), result.out[-500:])
    check(f"a clock {ahead} s away: once", "In no row: " in result.out and packets(result.out) == packets(one.out) * 2
          and len(result.out.splitlines()) <= len(one.out.splitlines()) + 4, result.out[:300] + result.out[-500:])


def other_packets(part):
    for flow in part["flows"]:
        if flow["packets"] > 20:
            flow["packets"] -= 1


result = run("merge", fresh("partly", a=collected(home, "attic-br0"), b=collected(home, "cellar-br0", change=other_packets)))
check("what counts differently is no proof, and said", re.search(r"count differently \(\d+ flows\) counts for both", result.out), result.out[-500:])
result = run("merge", fresh("same", a=collected(home, "attic-br0"), b=collected(home, "attic-br0", ahead_s=3600)))
check("the same one at another time is two", "heard the same" not in result.out)
plain = run("merge", fresh("plain", a=home, b=json.dumps(shifted(json.loads(home), S // 100)) + "\n"))
check("parts of no collector are read one after the other", "heard the same" not in plain.out and "In no row" not in plain.out)

sys.exit(failed())
