"""One TCP connection: handshake, data both ways, acknowledgements and end, numbers right."""

import struct
from dataclasses import dataclass

from . import apps, link
from .link import ACK, FIN, PSH, RST, SYN
from .net import Net, Node

SEGMENT = 1400
WINDOW, SCALED_WINDOW, OLD_WINDOW = 64240, 502, 29200
SYN_OPTIONS = struct.pack(">BBHBBBBBBBB", 2, 4, 1460, 1, 1, 4, 2, 1, 3, 3, 7)
BETWEEN_SEGMENTS = 0.00025
# A peer acknowledges at once what it cannot answer before its delayed-ACK timer runs out.
DELAYED_ACK = 0.040


@dataclass
class _End:
    node: Node
    port: int
    seq: int


class Tcp:
    """A connection with a clock of its own, `t`, that every step moves on."""

    def __init__(self, net: Net, t: float, client: Node, server: Node, port: int,
                 established: bool = False) -> None:
        """`established` is a connection older than the capture: no SYN, no window scale known."""
        self.net, self.t = net, t
        self.client = _End(client, client.port(), net.rng.getrandbits(31))
        self.server = _End(server, port, net.rng.getrandbits(31))
        self._window = OLD_WINDOW if established else SCALED_WINDOW
        self.note = ""

    def _segment(self, sender: _End, flags: int, payload: bytes = b"", options: bytes = b"",
                 window: int | None = None, seq: int | None = None) -> None:
        other = self.server if sender is self.client else self.client
        number = sender.seq if seq is None else seq
        data = link.tcp(sender.node.ip, other.node.ip, sender.port, other.port, number,
                        other.seq if flags & ACK else 0, flags, window or self._window, options,
                        payload)
        note, self.note = self.note, ""
        self.net.ip(self.t, sender.node, other.node, link.TCP, data, note)
        if seq is None:
            sender.seq += len(payload) + bool(flags & (SYN | FIN))

    def _other(self, end: _End) -> _End:
        return self.server if end is self.client else self.client

    def wait(self, seconds: float) -> None:
        self.t += seconds

    def after(self, end: _End) -> None:
        """Lets an instant answer of `end` reach the capture point."""
        self.t += self.net.leg(end.node)

    def syn(self) -> None:
        self._segment(self.client, SYN, options=SYN_OPTIONS, window=WINDOW)

    def syn_again(self) -> None:
        """The same SYN once more: what a sender does that got no answer."""
        self._segment(self.client, SYN, options=SYN_OPTIONS, window=WINDOW,
                      seq=self.client.seq - 1)

    def syn_ack(self) -> None:
        self._segment(self.server, SYN | ACK, options=SYN_OPTIONS, window=WINDOW)

    def ack(self, end: _End) -> None:
        self._segment(end, ACK)

    def connect(self, note: str = "") -> "Tcp":
        self.note = note
        self.syn()
        self.after(self.server)
        self.syn_ack()
        self.after(self.client)
        self.ack(self.client)
        return self

    def unanswered(self, retries: tuple[float, ...] = (1, 2, 4)) -> None:
        """A SYN and its retransmissions, each wait twice the one before (RFC 6298)."""
        self.syn()
        for pause in retries:
            self.wait(pause)
            self.syn_again()

    def data(self, end: _End, payload: bytes) -> None:
        """Segments of `payload`, the last one pushed; nothing acknowledges them yet."""
        for start in range(0, len(payload), SEGMENT):
            last = start + SEGMENT >= len(payload)
            self._segment(end, ACK | PSH if last else ACK, payload[start:start + SEGMENT])
            self.wait(0 if last else BETWEEN_SEGMENTS)

    def lost_data(self, end: _End, payload: bytes, timeout: float) -> None:
        """A segment that got lost beyond the capture point, and its retransmission."""
        start = end.seq
        self._segment(end, ACK | PSH, payload)
        self.wait(timeout)
        self._segment(end, ACK | PSH, payload, seq=start)

    def send(self, end: _End, payload: bytes) -> None:
        """Data that the other side acknowledges and does not answer."""
        self.data(end, payload)
        self.after(self._other(end))
        self.ack(self._other(end))

    def exchange(self, request: bytes, response: bytes, think: float = 0.0) -> None:
        """A request of the client, the response, and its acknowledgement."""
        self.wait(0.0007)
        self.data(self.client, request)
        self.after(self.server)
        if think >= DELAYED_ACK:
            self.ack(self.server)
        self.wait(think)
        self.data(self.server, response)
        self.after(self.client)
        self.ack(self.client)

    def tls(self, server_name: str | None, version: int = apps.TLS13,
            alpn: tuple[bytes, ...] = (), certificate_bytes: int = 980,
            extra: bytes = b"") -> "Tcp":
        """The TLS handshake up to the client's Finished, which the first request acknowledges."""
        rng = self.net.rng
        hello = apps.client_hello(rng, server_name, version, alpn, extra)
        self.exchange(apps.hello_record(hello),
                      apps.server_flight(rng, hello, version, certificate_bytes), 0.0008)
        self.wait(0.004)
        self.data(self.client, apps.client_finished(rng, version))
        return self

    def sealed(self, request_bytes: int, response_bytes: int, think: float = 0.002) -> "Tcp":
        """An exchange of application data records."""
        rng = self.net.rng
        self.exchange(apps.application_data(rng, request_bytes),
                      apps.application_data(rng, response_bytes), think)
        return self

    def close(self, by_server: bool = False) -> float:
        """FIN from one side, FIN from the other, the last ACK; returns when that passes."""
        first = self.server if by_server else self.client
        second = self._other(first)
        self.wait(0.001)
        self._segment(first, FIN | ACK)
        self.after(second)
        self._segment(second, FIN | ACK)
        self.after(first)
        self.ack(first)
        return self.t

    def reset(self, end: _End) -> None:
        self._segment(end, RST | ACK)
