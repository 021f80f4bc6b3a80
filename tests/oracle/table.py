"""What lib/wire and Wireshark may say otherwise of one frame: all of it, each with its reason.

SPDX-License-Identifier: GPL-2.0-or-later

oracle.py fails on a difference that no entry explains, and on an entry that explains none any more. The first
entry that fits counts. Those of DAMAGED explain frames of damaged copies alone, which contradict themselves:
there each side stops at a place of its own. What is rare there need not occur in few copies.
"""

from typing import Callable, NamedTuple

FACTS = ("neighbour", "lease", "onlink", "claim", "answer", "query", "resolver", "time server")
MACS = ("src_mac", "dst_mac")
# What is read of a stream's bytes.
CONTENT = ("protocol", "server_name", "http_host", "tls_version", "claim", "answer", "query", "response_ns")
HELLO = ("server_name", "tls_version", "protocol")
LINK_NAMES = ("eth", "ethertype", "sll", "llc", "wlan", "wlan_aggregate", "radiotap", "wol", "stp")
FLAGS = ("syn", "ack", "rst")
PROXY_PORT = 3128
ANALYSIS = ("acks_frame", "ack_rtt_ns")


class Difference(NamedTuple):
    name: str
    reason: str
    explains: Callable  # of an oracle.Found: True if this is it
    rare: bool = False  # in the copies that the test makes


# --- Of whole frames.


def told_once(found):
    return found.told_before and found.member in CONTENT


def in_segments(found):
    return found.moved and found.member in CONTENT


def unfinished(found):
    return (found.over("tcp") and found.member in CONTENT and not found.theirs
            and found.info("TCP segment of a reassembled PDU"))


def cut_line(found):
    return found.member == "http_host" and found.cut and not found.ours


def name_bytes(found):
    return found.member == "claim" and "dhcp" in found.protocols and found.ours and found.theirs


def through_proxy(found):
    """What a proxy answers from the port that proxies have."""
    return (found.member == "claim" and found.direction and found.direction[3] == PROXY_PORT
            and not found.ours and all(kind == "ssdp" for kind, *_ in found.theirs))


WHOLE = (
    Difference("told-once", "what a stream is and whom it is for does not change: lib/wire reads the first "
               "that tells it", told_once),
    Difference("in-segments", "a message that goes on in other segments tells lib/wire what it says as soon as "
               "it is there, and Wireshark at its end", in_segments),
    Difference("unfinished", "of a message whose end never comes Wireshark says nothing", unfinished),
    Difference("name-bytes", "DHCP names are ASCII to Wireshark up to their first NUL; clients have UTF-8, UTF-16 "
               "and NULs around them", name_bytes),
    Difference("through-proxy", "a description that was fetched through a proxy is not the proxy's; Wireshark "
               "does not look at what was asked", through_proxy),
    Difference("cut-line", "a Host whose line was not captured to its end may go on", cut_line),
)


# --- Of damaged frames.


def gives_up(found):
    """What Wireshark told until then is how what lib/wire told begins."""
    if found.member in FACTS:
        less = found.ours[: len(found.theirs)] == found.theirs
    else:
        less = found.member in (*CONTENT, *ANALYSIS, "ntp") and not found.theirs
    return less and (found.malformed or found.cut)


def cut_headers(found):
    return found.cut and found.member in ("src", "dst", "protocol") and not found.ours


def short_header(found):
    return found.member in FLAGS and found.expert("Bogus TCP header length")


def udp_length(found):
    return found.member in ("src_port", "dst_port") and found.expert("Bad length value") and not found.ours


def ipv6_cut(found):
    return found.member == "src" and found.expert("IPv6 header must be exactly 40 bytes")


def fragments(found):
    return found.info("Fragmented IP protocol", "Fragmented IEEE 802.11 frame", "IPv6 fragment") and (
        found.member in ("transport", "src_port", "dst_port", "stream", "payload_bytes", "protocol", *FLAGS))


def link_names(found):
    return found.member == "protocol" and not found.has_ip and found.ours in LINK_NAMES


def ip_names(found):
    return found.member == "protocol" and found.has_ip and found.ours == "ip" and not found.transport


def looks(found):
    return found.member == "protocol" and found.theirs in (0, "ip", "ipv6") and found.ours in (
        "ssdp", "tplink-smarthome", "igmp", "icmpv6")


def broken_names(found):
    return found.member in FACTS and "<" in f"{found.theirs}{found.ours}" or (
        found.member == "query" and "\\[x" in str(found.theirs))


def times(found):
    return found.member == "response_ns" and "dns" in found.protocols and 0 in (found.theirs, found.ours)


def order(found):
    return found.member == "retransmission" and (
        found.info("Out-Of-Order") if found.ours else found.info("Retransmission"))


def record_version(found):
    return found.member in HELLO and not found.theirs and found.info("Continuation Data")


def hello_fragment(found):
    return found.member in HELLO and found.info("Hello Fragment")


def http_version(found):
    return found.member in ("claim", "http_host") and not found.ours and found.info("HTTP/") and not found.info(
        "HTTP/1.0", "HTTP/1.1")


def nul_in_text(found):
    return found.member == "claim" and not found.ours and "xml" in found.protocols


def option_length(found):
    return "dhcp" in found.protocols and found.member in (*FACTS, "dhcp_server") and not found.ours


def radio_header(found):
    return found.protocols == ["radiotap"] and found.member in (*MACS, "protocol")


def wlan_version(found):
    return found.member in (*MACS, "protocol") and not found.ours and found.info("PV1")


def aggregate(found):
    return found.member in MACS and not found.ours and found.frame.number("wlan.qos.amsdupresent")


def etherip(found):
    return "etherip" in found.protocols and found.member in MACS


DAMAGED = (
    Difference("gives-up", "where a message contradicts itself or was not captured to its end, Wireshark gives "
               "all of it up, and lib/wire keeps what stands before that place", gives_up),
    Difference("cut-headers", "of a header that is cut, or of no bytes behind it, lib/wire says nothing",
               cut_headers, rare=True),
    Difference("short-header", "Wireshark shows no flags of a TCP header that calls itself shorter than it "
               "can be", short_header),
    Difference("udp-length", "a datagram whose length is impossible has no ports that anybody could trust",
               udp_length, rare=True),
    Difference("ipv6-cut", "of an IPv6 header that is cut, lib/wire takes no address", ipv6_cut, rare=True),
    Difference("fragments", "the first fragment has the transport's header: lib/wire reads that, and Wireshark "
               "the whole when it is there", fragments, rare=True),
    Difference("link-names", "what is carried by no IP is a word to us, and Wireshark has more words",
               link_names),
    Difference("ip-names", "so is what IP carries and no home has", ip_names),
    Difference("looks", "Wireshark looks whether a payload is what its port says, where lib/wire has nothing to "
               "gain from that", looks),
    Difference("broken-names", "of two faults in one name, or of a kind of label that was given up, either tells "
               "one", broken_names, rare=True),
    Difference("times", "which question of two that were damaged an answer is for, nobody knows", times,
               rare=True),
    Difference("order", "whether a segment comes late or again is judged by the time that the handshake took, "
               "and lib/wire takes it of no damaged SYN", order, rare=True),
    Difference("record-version", "of a TLS record of no version that there is, lib/wire reads what is in it",
               record_version, rare=True),
    Difference("hello-fragment", "a hello is read out of records that follow each other; Wireshark puts one "
               "together that has a record of another kind in its middle", hello_fragment, rare=True),
    Difference("http-version", "what answers with no version of HTTP that there is, is no HTTP to lib/wire",
               http_version, rare=True),
    Difference("nul-in-text", "text has no NUL: lib/wire looks for no name behind one", nul_in_text, rare=True),
    Difference("option-length", "an option of DHCP that is longer than it can be is not believed",
               option_length, rare=True),
    Difference("radio-header", "where the words on what is present do not end, lib/wire goes by the length of "
               "the header", radio_header, rare=True),
    Difference("wlan-version", "of 802.11 lib/wire reads version 0 alone", wlan_version, rare=True),
    Difference("aggregate", "frames inside of an A-MSDU are not read (wlan-fragments in doc/dissect.md)",
               aggregate, rare=True),
    Difference("etherip", "what is inside of EtherIP is not read", etherip, rare=True),
)


def explaining(found):
    """The entry that explains it; None: none does."""
    for entry in WHOLE + (DAMAGED if found.damaged else ()):
        if entry.explains(found):
            return entry
    return None
