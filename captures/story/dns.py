"""Messages of the DNS family: DNS, mDNS, LLMNR and the NetBIOS name service."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from .link import ip_bytes, mac_bytes

A, NS, CNAME, PTR, TXT, AAAA, SRV, NB, NBSTAT = 1, 2, 5, 12, 16, 28, 33, 32, 33
SVCB, HTTPS, ANY = 64, 65, 255
QUERY, QUERY_ITERATIVE, RESPONSE, AUTHORITATIVE = 0x0100, 0x0000, 0x8180, 0x8400
NXDOMAIN = 0x8183
LLMNR_RESPONSE = 0x8000
CACHE_FLUSH = 0x8000
NB_REGISTRATION, NB_RESPONSE, NB_QUERY = 0x2910, 0x8500, 0x0110
NB_UNIQUE, NB_GROUP = 0x0000, 0x8000
WORKSTATION, FILE_SERVER = 0x00, 0x20

# A name is text with dots, or a tuple of labels where a label may hold any byte.
Name = str | tuple[bytes, ...]


@dataclass(frozen=True)
class Record:
    """One resource record; `data` is what the type calls for (address, name, SRV tuple, bytes)."""

    name: Name
    kind: int
    ttl: int
    data: object
    flush: bool = False


@dataclass(frozen=True)
class Question:
    name: Name
    kind: int = A


class _Writer:
    """Collects a message and compresses names as real servers do (RFC 1035 section 4.1.4)."""

    def __init__(self, header: bytes) -> None:
        self.data = bytearray(header)
        self._seen: dict[tuple[bytes, ...], int] = {}

    def name(self, name: Name) -> None:
        labels = tuple(name.encode().split(b".")) if isinstance(name, str) else name
        while labels:
            if labels in self._seen:
                self.data += struct.pack(">H", 0xC000 | self._seen[labels])
                return
            self._seen[labels] = len(self.data)
            self.data += bytes([len(labels[0])]) + labels[0]
            labels = labels[1:]
        self.data += b"\0"

    def record(self, record: Record) -> None:
        self.name(record.name)
        class_in = 1 | (CACHE_FLUSH if record.flush else 0)
        self.data += struct.pack(">HHIH", record.kind, class_in, record.ttl, 0)
        start = len(self.data)
        self._payload(record)
        self.data[start - 2:start] = struct.pack(">H", len(self.data) - start)

    def _payload(self, record: Record) -> None:
        if record.kind in (A, AAAA):
            self.data += ip_bytes(record.data)
        elif record.kind in (CNAME, PTR, NS):
            self.name(record.data)
        elif record.kind == SRV and isinstance(record.data, tuple):
            self.data += struct.pack(">HHH", *record.data[:3])
            self.name(record.data[3])
        else:
            self.data += record.data


def message(ident: int, flags: int, questions: Sequence[Question],
            answers: Sequence[Record] = (), authority: Sequence[Record] = (),
            additional: Sequence[Record] = ()) -> bytes:
    """A whole message, as UDP carries it."""
    writer = _Writer(struct.pack(">HHHHHH", ident, flags, len(questions), len(answers),
                                 len(authority), len(additional)))
    for question in questions:
        writer.name(question.name)
        writer.data += struct.pack(">HH", question.kind, 1)
    for record in (*answers, *authority, *additional):
        writer.record(record)
    return bytes(writer.data)


def service(target: bytes = b"\0", v4: Sequence[str] = (), v6: Sequence[str] = (),
            priority: int = 1) -> bytes:
    """The data of an SVCB or HTTPS record with hints (RFC 9460 section 2.2)."""
    hints = ((key, b"".join(map(ip_bytes, addresses))) for key, addresses in ((4, v4), (6, v6)))
    parameters = b"".join(struct.pack(">HH", key, len(value)) + value
                          for key, value in hints if value)
    return struct.pack(">H", priority) + target + parameters


def reverse(address: str) -> str:
    """The name under which an address is asked for."""
    return ip_address(address).reverse_pointer


def over_tcp(data: bytes) -> bytes:
    return struct.pack(">H", len(data)) + data


def txt(*strings: str) -> bytes:
    return b"".join(bytes([len(text)]) + text.encode() for text in strings)


def chain(question: str, aliases: Sequence[str], addresses: Sequence[str], ttl: int,
          alias_ttl: int = 300) -> list[Record]:
    """The answer section of a name that CNAMEs lead from its question to its addresses."""
    owners = [question, *aliases]
    records = [Record(owner, CNAME, alias_ttl, target)
               for owner, target in zip(owners, owners[1:])]
    kinds = ((AAAA if ":" in address else A, address) for address in addresses)
    return records + [Record(owners[-1], kind, ttl, address) for kind, address in kinds]


def mdns_answer(answers: Sequence[Record], additional: Sequence[Record] = ()) -> bytes:
    return message(0, AUTHORITATIVE, (), answers, (), additional)


def netbios_label(name: bytes, suffix: int) -> tuple[bytes, ...]:
    """First-level encoding of a NetBIOS name (RFC 1001 section 14.1); "*" is padded with zeros."""
    padded = name.ljust(15, b"\0" if name == b"*" else b" ")[:15] + bytes([suffix])
    return (bytes(0x41 + nibble for byte in padded for nibble in (byte >> 4, byte & 15)),)


def netbios_registration(ident: int, name: bytes, suffix: int, flags: int, address: str) -> bytes:
    label = netbios_label(name, suffix)
    record = Record(label, NB, 300000, struct.pack(">H", flags) + ip_bytes(address))
    return message(ident, NB_REGISTRATION, [Question(label, NB)], additional=[record])


def netbios_datagram(ident: int, sender: bytes, suffix: int, address: str, to: bytes,
                     to_suffix: int = WORKSTATION) -> bytes:
    """A datagram to a group (RFC 1002 section 4.4.2), with nothing in it."""
    names = b"".join(b"\x20" + netbios_label(*name)[0] + b"\0"
                     for name in ((sender, suffix), (to, to_suffix)))
    return (struct.pack(">BBH", 0x11, 0x0A, ident) + ip_bytes(address)
            + struct.pack(">HHH", 138, len(names), 0) + names)


def netbios_query(ident: int, name: bytes, suffix: int, kind: int = NB) -> bytes:
    return message(ident, NB_QUERY, [Question(netbios_label(name, suffix), kind)])


def netbios_answer(ident: int, name: bytes, suffix: int, address: str) -> bytes:
    record = Record(netbios_label(name, suffix), NB, 300000,
                    struct.pack(">H", NB_UNIQUE) + ip_bytes(address))
    return message(ident, NB_RESPONSE, [], [record])


def netbios_status(ident: int, names: Sequence[tuple[bytes, int, int]], mac: str) -> bytes:
    """What a node is called: names, suffixes and flags (RFC 1002 section 4.2.18)."""
    entries = b"".join(name.ljust(15)[:15] + struct.pack(">BH", suffix, flags)
                       for name, suffix, flags in names)
    statistics = mac_bytes(mac) + bytes(40)
    record = Record(netbios_label(b"*", 0), NBSTAT, 0, bytes([len(names)]) + entries + statistics)
    return message(ident, NB_RESPONSE, [], [record])
