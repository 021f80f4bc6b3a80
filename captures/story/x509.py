"""Certificates as servers of TLS 1.2 show them, with keys and signatures that are noise."""

import random

from . import apps

SEQUENCE, SET, OID, INTEGER, UTF8, UTC_TIME, BITS, OCTETS = 0x30, 0x31, 6, 2, 12, 23, 3, 4
DNS_NAME, VERSION, EXTENSIONS = 0x82, 0xA0, 0xA3
ED25519, COMMON_NAME, ORGANIZATION = bytes.fromhex("2b6570"), b"\x55\4\3", b"\x55\4\x0a"
ALTERNATIVE_NAME = b"\x55\x1d\x11"
CERTIFICATE, SERVER_HELLO_DONE = 11, 14


def _element(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    return bytes([tag, 0x82]) + len(body).to_bytes(2, "big") + body


def _name(common_name: str, organization: str) -> bytes:
    pairs = ((ORGANIZATION, organization), (COMMON_NAME, common_name))
    return _element(SEQUENCE, *(
        _element(SET, _element(SEQUENCE, _element(OID, kind), _element(UTF8, value.encode())))
        for kind, value in pairs))


def certificate(rng: random.Random, common_name: str, hosts: tuple[str, ...] = (),
                issuer: str = "", organization: str = "Example Works") -> bytes:
    """Of a host; without an issuer it vouches for itself."""
    algorithm = _element(SEQUENCE, _element(OID, ED25519))
    validity = _element(SEQUENCE, _element(UTC_TIME, b"240101000000Z"),
                        _element(UTC_TIME, b"340101000000Z"))
    key = _element(SEQUENCE, algorithm, _element(BITS, b"\0" + rng.randbytes(32)))
    names = _element(SEQUENCE, *(_element(DNS_NAME, host.encode()) for host in hosts))
    extension = _element(SEQUENCE, _element(OID, ALTERNATIVE_NAME), _element(OCTETS, names))
    signed = _element(
        SEQUENCE, _element(VERSION, _element(INTEGER, b"\2")), _element(INTEGER, b"\1"), algorithm,
        _name(issuer or common_name, organization), validity, _name(common_name, organization),
        key, *([_element(EXTENSIONS, _element(SEQUENCE, extension))] if hosts else []))
    return _element(SEQUENCE, signed, algorithm, _element(BITS, b"\0" + rng.randbytes(64)))


def _message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def flight(rng: random.Random, hello: bytes, chain: tuple[bytes, ...],
           record_bytes: int = 16384) -> bytes:
    """What a server of TLS 1.2 answers a hello with, in records of at most so many bytes."""
    listed = b"".join(len(one).to_bytes(3, "big") + one for one in chain)
    said = (apps.server_hello(rng, hello[39:71], apps.TLS12)
            + _message(CERTIFICATE, len(listed).to_bytes(3, "big") + listed)
            + _message(SERVER_HELLO_DONE, b""))
    return b"".join(apps.record(apps.HANDSHAKE, said[at:at + record_bytes])
                    for at in range(0, len(said), record_bytes))
