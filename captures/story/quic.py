"""QUIC version 1 Initial packets, protected as RFC 9001 section 5 says, so that they can be read."""

import hashlib
import hmac
import random
import struct

from . import aes, apps

INITIAL_SALT = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")
VERSION_1, LONG_INITIAL = 1, 0xC0
CRYPTO, ACK_FRAME = 6, 2
SMALLEST_DATAGRAM = 1200
TAG_BYTES, PACKET_NUMBER_BYTES = aes.TAG_BYTES, 4
TRANSPORT_PARAMETERS = 0x39


def _expand(secret: bytes, label: bytes, size: int) -> bytes:
    """HKDF-Expand-Label of TLS 1.3 for at most one SHA-256 block."""
    full = b"tls13 " + label
    info = struct.pack(">HB", size, len(full)) + full + b"\0\1"
    return hmac.digest(secret, info, hashlib.sha256)[:size]


def _variable(value: int) -> bytes:
    return bytes([value]) if value < 64 else struct.pack(">H", 0x4000 | value)


def _initial(first_dcid: bytes, side: bytes, dcid: bytes, scid: bytes, number: int,
             frames: bytes) -> bytes:
    secret = _expand(hmac.digest(INITIAL_SALT, first_dcid, hashlib.sha256), side, 32)
    key, iv, mask_key = (_expand(secret, label, size)
                         for label, size in ((b"quic key", 16), (b"quic iv", 12),
                                             (b"quic hp", 16)))
    head = bytes([LONG_INITIAL | PACKET_NUMBER_BYTES - 1]) + struct.pack(">I", VERSION_1)
    head += bytes([len(dcid)]) + dcid + bytes([len(scid)]) + scid + b"\0"
    room = SMALLEST_DATAGRAM - len(head) - 2 - PACKET_NUMBER_BYTES - TAG_BYTES
    frames = frames.ljust(room, b"\0")
    head += _variable(PACKET_NUMBER_BYTES + len(frames) + TAG_BYTES) + struct.pack(">I", number)
    nonce = bytes(a ^ b for a, b in zip(iv, number.to_bytes(12, "big")))
    sealed = aes.seal(key, nonce, head, frames)
    mask = aes.block(aes.round_keys(mask_key), sealed[:16])
    first = head[0] ^ mask[0] & 0x0F
    hidden = bytes(a ^ b for a, b in zip(head[-PACKET_NUMBER_BYTES:], mask[1:]))
    return bytes([first]) + head[1:-PACKET_NUMBER_BYTES] + hidden + sealed


def _crypto(data: bytes) -> bytes:
    return bytes([CRYPTO, 0]) + _variable(len(data)) + data


class Opening:
    """The first flight of one QUIC connection, either way."""

    def __init__(self, rng: random.Random, server_name: str) -> None:
        self._dcid, self._scid, self._server = (rng.randbytes(8) for _ in range(3))
        parameters = b"\x01\x02\x67\x10\x0f\x08" + self._scid
        extension = struct.pack(">HH", TRANSPORT_PARAMETERS, len(parameters)) + parameters
        self._hello = apps.client_hello(rng, server_name, alpn=(b"h3",), extra=extension)
        flight = apps.server_flight(rng, self._hello)
        self._server_hello = flight[5:5 + int.from_bytes(flight[3:5], "big")]

    def client_initial(self, number: int = 0) -> bytes:
        return _initial(self._dcid, b"client in", self._dcid, self._scid, number,
                        _crypto(self._hello))

    def server_initial(self) -> bytes:
        frames = bytes([ACK_FRAME, 0, 0, 0, 0]) + _crypto(self._server_hello)
        return _initial(self._dcid, b"server in", self._scid, self._server, 0, frames)
