"""Twenty minutes of one home: `smart-home.pcapng`.

Each device is one function. It lays down its frames with times of its own; the network sorts them.
"""

from . import apps, dhcp, dns, link, ndp, remotes
from .net import Net, Node, device
from .stage import expect, later
from .tcp import Tcp

MINUTES = 20
END = MINUTES * 60
COMMENT = ("Synthetic: one home, its devices and their clouds, as seen at the router. "
           "Made by captures/generate.py.")
PREFIX6, LOCAL_PREFIX6 = "2001:db8:b0b:176::", "fd00:176::"

ROUTER = Node("192.168.176.1", "00:e0:4c:69:8e:eb", leg_ms=0.3, jitter_ms=0.3)
ROUTER6 = ROUTER.at(link.eui64("fe80::", ROUTER.mac))
ECHO = device("192.168.179.172", "40:b4:cd:2b:4c:9e", "amazon-bd974b201", 2.6)
SONOS = device("192.168.177.122", "00:0e:58:c6:83:a4", "SonosZP", 2.1)
NETATMO = device("192.168.179.169", "70:ee:50:00:fe:24", leg_ms=6.2, jitter_ms=5.0)
HARMONY = device("192.168.182.11", "00:04:20:f8:f7:cf", leg_ms=4.4)
ROOMBA = device("192.168.183.129", "40:9f:38:65:36:67", "Roomba", 5.0, 4.0)
MEROSS = device("192.168.178.64", "48:e1:e9:1b:70:35", leg_ms=5.5)
CAMERA = device("192.168.178.30", "b0:c5:54:1c:34:2c", "DCS-932L", 3.9)
POWERWALL = device("192.168.181.40", "4c:fc:aa:0d:52:18", "", 0.5, 0.3, wired=True)
IP_CAMERA = device("192.168.180.77", "28:57:be:4a:91:c6", "", 0.6, 0.4, wired=True)
PRINTER = device("192.168.176.58", "14:cb:19:8c:8e:7a", "HP8C8E7A", 0.7, 0.5, wired=True)
HUE = device("192.168.176.92", "00:17:88:2f:6b:d1", "Philips-hue", 0.5, 0.4, wired=True)
KINDLE = device("192.168.181.203", "00:fc:8b:63:0a:d9", "kindle-3f6a91c07", 3.2)
PLUG = device("192.168.182.150", "94:10:3e:5d:20:b6", leg_ms=4.8)
PHONE = device("192.168.180.23", "9e:4d:11:27:b8:03", "Annas-Phone", 2.9, 6.0)
PHONE6 = PHONE.at("2001:db8:b0b:176:c9d1:4e02:77aa:1f3c")
DEVICES = (ECHO, SONOS, NETATMO, HARMONY, ROOMBA, MEROSS, CAMERA, POWERWALL, IP_CAMERA, PRINTER,
           HUE, PLUG, PHONE)

LEASE = dhcp.lease(ROUTER.ip, "255.255.240.0", "192.168.191.255")
# A voice command: the Echo asks its cloud, which makes the Sonos ask another one.
COMMANDS = ((96.4, 2.3), (171.9, 3.1), (352.2, 2.7), (398.0, 3.8), (655.3, 2.1), (742.6, 3.4),
            (906.1, 2.6), (1102.7, 3.0))
KINDLE_MINUTES = range(8, 12)
KINDLE_PER_MINUTE = 77
SONOS_UUID = "RINCON_000E58C683A401400"
PLUG_UUID = "Socket-1_0-221517K0101769"
HUE_UUID = "2f402f80-da50-11e1-9b23-0017882f6bd1"
SONOS_SERVER = "Linux UPnP/1.0 Sonos/78.1-52020 (ZPS12)"
PLUG_SERVER = "Unspecified, UPnP/1.0, Unspecified"
HUE_SERVER = "Hue/1.0 UPnP/1.0 IpBridge/1.63.0"


def _every(net: Net, start: float, shortest: float, longest: float, end: float = END - 8):
    """Moments from `start` on, each between `shortest` and `longest` seconds after the last."""
    t = start
    while t < end:
        yield t
        t += shortest + (longest - shortest) * net.rng.random()


def _look_up(net: Net, t: float, client: Node, name: str) -> tuple[float, Node]:
    """Asks the router, which has the name or must ask its provider first."""
    service = remotes.SERVICES[name]
    think_ms = 0.4 if net.rng.random() < 0.4 else 8 + 14 * net.rng.random()
    return (net.resolve(t, client, name, service.answers(), think_ms=think_ms), service.node())


def _open(net: Net, t: float, client: Node, name: str, port: int = 443, note: str = "") -> Tcp:
    """Looks a name up and connects to its first address."""
    t, server = _look_up(net, t, client, name)
    return Tcp(net, t, client, server, port).connect(note)


def _visit(net: Net, t: float, client: Node, name: str, sizes: tuple[tuple[int, int], ...],
           version: int = apps.TLS13, note: str = "") -> float:
    """Looks a name up, opens TLS, exchanges records of `sizes`, and closes."""
    tcp = _open(net, t, client, name, note=note).tls(name, version)
    for request, response in sizes:
        tcp.sealed(request, response, 0.004 + 0.02 * net.rng.random())
        tcp.wait(0.05)
    return tcp.close()


def router(net: Net) -> None:
    """Refreshes its ARP table, and advertises IPv6 with a global and a local prefix."""
    for t in _every(net, 4.0, 190, 230):
        ndp.router_advertisement(net, t, ROUTER6, (PREFIX6, LOCAL_PREFIX6))
    for index, host in enumerate(DEVICES):
        net.reseed(f"arp {host.mac}")
        for number, t in enumerate(_every(net, 41 + 7.3 * index, 120, 175)):
            asker, wanted = (ROUTER, host) if number % 2 else (host, ROUTER)
            net.arp(t, asker, wanted)


def echo(net: Net) -> None:
    """Checks that it is online, listens, and streams each command to its voice service."""
    t = net.join(1.8, ECHO, LEASE, "dhcpcd-5.5.6")
    tcp = _open(net, t + 0.4, ECHO, "spectrum.s3.amazonaws.com", 80)
    tcp.exchange(apps.http_request("GET", "/kindle-wifi/wifistub-echo.html",
                                   "spectrum.s3.amazonaws.com", "Echo/1.0"),
                 apps.http_response("<html><body>81ce4465-7167</body></html>"))
    tcp.close(by_server=True)
    for moment, _ in COMMANDS:
        speech = tuple((600 + int(700 * net.rng.random()), 60) for _ in range(3))
        _visit(net, moment, ECHO, "avs-alexa-eu.amazon.com", ((310, 120), *speech, (40, 900)),
               note=expect(f'iot.device == "{ECHO.host_name}"', "A voice command."))
    for moment in _every(net, 60, 330, 420):
        _visit(net, moment, ECHO, "device-metrics-us.amazon.com", ((880, 90),), apps.TLS12)


def sonos(net: Net) -> None:
    """Plays what the Echo was told, without a word to the Echo; announces itself by SSDP."""
    t = net.join(3.1, SONOS, LEASE, "udhcp 1.19.4")
    _visit(net, t + 1, SONOS, "update-firmware.sonos.com", ((220, 700),))
    for moment, later in COMMANDS:
        _visit(net, moment + later, SONOS, "api.ws.sonos.com", ((420, 510), (180, 1250)),
               apps.TLS12, expect('iot.device == "sonoszp"', "What the command was about."))
    location = f"http://{SONOS.ip}:1400/xml/device_description.xml"
    for t in _every(net, 20, 280, 320):
        for index, kind in enumerate(("upnp:rootdevice", "urn:schemas-upnp-org:device:ZonePlayer:1",
                                      "urn:schemas-upnp-org:service:ContentDirectory:1")):
            net.ssdp(t + 0.1 * index, SONOS, 41790,
                     apps.ssdp_notify(location, kind, SONOS_UUID, SONOS_SERVER))


def netatmo(net: Net) -> None:
    """Sends its readings every five minutes over a protocol of its maker's."""
    net.join(5.7, NETATMO, LEASE)
    for moment in _every(net, 33, 299, 301):
        tcp = _open(net, moment, NETATMO, "netcom.netatmo.net", 25050, expect(
            'iot.device == "Netatmo_00:fe:24" && iot.device.source == "vendor"'))
        for size in (98, 210, 64):
            tcp.exchange(b"\5\0" + net.rng.randbytes(size), b"\5\1" + net.rng.randbytes(30), 0.003)
        tcp.close()


def harmony(net: Net) -> None:
    """A hub that never says its name while we look."""
    for moment in _every(net, 74, 225, 260):
        _visit(net, moment, HARMONY, "svcs.myharmony.com", ((510, 330), (240, 190)), apps.TLS12)


def roomba(net: Net) -> None:
    """One connection to its cloud, kept alive every 45 to 60 seconds."""
    t = net.join(8.2, ROOMBA, LEASE, "udhcp 1.23.1")
    name = "data.iot.irobotapi.com"
    tcp = _open(net, t + 0.8, ROOMBA, name, 8883, expect(
        f'iot.device == roomba && iot.device.label == "Roomba" && iot.dns.name == "{name}"'))
    tcp.tls(name, apps.TLS12)
    tcp.sealed(190, 40).sealed(260, 60)
    for moment in _every(net, tcp.t + 45, 45, 60, END - 2):
        tcp.t = moment
        tcp.sealed(2, 2, think=0.046)


def meross(net: Net) -> None:
    """Looks for its broker again and again; nobody answers. It sets its clock meanwhile."""
    for number, moment in enumerate(_every(net, 15, 62, 78)):
        name = "iot.meross.com" if number % 3 == 0 else "mqtt-eu.meross.com"
        t, broker = _look_up(net, moment, MEROSS, name)
        tcp = Tcp(net, t, MEROSS, broker, 443)
        tcp.note = later(f'iot.dns.name == "{name}" && !iot.rtt', "Nobody ever answers.")
        tcp.unanswered()
    for moment in _every(net, 29, 128, 128.4):
        t, clock = _look_up(net, moment, MEROSS, "pool.ntp.org")
        net.ntp(t, MEROSS, clock, stratum=3)


def camera(net: Net) -> None:
    """Permanent relay connection from before the capture, and video at times, all by address."""
    net.renew(613.2, CAMERA, LEASE)
    relay = Tcp(net, 2.5, CAMERA, remotes.CAMERA_RELAY, 443, established=True)
    relay.note = later('iot.device == "dcs-932l" && !iot.dns.name && iot.name == "54.194.162.25"',
                       "Nobody asked for this address; the connection is older than the capture.")
    for moment in _every(net, 2.5, 29.8, 30.2):
        relay.t = moment
        relay.sealed(34, 18)
    for moment in (205.0, 512.4, 840.8, 1015.3):
        video = Tcp(net, moment, CAMERA, remotes.CAMERA_VIDEO, 2048).connect()
        video.exchange(b"\xda\x10\0\0" + net.rng.randbytes(60),
                       b"\xda\x11\0\0" + net.rng.randbytes(20))
        for picture in range(9):
            video.wait(0.4)
            video.send(video.client, b"\xda\x20\0" + bytes([picture]) + net.rng.randbytes(1900))
        video.close()


def powerwall(net: Net) -> None:
    """Asks its maker's name server itself, without recursion, and follows the CNAME."""
    question = "synergy.sn.teslaenergy.services"
    service = remotes.SERVICES[question]
    for moment in _every(net, 22, 118, 131):
        t = net.resolve(moment, POWERWALL, question, service.answers(),
                        remotes.TESLA_NAME_SERVER,
                        flags=(dns.QUERY_ITERATIVE, dns.AUTHORITATIVE))
        tcp = Tcp(net, t, POWERWALL, service.node(), 443).connect(expect(
            f'iot.dns.name == "{question}" && iot.dns.canonical == "{service.aliases[-1]}"',
            "The question counts, not the end of the CNAMEs."))
        tcp.tls("hermes-stream-prd.sn.tesla.services")
        tcp.sealed(460, 60).sealed(1180, 60).close()


def ip_camera(net: Net) -> None:
    """Sets its clock in Boulder, and calls a web site that is no business of a camera's."""
    for moment in _every(net, 12, 127.5, 128.5):
        t, clock = _look_up(net, moment, IP_CAMERA, "time.nist.gov")
        net.ntp(t, IP_CAMERA, clock, own_port=123)
    name = "www.quickdrivingtestcancellations.net"
    for moment in _every(net, 140, 170, 205):
        tcp = _open(net, moment, IP_CAMERA, name, 80)
        tcp.exchange(apps.http_request("GET", "/", name, "Mozilla/4.0"),
                     apps.http_response("<html><title>Driving test cancellations</title></html>"),
                     0.012)
        tcp.close(by_server=True)


def printer(net: Net) -> None:
    """Announces itself by mDNS and talks to nobody but its maker."""
    t = net.join(11.4, PRINTER, LEASE, "HewlettPackard")
    host, service = "HP8C8E7A.local", "_ipp._tcp.local"
    instance = (b"HP OfficeJet Pro 8710 [8C8E7A]", b"_ipp", b"_tcp", b"local")
    announcement = dns.mdns_answer(
        [dns.Record(service, dns.PTR, 4500, instance),
         dns.Record(instance, dns.SRV, 120, (0, 0, 631, host), True),
         dns.Record(instance, dns.TXT, 4500, dns.txt("ty=HP OfficeJet Pro 8710"), True),
         dns.Record(host, dns.A, 120, PRINTER.ip, True)])
    for moment in (t + 1, t + 2, 640.2, 641.2):
        net.mdns(moment, PRINTER, announcement)
    for moment in _every(net, t + 6, 270, 330):
        _visit(net, moment, PRINTER, "chat.hpeprint.com", ((380, 270), (150, 90)), apps.TLS12)


def hue(net: Net) -> None:
    """A bridge whose cloud lives at a hosting company; local control stays local."""
    t = net.join(6.6, HUE, LEASE, "udhcp 1.23.2")
    host, instance = "Philips-hue.local", (b"Philips Hue - 2F6BD1", b"_hue", b"_tcp", b"local")
    net.mdns(t + 0.5, HUE, dns.mdns_answer(
        [dns.Record("_hue._tcp.local", dns.PTR, 4500, instance),
         dns.Record(instance, dns.SRV, 120, (0, 0, 443, host), True),
         dns.Record(host, dns.A, 120, HUE.ip, True)]))
    tcp = _open(net, t + 2, HUE, "ws.meethue.com").tls("ws.meethue.com", apps.TLS12)
    tcp.sealed(300, 160)
    for moment in _every(net, tcp.t + 30, 29.5, 30.5):
        tcp.t = moment
        tcp.sealed(6, 2)
    for moment in _every(net, 55, 300, 301):
        net.ssdp(moment, HUE, 50000, apps.ssdp_notify(
            f"http://{HUE.ip}:80/description.xml", "upnp:rootdevice", HUE_UUID, HUE_SERVER))


def kindle(net: Net) -> None:
    """Awake for four minutes with 77 packets in each: syncs, tells its metrics, turns pages."""
    start = KINDLE_MINUTES.start * 60.0
    t = net.join(start, KINDLE, LEASE, "dhcpcd-5.5.6")
    pages = _open(net, t, KINDLE, "cde-ta-g7g.amazon.com").tls("cde-ta-g7g.amazon.com")
    for number, minute in enumerate(KINDLE_MINUTES):
        begin = minute * 60.0
        if number % 2:
            _visit(net, begin + 0.2, KINDLE, "device-metrics-us-2.amazon.com", ((940, 90),),
                   note=expect('iot.dns.name == "device-metrics-us-2.amazon.com"',
                               "The Echo knows this address as device-metrics-us.amazon.com."))
        _turn_pages(net, pages, max(begin + 4, pages.t + 1), begin + 59.8,
                    KINDLE_PER_MINUTE * (number + 1) - net.count_from(KINDLE.mac))


def _turn_pages(net: Net, tcp: Tcp, begin: float, end: float, frames: int) -> None:
    """Fills a span with exactly `frames` frames: an exchange takes three, a slow one four."""
    slow = frames % 3
    exchanges = (frames - 4 * slow) // 3 + slow
    step = (end - begin) / exchanges
    for index in range(exchanges):
        tcp.t = begin + step * index + 0.3 * step * net.rng.random()
        if index == exchanges - 1:
            tcp.t = end
        tcp.sealed(120, 340, think=0.055 if index < slow else 0.003)


def plug(net: Net) -> None:
    """Talks to nobody outside: it asks for an address, announces itself, and obeys the phone."""
    net.join(14.9, PLUG, LEASE, note=later('iot.device == "Floor lamp"', "Says so by UPnP."))
    for moment in _every(net, 25, 240, 260):
        net.ssdp(moment, PLUG, 49153, apps.ssdp_notify(
            f"http://{PLUG.ip}:49153/setup.xml", "upnp:rootdevice", PLUG_UUID, PLUG_SERVER))


def phone(net: Net) -> None:
    """A random MAC that finds the local devices, reads what they say of themselves, uses them."""
    for moment in (48.0, 49.0, 780.0):
        net.mdns(moment, PHONE, dns.mdns_answer(
            [dns.Record("Annas-Phone.local", dns.A, 120, PHONE.ip, True),
             dns.Record("Annas-Phone.local", dns.AAAA, 120, PHONE6.ip, True)]),
            expect('iot.device == "annas-phone" && iot.device.source == "mdns"'))
        net.mdns(moment + 0.2, PHONE, dns.message(0, 0, [dns.Question("_hue._tcp.local", dns.PTR)]))
    _discover(net, 120.0)
    _fetch(net, 122.0, SONOS, 1400, "/xml/device_description.xml", apps.upnp_description(
        f"{SONOS.ip} - Sonos Play:1", "Sonos, Inc.", "Sonos Play:1", SONOS_UUID))
    _fetch(net, 123.1, PLUG, 49153, "/setup.xml", apps.upnp_description(
        "Floor lamp", "Belkin International Inc.", "Socket", PLUG_UUID))
    for moment in (130.0, 451.7, 822.5, 1130.2):
        _fetch(net, moment, HUE, 80, "/api/0f607264fc6318a92b9e13c65db7cd3c/lights/3",
               '{"state":{"on":true,"bri":144},"name":"Hall"}', "application/json")
        _switch(net, moment + 6, moment in (130.0, 822.5))
    _browse(net, 260.0)
    _browse(net, 961.0)


def _discover(net: Net, t: float) -> None:
    port = PHONE.port()
    net.ssdp(t, PHONE, port, apps.ssdp_search("upnp:rootdevice"))
    for host, path, uuid, server in (
            (HUE, ":80/description.xml", HUE_UUID, HUE_SERVER),
            (SONOS, ":1400/xml/device_description.xml", SONOS_UUID, SONOS_SERVER),
            (PLUG, ":49153/setup.xml", PLUG_UUID, PLUG_SERVER)):
        t += 0.1 + net.leg(host)
        net.udp(t, host, 1900, PHONE, port, apps.ssdp_found(
            f"http://{host.ip}{path}", "upnp:rootdevice", uuid, server))


def _fetch(net: Net, t: float, server: Node, port: int, path: str, body: str,
           content_type: str = "text/xml") -> None:
    tcp = Tcp(net, t, PHONE, server, port).connect()
    tcp.exchange(apps.http_request("GET", path, f"{server.ip}:{port}", "HomeApp/3.2"),
                 apps.http_response(body, content_type), 0.003)
    tcp.close(by_server=True)


def _switch(net: Net, t: float, on: bool) -> None:
    state = f"<u:SetBinaryState><BinaryState>{int(on)}</BinaryState></u:SetBinaryState>"
    tcp = Tcp(net, t, PHONE, PLUG, 49153).connect()
    tcp.exchange(apps.http_request("POST", "/upnp/control/basicevent1", f"{PLUG.ip}:49153",
                                   "HomeApp/3.2", state),
                 apps.http_response(state.replace("State>", "StateResponse>"), "text/xml"), 0.006)
    tcp.close(by_server=True)


def _browse(net: Net, t: float) -> None:
    """A web page over IPv6; the router still answers its questions over IPv4."""
    t = ndp.resolve(net, t, PHONE6, ROUTER6, from_router=True)
    service = remotes.SERVICES["www.wikipedia.org"]
    t = net.resolve(t, PHONE, service.name, service.answers(), kind=dns.AAAA, think_ms=11.0)
    tcp = Tcp(net, t, PHONE6, service.node(), 443).connect()
    tcp.tls(service.name, alpn=(b"h2", b"http/1.1")).sealed(190, 2600).sealed(130, 900).close()


STORIES = (router, echo, sonos, netatmo, harmony, roomba, meross, camera, powerwall, ip_camera,
           printer, hue, kindle, plug, phone)


def tell() -> Net:
    net = Net(ROUTER, "smart-home")
    for story in STORIES:
        net.reseed(story.__name__)
        story(net)
    return net
