"""Devices that tell what they are in protocols of their makers' own: `own-words`."""

import json
import struct

from . import aes, apps, dhcp, dns, link
from .net import BROADCAST, Net, Node
from .stage import expect, gadget, gateway, later
from .tcp import Tcp

ROUTER = gateway("192.168.81.1")
MIIO_PORT, MEROSS_ASK, MEROSS_ANSWER, TUYA_PORT = 54321, 9988, 9989, 6667
CAST_PORT, ROKU_PORT, CAMERA_PORT = 8008, 8060, 9000
LLTD, OWN_OPTIONS = 0x88D9, 43
EVERYONE = "ff:ff:ff:ff:ff:ff"
# MD5 of a text that is published: what hides these broadcasts hides nothing.
TUYA_KEY = bytes.fromhex("6c1ec8e2bb9bb59ab50b0daf649b410a")


def own_words() -> Net:
    """What each says of itself, and beside it who only asks for that."""
    net = Net(ROUTER, "own-words")
    _modem(net)
    _mapped(net)
    _hidden(net)
    _plug(net)
    _served(net)
    _camera(net)
    _borrowed(net)
    return net


def _compact(data: dict[str, object]) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode()


def _modem(net: Net) -> None:
    """What option 43 means is the class's business: here a cable modem's, with a serial number."""
    modem = gadget("192.168.81.10", 0xB0)
    own = b"".join(bytes([code, len(text)]) + text for code, text in (
        (2, b"ECM"), (4, b"S81734AA"), (9, b"SB6183"), (10, b"ARRIS Group, Inc.")))
    options = {OWN_OPTIONS: own, dhcp.VENDOR_CLASS: b"docsis3.0:"}
    net.udp(0.0, modem, 68, ROUTER, 67,
            dhcp.message(dhcp.REQUEST, 0x5F00, modem.mac, options, client=modem.ip),
            expect('iot.device.identity contains "SB6183" && iot.device.maker == "Arris" && '
                   'iot.device.kind == "network gear" && !(iot.device.identity contains "S81734")'))
    other = gadget("192.168.81.11", 0xB1)
    options = {OWN_OPTIONS: own, dhcp.VENDOR_CLASS: b"udhcp 1.22.1"}
    net.udp(1.0, other, 68, ROUTER, 67,
            dhcp.message(dhcp.REQUEST, 0x5F01, other.mac, options, client=other.ip),
            expect("!(iot.device.model) && !(iot.device.maker)", "Of another class it says nothing."))


def _hello(host: Node, *elements: tuple[int, bytes]) -> bytes:
    """LLTD: version, service, a zero, function; for whom, by whom; a number; a generation, mappers."""
    listed = b"".join(bytes([kind, len(value)]) + value for kind, value in elements)
    return bytes([1, 0, 0, 1]) + link.mac_bytes(EVERYONE) + link.mac_bytes(host.mac) + bytes(16) \
        + listed + b"\0"


def _mapped(net: Net) -> None:
    """Where somebody draws a map of the network, hosts say their names."""
    desk = gadget("192.168.81.12", 0xB2)
    net.arp(10.0, desk, ROUTER)
    name = "raspberrypi".encode("utf-16-le")
    net.put(10.5, desk, BROADCAST, LLTD, _hello(desk, (2, bytes([0x20, 0, 0, 0])), (15, name)),
            expect('iot.device.kind == "single-board" && iot.device.maker == "Raspberry Pi"'))
    echo = gadget("192.168.81.13", 0xB3)
    net.arp(11.0, echo, ROUTER)
    net.put(11.5, echo, BROADCAST, LLTD, _hello(desk, (15, name)),
            expect("!(iot.device.kind)", "Who hands on another's hello is not that."))


def _blocks(data: bytes) -> bytes:
    """AES of each block, the last one filled up with how much was missing."""
    missing = 16 - len(data) % 16
    data += bytes([missing]) * missing
    keys = aes.round_keys(TUYA_KEY)
    return b"".join(aes.block(keys, data[at:at + 16]) for at in range(0, len(data), 16))


def _tuya_33(data: dict[str, object]) -> bytes:
    body = _blocks(_compact(data))
    return struct.pack(">IIII", 0x55AA, 0, 0x13, len(body) + 12) + bytes(4) + body \
        + struct.pack(">II", 0x01020304, 0xAA55)


def _tuya_35(data: dict[str, object]) -> bytes:
    plain, start = bytes(4) + _compact(data), b"twelve bytes"
    head = struct.pack(">BBIII", 0, 0, 1, 0x13, len(start) + len(plain) + aes.TAG_BYTES)
    return struct.pack(">I", 0x6699) + head + start + aes.seal(TUYA_KEY, start, head, plain) \
        + struct.pack(">I", 0x9966)


def _hidden(net: Net) -> None:
    """What everybody can read says that a device is there, and has numbers that nobody is shown."""
    quiet = '!(iot.device.kind) && !(iot.device.maker) && !(iot.device.identity contains "bf1e")'
    for n, sealed in enumerate((_tuya_33, _tuya_35)):
        lamp = gadget(f"192.168.81.{14 + n}", 0xB4 + n)
        net.udp(20.0 + n, lamp, 49153, BROADCAST, TUYA_PORT, sealed(
            {"ip": lamp.ip, "gwId": "bf1e63b5c2", "active": 2, "encrypt": True,
             "productKey": "keyaaaaaaaaaaaaa", "version": "3.3"}), expect(quiet))
    vacuum, phone = gadget("192.168.81.16", 0xB6), gadget("192.168.81.17", 0xB7)
    port = phone.port()
    net.arp(22.0, phone, vacuum)
    net.udp(22.5, phone, port, vacuum, MIIO_PORT, struct.pack(">HH", 0x2131, 32) + b"\xff" * 28,
            later('!(iot.device.maker)', "Who asks is nothing by that."))
    net.udp(22.6, vacuum, MIIO_PORT, phone, port,
            struct.pack(">HHII", 0x2131, 32, 0, 0x0BADCAFE) + struct.pack(">I", 7) + b"\x5a" * 16,
            later('!(iot.device.identity contains "ZZZZ")', "It may have a key in it."))


def _plug(net: Net) -> None:
    """A plug is looked for on one port and answers to the next, with its name and where it is."""
    plug, phone = gadget("192.168.81.18", 0xB8), gadget("192.168.81.19", 0xB9)
    net.udp(30.0, phone, MEROSS_ANSWER, BROADCAST, MEROSS_ASK, _compact({"id": "49f3", "devName": "*"}),
            later("!(iot.device.maker)"))
    net.udp(30.2, plug, MEROSS_ASK, phone, MEROSS_ANSWER, _compact(
        {"uuid": "2001018", "mac": plug.mac, "devName": "Fountain", "deviceType": "mss310",
         "devSoftWare": "2.1.7", "devHardWare": "2.0.0", "ip": plug.ip, "port": 80}),
            later('iot.device.kind == "plug" && iot.device.maker == "Meross" && '
                  'iot.device.model == "mss310" && iot.device == "Fountain" && '
                  '!(iot.device.identity contains "2001018")'))


def _fetch(net: Net, t: float, server: Node, port: int, path: str, body: str, kind: str) -> None:
    client = gadget("192.168.81.30", 0xC0)
    tcp = Tcp(net, t, client, server, port).connect()
    tcp.exchange(apps.http_request("GET", path, f"{server.ip}:{port}", "app/1"),
                 apps.http_response(body, kind))
    tcp.close()


def _served(net: Net) -> None:
    """Documents that devices serve: what they are, beside numbers and networks that are not shown."""
    player, television, phone = (gadget(f"192.168.81.{31 + n}", 0xC1 + n) for n in range(3))
    _fetch(net, 40.0, player, CAST_PORT, "/setup/eureka_info?options=detail", json.dumps(
        {"cast_build_revision": "1.56.500000", "ssid": "HomeNet", "name": "Attic",
         "detail": {"manufacturer": "Google Inc.", "model_name": "Chromecast Ultra"},
         "location": {"latitude": 52.52}, "public_key": "MIIBCgKCAQEA"}), "application/json")
    net.ping(41.0, player, ROUTER, 1, later(
        'iot.device.kind == "media player" && iot.device.maker == "Google" && '
        'iot.device.model == "Chromecast Ultra" && iot.device == "Attic" && '
        '!(iot.device.identity matches "HomeNet|52.52|MIIB")'))
    _fetch(net, 42.0, television, ROKU_PORT, "/query/device-info",
           "<?xml version=\"1.0\" ?>\n<device-info>\n<udn>29a4</udn>\n<serial-number>YY003J5</serial-number>\n"
           "<vendor-name>TCL</vendor-name>\n<model-name>43S435</model-name>\n<is-tv>true</is-tv>\n"
           "<user-device-name>Den</user-device-name>\n</device-info>\n", "text/xml")
    net.ping(43.0, television, ROUTER, 1, later(
        'iot.device.kind == "tv" && iot.device.maker == "TCL" && iot.device.model == "43S435" && '
        'iot.device == "Den" && !(iot.device.identity contains "YY003")'))
    _fetch(net, 44.0, phone, 8080, "/states", json.dumps(
        {"attributes": {"model_name": "Chromecast Ultra", "type": "mss310"}}), "application/json")
    net.ping(45.0, phone, ROUTER, 1, later("!(iot.device.kind) && !(iot.device.model)",
                                           "Who has a list of others is none of them."))


def _camera(net: Net) -> None:
    """What this camera hides everybody can read; its serial number stays where it is."""
    camera, phone = gadget("192.168.81.40", 0xC4), gadget("192.168.81.41", 0xC5)
    tcp = Tcp(net, 50.0, phone, camera, CAMERA_PORT).connect()
    xml = b"<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<body>\n<VersionInfo version=\"1.1\">\n" \
        b"<name>Gate</name>\n<type>RLC-410W</type>\n<serialNumber>95270001</serialNumber>\n" \
        b"</VersionInfo>\n</body>\n"
    key = bytes.fromhex("1f2d3c4b5a6978ff")
    hidden = bytes(byte ^ key[at % 8] for at, byte in enumerate(xml))
    head = struct.pack("<IIIIHH", 0x0ABCDEF0, 80, 0, 0, 0, 0x6414) + bytes(4)
    answer = struct.pack("<IIIIHH", 0x0ABCDEF0, 80, len(xml), 0, 200, 0) + bytes(4) + hidden
    tcp.exchange(head, answer)
    tcp.close()
    net.ping(51.0, camera, ROUTER, 1, later(
        'iot.device.kind == "camera" && iot.device.maker == "Reolink" && iot.device.model == "RLC-410W" '
        '&& iot.device == "Gate" && !(iot.device.identity contains "95270")'))
    net.ping(51.5, phone, ROUTER, 1, later("!(iot.device.kind)"))


def _service(instance: str, kind: str, host: Node, *strings: str) -> bytes:
    full, name = f"{instance}.{kind}.local", f"h{host.ip.rpartition('.')[2]}.local"
    return dns.mdns_answer(
        [dns.Record(f"{kind}.local", dns.PTR, 120, full)],
        [dns.Record(full, dns.SRV, 120, (0, 0, 631, name), True),
         dns.Record(full, dns.TXT, 120, dns.txt(*strings), True),
         dns.Record(name, dns.A, 120, host.ip, True)])


def _borrowed(net: Net) -> None:
    """Words of others: a printer that a computer shares, a player that a program plays."""
    printer, computer, program = (gadget(f"192.168.81.{50 + n}", 0xD0 + n) for n in range(3))
    own = ("ty=HP OfficeJet Pro 8020 series", "usb_MFG=HP", "usb_MDL=OfficeJet Pro 8020 series")
    net.mdns(60.0, printer, _service("HP OfficeJet", "_ipp._tcp", printer, "rp=ipp/print", *own),
             expect('iot.device.kind == "printer" && iot.device.maker == "HP"'))
    net.mdns(61.0, computer, _service("HP OfficeJet @ box", "_ipp._tcp", computer, "rp=printers/HP",
                                      *own, "printer-type=0x1046"),
             expect('!(iot.device.kind) && !(iot.device.maker) && !(iot.device.model) && '
                    'iot.device.software == "CUPS"'))
    net.mdns(62.0, program, _service("Box", "_airplay._tcp", program, "model=AppleTV5,3"),
             expect("!(iot.device.maker) && !(iot.device.model)",
                    "Its MAC is not one of that maker's."))
