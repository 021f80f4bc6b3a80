"""A small capture about time: `round-trips`. Which answers measure the remote leg, which do not."""

from . import apps, dns
from .net import START, Net, Node, remote
from .quic import Opening
from .stage import expect, gadget, gateway, later, so_far
from .tcp import Tcp

ROUTER = gateway("192.168.40.1")
HOST = gadget("192.168.40.10", 0x10, leg_ms=2.0)


def _rtt(milliseconds: float) -> str:
    """A few microseconds either way: the times in the file are rounded to microseconds."""
    low, high = milliseconds / 1000 - 5e-6, milliseconds / 1000 + 5e-6
    return f"iot.rtt >= {low:.6f} && iot.rtt <= {high:.6f}"


def round_trips() -> Net:
    net = Net(ROUTER, "round-trips")
    _retransmitted_syn(net, 0.0, remote("203.0.113.1", 62.0))
    _retransmitted_data(net, 10.0, remote("203.0.113.2", 48.0))
    _only_tainted(net, 15.0, remote("203.0.113.12", 40.0))
    _resolver(net, 20.0)
    net.ping(22.0, HOST, remote("203.0.113.4", 27.5), 1, expect(_rtt(27.5)))
    _clocks(net, 24.0)
    _quic(net, 26.0)
    _no_sample(net, 28.0)
    _inbound(net, 30.0, remote("203.0.113.9", 81.0))
    _smallest(net, 32.0)
    _bands(net, 40.0)
    return net


def _retransmitted_syn(net: Net, t: float, server: Node) -> None:
    """The SYN-ACK passes 20 ms after the second SYN: nobody knows which one it answers."""
    tcp = Tcp(net, t, HOST, server, 443)
    tcp.syn()
    tcp.wait(1.0)
    tcp.syn_again()
    tcp.wait(0.020)
    tcp.note = so_far("!iot.rtt", "Karn's rule: no sample (20 ms would be wrong).")
    tcp.syn_ack()
    tcp.after(tcp.client)
    tcp.ack(tcp.client)
    tcp.wait(0.1)
    tcp.note = later(_rtt(62.0), "The clean sample that follows.")
    tcp.data(tcp.client, apps.application_data(net.rng, 40))
    tcp.after(tcp.server)
    tcp.note = expect(_rtt(62.0))
    tcp.ack(tcp.server)
    tcp.close()


def _retransmitted_data(net: Net, t: float, server: Node) -> None:
    """Clean first, then a lost segment whose acknowledgement comes 9 ms after its second copy."""
    tcp = Tcp(net, t, HOST, server, 443).connect()
    tcp.wait(0.2)
    tcp.lost_data(tcp.client, apps.application_data(net.rng, 300), 0.3)
    tcp.wait(0.009)
    tcp.note = expect(_rtt(48.0), "Not 9 ms, not 309 ms: no sample of this acknowledgement.")
    tcp.ack(tcp.server)
    tcp.wait(0.5)
    tcp.send(tcp.client, apps.application_data(net.rng, 20))
    tcp.close()


def _only_tainted(net: Net, t: float, server: Node) -> None:
    """Every acknowledgement covers a retransmission, so this remote has no sample at all."""
    tcp = Tcp(net, t, HOST, server, 443)
    tcp.syn()
    tcp.wait(1.0)
    tcp.syn_again()
    tcp.after(tcp.server)
    tcp.note = expect("!iot.rtt", "Karn's rule.")
    tcp.syn_ack()
    tcp.after(tcp.client)
    tcp.ack(tcp.client)
    tcp.lost_data(tcp.client, apps.application_data(net.rng, 80), 0.25)
    tcp.wait(0.004)
    tcp.note = expect("!iot.rtt && iot.remote == 203.0.113.12", "Neither 4 ms nor 254 ms.")
    tcp.ack(tcp.server)
    tcp.reset(tcp.server)


def _resolver(net: Net, t: float) -> None:
    """A resolver on the Internet is a remote like others; its second answer is slower."""
    resolver = remote("203.0.113.3", 9.0)
    for number, think_ms in enumerate((0.0, 35.0)):
        name = f"name{number}.example"
        net.resolve(t + number, HOST, name, dns.chain(name, [], ["203.0.113.33"], 60), resolver,
                    think_ms=think_ms, note=expect(_rtt(9.0)))


def _clocks(net: Net, t: float) -> None:
    """A true NTP answer, then one that answers something else 2 ms after the request."""
    net.ntp(t, HOST, remote("203.0.113.5", 14.0), note=expect(_rtt(14.0)))
    liar, port = remote("203.0.113.6", 2.0), HOST.port()
    asked, other = apps.ntp_timestamp(START + t + 1), apps.ntp_timestamp(START + t - 999)
    net.udp(t + 1, HOST, port, liar, 123, apps.ntp_request(asked))
    net.udp(t + 1.002, liar, 123, HOST, port, apps.ntp_response(other, START + t + 1, b"LOCL"),
            later("!iot.rtt", "Its origin timestamp is not the request's transmit timestamp."))


def _quic(net: Net, t: float) -> None:
    """One Initial and its answer; then two Initials, whose answer may be to either."""
    for number, (server, copies) in enumerate(((remote("203.0.113.7", 33.0), 1),
                                               (remote("203.0.113.8", 33.0), 2))):
        opening, port = Opening(net.rng, f"quic{copies}.example"), HOST.port()
        start = t + number
        for copy in range(copies):
            net.udp(start + 0.3 * copy, HOST, port, server, 443, opening.client_initial(copy))
        note = expect(_rtt(33.0)) if copies == 1 else later("!iot.rtt", "Two Initials: no sample.")
        net.udp(start + 0.3 * (copies - 1) + 0.033, server, 443, HOST, port,
                opening.server_initial(), note)


def _no_sample(net: Net, t: float) -> None:
    silent = remote("203.0.113.10", 0.0)
    for number in range(2):
        net.udp(t + number, HOST, 40404, silent, 40404, b"reading 21.5",
                later("!iot.rtt && iot.remote == 203.0.113.10", "Nobody ever answers."))


def _inbound(net: Net, t: float, caller: Node) -> None:
    """A remote connects to the device: the device's SYN-ACK, 2 ms later, is the local leg."""
    tcp = Tcp(net, t, caller, HOST, 8080)
    tcp.syn()
    tcp.after(tcp.server)
    tcp.note = so_far("!iot.rtt", "An answer of the device measures its own leg, not the remote's.")
    tcp.syn_ack()
    tcp.after(tcp.client)
    tcp.note = expect(_rtt(81.0))
    tcp.ack(tcp.client)
    tcp.close()


def _smallest(net: Net, t: float) -> None:
    """Three streams to one remote with 120, 70 and 90 ms: the smallest counts for all frames."""
    for number, (leg_ms, known) in enumerate(((120.0, 120.0), (70.0, 70.0), (90.0, 70.0))):
        server = remote("203.0.113.11", leg_ms)
        tcp = Tcp(net, t + number, HOST, server, 443)
        tcp.connect(later(_rtt(70.0), "Known of the whole capture."))
        tcp.wait(0.01)
        tcp.note = expect(_rtt(known), "The smallest until now.") if number != 0 else ""
        tcp.close()


def _bands(net: Net, t: float) -> None:
    """One remote in each distance band."""
    for number, (leg_ms, band) in enumerate(((3.0, "near"), (18.0, "continent"), (60.0, "far"),
                                             (150.0, "intercontinental"))):
        server = remote(f"203.0.113.{21 + number}", leg_ms)
        net.ping(t + number, HOST, server, 10 + number,
                 expect(f'{_rtt(leg_ms)} && iot.distance.band == "{band}"'))
