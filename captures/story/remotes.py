"""The Internet of the smart home: what names lead to, how far that is, whose it is.

Names are real or made after real ones (most CNAMEs are invented); addresses and owners are
plausible and were not looked up. Round trips are chosen so that every distance band has somebody.
"""

from dataclasses import dataclass

from . import dns
from .net import Node, remote


@dataclass(frozen=True)
class Service:
    """A name, the CNAMEs behind it in order, its addresses and its remote leg."""

    name: str
    aliases: tuple[str, ...]
    addresses: tuple[str, ...]
    ttl: int
    leg_ms: float
    hops: int

    def node(self, index: int = 0) -> Node:
        return remote(self.addresses[index], self.leg_ms, self.leg_ms * 0.12, 64 - self.hops)

    def answers(self) -> list[dns.Record]:
        return dns.chain(self.name, self.aliases, self.addresses, self.ttl)


_SERVICES = (
    # Below 5 ms: a content delivery network's cache in the provider's own building (Akamai).
    Service("update-firmware.sonos.com",
            ("update-firmware.sonos.com.edgesuite.net", "a1934.dscb.akamai.net"),
            ("2.16.186.97", "2.16.186.104"), 20, 3.2, 5),
    # Below 25 ms: the same continent.
    Service("pool.ntp.org", (), ("162.159.200.123", "217.144.138.234", "85.214.38.116"),
            130, 8.4, 7),                                                       # Cloudflare
    Service("netcom.netatmo.net", (), ("62.210.92.14",), 600, 12.1, 9),         # Online SAS, Paris
    Service("ws.meethue.com", ("bridge-eu.meethue.com",), ("95.211.197.92",),
            60, 12.4, 8),                                             # LeaseWeb, a hosting company
    Service("cde-ta-g7g.amazon.com", ("d1ge0kk1l5kms0.cloudfront.net",),
            ("99.86.3.41", "99.86.3.17", "99.86.3.88"), 60, 12.9, 8),           # CloudFront
    Service("www.wikipedia.org", ("dyna.wikimedia.org",), ("2620:0:862:ed1a::1",),
            600, 14.2, 9),                                                 # Wikimedia, Amsterdam
    # Below 100 ms: far.
    Service("avs-alexa-eu.amazon.com",
            ("avs-alexa-4-eu.amazon.com", "bob-dispatch-prod-eu.amazon.com"),
            ("52.95.115.194",), 60, 38.0, 13),                             # Amazon, Dublin
    Service("api.ws.sonos.com", ("api-prod.ws.sonos.com", "prod-eu-1.elb.amazonaws.com"),
            ("34.248.63.119", "52.210.7.84"), 60, 36.5, 13),               # Amazon, Dublin
    Service("device-metrics-us.amazon.com", (), ("54.239.22.185",), 56, 92.0, 15),  # Ashburn
    Service("device-metrics-us-2.amazon.com", (), ("54.239.22.185",), 41, 92.0, 15),
    Service("spectrum.s3.amazonaws.com", ("s3-1-w.amazonaws.com",), ("52.216.94.27",),
            5, 94.5, 15),
    Service("svcs.myharmony.com", ("svcs-prod-1204.us-east-1.elb.amazonaws.com",),
            ("3.212.61.130", "34.196.8.52"), 60, 93.0, 15),
    Service("data.iot.irobotapi.com",
            ("a1x7k0q2example-ats.iot.us-east-1.amazonaws.com",
             "iotmoonraker.us-east-1.prod.iot.us-east-1.amazonaws.com"),
            ("34.226.44.19", "3.224.150.7", "54.88.201.3"), 60, 95.0, 15),
    # 100 ms and more: another continent.
    Service("time.nist.gov", ("ntp1.glb.nist.gov",), ("132.163.96.3",), 20, 123.0, 17),  # Boulder
    Service("www.quickdrivingtestcancellations.net", ("quickdrivingtestcancellations.net",),
            ("160.153.0.141",), 3600, 148.0, 18),                               # GoDaddy
    Service("chat.hpeprint.com", ("xmpp-prod-77.us-west-2.elb.amazonaws.com",),
            ("44.230.115.9", "52.24.31.220"), 60, 158.0, 19),                   # Amazon, Oregon
    Service("synergy.sn.teslaenergy.services", ("hermes-stream-prd.sn.tesla.services",),
            ("34.214.77.3", "52.39.180.61"), 60, 161.0, 19),                    # Amazon, Oregon
    # Nobody answers: no leg.
    Service("iot.meross.com", ("iot-eu.meross.com",), ("52.29.174.21",), 30, 0.0, 0),
    Service("mqtt-eu.meross.com", ("mqtt-eu-2.meross.com",), ("3.122.75.180",), 30, 0.0, 0),
)
SERVICES = {service.name: service for service in _SERVICES}

# Addresses that devices have built in and never ask for.
TESLA_NAME_SERVER = remote("205.251.193.53", 11.8, 1.2, 56)      # Amazon Route 53, anycast
CAMERA_RELAY = remote("54.194.162.25", 38.4, 4.0, 51)            # Amazon, Dublin
CAMERA_VIDEO = remote("54.194.162.98", 39.1, 4.0, 51)
