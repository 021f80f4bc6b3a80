#!/usr/bin/env python3
"""Help, man page and completion name the same options; nothing is forgotten.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import shutil
import subprocess
import sys

from command import DIR, PROGRAM, SOURCE, check, expect, failed, run

help_text = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
options = set(re.findall(r"^ +(?:-\w, )?(--[\w-]+)", help_text, re.M))
letters = set(re.findall(r"^ +(-\w), --", help_text, re.M))
check("help tells options", {"--devices", "--format", "--interface", "--help"} <= options and {"-i", "-o", "-q"} <= letters)
check("help fits 100 columns", max(map(len, help_text.splitlines())) <= 100)
expect("-h is --help", run("-h"), 0, out=help_text)
version = run("--version")
declared = re.search(r"project\(wireshark-iot VERSION ([\d.]+)", (SOURCE / "CMakeLists.txt").read_text())[1]
expect("--version", version, 0, out=f"iot-devices {declared}, with libpcap")

# Man page.
page = SOURCE / "doc" / "iot-devices.1"
source = page.read_text()
in_page = {"--" + word for word in re.findall(r"Fl Fl ([\w-]+)", source)}
check("the man page has every option", options <= in_page, options - in_page)
check("and no other", in_page <= options, in_page - options)
page_letters = {"-" + word for word in re.findall(r"^\.It Fl (\w)\b(?! Fl)", source, re.M)}
check("and every letter", letters <= page_letters, letters - page_letters)
if shutil.which("mandoc"):
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True)
    check("mandoc finds no fault", "WARNING" not in lint.stdout and "ERROR" not in lint.stdout, lint.stdout)
elif shutil.which("man"):
    lint = subprocess.run(["man", "--warnings", "-l", page], capture_output=True, text=True)
    check("man finds no fault", lint.stderr == "" and "EXIT STATUS" in lint.stdout, lint.stderr)
else:
    print("SKIPPED LOUDLY: neither mandoc nor man")

# Completion.
script = SOURCE / "lib" / "command" / "iot-devices.bash"


def complete(*words):
    program = f"""
        source '{script}'
        COMP_WORDS=({' '.join(repr(w) for w in words)}) COMP_CWORD={len(words) - 1}
        _iot_devices
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "-c", program], capture_output=True, text=True, check=True, cwd=SOURCE / "captures")
    return set(done.stdout.split("\n")) - {""}


offered = complete("iot-devices", "-")
check("completion offers every option", options | letters == offered, (options | letters) ^ offered)
check("completes one", complete("iot-devices", "--inv") == {"--inventory"})
formats = re.search(r"there are ([^;]*)", run("--format", "?", "x").err)[1].split(", ")
check("offers formats", complete("iot-devices", "--format", "") == set(formats), complete("iot-devices", "--format", ""))
check("also behind =", complete("iot-devices", "--format", "=", "js") == {"json"})
media = re.findall(r"(\w+) \(", run("--medium", "?", "x").err)
check("offers media", complete("iot-devices", "--medium", "") == set(media))
check("offers interfaces", "lo" in complete("iot-devices", "-i", "l"))
check("offers files", "smart-home.pcapng" in complete("iot-devices", "smart"))
check("offers merge in the first place", "merge" in complete("iot-devices", "me")
      and "merge" not in complete("iot-devices", "--devices", "me"))
check("offers nothing for a filter", complete("iot-devices", "--filter", "") == set())
lint = subprocess.run(["bash", "-n", script], capture_output=True, text=True)
check("the completion is bash", lint.returncode == 0, lint.stderr)

# The other shells': the same words, and where these are here, what they make of them.
ZSH = SOURCE / "lib" / "command" / "iot-devices.zsh"
FISH = SOURCE / "lib" / "command" / "iot-devices.fish"
zsh_text, fish_text = ZSH.read_text(), FISH.read_text()
zsh_options = set(re.findall(r"(?<=[{',*])(--?[\w-]+)(?=[=+]?[,}\[=])", zsh_text))
check("zsh's completion has every option, and no other", zsh_options == options | letters, zsh_options ^ (options | letters))
fish_options = ({"--" + word for word in re.findall(r" -l ([\w-]+)", fish_text)}
                | {"-" + letter for letter in re.findall(r" -s (\w)\b", fish_text)})
check("fish's has, too", fish_options == options | letters, fish_options ^ (options | letters))
takes = {word for word in re.findall(r"^ +(?:-\w, )?--([\w-]+)=", help_text, re.M)}
check("zsh knows which want a word", set(re.findall(r"--([\w-]+)=", zsh_text)) == takes, set(re.findall(r"--([\w-]+)=", zsh_text)) ^ takes)
check("fish, too", set(re.findall(r"-l ([\w-]+) -[rx]", fish_text)) == takes, set(re.findall(r"-l ([\w-]+) -[rx]", fish_text)) ^ takes)
for name, text in (("zsh", zsh_text), ("fish", fish_text)):
    for words in (formats, media):
        check(f"{name} offers {words[0]} and its like", " ".join(sorted(words)) in
              {" ".join(sorted(found.split())) for found in re.findall(r"[('](\w[\w -]*)[')]", text)}, words)

INSIDE = """
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1=; fpath=(DIR $fpath); autoload -U compinit; compinit -u -D; bindkey "^I" complete-word; setopt no_always_last_prompt'
zpty -w -n shell $'iot-devices WORDS\t\C-a: \n'
zpty -w shell 'exit'
out=; while zpty -r shell line; do out+=$line; done; print -r -- $out
"""


def zsh_completes(words, wanted):
    shutil.copy(ZSH, DIR / "_iot-devices")
    done = subprocess.run(["zsh", "-f", "-c", INSIDE.replace("DIR", str(DIR)).replace("WORDS", words)], capture_output=True, text=True,
                          timeout=60, stdin=subprocess.DEVNULL, env=dict(os.environ, TERM="dumb", HOME=str(DIR)))
    check(f"zsh completes {words}", wanted in done.stdout, done.stdout + done.stderr)


if shutil.which("zsh"):
    zsh_completes("--inv", "--inventory=")
    zsh_completes("--format=mar", "--format=markdown")
    zsh_completes("merg", "merge ")
else:
    print("SKIPPED LOUDLY: no zsh")
if shutil.which("fish"):
    for words, wanted in (("--inv", "--inventory"), ("--format mar", "markdown"), ("merg", "merge"), ("-i l", "lo")):
        done = subprocess.run(["fish", "--no-config", "-c", f"source '{FISH}'; complete -C 'iot-devices {words}'"], capture_output=True,
                              text=True, env=dict(os.environ, HOME=str(DIR)))
        check(f"fish completes {words}", [line.split("\t")[0] for line in done.stdout.splitlines()] == [wanted], done)
else:
    print("SKIPPED LOUDLY: no fish")

sys.exit(failed())
