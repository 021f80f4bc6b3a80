"""AES-128, alone and with GCM.

The standard library has none: these few lines are for a few thousand bytes of sample data and for
nothing else (they are neither fast nor free of side channels).
"""

import struct

TAG_BYTES = 16


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


def round_keys(key: bytes) -> list[list[int]]:
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


def block(keys: list[list[int]], plain: bytes) -> bytes:
    state = [a ^ b for a, b in zip(plain, keys[0])]
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


def seal(key: bytes, nonce: bytes, head: bytes, plain: bytes) -> bytes:
    """AES-128-GCM: the ciphertext and its tag."""
    keys = round_keys(key)
    counters = b"".join(block(keys, nonce + struct.pack(">I", number))
                        for number in range(1, 2 + -(-len(plain) // 16)))
    cipher = bytes(a ^ b for a, b in zip(plain, counters[16:]))
    padded = b"".join(part + bytes(-len(part) % 16) for part in (head, cipher))
    lengths = struct.pack(">QQ", 8 * len(head), 8 * len(cipher))
    subkey = int.from_bytes(block(keys, bytes(16)), "big")
    tag = _ghash(subkey, padded + lengths) ^ int.from_bytes(counters[:16], "big")
    return cipher + tag.to_bytes(16, "big")
