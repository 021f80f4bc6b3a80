#!/usr/bin/env python3
"""What README and doc tell people to type works, and prints what they show.

SPDX-License-Identifier: GPL-2.0-or-later

usage: IOT_STAGE=DIR IOT_DEVICES=PROGRAM typed.py TREE [FILE...]

A block's lines that begin with "$ ", or with one of our commands, are run in a directory that has
what they name; interfaces are those of a network namespace, where that can be had, and what has no
end of its own is ended as by Ctrl-C. What is shown below a "$ " line is what it prints, but for the
first and last lines, and how wide spaces are: "…" alone stands for any lines, at the end of a line
for the rest of it.
"""
import gzip
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

# What is not run here, and why; all else is.
ELSEWHERE = {
    r"^sh plugin/(run|install|locations)\.sh": "the tests install and packages",
    r"^sh tests/|^python3 captures/generate": "these are tests themselves",
    r"^(sudo apt|sudo cmake|cmake|cp -R|cp build|mkdir|npm|sudo setcap|find /srv/captures -name 'iot-)": "installs or deletes something",
    r"^wireshark |\| wireshark ": "the test gui",
    r"mosquitto|systemd-cat|tail -n \+1 -F": "the test command/recipes",
    r"^nft |^captures/capture\.sh": "the tests command/blocklist and capture-helper",
    r"^tshark .*-i |^tshark -G plugins": "the tests live and install",
    r'ssh "\$host"': "the test archive/parallel",
    r"^ssh -L|^cd |^man |--serve 192\.168": "is about another machine",
}
OURS = re.compile(r"^(sudo |ssh \S+ (?!-)|head |for |find /srv/summaries|tshark |iot-devices |wireshark |sh (plugin|tests)/)")
# 1 says that something changed; 141, that whoever reads has seen enough.
DIFFERS = re.compile(r"\bchanges\b")
INTERFACES = ("br0", "br-lan", "eth0")
# How long what has no end of its own may take to begin; where a machine is busy, the next.
SECONDS = (2, 10, 40)
INTERRUPTED = 130

tree = pathlib.Path(sys.argv[1]).resolve()
stage = pathlib.Path(os.environ["IOT_STAGE"])
failed = False


def tell(holds, what, more=""):
    global failed
    failed |= not holds
    if not holds:
        print(f"not ok - {what}\n{more}", flush=True)


def blocks(path):
    """(line number, lines) of each indented block."""
    lines, begin = path.read_text(encoding="utf-8").split("\n"), None
    for number, line in enumerate([*lines, "end"]):
        if line.startswith("    ") and begin is None and (number == 0 or not lines[number - 1].strip()):
            begin = number
        elif begin is not None and line.strip() and not line.startswith("    "):
            yield begin + 1, [one[4:] for one in lines[begin:number]]
            begin = None


def commands(path):
    """(line number, command, what is shown of its output or None)."""
    for begin, lines in blocks(path):
        shows = any(line.startswith("$ ") for line in lines)
        at = 0
        while at < len(lines):
            line, number = lines[at], begin + at
            at += 1
            if not (line.startswith("$ ") or (not shows and OURS.match(line))):
                continue
            command = line.removeprefix("$ ")
            while command.endswith("\\") or (command.startswith("for ") and "done" not in command):
                command = command.removesuffix("\\") + ("\n" if command.startswith("for ") else " ") + lines[at].strip()
                at += 1
            shown = None
            if shows:
                end = at
                while end < len(lines) and not lines[end].startswith("$ "):
                    end += 1
                shown = [one.rstrip() for one in lines[at:end] if one.strip()]
                at = end
            yield number, re.sub(r"\s+# .*", "", command), shown


def filters(path):
    """(line number, filter): those of tables that say what to type."""
    types = False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        types = line.startswith("|") and (types or line.endswith("| type |"))
        for one in re.findall(r"`([^`]+)`", line.split("|")[2]) if types and line.count("|") >= 3 else ():
            yield number, one


def program(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def furnish(place):
    """All that the commands name."""
    (place / "stage/home/.config/wireshark").mkdir(parents=True)
    shutil.copy(tree / "tests/manuf", place / "stage/home/.config/wireshark")
    shutil.copytree(tree / "plugin/profile", place / "stage/home/.config/wireshark/profiles")
    (place / "stage/plugins").symlink_to(stage / "plugins")
    (place / "captures").symlink_to(stage / "captures")
    (place / "bin").mkdir()
    program(place / "bin/tshark", f"PATH='{os.environ['PATH']}' IOT_STAGE={place}/stage exec {tree}/tests/tshark.sh \"$@\"")
    program(place / "bin/iot-devices", f"""case ${{1-}} in
merge | changes) word=$1; shift; exec {os.environ['IOT_DEVICES']} "$word" --manuf {tree}/tests/manuf "$@" ;;
*) exec {os.environ['IOT_DEVICES']} --manuf {tree}/tests/manuf "$@" ;;
esac""")
    program(place / "bin/sudo", 'exec "$@"')
    program(place / "bin/mail", "exec cat")
    program(place / "bin/ssh", f"""case $* in
*tcpdump*) exec cat {place}/home.pcapng ;;
*dnsmasq*) echo 'Nov 30 08:00:00 dnsmasq[1]: query[A] api.example.com from 192.168.1.10'
    echo 'Nov 30 08:00:00 dnsmasq[1]: reply api.example.com is 198.51.100.1' ;;
*nf_conntrack*) echo 'tcp 6 9 ESTABLISHED src=192.168.1.10 dst=198.51.100.1 sport=9 dport=443 src=198.51.100.1 dst=192.168.1.10 sport=443 dport=9' ;;
*) exit 255 ;;
esac""")
    samples = stage / "captures"
    for name, sample in {"home": "smart-home", "my-home": "smart-home", "later": "smart-home", "week": "week-before",
                         "monday": "week-before", "tuesday": "week-after", "today": "week-after",
                         "yesterday": "week-before"}.items():
        data = (samples / f"{sample}.pcapng").read_bytes()
        (place / f"{name}.pcapng").write_bytes(data)
        (place / f"{name}.pcap").write_bytes(data)
        (place / f"{name}.pcap.gz").write_bytes(gzip.compress(data, 1))
        for ending in ("summary", "summary.gz"):
            subprocess.run([os.environ["IOT_DEVICES"], "--summary", "-q", "-o", place / f"{name}.{ending}", place / f"{name}.pcapng"],
                           check=True)
    shutil.copy(samples / "devices.csv", place)
    for directory in ("srv/captures", "srv/summaries", "srv/collectors", "var/lib/iot-collector", "var/www/home", "tmp/www"):
        (place / directory).mkdir(parents=True)
    for name in ("monday", "tuesday"):
        shutil.copy(place / f"{name}.pcap.gz", place / "srv/captures")
        for directory in ("srv/summaries", "srv/collectors"):
            shutil.copy(place / f"{name}.summary.gz", place / directory)
    subprocess.run(["chmod", "-R", "a+rwX", place], check=True)
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", "nobody", place / "stage/home"], check=True)


def namespace():
    """What gives a command the interfaces; None where nothing can."""
    links = "; ".join(f"ip link add {name} type veth peer name {name}-peer && ip link set {name} up" for name in INTERFACES)
    words = ["unshare", *(["-n"] if os.getuid() == 0 else ["-rn"]), "sh", "-c", f"{links}; exec \"$@\"", "sh"]
    tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if tried.returncode == 0 else None


def plain(line):
    return " ".join(line.split())


def looks_like(shown, line):
    return line.startswith(plain(shown[:-1])) if shown.endswith("…") else line == plain(shown)


def first_missing(shown, printed):
    """The first line that is shown and not printed there; None: all are."""
    at, anywhere = 0, True
    for line in shown:
        if line == "…":
            anywhere = True
            continue
        while anywhere and at < len(printed) and not looks_like(line, printed[at]):
            at += 1
        if at >= len(printed) or not looks_like(line, printed[at]):
            return line
        at, anywhere = at + 1, False
    return None


def run(place, command, spaces):
    command = re.sub(r"(?<![\w./])/(srv|var|tmp)/", rf"{place}/\1/", command)
    live = any(name in shlex.split(command.split("|")[0].replace("'", '"').replace('"', "")) for name in INTERFACES)
    if live and not spaces:
        return None
    for seconds in SECONDS if live or re.search("--(follow|serve)", command) else (60,):
        words = [*(spaces if live else ()), "timeout", "--preserve-status", "-k", "60", "-s", "INT", str(seconds), "bash", "-o", "pipefail", "-c", command]
        done = subprocess.run(words, cwd=place, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False,
                              env={**os.environ, "PATH": f"{place}/bin:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "TZ": "UTC",
                                   "HOME": f"{place}/stage/home", "COLUMNS": "80"})
        if done.returncode != INTERRUPTED:
            break
    return done


def main():
    documents = [pathlib.Path(name).resolve() for name in sys.argv[2:]] or [
        tree / "README.md", tree / "captures/README.md", *sorted((tree / "doc").glob("*.md")), *sorted((tree / "doc/examples").glob("*.md"))]
    spaces, told, n_run, n_compared = namespace(), set(), 0, 0
    if not spaces:
        print("SKIPPED LOUDLY: no network namespaces; what is live was not run")
    for document in documents:
        with tempfile.TemporaryDirectory(dir=stage / "out") as name:
            place = pathlib.Path(name)
            place.chmod(0o777)
            furnished = False
            typed = [(number, f"tshark -r home.pcapng -Y {shlex.quote(one)}", None) for number, one in filters(document)]
            for number, command, shown in [*commands(document), *typed]:
                where = f"{document.relative_to(tree)}:{number}: {command}"
                reason = next((why for what, why in ELSEWHERE.items() if re.search(what, command)), None)
                if reason:
                    told.add(reason)
                    continue
                if not furnished:
                    furnish(place)
                    furnished = True
                done = run(place, command, spaces)
                if done is None:
                    continue
                n_run += 1
                fails = shown is not None and any(line.startswith("iot-devices: ") for line in shown)
                good = (0, 141, 1) if DIFFERS.search(command) else (0, 141)
                tell(done.returncode in good or fails, where, f"exit status {done.returncode}: {done.stderr[-600:]}")
                if shown is None:
                    continue
                n_compared += 1
                both = (done.stdout + done.stderr, done.stderr + done.stdout)
                printed = [[plain(line) for line in text.split("\n") if line.strip()] for text in both]
                missing = [first_missing([line.replace("/srv/", f"{place}/srv/") for line in shown], lines) for lines in printed]
                tell(None in missing, f"{where} shows what it does not print",
                     f"    {missing[0]}\nprinted:\n" + "\n".join(printed[0][:60]))
    print(f"{n_run} commands were run, and of {n_compared} what they print was compared")
    tell(n_run > 60 and n_compared > 20 or len(sys.argv) > 2, "commands were found")
    for reason in sorted(told):
        print(f"not run here: {reason}")
    return failed


sys.exit(main())
