#!/usr/bin/env python3
"""plugin/locations.sh gets databases whole or not at all, both programs find them, and whom they name is named.

SPDX-License-Identifier: GPL-2.0-or-later

usage: locations.py SOURCE IOT_DEVICES [TSHARK]     (a registry of its own; TSHARK as tests/tshark.sh, with IOT_STAGE)
"""
import base64
import hashlib
import http.server
import io
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
from pathlib import Path

sys.dont_write_bytecode = True
source, iot_devices, *tshark = sys.argv[1:]
sys.path.insert(0, f"{source}/captures")
from story.mmdb import mmdb  # noqa: E402

CAPTURE = f"{source}/captures/smart-home.pcapng"
WEEKS = [f"{source}/captures/week-{side}.pcapng" for side in ("before", "after")]
OWED = "Organizations: RouteViews (routeviews.org), DB-IP (https://db-ip.com), NRO (nro.net), CC BY 4.0"
ASN, COUNTRY = "asn", "geo-whois-asn-country-mmdb"
ORGANIZATION, OF_NEWER = "Elastic, Inc", "Elastic Again"
README = random.Random(1).randbytes(4000)  # so that a little is too little room
FILES = ["asn-ipv4.csv", "asn-ipv6.csv", "attribution.txt", "geo-whois-asn-country.mmdb"]
failed = 0


def check(what: str, good: bool) -> None:
    global failed
    failed += not good
    print(f"{'ok' if good else 'FAILED'}: {what}")


def package(registry: Path, name: str, version: str, files: dict[str, bytes], **wrong: bytes) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for file, content in {"README.md": README, **files}.items():
            entry = tarfile.TarInfo(f"package/{file}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    data = packed.getvalue()
    top = registry / "@ip-location-db" / name
    (top / "-").mkdir(parents=True, exist_ok=True)
    (top / "-" / f"{name}-{version}.tgz").write_bytes(wrong.get("tarball", data))
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    # Both ways in which registries write.
    text = json.dumps({"name": f"@ip-location-db/{name}", "version": version, "dist": {"integrity": integrity}},
                      separators=(",", ":") if name == ASN else None)
    (top / "latest").write_bytes(wrong.get("release", text.encode()))


def fill(registry: Path, version: str, organization: str, **wrong: bytes) -> None:
    package(registry, ASN, version, {
        "asn-ipv4.csv": b'1.0.0.0,1.0.0.255,13335,"Cloudflare, Inc."\n'
                        + f'54.194.0.0,54.194.255.255,16509,"{organization}"\n'.encode()
                        + b'198.51.100.83,198.51.100.83,64500,Newcomer\n',
        "asn-ipv6.csv": b"2620:0:862::,2620:0:862:ffff:ffff:ffff:ffff:ffff,14907,Wikimedia\n"}, **wrong)
    package(registry, COUNTRY, version, {
        "geo-whois-asn-country.mmdb": mmdb({"54.194.0.0/16": {"country_code": "IE"}}, "country"),
        "geo-whois-asn-country-ipv4.mmdb": b"not asked for"})


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def serve(registry: Path) -> http.server.ThreadingHTTPServer:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: Quiet(*a, directory=str(registry)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def run(home: Path, url: str, *arguments: str, room: int | None = None, path: str | None = None):
    def limit():
        if room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    env = {"PATH": path or os.environ["PATH"], "HOME": str(home), "IOT_REGISTRY": url, "LC_ALL": "C.UTF-8"}
    # SIGXFSZ stays ignored, as Python has it: a write without room is an error, as on a full disk.
    return subprocess.run(["/bin/sh", f"{source}/plugin/locations.sh", *arguments], env=env, preexec_fn=limit,
                          restore_signals=False, capture_output=True, text=True, timeout=60)


def content(directory: Path) -> dict[str, bytes]:
    return {str(file.relative_to(directory)): file.read_bytes() for file in directory.rglob("*") if file.is_file()}


def told(result) -> bool:
    """One message of what went wrong, after what was done before."""
    lines = [line for line in result.stderr.splitlines() if "nothing was changed" in line]
    return result.returncode == 1 and len(lines) == 1


def conversations(home: Path, command: list[str]) -> str:
    env = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8", "XDG_DATA_HOME": str(home / ".local/share")}
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120).stdout


def owed_lines(text: str) -> int:
    return text.splitlines().count(OWED)


def check_named(home: Path) -> None:
    """Where a place is shown, those whose data it is are named; elsewhere not."""
    def printed(*arguments: str) -> str:
        return conversations(home, [iot_devices, *arguments])

    for table, places in ("conversations", 1), ("destinations", 1), ("devices", 0), ("findings", 0), ("questions", 0):
        check(f"--{table} names {places} of those who made them", owed_lines(printed(f"--{table}", CAPTURE)) == places)
    check("JSON names them", json.loads(printed("--format", "json", CAPTURE)).get("attributions") == [OWED])
    page = printed("--format", "html", CAPTURE)
    check("so does the picture", '"attributions"' in page and "https://db-ip.com" in page)
    plain = OWED.replace("://", "\\://")
    pages = [f"# {page}" for page in ("\n" + printed("--format", "markdown", CAPTURE)).split("\n# ")[1:]]
    named = [page.rstrip().endswith(plain) for page in pages]
    check("and each page for people that has destinations",
          any(named) and named == ["None outside the local network." not in page for page in pages])
    changes = printed("changes", *WEEKS)
    check("changes name them with an organization", "organization: Newcomer" in changes and owed_lines(changes) == 1)
    check("and only then", owed_lines(printed("changes", WEEKS[0], WEEKS[0])) == 0)
    shown = json.loads(printed("changes", "--format", "json", *WEEKS))
    check("in JSON, too", shown.get("attributions") == [OWED])


def check_named_by_tshark(home: Path) -> None:
    def printed(*arguments: str) -> str:
        capture = f"{os.environ['IOT_STAGE']}/captures/smart-home.pcapng"
        return conversations(home, [*tshark, "-r", capture, *arguments])

    text = printed("-q", "-z", "iot,conversations")
    check("the plugin finds them by itself", ORGANIZATION[:3] in text and owed_lines(text) == 1)
    check("-z iot,destinations names them", owed_lines(printed("-q", "-z", "iot,destinations")) == 1)
    tree = [line.strip().split("  ")[0] for line in printed("-q", "-z", "iot_destinations,tree").splitlines()]
    check("the tree of destinations names them once", tree.count(OWED) == 1 and ORGANIZATION in tree)
    devices = printed("-q", "-z", "iot_devices,tree")
    check("that of devices not", "Frames" in devices and OWED not in devices)
    fields = [line.split("|") for line in printed("-T", "fields", "-E", "separator=|", "-e", "iot.geo.org", "-e",
                                                  "iot.geo.country", "-e", "iot.geo.attribution").splitlines()]
    check("a frame with a place names them, no other", [ORGANIZATION, "IE", OWED] in fields
          and all(bool(line[2]) == bool(line[0] or line[1]) for line in fields))


def check_shown(home: Path, registry: Path) -> None:
    text = conversations(home, [iot_devices, "--conversations", CAPTURE])
    check("iot-devices finds them by itself", ORGANIZATION[:3] in text and " IE " in text)
    check_named(home)
    own = conversations(home, [iot_devices, "--mmdb", f"{source}/captures/geo", "--conversations", CAPTURE])
    check("a directory that is named comes first", ORGANIZATION not in own and "AMAZON" in own.upper())
    if tshark and os.environ.get("IOT_STAGE"):
        check_named_by_tshark(home)


def check_failures(home: Path, registry: Path, url: str, data: Path) -> None:
    before = content(data)

    def unchanged(what: str, word: str, result) -> None:
        check(f"{what} is told of", told(result) and word in result.stderr)
        check(f"{what} changes nothing", content(data) == before)

    unchanged("no network", "cannot ask", run(home, "http://127.0.0.1:1"))
    unchanged("no room", "no room", run(home, url, room=1000))
    fill(registry, "3.0.0", OF_NEWER, tarball=b"half of it")
    unchanged("a damaged archive", "damaged", run(home, url))
    fill(registry, "3.0.0", OF_NEWER, release=b"<html>please log in</html>")
    unchanged("an answer of somebody else", "understood", run(home, url))
    fill(registry, "3.0.0", OF_NEWER, release=b'{"version": "../../x", "dist": {}}')
    unchanged("a version that is none", "understood", run(home, url))
    fill(registry, "3.0.0", OF_NEWER, release=b'{"version": "3.0.0", "dist": {"shasum": "00"}}')
    unchanged("no sum", "no sum", run(home, url))
    fill(registry, "3.0.0", OF_NEWER)
    shutil.rmtree(registry / "@ip-location-db" / COUNTRY)
    unchanged("that the second is not there", "cannot ask", run(home, url))
    fill(registry, "3.0.0", OF_NEWER)


def tools(directory: Path, without: str) -> str:
    """A PATH with what the script takes, less one."""
    directory.mkdir()
    for name in ("curl wget cat tr grep sed base64 od sha512sum cut tail rm rmdir mkdir mktemp chmod mv tar gzip "
                 "dirname").split():
        found = shutil.which(name)
        if found and name != without:
            (directory / name).symlink_to(found)
    return str(directory)


def bare(directory: Path) -> str:
    """A PATH with neither curl nor wget, and an apt that installs the latter."""
    tools(directory, "curl")
    for name in "env", "basename", "id", "sh", "awk":
        (directory / name).symlink_to(shutil.which(name))
    (directory / "wget").unlink(missing_ok=True)
    for name, does in {
        "apt-get": f'case $* in install*wget*) ln -s {shutil.which("wget")} {directory}/wget ;; esac',
        "apt-cache": "exit 0", "dpkg-query": "exit 1", "sudo": '"$@"', "ln": f'{shutil.which("ln")} "$@"',
    }.items():
        (directory / name).write_text(f"#!/bin/sh\n{does}\n")
        (directory / name).chmod(0o755)
    return str(directory)


def main() -> int:
    with tempfile.TemporaryDirectory() as work:
        top = Path(work)
        top.chmod(0o755)
        home, registry = top / "home", top / "registry"
        home.mkdir()
        data = home / ".local/share/wireshark-iot/locations"
        fill(registry, "2.3.1", ORGANIZATION)
        server = serve(registry)
        url = f"http://127.0.0.1:{server.server_address[1]}"

        result = run(home, "http://127.0.0.1:1")
        check("without a network there is nothing", told(result) and not content(home) and not data.exists())
        result = run(home, url)
        home.chmod(0o755)
        check("it gets them", result.returncode == 0 and sorted(content(data)) == FILES)
        check("it says what and where", "2.3.1" in result.stderr and str(data) in result.stderr)
        check_shown(home, registry)
        check_failures(home, registry, url, data)
        check("once more gets newer ones", run(home, url).returncode == 0 and OF_NEWER in content(data)["asn-ipv4.csv"].decode())
        for name, other in ("curl", "wget"), ("wget", "curl"):
            if shutil.which(name):
                check(f"{name} alone will do", run(home, url, path=tools(top / name, other)).returncode == 0)
        if shutil.which("wget"):
            check("without both it installs one", run(home, url, path=bare(top / "bare")).returncode == 0)
        (data / "mine.mmdb").write_text("of the user's")
        check("it takes away what it brought", run(home, url, "--remove").returncode == 0
              and list(content(data)) == ["mine.mmdb"])
        (data / "mine.mmdb").unlink()
        check("and what is empty then", run(home, url, "--remove").returncode == 0 and not data.parent.exists())
        other = top / "other"
        check("elsewhere, too", run(home, url, "--directory", str(other)).returncode == 0
              and sorted(content(other)) == FILES and not content(home))
        foreign = top / "foreign"
        foreign.mkdir()
        (foreign / "attribution.txt").write_text("of somebody else")
        for words in (), ("--remove",):
            check(f"somebody else's attribution stays {words}", told(run(home, url, "--directory", str(foreign), *words))
                  and content(foreign)["attribution.txt"] == b"of somebody else")
        check("what was made for nothing goes", told(run(home, "http://127.0.0.1:1", "--directory", str(top / "made")))
              and not (top / "made").exists())
        check("words it does not know are wrong", run(home, url, "--what").returncode == 2)
        server.shutdown()
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
