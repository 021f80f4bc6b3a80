"""A small capture about what one host says for others: `for-others`."""

from . import dns
from .net import BROADCAST, Net, remote
from .stage import expect, gadget, gateway, later
from .tcp import Tcp

ROUTER = gateway("192.168.110.1")
TTL = 120
SEARCH_PORT, CAMERA_PORT = 41000, 32108
UNTOLD = "!iot.device.kind && !iot.device.maker"
DESCRIPTION = ("<?xml version=\"1.0\"?><root><device><deviceType>urn:schemas-upnp-org:device:Basic:1"
               "</deviceType><friendlyName>Philips hue</friendlyName><manufacturer>Signify"
               "</manufacturer><modelName>Philips hue bridge 2015</modelName></device></root>")


def for_others() -> Net:
    """A proxy, a host that answers for those that sleep, a phone that looks for a camera."""
    net = Net(ROUTER, "for-others")
    _proxy(net)
    _sleepers(net)
    _phone(net)
    _twice_acknowledged(net)
    return net


def _response(body: str) -> bytes:
    head = ("HTTP/1.1 200 OK\r\nServer: EPSON_Linux UPnP/1.0\r\nContent-Type: text/xml\r\n"
            f"Content-Length: {len(body)}\r\n\r\n")
    return (head + body).encode()


def _proxy(net: Net) -> None:
    """What is fetched through a proxy is not what the proxy is."""
    proxy, client = gadget("192.168.110.2", 0x81), gadget("192.168.110.3", 0x82)
    net.arp(0.0, client, proxy)
    fetch = Tcp(net, 1.0, client, proxy, 3128).connect()
    fetch.exchange(b"GET http://printer.example/d.xml HTTP/1.1\r\n\r\n", _response(DESCRIPTION))
    fetch.note = later(f'iot.device.mac == {proxy.mac} && {UNTOLD} && !(iot.device.alias contains '
                       '"hue")', "What the proxy passed on tells nothing of it.")
    fetch.close()
    printer = gadget("192.168.110.4", 0x83)
    direct = Tcp(net, 3.0, client, printer, 80).connect()
    direct.exchange(b"GET / HTTP/1.1\r\n\r\n", _response(""))
    direct.note = later(f'iot.device.kind == "printer" && iot.device.mac == {printer.mac}',
                        "The same from a device itself.")
    direct.close()


def _sleepers(net: Net) -> None:
    """A host says what it is called, and what others serve."""
    keeper, lamp = gadget("192.168.110.5", 0x84), gadget("192.168.110.6", 0x85)
    service = "_hap._tcp.local"
    records = [dns.Record("keeper.local", dns.A, TTL, keeper.ip),
               dns.Record("lamp.local", dns.A, TTL, lamp.ip),
               dns.Record(f"Lamp.{service}", dns.TXT, TTL, dns.txt("md=BSB002", "ci=2"))]
    net.arp(9.0, lamp, ROUTER)
    net.mdns(10.0, keeper, dns.mdns_answer(records), later(
        f'iot.device == "keeper" && {UNTOLD}', "Two hosts, and a service of one of them."))


def _phone(net: Net) -> None:
    """Who looks for a camera says the camera's number."""
    phone, camera = gadget("192.168.110.7", 0x86), gadget("192.168.110.8", 0x87)
    number = b"\xf1\x41\0\x14TNPUSEA\0\0\1\xe2\x40XJDSELD\0"
    net.udp(20.0, phone, SEARCH_PORT, BROADCAST, CAMERA_PORT, number, later(
        f'iot.device.mac == {phone.mac} && {UNTOLD}', "A phone looks for a camera."))
    net.udp(20.1, camera, CAMERA_PORT, phone, SEARCH_PORT, number, later(
        f'iot.device.kind == "camera" && iot.device.mac == {camera.mac}', "And this is it."))


def _twice_acknowledged(net: Net) -> None:
    """An acknowledgement that says the same again is no copy of the one before it."""
    lamp = gadget("2001:db8:110::9", 0x88)
    server = remote("2001:db8:ffff::1", 20.0)
    tcp = Tcp(net, 30.0, lamp, server, 8883).connect()
    tcp.ack(tcp.client)
    tcp.wait(0.002)
    tcp.note = expect("!iot.copy", "A segment is missing, and the next one came.")
    tcp.ack(tcp.client)
    tcp.close()
