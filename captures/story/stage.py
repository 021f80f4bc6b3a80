"""What the small captures share: a bare network, and comments that say what must hold."""

from . import apps
from .net import Net, Node, device
from .tcp import Tcp

BROKER_PORT = 8883


def expect(rule: str, why: str = "", when: str = "") -> str:
    """A frame comment whose last line is a display filter that has to match this frame.

    `expect:` holds always, `expect -2:` once the whole capture is known (second pass, GUI),
    `expect -1:` only as long as no more than the frames so far is known (one pass).
    """
    return (why + "\n" if why else "") + f"expect{when}: {rule}"


def later(rule: str, why: str = "") -> str:
    return expect(rule, why, " -2")


def so_far(rule: str, why: str = "") -> str:
    return expect(rule, why, " -1")


def gateway(ip: str, mac: str = "02:00:5e:10:00:01") -> Node:
    return Node(ip, mac, leg_ms=0.4)


def gadget(ip: str, number: int, host_name: str = "", leg_ms: float = 3.0) -> Node:
    """A device of a vendor nobody has (a locally administered MAC), without jitter."""
    return device(ip, f"02:00:5e:20:00:{number:02x}", host_name, leg_ms, 0.0)


def talk(net: Net, t: float, client: Node, server: Node, note: str = "",
         server_name: str | None = None, hello_note: str = "") -> Tcp:
    """A TLS connection, without a server name unless given, left open."""
    tcp = Tcp(net, t, client, server, BROKER_PORT).connect(note)
    tcp.note = hello_note
    return tcp.tls(server_name, apps.TLS12).sealed(60, 40)
