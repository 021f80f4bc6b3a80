#!/usr/bin/env python3
"""Help, man page and completion name the same options; nothing is forgotten.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import re
import shutil
import subprocess
import sys

from command import PROGRAM, SOURCE, check, expect, failed, run

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

sys.exit(failed())
