"""Application payloads: TLS records, HTTP, SSDP, UPnP descriptions and NTP."""

import random
import struct

HANDSHAKE, CHANGE_CIPHER_SPEC, APPLICATION_DATA = 22, 20, 23
CLIENT_HELLO, SERVER_HELLO = 1, 2
TLS10, TLS12, TLS13 = 0x0301, 0x0303, 0x0304
SUITES_12 = (0xC02F, 0xC030, 0xC02B, 0xC02C, 0x009C, 0x009D, 0x002F, 0x0035)
SUITES_13 = (0x1301, 0x1302, 0x1303) + SUITES_12
NTP_EPOCH = 2208988800
NTP_CLIENT, NTP_SERVER = 3, 4


def _vector(size: int, data: bytes) -> bytes:
    return len(data).to_bytes(size, "big") + data


def _extension(kind: int, data: bytes) -> bytes:
    return struct.pack(">H", kind) + _vector(2, data)


def record(kind: int, data: bytes, version: int = TLS12) -> bytes:
    return struct.pack(">BH", kind, version) + _vector(2, data)


def application_data(rng: random.Random, size: int) -> bytes:
    """A record as long as a message of `size` bytes is once a block cipher has sealed it."""
    return record(APPLICATION_DATA, rng.randbytes(size + 24))


def _key_share(rng: random.Random) -> bytes:
    x25519 = 29
    return struct.pack(">H", x25519) + _vector(2, rng.randbytes(32))


def client_hello(rng: random.Random, server_name: str | None, newest: int = TLS13,
                 alpn: tuple[bytes, ...] = (), extra: bytes = b"") -> bytes:
    """The handshake message without its record; `extra` are extensions of the caller's."""
    extensions = b""
    if server_name:
        entry = b"\0" + _vector(2, server_name.encode())
        extensions += _extension(0, _vector(2, entry))
    extensions += _extension(10, _vector(2, struct.pack(">HHH", 29, 23, 24)))
    extensions += _extension(13, _vector(2, struct.pack(">HHHH", 0x0403, 0x0804, 0x0401, 0x0501)))
    if alpn:
        extensions += _extension(16, _vector(2, b"".join(_vector(1, name) for name in alpn)))
    if newest == TLS13:
        extensions += _extension(43, _vector(1, struct.pack(">HH", TLS13, TLS12)))
        extensions += _extension(51, _vector(2, _key_share(rng)))
    suites = SUITES_13 if newest == TLS13 else SUITES_12
    body = struct.pack(">H", TLS12) + rng.randbytes(32) + _vector(1, rng.randbytes(32))
    body += _vector(2, struct.pack(f">{len(suites)}H", *suites)) + b"\1\0"
    body += _vector(2, extensions + extra)
    return bytes([CLIENT_HELLO]) + _vector(3, body)


def hello_record(hello: bytes) -> bytes:
    return record(HANDSHAKE, hello, TLS10)


def server_hello(rng: random.Random, session: bytes, version: int) -> bytes:
    """As a message, for a record."""
    extensions = _extension(0xFF01, b"\0")
    suite = 0xC02F
    if version == TLS13:
        suite = 0x1301
        extensions = _extension(43, struct.pack(">H", TLS13)) + _extension(51, _key_share(rng))
    body = struct.pack(">H", TLS12) + rng.randbytes(32) + _vector(1, session)
    body += struct.pack(">HB", suite, 0) + _vector(2, extensions)
    return bytes([SERVER_HELLO]) + _vector(3, body)


def server_flight(rng: random.Random, hello: bytes, version: int = TLS13,
                  certificate_bytes: int = 980) -> bytes:
    """What the server answers `hello` with.

    TLS 1.2 is always a resumed session: it needs no certificate in the clear, and it is what
    devices that reconnect all day do. x509.flight has one.
    """
    session = hello[39:71]
    flight = record(HANDSHAKE, server_hello(rng, session, version)) + record(CHANGE_CIPHER_SPEC, b"\1")
    if version == TLS13:
        return flight + application_data(rng, certificate_bytes)
    return flight + record(HANDSHAKE, rng.randbytes(40))


def client_finished(rng: random.Random, version: int = TLS13) -> bytes:
    sealed = APPLICATION_DATA if version == TLS13 else HANDSHAKE
    return record(CHANGE_CIPHER_SPEC, b"\1") + record(sealed, rng.randbytes(40 + 13))


def http_request(method: str, path: str, host: str, agent: str, body: str = "") -> bytes:
    head = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"User-Agent: {agent}", "Accept: */*"]
    head += [f"Content-Length: {len(body.encode())}"] if body else []
    return "\r\n".join([*head, "Connection: close", "", body]).encode()


def http_response(body: str, content_type: str = "text/html", status: str = "200 OK") -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}",
            f"Content-Length: {len(body.encode())}", "Connection: close"]
    return "\r\n".join([*head, "", body]).encode()


def ssdp_notify(location: str, kind: str, uuid: str, server: str) -> bytes:
    head = ["NOTIFY * HTTP/1.1", "HOST: 239.255.255.250:1900", "CACHE-CONTROL: max-age=1800",
            f"LOCATION: {location}", f"NT: {kind}", "NTS: ssdp:alive", f"SERVER: {server}",
            f"USN: uuid:{uuid}::{kind}"]
    return "\r\n".join([*head, "", ""]).encode()


def ssdp_search(kind: str) -> bytes:
    head = ["M-SEARCH * HTTP/1.1", "HOST: 239.255.255.250:1900", 'MAN: "ssdp:discover"', "MX: 1",
            f"ST: {kind}"]
    return "\r\n".join([*head, "", ""]).encode()


def ssdp_found(location: str, kind: str, uuid: str, server: str) -> bytes:
    head = ["HTTP/1.1 200 OK", "CACHE-CONTROL: max-age=1800", "EXT:", f"LOCATION: {location}",
            f"SERVER: {server}", f"ST: {kind}", f"USN: uuid:{uuid}::{kind}"]
    return "\r\n".join([*head, "", ""]).encode()


def upnp_description(friendly_name: str, maker: str, model: str, uuid: str) -> str:
    """`friendly_name` goes in as it is: escape it for XML, or leave it hostile, at the caller."""
    return ('<?xml version="1.0"?>\r\n<root xmlns="urn:schemas-upnp-org:device-1-0">'
            "<specVersion><major>1</major><minor>0</minor></specVersion><device>"
            "<deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType>"
            f"<friendlyName>{friendly_name}</friendlyName><manufacturer>{maker}</manufacturer>"
            f"<modelName>{model}</modelName><UDN>uuid:{uuid}</UDN></device></root>\r\n")


def ntp_timestamp(unix: float) -> bytes:
    seconds = int(unix)
    return struct.pack(">II", (seconds + NTP_EPOCH) & 0xFFFFFFFF, int((unix - seconds) * 2**32))


def ntp_request(transmit: bytes) -> bytes:
    return struct.pack(">BBbbIII", 4 << 3 | NTP_CLIENT, 0, 6, -20, 0, 0, 0) + bytes(24) + transmit


def ntp_response(origin: bytes, unix: float, reference: bytes, stratum: int = 1) -> bytes:
    """The origin timestamp is the client's transmit timestamp: that is what pairs the two."""
    head = struct.pack(">BBbbII", 4 << 3 | NTP_SERVER, stratum, 6, -20, 0x10, 0x20) + reference
    now = ntp_timestamp(unix)
    return head + ntp_timestamp(unix - 37.5) + origin + now + ntp_timestamp(unix + 0.00004)
