#!/usr/bin/env python3
"""What is written: whole or not at all, and nothing else comes to harm.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gzip
import os
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time

import confined
from command import CAPTURES, DIR, HOME, MANUF, PROGRAM, check, expect, failed, run

ROOT = os.geteuid() == 0
OLD = "what was there before\n"
WANT = run("--devices", HOME).out
capture = open(HOME, "rb").read()
place = DIR / "place"
place.mkdir()


def skip(what, why):
    print(f"SKIPPING LOUDLY: {what}: {why}")


def start(*args, **how):
    how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
    return subprocess.Popen([PROGRAM, *MANUF, *map(str, args)], **how)


class Ended:
    """A process that has ended, in the form that expect wants."""

    def __init__(self, job):
        out, err = job.communicate(timeout=60)
        self.status, self.out, self.err = job.returncode, (out or b"").decode(), (err or b"").decode()
        self.messages = self.err.splitlines()

    def __repr__(self):
        return f"status {self.status}\n  out: {self.out[:200]!r}\n  err: {self.err[:400]!r}"


def old(name, mode=0o640, text=OLD):
    path = place / name
    path.write_text(text)
    path.chmod(mode)
    return path


def mode_of(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


def clean(directory=place):
    """Nothing is left over beside what was written."""
    left = [p.name for p in directory.iterdir() if p.name.startswith(".")]
    check("nothing is left over", not left, left)


def save(path, *args, **how):
    return Ended(start("--devices", "-o", path, HOME, *args, **how))


def saved(name, path, want=WANT, **how):
    expect(name, save(path, **how), 0, messages=0, out="")
    check(f"{name}: what would be printed", path.read_text() == want)


def refused(name, result, path, says=(), text=OLD, status=2):
    """One message that names the file, no report, and the old text."""
    expect(name, result, status, says=[str(says)] if isinstance(says, str) else says, messages=1, out="")
    check(f"{name}: the file is named", path is None or os.path.basename(str(path)) in result.err, result.err)
    if path is not None and text is not None:
        check(f"{name}: it is as it was", path.read_text() == text)


# --- A file: mode and owner

for umask in (0o022, 0, 0o777):
    path = place / f"new-{umask:o}"
    saved(f"a new file, umask {umask:03o}", path, preexec_fn=lambda: os.umask(umask))
    check("is for its owner alone", mode_of(path) == 0o600, oct(mode_of(path)))
for mode in (0o600, 0o640, 0o644, 0o660, 0o755):
    path = old("old", mode)
    inode = path.stat().st_ino
    saved(f"an old file of mode {mode:03o}", path)
    check("keeps it", mode_of(path) == mode, oct(mode_of(path)))
    check("and is another file", path.stat().st_ino != inode)
summary = old("old.summary", 0o664)
expect("a summary", run("--summary", "-o", summary, HOME), 0, messages=0, out="")
check("keeps the mode", mode_of(summary) == 0o664 and summary.stat().st_size > len(OLD))
packed = place / "new.summary.gz"
expect("a compressed summary", run("--summary", "-o", packed, HOME), 0, messages=0, out="")
check("is for its owner alone", mode_of(packed) == 0o600)
check("and whole", gzip.decompress(packed.read_bytes()) == summary.read_bytes())
if ROOT:
    for owner, group in ((1234, 1235), (0, 1235)):
        path = old("theirs", 0o640)
        os.chown(path, owner, group)
        saved(f"a file of {owner}:{group}", path)
        facts = path.stat()
        check("stays theirs", (facts.st_uid, facts.st_gid) == (owner, group), facts)
        check("with its mode", mode_of(path) == 0o640)
else:
    skip("owners are kept", "only root can give files away")

# --- Links

target = place / "target"
(place / "below").mkdir()
for name, links in {
    "a link": {"link": "target"},
    "a link of links from elsewhere": {"below/link": "../middle", "middle": str(place / "below" / ".." / "target")},
}.items():
    old("target", 0o644)
    for link, to in links.items():
        (place / link).symlink_to(to)
    first = place / next(iter(links))
    saved(name, first)
    check(f"{name}: the links stay", all((place / link).is_symlink() for link in links))
    check(f"{name}: the target is the file", not target.is_symlink() and target.read_text() == WANT)
    check(f"{name}: and keeps its mode", mode_of(target) == 0o644)
    for link in links:
        (place / link).unlink()
target.unlink()
(place / "dangling").symlink_to("below/made")
saved("a link to nothing yet", place / "dangling")
check("makes its target", (place / "dangling").is_symlink() and mode_of(place / "below" / "made") == 0o600)
(place / "round").symlink_to("about")
(place / "about").symlink_to("round")
refused("links in a circle", save(place / "round"), place / "round", "symbolic links", text=None)
check("are as they were", (place / "round").is_symlink() and (place / "about").is_symlink())
(place / "nowhere").symlink_to("no/such/directory")
refused("a link to no directory", save(place / "nowhere"), place / "nowhere", "No such file", text=None)
other = old("one name", 0o644)
os.link(other, place / "another name")
saved("a file of two names", other)
check("the other name keeps the old text", (place / "another name").read_text() == OLD)

# --- What is written to

# Root's test has nodes and links of its own, as a fault would replace those of the machine.
def device(name, minor):
    path = f"/dev/{name}"
    if ROOT:
        path = place / name
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, minor))
        path.chmod(0o666)
    return path


null, full = device("null", 3), device("full", 7)
stdout = "/dev/stdout"
if ROOT:
    stdout = place / "stdout"
    stdout.symlink_to("/proc/self/fd/1")
before = os.stat(null)
expect("a device", save(null), 0, messages=0, out="")
check("is what it was", (os.stat(null).st_rdev, os.stat(null).st_ino) == (before.st_rdev, before.st_ino))
fifo = place / "fifo"
os.mkfifo(fifo)
job = start("--devices", "-o", fifo, HOME)
text = fifo.read_text()
expect("a FIFO", Ended(job), 0, messages=0, out="")
check("has what would be printed", text == WANT and stat.S_ISFIFO(fifo.stat().st_mode))
for name in (stdout, "/dev/fd/1", "/proc/self/fd/1", "/proc/thread-self/fd/1"):
    result = save(name)
    expect(f"{name}, a pipe", result, 0, messages=0)
    check("has what would be printed", result.out == WANT)
    log = old("log", 0o644)
    inode = log.stat().st_ino
    with open(log, "a") as out:
        expect(f"{name}, a file", save(name, stdout=out), 0, messages=0)
    check("goes on where it was", log.read_text() == OLD + WANT and log.stat().st_ino == inode)
log = old("log", 0o644)
with open(log, "a") as out:
    expect("a descriptor", save(f"/dev/fd/{out.fileno()}", pass_fds=[out.fileno()]), 0, messages=0)
check("is written to", log.read_text() == OLD + WANT)
with open(log) as only:
    refused("a descriptor that is only read", save(f"/dev/fd/{only.fileno()}", pass_fds=[only.fileno()]), None,
            f"/dev/fd/{only.fileno()}: Bad file descriptor")
refused("a descriptor that is not open", save("/dev/fd/77"), None, "/dev/fd/77: No such file")
if shutil.which("bash"):
    into = place / "through"
    done = subprocess.run(["bash", "-c", '"$0" "$@" -o >(cat >"$INTO"); wait $!', PROGRAM, *MANUF, "--devices", HOME],
                          env=dict(os.environ, INTO=str(into)), capture_output=True, timeout=60)
    for _ in range(50):
        if into.exists() and into.read_text() == WANT:
            break
        time.sleep(0.1)
    check("a process substitution", done.returncode == 0 and not done.stderr and into.read_text() == WANT, done)
else:
    skip("a process substitution", "there is no bash")
server = socket.socket(socket.AF_UNIX)
server.bind(str(place / "socket"))
server.listen()
job = start("--devices", "-o", place / "socket", HOME)
server.settimeout(20)
with server.accept()[0] as peer:
    text = b"".join(iter(lambda: peer.recv(65536), b"")).decode()
expect("a socket", Ended(job), 0, messages=0, out="")
check("has what would be printed", text == WANT and stat.S_ISSOCK(os.stat(place / "socket").st_mode))
ours, theirs = socket.socketpair()
job = start("--devices", "-o", stdout, HOME, stdout=theirs)
theirs.close()
text = b"".join(iter(lambda: ours.recv(65536), b"")).decode()
check("standard output as a socket", text == WANT and Ended(job).err == "")

# --- What is no file

refused("a directory", save(f"{place}/below"), None, "is a directory")
refused("a name that ends in a slash", save(f"{target}/"), None, "is a directory")
old("target")
refused("a file with a slash behind it", Ended(start("--format", "mud", "-o", f"{target}/", HOME)), target, "target/")
longest = place / ("n" * os.pathconf(place, "PC_NAME_MAX"))
saved("the longest name there can be", longest)
refused("a longer one", save(f"{longest}n"), None, "File name too long", text=None)
refused("a longer path", save(f"{place}/{'x/' * 3000}n"), None, "File name too long", text=None)
refused("no directory there", save(place / "no" / "x"), None, "No such file")
refused("a file as a directory", save(place / "target" / "x"), None, "Not a directory")
clean()

# --- What is read is not written

REFUSED = "is not written, as "
home = place / "home.pcapng"
home.write_bytes(capture)
(place / "to-home").symlink_to(home)
os.link(home, place / "hard-home")
inputs = [home, place / "to-home", place / "hard-home"]


def spares(name, result, *files):
    expect(name, result, 2, says=[REFUSED], messages=1, out="")
    check(f"{name}: nothing was written", all(f.read_bytes() == capture for f in (files or [home])))


for given in inputs:
    for written in inputs:
        spares(f"{given.name} into {written.name}", Ended(start("-o", written, given)))
spares("one of several", Ended(start("-o", home, HOME, place / "hard-home")))
spares("one of a list", Ended(start("--files-from", "-", "-o", home, stdin=open(old("list", text=f"{place}/to-home\n")))))
spares("standard input", Ended(start("-", "-o", home, stdin=open(home))))
spares("/dev/stdin", Ended(start("/dev/stdin", "-o", home, stdin=open(home))))
spares("standard output", Ended(start(place / "to-home", stdout=open(home, "ab"))))
spares("its link", Ended(start(place / "to-home", "-o", stdout, stdout=open(home, "ab"))))
spares("standard output and input", Ended(start("-", stdin=open(home), stdout=open(home, "ab"))))
spares("with --follow", Ended(start("--follow", "-o", home, home)))
spares("with --summary", Ended(start("--summary", "-o", home, home)))
with open(home, "rb") as reading, open(home, "r+b") as cut:
    cut.truncate(0)
    result = Ended(start("-", stdin=reading, stdout=cut))
    check("< x > x is told, though the shell has emptied it", REFUSED in result.err and result.status == 2, result)
    home.write_bytes(capture)

muds = place / "muds"
muds.mkdir()
(muds / "roomba.json").write_text(OLD)
databases = place / "databases"
databases.mkdir()
(databases / "x.mmdb").write_text(OLD)
inventory = old("devices.csv", text="name,mac,ip\nHoover,40:9f:38:65:36:67,\n")
for name, option, read, written in (
    ("an inventory", "--inventory", inventory, inventory),
    ("a MUD file", "--mud", muds, muds / "roomba.json"),
    ("a location database", "--mmdb", databases, databases / "x.mmdb"),
    ("a list of makers", "--manuf", old("manuf", text="00:00:00\tX\n"), place / "manuf"),
    ("the list of what is read", "--files-from", old("list", text=f"{HOME}\n"), place / "list"),
):
    text = written.read_text()
    link = place / "link-to-input"
    os.link(written, link)
    for to in (written, link):
        args = [] if option == "--files-from" else [HOME]
        job = subprocess.Popen([PROGRAM, option, str(read), "-o", str(to), *args], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        refused(f"{name} into {to.name}", Ended(job), to, REFUSED, text)
    link.unlink()
one = place / "one.summary"
run("--summary", "-o", one, HOME)
text = one.read_text()
refused("a summary that is merged", Ended(start("merge", "--summary", "-o", one, one)), one, REFUSED, text)
refused("or a report of it", Ended(start("merge", "-o", one, one)), one, REFUSED, text)

# Files of a directory, too.
text = inventory.read_text()
refused("tables over the inventory", Ended(start("--format", "csv", "--inventory", inventory, "-o", f"{place}/", HOME)),
        inventory, REFUSED, text)
check("no table was written", not (place / "services.csv").exists())
refused("profiles over the profiles", Ended(start("--format", "mud", "--mud", muds, "-o", muds, HOME)),
        muds / "roomba.json", REFUSED)
pages = place / "pages"
pages.mkdir()
for make in (os.link, os.symlink):
    make(home, pages / "roomba.md")
    spares("a page over the capture", Ended(start("--format", "markdown", "-o", f"{pages}/", home)))
    check("no page was written", os.listdir(pages) == ["roomba.md"], os.listdir(pages))
    (pages / "roomba.md").unlink()
(pages / "home.pcapng").write_bytes(capture)
expect("beside the capture is no harm", run("--format", "markdown", "-o", pages, pages / "home.pcapng"), 0, messages=0)
check("it is as it was", (pages / "home.pcapng").read_bytes() == capture and (pages / "roomba-409f38653667.md").exists())
expect("the same device for both", save(null, null), 1, says=["null: is no capture"], messages=1)

# --- Directories

made = place / "made" / "within"
expect("a directory is made", run("--format", "mud", "-o", f"{made}//", HOME), 0, messages=0)
check("for its owner alone", mode_of(made) == 0o700 and mode_of(made.parent) == 0o700)
check("and so are its files", {mode_of(p) for p in made.iterdir()} == {0o600} and len(list(made.iterdir())) > 5)
(made / "roomba-409f38653667.json").chmod(0o644)
(made / "echo.json").unlink(missing_ok=True)
elsewhere = old("elsewhere", 0o664)
victim = sorted(p for p in made.iterdir() if p.name != "roomba-409f38653667.json")[0]
victim.unlink()
victim.symlink_to(elsewhere)
expect("again", run("--format", "mud", "-o", made, HOME), 0, messages=0)
check("files keep their modes", mode_of(made / "roomba-409f38653667.json") == 0o644)
check("links in it stay", victim.is_symlink() and mode_of(elsewhere) == 0o664 and elsewhere.read_text() != OLD)
expect("nothing to write about", run("--format", "mud", "-o", f"{place}/never/made/", old("noise")), 2, messages=1)
check("nothing is made", not (place / "never").exists())
clean(made)

# --- What goes wrong

big = ("--format", "json")
path = old("old", 0o640)


def small_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


refused("a file that may not grow", Ended(start(*big, "-o", path, HOME, preexec_fn=small_files)), path, "File too large")
refused("a summary that may not grow", Ended(start("--summary", "-o", path, HOME, preexec_fn=small_files)), path, "File too large")
new = place / "never-made"
refused("a new one", Ended(start(*big, "-o", new, HOME, preexec_fn=small_files)), new, "File too large", text=None)
check("there is none", not new.exists())
clean()
for args in (["--devices"], ["--summary"]):
    refused(f"a full device {args}", Ended(start(*args, "-o", full, HOME)), None, f"{full}: No space left")
for args in ([HOME], ["--summary", HOME], ["--help"], ["--version"]):
    expect(f"standard output is full {args[0]}", Ended(start(*args, stdout=open(full, "wb"))), 2,
           says=["standard output: No space left"], messages=1)
disk = DIR / "disk"
disk.mkdir()
script = ('mount -t tmpfs -o size=16k,mode=0777 none "$0" || exit 77; cd "$0"; printf "what was there before\\n" >old; shift 0\n'
          'for name in old new dir/; do "$@" -o "$0/$name"; echo "$name $?"; done; cat old; ls -A\n')
small = subprocess.run(["unshare", "-m", "sh", "-c", script, str(disk), PROGRAM, *MANUF, "--format", "mud", HOME],
                       capture_output=True, timeout=60, text=True)
if small.returncode == 77 or "unshare" in small.stderr:
    skip("a full disk", small.stderr.strip())
else:
    lines = small.stdout.splitlines()
    check("a full disk: status 2 each time", lines[:3] == ["old 2", "new 2", "dir/ 2"], small)
    check("a full disk: one message each", small.stderr.count("\n") == small.stderr.count("No space left") == 3, small)
    check("a full disk: the old file, and no other", lines[3:] == [OLD.strip(), "dir", "old"], small)

# --- Who may not write

mine = place / "mine"
if ROOT:
    shutil.copy(PROGRAM, DIR / "program")
    shutil.copy(MANUF[1], DIR / "manuf")
    shutil.copy(HOME, DIR / "home.pcapng")
    os.chmod(DIR, 0o755)
    os.chmod(place, 0o755)
    mine.mkdir()
    os.chmod(mine, 0o755)

    def become(*groups):
        def change():
            os.setgroups(groups)
            os.setresgid(1234, 1234, 1234)
            os.setresuid(1234, 1234, 1234)
        return change

    def as_user(*args, groups=()):
        return Ended(subprocess.Popen([DIR / "program", "--manuf", DIR / "manuf", *map(str, args), DIR / "home.pcapng"],
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                      preexec_fn=become(*groups)))

    def of(path, owner, group, mode):
        os.chown(path, owner, group)
        os.chmod(path, mode)
        return path

    def made_by(path, *owner):
        path.write_text(OLD)
        return of(path, *owner)

    theirs = made_by(mine / "file", 1234, 1234, 0o644)
    refused("a file that one may write in a directory that one may not", as_user("-o", theirs), theirs,
            "nothing can be written beside it: Permission denied")
    refused("a new one there", as_user("-o", mine / "new"), mine / "new", "Permission denied", text=None)
    refused("a directory there", as_user("--format", "mud", "-o", f"{mine}/new/"), None, "Permission denied")
    of(mine, 1234, 1234, 0o755)
    refused("a file that is not to be written", as_user("-o", made_by(mine / "kept", 1234, 1234, 0o444)), mine / "kept",
            "Permission denied")
    refused("somebody else's file", as_user("-o", made_by(mine / "kept", 0, 0, 0o644)), mine / "kept", "Permission denied")
    shared = made_by(mine / "shared", 0, 1235, 0o664)
    result = as_user("-o", shared, groups=[1235])
    expect("somebody else's file that the group may write", result, 0, says=["shared: could not be kept"], messages=1)
    check("stays the group's, with its mode", shared.stat().st_gid == 1235 and mode_of(shared) == 0o664)
    everybody = made_by(mine / "everybody's", 0, 1235, 0o666)
    expect("or everybody", as_user("-o", everybody), 0, says=["could not be kept"], messages=1)
    check("no other group gets its group's rights", mode_of(everybody) == 0o606, oct(mode_of(everybody)))
    clean(mine)

    # In a directory like /tmp, what a stranger left is a trap.
    sticky = place / "sticky"
    sticky.mkdir()
    of(sticky, 0, 0, 0o1777)
    (sticky / "link").symlink_to(made_by(mine / "root's", 0, 0, 0o600))
    os.lchown(sticky / "link", 1234, 1234)
    refused("a stranger's link", save(sticky / "link"), sticky / "link", "somebody else", text=None)
    check("leads to no harm", (mine / "root's").read_text() == OLD)
    (sticky / "link").unlink()
    (sticky / "link").symlink_to("not-there-yet")
    os.lchown(sticky / "link", 1234, 1234)
    refused("nor does one to nothing yet", save(sticky / "link"), None, "somebody else")
    check("nothing is made", not (sticky / "not-there-yet").exists())
    refused("a stranger's file", save(made_by(sticky / "file", 1234, 1234, 0o666)), sticky / "file", "somebody else")
    saved("root's own", sticky / "own")
else:
    mine.mkdir()
    os.chmod(mine, 0o500)
    refused("a directory that one may not write", save(mine / "new"), mine / "new", "Permission denied", text=None)
    os.chmod(mine, 0o700)
    refused("a file that is not to be written", save(old("kept", 0o444)), place / "kept", "Permission denied")

# --- Who is asked to end

path = old("old", 0o640)
before = sorted(os.listdir(place))
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
    ours, theirs = os.pipe()
    job = start("-o", path, "--", HOME, f"/dev/fd/{ours}", pass_fds=[ours])
    os.close(ours)
    time.sleep(1)
    job.send_signal(number)
    if number != signal.SIGKILL:
        time.sleep(0.5)
        job.send_signal(number)
    job.wait(timeout=20)
    os.close(theirs)
    check(f"{number.name} while it reads: nothing is left over", sorted(os.listdir(place)) == before, os.listdir(place))
# At any moment.
path = old("old", 0o640)
for i in range(40):
    job = start(*big, "-o", path, HOME)
    time.sleep(i * 0.005)
    job.send_signal(signal.SIGTERM if i % 2 else signal.SIGINT)
    job.wait(timeout=20)
    text = path.read_text()
    good = sorted(os.listdir(place)) == before and (text == OLD or text.rstrip().endswith("}"))
    if not good:
        break
check("whenever it comes: the old or the new, and nothing left over", good, os.listdir(place))

# --- Renewed with --follow

for name in ("file", "link"):
    path = old("renewed", 0o644)
    if name == "link":
        (place / "to-renewed").symlink_to("renewed")
        path = place / "to-renewed"
    job = start("--follow", "--interval", "1", "--devices", "-o", path, stdin=subprocess.PIPE)
    job.stdin.write(capture)
    job.stdin.flush()
    inodes = set()
    for _ in range(50):
        inodes.add(path.stat().st_ino)
        if len(inodes) > 2:
            break
        time.sleep(0.1)
    check(f"--follow into a {name} renews it", len(inodes) > 2)
    os.chmod(place / "renewed", 0o664)
    job.stdin.close()
    job.stdin = None
    expect(f"--follow into a {name}", Ended(job), 0, messages=0, out="")
    check("it has the last report, and the mode of the one before", path.read_text() == WANT and
          mode_of(place / "renewed") == 0o664 and path.is_symlink() == (name == "link"))
clean()
job = start("--follow", "--interval", "1", "--devices", "-o", place / "renewed", stdin=subprocess.PIPE)
job.stdin.write(capture)
job.stdin.flush()
time.sleep(1.5)
(place / "renewed").unlink()
os.mkfifo(place / "renewed")
job.stdin.close()
job.stdin = None
expect("what becomes something else meanwhile", Ended(job), 2, says=["renewed: is something else by now"], messages=1)
check("is not replaced", stat.S_ISFIFO(os.stat(place / "renewed").st_mode))

# --- The reader has gone

for args in ([HOME], ["--format", "json", HOME], ["--summary", HOME], ["--help"], ["-o", stdout, HOME]):
    reader, writer = os.pipe()
    os.close(reader)
    job = start(*args, stdout=writer)
    os.close(writer)
    expect(f"{args[0]} | head ends quietly", Ended(job), -signal.SIGPIPE, messages=0)
job = start("--follow", "--interval", "1", stdin=subprocess.PIPE)
job.stdout.close()
job.stdout = None
job.stdin.write(capture)
job.stdin.flush()
check("--follow | head ends quietly", job.wait(timeout=20) == -signal.SIGPIPE and job.stderr.read() == b"")
reader, writer = os.pipe()
job = start(*big, "-o", f"/dev/fd/{writer}", HOME, pass_fds=[writer])
os.close(writer)
os.close(reader)
refused("another pipe whose reader has gone", Ended(job), None, "Broken pipe")

# --- Standard descriptors that are closed

for closed in ((1,), (2,), (1, 2), (0, 1, 2)):
    path = place / "alone"
    path.unlink(missing_ok=True)
    job = start("--devices", "--inventory", inventory, "--inventory", "/no/such", "-o", path, HOME, stdin=None, stdout=None,
                stderr=None, preexec_fn=lambda: [os.close(fd) for fd in closed] + [
                    os.dup2(os.open("/dev/null", os.O_RDWR), fd) for fd in (1, 2) if fd not in closed])
    job.wait(timeout=20)
    wanted = Ended(start("--devices", "--inventory", inventory, HOME)).out
    check(f"without {closed}: no message in the file", job.returncode == 1 and path.read_text() == wanted,
          (job.returncode, path.exists() and path.read_text()[:300]))
job = start(HOME, stdout=None, preexec_fn=lambda: os.close(1))
expect("a report to a closed standard output", Ended(job), 2, says=["standard output: Bad file"], messages=1)

# --- File systems without nameless files

if confined.available():
    lacking = {"preexec_fn": confined.without_nameless_files}
    path = old("old", 0o644)
    saved("without nameless files", path, **lacking)
    check("the mode is kept", mode_of(path) == 0o644)
    saved("a new one", place / "new-too", **lacking)
    check("is for its owner alone", mode_of(place / "new-too") == 0o600)
    path = old("old", 0o644)

    def small_and_lacking():
        small_files()
        confined.without_nameless_files()

    refused("a file that may not grow", Ended(start(*big, "-o", path, HOME, preexec_fn=small_and_lacking)), path,
            "File too large")
    clean()
else:
    skip("file systems without nameless files", "this machine's calls have other numbers")

sys.exit(failed())
