#!/usr/bin/env python3
"""Writes the sample captures and their location databases beside this file, or into the directory given.

    python3 generate.py [DIRECTORY]

Needs Python 3.10 or later and nothing else. Every run writes the same bytes.
"""

import sys
from pathlib import Path

from story import places, small, smart_home
from story.net import Net
from story.pcapng import pcapng

INTERFACE, DESCRIPTION = "br-lan", "home network, seen at the router"


def write(path: Path, net: Net, comment: str) -> None:
    frames = net.frames()
    data = pcapng(frames, comment, INTERFACE, DESCRIPTION)
    path.write_bytes(data)
    print(f"{path.name}: {len(frames)} frames, {len(data)} bytes")


def write_databases(directory: Path) -> None:
    directory.mkdir(exist_ok=True)
    for name, data in (("city", places.city_database()), ("asn", places.asn_database())):
        (directory / f"{name}.mmdb").write_bytes(data)
        print(f"{directory.name}/{name}.mmdb: {len(data)} bytes")


def main() -> None:
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    directory.mkdir(parents=True, exist_ok=True)
    write(directory / "smart-home.pcapng", smart_home.tell(), smart_home.COMMENT)
    for name, (tell, comment) in small.CAPTURES.items():
        write(directory / name, tell(), comment)
    write_databases(directory / "geo")


if __name__ == "__main__":
    main()
