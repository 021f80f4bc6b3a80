#!/usr/bin/env python3
"""On a terminal, tables fit it, names stand out, and letters are those that it knows.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import unicodedata

from command import CAPTURES, DIR, HOME, MANUF, PROGRAM, check, failed, run

COLOR = re.compile("\x1b\\[[0-9;]*m")
HOSTILE = str(CAPTURES / "hostile-names.pcapng")
TABLES = ("conversations", "devices", "services", "findings", "destinations", "questions")


def shown(columns, *args, utf8=True, **env):
    """What is printed on a terminal that wide, whose environment has nothing but what is said."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    mode = termios.tcgetattr(theirs)
    mode[1] &= ~termios.OPOST  # lines end as they were written
    termios.tcsetattr(theirs, termios.TCSANOW, mode)
    kept = {name: value for name, value in os.environ.items() if name not in ("TERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE")}
    job = subprocess.Popen([PROGRAM, *map(str, args), *MANUF], stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.PIPE,
                           env={**kept, "LC_ALL": "C.UTF-8" if utf8 else "C", **env})
    os.close(theirs)
    out = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # it has ended
            break
        if not piece:
            break
        out += piece
    os.close(ours)
    job.stderr.close()
    check(f"{columns} columns, {args}: ends well", job.wait() in (0, 1))
    return out.decode()


def columns_of(line):
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in COLOR.sub("", line))


for table in TABLES:
    for columns in (60, 80, 100, 132, 200):
        for capture in (HOME, HOSTILE):
            text = shown(columns, f"--{table}", capture, TERM="xterm")
            wide = [line for line in text.split("\n") if columns_of(line) > columns]
            check(f"--{table} fits {columns} columns", text and not wide, wide)
            check("and blanks end no line", not re.search(" (\x1b\\[0m)?\n", text), repr(text))
            check("and sets no colour but ours", set(COLOR.findall(text)) <= {"\x1b[1m", "\x1b[31m", "\x1b[36m", "\x1b[0m"}
                  and "\x1b" not in COLOR.sub("", text), repr(text))
check("MACs are whole at 60 columns", all(re.search("([0-9a-f]{2}:){5}[0-9a-f]{2}", line) for line in
      COLOR.sub("", shown(60, HOME, TERM="xterm")).split("\n") if re.match("[^ ].*:.*192[.]168", line)))
narrow, wide = shown(80, HOME), shown(200, HOME)
check("what is left out is said, and where it is", "\nNot shown in 80 columns: Address, packets, First, Last; --format csv has them\n"
      in narrow, narrow)
check("nothing is left out of a wide one", "Not shown" not in wide and "device-metrics-us-2.amazon.com  " in wide, wide)
check("numbers keep their titles", re.search(r"Remote +Service +Sent +Recv +RTT  At most\n", narrow), narrow)
check("who does not tell a width has 80", "80 columns" in shown(0, HOME))
changes = shown(80, "changes", CAPTURES / "week-before.pcapng", CAPTURES / "week-after.pcapng")
check("changes fit, too", max(map(columns_of, changes.split("\n"))) <= 80, changes)

# Colours.
colored = shown(100, "--findings", HOME, TERM="xterm-256color")
check("warnings are red", "\n\x1b[31mwarning\x1b[0m  unanswered" in colored, repr(colored))
check("and notes another colour", "\n\x1b[36mnote\x1b[0m     periodic" in colored)
check("devices are bold", "\n\x1b[1mroomba\x1b[0m  40:9f" in shown(100, HOME, TERM="xterm"))
weeks = ("changes", CAPTURES / "week-before.pcapng", CAPTURES / "week-after.pcapng")
changed = shown(100, *weeks, TERM="xterm")
check("so are those that changed", "\n\x1b[1mporch-camera\x1b[0m  02:00" in changed, repr(changed))
check("what kind of change it is has the notes' colour", {"\x1b[36mnew\x1b[0m", "\x1b[36mgone\x1b[0m"} < set(
    re.findall("\n  (\x1b.*?\x1b\\[0m)", changed)), repr(changed))
check("and else there is no colour", "\x1b" not in re.sub("\n(  )?\x1b\\[(1|36)m[^\x1b]*\x1b\\[0m", "", changed), repr(changed))
for env in {"TERM": "xterm", "NO_COLOR": "1"}, {"TERM": "dumb"}, {}:
    check(f"none in changes with {env}", shown(100, *weeks, **env) == COLOR.sub("", changed))
check("nor into a pipe", "\x1b" not in run(*weeks, env={"TERM": "xterm"}).out)
check("nor in their other formats", "\x1b" not in shown(80, *weeks, "--format", "markdown", TERM="xterm"))
plain = COLOR.sub("", colored)
for name, env in (("NO_COLOR", {"TERM": "xterm", "NO_COLOR": "1"}), ("TERM=dumb", {"TERM": "dumb"}), ("no TERM", {})):
    check(f"none with {name}", shown(100, "--findings", HOME, **env) == plain)
check("but with an empty NO_COLOR", shown(100, "--findings", HOME, TERM="xterm", NO_COLOR="") == colored)
piped = run("--findings", HOME, env={"TERM": "xterm"}).out
check("none into a pipe", "\x1b" not in piped)
shown(80, HOME, "-o", DIR / "file.txt", TERM="xterm")
check("nor into a file, which is as wide as ever", (DIR / "file.txt").read_text() == run(HOME).out)
check("nor in another format", shown(80, "--format", "csv", HOME, TERM="xterm") == run("--format", "csv", HOME).out)

# Letters.
for table in TABLES:
    for capture in (HOME, HOSTILE):
        ascii = shown(100, f"--{table}", capture, utf8=False)
        full = shown(100, f"--{table}", capture)
        check(f"--{table}: ASCII where nothing else is known", ascii.isascii(), ascii)
        check("in as many columns", [*map(columns_of, ascii.split("\n"))] == [*map(columns_of, full.split("\n"))], ascii)
check("what is cut is marked", "device-me~" in shown(80, HOME, utf8=False) and "device-me…" in narrow)
check("a pipe has UTF-8, whatever the locale", run(HOME, env={"LC_ALL": "C"}).out == run(HOME, env={"LC_ALL": "C.UTF-8"}).out)

sys.exit(failed())
