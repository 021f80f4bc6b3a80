"""QUIC version 1 Initial packets, protected as RFC 9001 section 5 says, so that they can be read.

The standard library has no AES: the few lines of AES-128-GCM here are for 1200 bytes of sample
data and for nothing else (they are neither fast nor free of side channels).
"""

import hashlib
import hmac
import random
import struct

from . import apps

INITIAL_SALT = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")
VERSION_1, LONG_INITIAL = 1, 0xC0
CRYPTO, ACK_FRAME = 6, 2
SMALLEST_DATAGRAM = 1200
TAG_BYTES, PACKET_NUMBER_BYTES = 16, 4
TRANSPORT_PARAMETERS = 0x39


def _double(value: int) -> int:
    return (value << 1 ^ 0x11B if value & 0x80 else value << 1) & 0xFF


def _make_sbox() -> list[int]:
    """FIPS 197: the inverse in GF(2^8), found by walking powers of 3, then an affine map."""
    box, p, q = [0x63] * 256, 1, 1
    while True:
        p ^= _double(p)
        for shift in (1, 2, 4):
            q ^= q << shift & 0xFF
        q ^= 0x09 if q & 0x80 else 0
        turned = [(q << n | q >> (8 - n)) & 0xFF for n in range(5)]
        box[p] = turned[0] ^ turned[1] ^ turned[2] ^ turned[3] ^ turned[4] ^ 0x63
        if p == 1:
            return box


_SBOX = _make_sbox()


def _round_keys(key: bytes) -> list[list[int]]:
    words, constant = [list(key[i:i + 4]) for i in range(0, 16, 4)], 1
    for index in range(4, 44):
        word = words[-1]
        if index % 4 == 0:
            word = [_SBOX[byte] for byte in word[1:] + word[:1]]
            word[0] ^= constant
            constant = _double(constant)
        words.append([a ^ b for a, b in zip(words[index - 4], word)])
    return [sum(words[i:i + 4], []) for i in range(0, 44, 4)]


def _mix(column: list[int]) -> list[int]:
    total = column[0] ^ column[1] ^ column[2] ^ column[3]
    return [column[i] ^ total ^ _double(column[i] ^ column[(i + 1) % 4]) for i in range(4)]


def _aes(keys: list[list[int]], block: bytes) -> bytes:
    state = [a ^ b for a, b in zip(block, keys[0])]
    for number, key in enumerate(keys[1:], 1):
        state = [_SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < 10:
            state = sum((_mix(state[i:i + 4]) for i in range(0, 16, 4)), [])
        state = [a ^ b for a, b in zip(state, key)]
    return bytes(state)


def _ghash(subkey: int, data: bytes) -> int:
    result = 0
    for start in range(0, len(data), 16):
        x, y, result = result ^ int.from_bytes(data[start:start + 16], "big"), subkey, 0
        for bit in range(127, -1, -1):
            result ^= y if x >> bit & 1 else 0
            y = y >> 1 ^ (0xE1 << 120 if y & 1 else 0)
    return result


def _seal(key: bytes, nonce: bytes, head: bytes, plain: bytes) -> bytes:
    """AES-128-GCM: the ciphertext and its tag."""
    keys = _round_keys(key)
    counters = b"".join(_aes(keys, nonce + struct.pack(">I", number))
                        for number in range(1, 2 + -(-len(plain) // 16)))
    cipher = bytes(a ^ b for a, b in zip(plain, counters[16:]))
    padded = b"".join(part + bytes(-len(part) % 16) for part in (head, cipher))
    lengths = struct.pack(">QQ", 8 * len(head), 8 * len(cipher))
    subkey = int.from_bytes(_aes(keys, bytes(16)), "big")
    tag = _ghash(subkey, padded + lengths) ^ int.from_bytes(counters[:16], "big")
    return cipher + tag.to_bytes(16, "big")


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
    sealed = _seal(key, nonce, head, frames)
    mask = _aes(_round_keys(mask_key), sealed[:16])
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
