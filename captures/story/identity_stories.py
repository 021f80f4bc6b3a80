"""Devices that tell what they are, and some that only mention others: `what-it-is`."""

import json

from . import apps, dhcp, dns, link
from .net import Net, Node, group, SSDP
from .stage import expect, gadget, gateway, later

ROUTER = gateway("192.168.80.1")
KASA_PORT, TILL = 9999, 120


def _is(kind: str, maker: str = "", model: str = "") -> str:
    facts = (("kind", kind), ("maker", maker), ("model", model))
    return " && ".join(f'iot.device.{fact} == "{value}"' for fact, value in facts if value)


def what_it_is() -> Net:
    """DNS-SD, SSDP, DHCP and a maker's own protocol, each told and each only mentioned."""
    net = Net(ROUTER, "what-it-is")
    _bridge(net)
    _plug(net)
    _controller(net)
    _computers(net)
    _at_odds(net)
    return net


def _service(instance: str, kind: str, host: Node, name: str, *strings: str) -> bytes:
    """All that a DNS-SD responder says of one service of a host (RFC 6763)."""
    full = f"{instance}.{kind}.local"
    return dns.mdns_answer(
        [dns.Record(f"{kind}.local", dns.PTR, TILL, full)],
        [dns.Record(full, dns.SRV, TILL, (0, 0, 443, f"{name}.local"), True),
         dns.Record(full, dns.TXT, TILL, dns.txt(*strings), True),
         dns.Record(f"{name}.local", dns.A, TILL, host.ip, True)])


def _bridge(net: Net) -> None:
    """A factory's label is no name: what it is says more. What it was called finds it still."""
    bridge = gadget("192.168.80.10", 0xA0)
    net.arp(0.0, bridge, ROUTER)
    net.mdns(1.0, bridge, _service("Bridge A0", "_hue._tcp", bridge, "02005e2000a0",
                                   "bridgeid=02005efffe2000a0", "modelid=BSB002"),
             expect(_is("bridge", "Philips", "BSB002")))
    net.udp(2.0, bridge, bridge.port(), ROUTER, 7, b"hello", later(
        'iot.device == "Philips BSB002 bridge" && iot.device.alias == "02005e2000a0" && '
        '!(iot.device.identity contains "bridgeid")', "Its own MAC is no name, and no evidence."))


def _kasa(data: dict[str, object]) -> bytes:
    """The autokey cipher of the maker's local protocol: each byte hides the next."""
    key, out = 171, bytearray()
    for byte in json.dumps(data, separators=(",", ":")).encode():
        key ^= byte
        out.append(key)
    return bytes(out)


def _plug(net: Net) -> None:
    """A plug says its model, how it was called, and where it is: the last is nobody's business."""
    plug, phone = gadget("192.168.80.11", 0xA1), gadget("192.168.80.12", 0xA2)
    port = phone.port()
    net.arp(10.0, phone, plug)
    net.udp(10.5, phone, port, plug, KASA_PORT, _kasa({"system": {"get_sysinfo": {}}}),
            later('iot.device.src == "02:00:5e:20:00:a2" && iot.device.dst == "Kitchen heater"',
                  "Who asks is nothing by that."))
    sysinfo = {"sw_ver": "1.5.8 Build 180815 Rel.135935", "model": "HS110(EU)",
               "type": "IOT.SMARTPLUGSWITCH", "alias": "Kitchen heater",
               "latitude_i": 482082, "longitude_i": 163738, "deviceId": "8006AAAA"}
    net.udp(10.6, plug, KASA_PORT, phone, port, _kasa({"system": {"get_sysinfo": sysinfo}}),
            later(f'{_is("plug", "TP-Link", "HS110(EU)")} && iot.device.source == "label" && '
                  '!(iot.device.identity contains "482082") && '
                  '!(iot.device.identity contains "8006AAAA")'))


def _controller(net: Net) -> None:
    """Who searches for speakers is none; who announces that it is a television is one."""
    phone, tv = gadget("192.168.80.30", 0xA5), gadget("192.168.80.31", 0xA6)
    zone = "urn:schemas-upnp-org:device:ZonePlayer:1"
    net.ssdp(30.0, phone, phone.port(), apps.ssdp_search(zone), later('!(iot.device.kind)'))
    net.udp(31.0, tv, 1900, group(SSDP), 1900, apps.ssdp_notify(
        f"http://{tv.ip}:8060/", "roku:ecp", "uuid:roku:ecp:X00000AAAAAA",
        "Roku/9.4.0 UPnP/1.0 Roku/9.4.0"),
            expect('iot.device.maker == "Roku" && !(iot.device.identity contains "X00000AAAAAA")'))


def _computers(net: Net) -> None:
    """What DHCP says of itself."""
    for n, (vendor_class, name, rule) in enumerate((
            (b"MSFT 5.0", b"desk", 'iot.device.software == "Windows"'),
            (b"android-dhcp-13", b"android-5f2d", 'iot.device.software == "Android 13"'),
            (b"udhcp 1.22.1", b"thing", "!(iot.device.kind) && !(iot.device.maker)"))):
        host = gadget(f"192.168.80.{40 + n}", 0xA7 + n)
        options = {dhcp.VENDOR_CLASS: vendor_class, dhcp.HOST_NAME: name}
        request = dhcp.message(dhcp.REQUEST, 0x5E00 + n, host.mac, options, client=host.ip)
        net.udp(40.0 + n, host, 68, ROUTER, 67, request, expect(rule))


def _at_odds(net: Net) -> None:
    """Two that are worth the same and disagree give nothing."""
    both = gadget("192.168.80.50", 0xAA)
    net.mdns(50.0, both, _service("Shelf", "_http._tcp", both, "shelf"))
    net.mdns(51.0, both, _service("BRAVIA A", "_hap._tcp", both, "shelf", "md=BSB002"))
    net.mdns(52.0, both, _service("Other", "_hap._tcp", both, "shelf", "md=Eve Energy 20EAO8601"))
    everyone = Node("192.168.80.255", link.BROADCAST)
    net.udp(53.0, both, 6000, everyone, 6000, b"hello", later(
        '!(iot.device.maker) && iot.device.identity matches "maker not told"'))
