"""What iot-devices and the plugin may say otherwise of one capture: all of it, each with its reason.

SPDX-License-Identifier: GPL-2.0-or-later

differential.py fails on a difference that is not here, and on a place here where both say the same.
doc/dissect.md has a paragraph of each name.
"""

from typing import NamedTuple

NOTHING = r"null"
ANYTHING = r".*"
LATER = (4, 4)
BEFORE_4_6 = (4, 6)
ABSENT = "no such row"  # in place of a value, where only one side has the row


class Place(NamedTuple):
    """Where a difference occurs, and what either side says there: field and values are regular expressions
    that the whole text matches. Values are as in JSON, strings without their quotation marks."""

    capture: str
    table: str
    field: str  # "row" where one side has no such row
    plugin: str
    command: str
    # Wireshark's versions from the first to before the second: others say what iot-devices does.
    since: tuple = (0, 0)
    until: tuple = (99, 0)


class Difference(NamedTuple):
    name: str
    reason: str
    places: tuple


DIFFERENCES = (
    Difference(
        "quic-names",
        "the server's name of QUIC stands in Initial packets, which take cryptography to read; so does "
        "the version of TLS",
        (
            Place("round-trips.pcapng", "services", "tls_version", r"1\.3", NOTHING),
            Place("round-trips.pcapng", "devices", "top_destination", r"quic2\.example", r"203\.0\.113\.8"),
            Place("round-trips.pcapng", "conversations", "name", r"quic\d\.example", r"203\.0\.113\.\d"),
            Place("round-trips.pcapng", "conversations", "name_source", "sni", "address"),
            Place("round-trips.pcapng", "remotes", "name", r"quic\d\.example", r"203\.0\.113\.\d"),
            Place("round-trips.pcapng", "remotes", "name_source", "sni", "address"),
            Place("round-trips.pcapng", "remotes", "domain", r"quic\d\.example", NOTHING),
            # Those two are among the ones without a domain instead.
            Place("round-trips.pcapng", "organizations", "row", r"quic\d\.example", ABSENT),
            Place("round-trips.pcapng", "organizations", "remotes", "14", "16"),
            Place("round-trips.pcapng", "organizations", "packets_sent", "43", "46"),
            Place("round-trips.pcapng", "organizations", "packets_received", "29", "31"),
            Place("round-trips.pcapng", "organizations", "bytes_sent", "3634", "7360"),
            Place("round-trips.pcapng", "organizations", "bytes_received", "1892", "4376"),
            # The same names, of which DNS tells here.
            Place("mercury_surfshark.pcap", "services", "tls_version", r"1\.3", NOTHING),
            Place("mercury_surfshark.pcap", "conversations", "name_source", "sni", "dns"),
            Place("mercury_surfshark.pcap", "remotes", "name_source", "sni", "dns"),
        ),
    ),
    # Later Wiresharks. iot-devices reads as 4.0 does, so that it is the same everywhere.
    Difference(
        "later-streams",
        "a SYN with the number of one before, between the same ports, begins a new stream once the old one "
        "was reset: from Wireshark 4.4 on; so a reset that answers it gives a round trip, and a stream "
        "that never gets through has no protocol",
        tuple(
            Place(capture, table, field, ANYTHING, ANYTHING, LATER)
            for capture in ("sh_home5_shifted.pcapng", "sh_all_devices_wan.pcap")
            for table, field in (
                ("conversations", "rtt_ms"),
                ("conversations", "distance_km"),
                ("services", "(packets|bytes)_(sent|received)"),
                ("remotes", "rtt_ms"),
                ("remotes", "distance_km"),
                ("countries", "rtt_ms|distance_km|nearest"),
                ("organizations", "rtt_ms|distance_km|nearest"),
            )
        )
        + tuple(
            Place(capture, "conversations", "services", r".*\"tcp/8886 tls\", \"tcp/8886\"\]|.*\"tcp/443\"\]",
                  r"\[\"tcp/(8886|443) tls\"\]", LATER)
            for capture in ("sh_home5_shifted.pcapng", "sh_all_devices_wan.pcap")
        )
        + tuple(
            Place(capture, "services", "row", r".* outbound tcp (443|8886)", ABSENT, LATER)
            for capture in ("sh_home5_shifted.pcapng", "sh_all_devices_wan.pcap")
        ),
    ),
    Difference(
        "later-protocols",
        "dissectors and heuristics that Wireshark has from 4.4 on, and one that went",
        (
            Place("ndpi_1kxun.pcap", "conversations", "services", r'\["tcp/443"\]', r'\["tcp/443 tls"\]', LATER),
            Place("ndpi_1kxun.pcap", "services", "protocol", NOTHING, "tls", LATER),
            Place("sh_all_devices_wan.pcap", "conversations", "services", r'\["udp/37713 dtls",.*',
                  r'\["udp/37713",.*', LATER),
            Place("sh_all_devices_wan.pcap", "services", "protocol", "dtls", NOTHING, LATER),
            Place("sh_xiaomi_blocked_wlan24.pcap", "conversations", "services", ".* hipercontracer.*",
                  r'\["udp/\d+",.*', LATER, BEFORE_4_6),
            Place("sh_xiaomi_blocked_wlan24.pcap", "services", "protocol", "hipercontracer", NOTHING, LATER,
                  BEFORE_4_6),
        )
        + tuple(
            Place(capture, table, field, plugin, command, LATER)
            for capture in ("sh_home5_shifted.pcapng", "sh_smartthings_lan_ns.pcap")
            for table, field, plugin, command in (
                ("conversations", "services", '.*"udp/9 discard".*', '.*"udp/9".*'),
                ("services", "protocol", "discard", NOTHING),
            )
        ),
    ),
    Difference(
        "later-makers",
        "from 4.2 on, Wireshark has its list of well-known addresses inside, where nobody else can read it",
        tuple(
            Place("arkime_dns-tcp.pcap", table, field, plugin, command, LATER)
            for table, field, plugin, command in (
                ("devices", "device", "00:00:0c:07:ac:01", "Cisco_07:ac:01"),
                ("devices", "source", "address", "vendor"),
                ("conversations", "name", "00:00:0c:07:ac:01", "Cisco_07:ac:01"),
                ("conversations", "name_source", "address", "vendor"),
                ("services", "device", "00:00:0c:07:ac:01", "Cisco_07:ac:01"),
            )
        ),
    ),
)
