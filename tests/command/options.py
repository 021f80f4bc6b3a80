#!/usr/bin/env python3
"""Each option does what it says, and a wrong one is refused with a hint.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import subprocess
import sys

from command import CAPTURES, DIR, HOME, PROGRAM, SOURCE, check, expect, failed, run, write

HINT = "iot-devices --help"


def golden(name):
    return (SOURCE / "tests" / "golden" / f"home-{name}.out").read_text()


# Tables: those of tshark -z iot,...
for table in ("conversations", "devices", "services", "findings", "destinations", "questions"):
    result = run(f"--{table}", HOME)
    check(f"--{table} is what the plugin prints",
          result.out == golden(table) and result.err == "", repr(result))
check("without a table: conversations", run(HOME).out == run("--conversations", HOME).out)
two = run("--services", "--devices", HOME)
check("several tables, in the order they are asked for",
      two.out == run("--services", HOME).out + "\n" + run("--devices", HOME).out, repr(two))
check("a table once", run("--devices", "--devices", HOME).out == run("--devices", HOME).out)

# What the user says.
inventory = CAPTURES / "devices.csv"
expect("--inventory names devices", run("--devices", "--inventory", inventory, HOME), 0, out="Garage camera")
second = write("second.csv", "name,mac\nMy printer,14:cb:19:8c:8e:7a\n")
both = run("--devices", "--inventory", inventory, "--inventory", second, HOME)
expect("--inventory twice", both, 0, out="My printer")
check("and the first counts too", "Garage camera" in both.out)
findings = run("--findings", HOME).out
check("--resolvers are no finding", "no recursion" in findings
      and "no recursion" not in run("--findings", "--resolvers", "205.251.193.53", HOME).out)
check("--ntp-servers are no finding", "foreign time server" in findings
      and "foreign time server" not in run("--findings", "--ntp-servers", "162.159.200.123,132.163.96.3", HOME).out)
check("--local-networks makes remotes devices",
      "52.95.115.194" in run("--devices", "--local-networks", "52.0.0.0/8", HOME).out)
check("--periodic-all tells more",
      run("--findings", "--periodic-all", HOME).out.count("periodic") > findings.count("periodic"))
kilometres = {medium: json.loads(run("--format", "json", "--medium", medium, HOME).out) for medium in ("fibre", "VACUUM")}
ratios = {round(there["distance_km"] / here["distance_km"], 2)
          for here, there in zip(kilometres["fibre"]["conversations"], kilometres["VACUUM"]["conversations"])
          if here["distance_km"] and there["distance_km"] < 20000 and here["distance_km"] > 1000}
check("--medium: the vacuum is faster than fibre", ratios == {1.49}, ratios)
check("--overhead-us brings everything nearer",
      "3820 km" in run(HOME).out and "3820 km" not in run("--overhead-us", "5000", HOME).out)
schemas = CAPTURES / "geo"
if (schemas / "city.mmdb").exists():
    expect("--mmdb tells organizations", run("--destinations", "--mmdb", schemas, HOME), 0, out="AMAZON")
    check("--home finds what is impossible",
          "impossible location" in run("--findings", "--mmdb", schemas, "--home", "48.2,16.37", HOME).out)
mud = DIR / "mud"
run("--format", "mud", "-o", f"{mud}/", HOME)
expect("--mud: a device does what its own file allows", run("--findings", "--mud", mud, HOME), 0)
signatures = DIR / "my.tsv"
signatures.write_text("host.name\troomba\tsays\tvacuum\tAcme\tSweeper 9\t-\t-\tme\nno line of ours\n")
mine = run("--signatures", signatures, "--devices", HOME)
expect("--signatures: a bad line is told, and the rest is used", mine, 0, messages=1, says=["my.tsv:2: "])
check("what the user's line says", "Acme Sweeper 9 vacuum" in run("-q", "--signatures", signatures, "--format", "csv",
                                                                "--devices", HOME).out)
for file in mud.iterdir():
    text = json.loads(file.read_text())
    for acl in text["ietf-access-control-list:acls"]["acl"]:
        acl["aces"]["ace"] = []
    file.write_text(json.dumps(text))
check("and not what it does not allow", "not allowed" in run("--findings", "--mud", mud, HOME).out)

# What is wrong.
for name, args, says in (
    ("unknown option", ["--frob"], "--frob"),
    ("unknown format", ["--format", "papyrus"], 'no "papyrus"; there are text, csv, json'),
    ("unknown medium", ["--medium", "aether"], "cat6a (0.65)"),
    ("bad network", ["--local-networks", "203.0.113.0/99,10.0.0.0/8"], '--local-networks: "203.0.113.0/99" is not a network'),
    ("bad resolver", ["--resolvers", "nine"], '--resolvers: "nine" is not an address'),
    ("bad time server", ["--ntp-servers", "9.9.9.9,nine"], '--ntp-servers: "nine" is not an address'),
    ("bad home", ["--home", "95,200"], '--home: "95,200"'),
    ("negative overhead", ["--overhead-us", "-1"], "--overhead-us"),
    ("overhead that is no number", ["--overhead-us", "x"], "overhead-us"),
    ("negative count", ["--packets", "-1"], "--packets"),
    ("no interval", ["--interval", "0"], "--interval"),
    ("bad filter", ["--filter", "tcp prot"], "--filter: "),
    ("bad duration", ["-i", "lo", "--duration", "5x"], '--duration: "5x"'),
    ("no duration", ["-i", "lo", "--duration", "0s"], '--duration: "0s"'),
    ("duration of a file", ["--duration", "5s"], "--duration goes with --interface"),
    ("no memory", ["--memory", "lots"], '--memory: "lots" is no size like 64M'),
    ("negative memory", ["--memory", "-64M"], '--memory: "-64M" is no size'),
    ("hexadecimal memory", ["--memory", "0x10M"], '--memory: "0x10M" is no size'),
    ("memory with a word behind", ["--memory", "64Mega"], '--memory: "64Mega" is no size'),
    ("more memory than can be", ["--memory", "99999999999T"], "--memory"),
    ("too little memory", ["--memory", "31M"], "--memory: 31M is less than the 32 MiB"),
    ("text into a directory", ["-o", "there/"], "text is one file"),
    ("JSON into a directory", ["--format", "json", "-o", str(DIR)], "json is one file"),
    ("no output", ["-o", ""], "--output"),
):
    args = args if "-i" in args else [*args, HOME]
    expect(name, run(*args), 2, says=[says, HINT], messages=1, out="")
expect("captures and an interface", run("-i", "lo", HOME), 2, says=["either", HINT], messages=1)

for size in ("32M", "64MiB", "64mb", "1G", "0.5GiB", "67108864", "65536k"):
    check(f"--memory {size}", run("--memory", size, HOME).out == run(HOME).out)

# Nothing named at a terminal: help is near, and nobody waits.
script = subprocess.run(["script", "-qec", PROGRAM, "/dev/null"], capture_output=True, timeout=20)
check("nothing named at a terminal", script.returncode == 2 and b"no capture" in script.stdout, script.stdout)

sys.exit(failed())
