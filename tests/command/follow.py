#!/usr/bin/env python3
"""--follow on a terminal and elsewhere, Ctrl-C and SIGTERM, and the progress bar.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

from command import DIR, HOME, MANUF, PROGRAM, check, failed, run

ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"
data = open(HOME, "rb").read()
want = run("--devices", HOME).out


class Terminal:
    """The command on a terminal of its own; packets come through a pipe that stays open."""

    def __init__(self, *args, rows=40, columns=120):
        self.fifo = DIR / "fifo"
        os.mkfifo(self.fifo)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            # Its text as a file has it: terminal.py is of what else a terminal can show.
            os.execve(PROGRAM, [PROGRAM, *MANUF, *args, str(self.fifo)], dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1"))
        self.pipe = open(self.fifo, "wb", buffering=0)
        self.out = b""

    def read_for(self, seconds, until=None):
        end = time.monotonic() + seconds
        while time.monotonic() < end and not (until and until in self.out):
            if select.select([self.fd], [], [], 0.1)[0]:
                try:
                    self.out += os.read(self.fd, 65536)
                except OSError: # it has ended
                    break

    def wait(self):
        self.read_for(20)
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        self.pipe.close()
        self.fifo.unlink()
        return os.waitstatus_to_exitcode(status)


def ended_well(name, terminal, status, final):
    """The screen is given back, and the whole report stands behind it."""
    out = terminal.out.replace(b"\r\n", b"\n")
    left = out.rfind(LEAVE)
    check(f"{name}: the terminal is given back", ENTER in out and left > out.rfind(ENTER), out[-300:])
    behind = out[left + len(LEAVE):].replace(b"^C", b"").decode()
    check(f"{name}: the final report", final(behind), behind[:300])
    check(f"{name}: status", status == 0, status)


# Redraws while nothing new comes; Ctrl-C ends with the report of all.
terminal = Terminal("--follow", "--interval", "1", "--devices")
terminal.pipe.write(data)
terminal.read_for(10, b"roomba")
check("a report while the pipe is open", b"roomba" in terminal.out and b"\x1b[H" in terminal.out)
terminal.read_for(2.5)
check("and again", terminal.out.count(b"\x1b[H") >= 2, terminal.out.count(b"\x1b[H"))
os.write(terminal.fd, b"\x03")
ended_well("Ctrl-C", terminal, terminal.wait(), lambda text: text == want)

# A small terminal gets what fits, and is told of the rest.
terminal = Terminal("--follow", "--interval", "1", rows=10, columns=40)
terminal.pipe.write(data)
terminal.read_for(10, b"more lines")
screen = terminal.out.split(b"\x1b[H")[-1].decode(errors="replace")
lines = screen.replace("\x1b[K", "").replace("\x1b[J", "").split("\n")
check("a small terminal: what fits", len(lines) <= 10 and max(len(line.rstrip("\r")) for line in lines[:8]) <= 40, lines)
check("and how much more there is", "more lines" in screen)
os.kill(terminal.pid, signal.SIGTERM)
ended_well("SIGTERM", terminal, terminal.wait(),
           lambda text: "Not shown in 60 columns" in text and text.endswith("In no conversation: 184 packets, 21 kB (184 to many at once)\n"))

# The end of the packets is the end.
terminal = Terminal("--follow", "--interval", "1", "--devices")
terminal.pipe.write(data)
terminal.read_for(10, b"roomba")
terminal.pipe.close()
ended_well("the end of the pipe", terminal, terminal.wait(), lambda text: text == want)


# No terminal: nothing that steers one.
def follow_pipe(*args):
    return subprocess.Popen([PROGRAM, *MANUF, "--follow", "--interval", "1", *args, "-"], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


job = follow_pipe("--devices")
job.stdin.write(data)
job.stdin.flush()
time.sleep(3.5)
job.send_signal(signal.SIGINT)
out, err = job.stdout.read().decode(), job.stderr.read().decode()
check("no terminal: no escape codes", "\x1b" not in out and "\x1b" not in err)
reports = out.split("Devices: 15 devices")
check("no terminal: reports and a final one", len(reports) >= 4 and out.endswith("\n\n" + want), out[-200:])
check("no terminal: status and silence", job.wait() == 0 and err == "", err)

# An interval of hours, whose microseconds 32 bits do not hold: nothing until the end.
job = follow_pipe("--interval", "3000", "--devices")
job.stdin.write(data)
job.stdin.flush()
time.sleep(1.5)
job.send_signal(signal.SIGINT)
out, err = job.communicate()
check("an interval of 3000 s", out.decode() == want and err == b"" and job.returncode == 0, (out.decode()[:200], err))

# Into a file: it is renewed.
file = DIR / "live.json"
job = follow_pipe("--format", "json", "-o", str(file))
job.stdin.write(data[: len(data) // 2])
job.stdin.flush()
for _ in range(100):
    if file.exists():
        break
    time.sleep(0.1)
check("a file while packets come", file.exists())
before = file.read_text() if file.exists() else ""
job.stdin.write(data[len(data) // 2 :])
job.stdin.close()
check("which ends as the whole", job.wait() == 0 and file.read_text() == run("--format", "json", HOME).out != before)

# Whoever reads the reports goes.
job = follow_pipe()
job.stdout.close()
job.stdin.write(data)
job.stdin.flush()
check("the reader has gone: it ends quietly", job.wait(timeout=20) == -signal.SIGPIPE and job.stderr.read() == b"")

# A pipe without --follow: Ctrl-C asks for the report; a plain file is simply killed by it.
job = subprocess.Popen([PROGRAM, *MANUF, "--devices"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
job.stdin.write(data)
job.stdin.flush()
time.sleep(1.5)
job.send_signal(signal.SIGINT)
check("Ctrl-C at a pipe: the report", job.communicate(timeout=20)[0].decode() == want and job.returncode == 0)
# As timeout(1) does it: the program, and then the group it is in.
job = subprocess.Popen([PROGRAM, *MANUF, "--devices"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
job.stdin.write(data)
job.stdin.flush()
time.sleep(1.5)
job.send_signal(signal.SIGTERM)
time.sleep(0.05)
job.send_signal(signal.SIGTERM)
check("one wish that comes twice: the report", job.communicate(timeout=20)[0].decode() == want and job.returncode == 0)


def press(*command, out, times=1):
    """A command's exit status, on a terminal of its own where Ctrl-C is pressed; it prints to `out`."""
    packets, feed = os.pipe()
    child, terminal = pty.fork()
    if child == 0:
        os.dup2(packets, 0)
        os.close(feed)
        os.dup2(out, 1)
        os.execvp(command[0], command)
    os.close(packets)
    with open(feed, "wb", closefd=False) as to:
        to.write(data)
    time.sleep(1.5)
    for _ in range(times):
        os.write(terminal, b"\x03")
        time.sleep(0.1)
    for _ in range(200):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        time.sleep(0.1)
    else:
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
    os.close(feed)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status)


# The keyboard tells both, and timeout(1) its child once more.
with open(DIR / "pressed", "w") as out:
    status = press("timeout", "60", PROGRAM, *MANUF, "--devices", out=out.fileno())
pressed = (DIR / "pressed").read_text()
check("Ctrl-C for whoever runs it, too: the report", (pressed, status) == (want, 0), f"{status} {pressed[-200:]}")
# Pressed twice, and nobody reads what it prints.
unread, out = os.pipe()
fcntl.fcntl(out, fcntl.F_SETPIPE_SZ, 4096)
status = press(PROGRAM, *MANUF, "--format", "json", out=out, times=2)
check("Ctrl-C twice, however quickly: it is killed", status == -signal.SIGINT, str(status))
os.close(unread)
os.close(out)
# Twice: now, though nobody reads what it prints.
job = subprocess.Popen([PROGRAM, *MANUF, "--format", "json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
fcntl.fcntl(job.stdout, fcntl.F_SETPIPE_SZ, 4096)
job.stdin.write(data)
job.stdin.flush()
time.sleep(1.5)
for _ in range(2):
    check("it waits to be read", job.poll() is None)
    job.send_signal(signal.SIGTERM)
    time.sleep(0.5)
check("two wishes: it is killed", job.wait(timeout=20) == -signal.SIGTERM)
job.communicate()


# The bar: on a terminal, for what takes long, and never with -q or a small file.
def bar(*args, seconds):
    """What is written to a terminal as standard error while a pipe dawdles, and other files follow."""
    ours, theirs = pty.openpty()
    fifo = DIR / "slow"
    os.mkfifo(fifo)
    job = subprocess.Popen([PROGRAM, *MANUF, str(fifo), *args], stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    with open(fifo, "wb", buffering=0) as pipe:
        for i in range(10):
            pipe.write(data[i * len(data) // 10 : (i + 1) * len(data) // 10])
            time.sleep(seconds / 10)
    out = job.stdout.read().decode()
    job.wait()
    os.unlink(fifo)
    said = b""
    try:
        while chunk := os.read(ours, 65536):
            said += chunk
    except OSError:
        pass
    os.close(ours)
    return said, out


said, out = bar("--devices", HOME, seconds=1)
check("a bar when it takes long", re.search(rb"\[#+\] 100 % of \d+ kB", said), said[-200:])
check("and it is wiped", said.endswith(b"\r\x1b[K"), said[-40:])
check("and is not in the report", out == run("--devices", HOME, HOME).out)
check("no bar for what is quick", bar("--devices", HOME, seconds=0)[0] == b"")
check("no bar where nobody knows the size", bar("--devices", seconds=1)[0] == b"")
check("no bar with -q", bar("--devices", "-q", HOME, seconds=1)[0] == b"")

sys.exit(failed())
