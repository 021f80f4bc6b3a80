"""The first packets of captures, where all of them take too long.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import pathlib
import subprocess


def beginnings(captures, directory, packets):
    """Of each capture the first packets, in the directory; those that editcap cannot read are left out."""
    os.chmod(directory, 0o755)
    for capture in sorted(captures):
        piece = pathlib.Path(directory) / capture.name.removesuffix(".gz")
        subprocess.run(["editcap", "-r", capture, piece, f"1-{packets}"],
                       stderr=subprocess.DEVNULL, check=False)
        if piece.exists():
            yield piece
