#!/usr/bin/env python3
"""Sends frames of a pcapng file, least significant byte first, as our samples are.

SPDX-License-Identifier: GPL-2.0-or-later

usage: send-frames.py INTERFACE FILE FIRST LAST SECONDS      (so long between two of them)
"""

import socket
import struct
import sys
import time
from pathlib import Path

ENHANCED_PACKET = 6

interface, path = sys.argv[1:3]
first, last = map(int, sys.argv[3:5])
pause_s = float(sys.argv[5])
data = Path(path).read_bytes()
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
link.bind((interface, 0))
offset = number = 0
while offset < len(data) and number < last:
    kind, length = struct.unpack_from("<II", data, offset)
    if kind == ENHANCED_PACKET:
        number += 1
        captured = struct.unpack_from("<I", data, offset + 20)[0]
        if number >= first:
            link.send(data[offset + 28 : offset + 28 + captured])
            time.sleep(pause_s)
    offset += length
