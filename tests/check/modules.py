#!/usr/bin/env python3
"""Each module of the library has a test by its name, or one here that covers it.

SPDX-License-Identifier: GPL-2.0-or-later

usage: modules.py SOURCE_TREE

lib/tables/rtt.c has tests/lib/tables/test-rtt.c; and lib/tables/flows-prune.c, a part of flows, has test-flows.c. The command
is tested from outside, by tests/command/.
"""
import pathlib
import sys

# Those without, by folder: module, and what covers it; a path from tests/ where that is no test of its folder.
COVERED = {
    "archive": {},
    "base": {
        "dns-reverse": "lib/wire/test-dissect-dns.c",
        "file-text": "lib/reference/test-inventory-problems.c",  # whoever reads files of the user's
        "interned": "test-hash.c", "json": "lib/reference/test-mud.c",
        "out-directory": "test-out-file.c", "out-find": "test-out-file.c", "out-guard": "test-out-file.c",
        "out-replace": "test-out-file.c"},
    "capture": {"direction": "test-capture-direction.c", "links": "test-capture-links.c", "links-sides": "test-capture-links.c",
                # Devices and names of a capture are who is who.
                "who-is-who": "test-capture-devices.c", "who-is-who-identify": "test-capture-identity.c",
                "who-is-who-ask": "test-capture-names.c"},
    "changes": dict.fromkeys(["snapshot", "snapshot-contacts", "snapshot-findings", "snapshot-traffic", "snapshot-volume"], "test-changes.c") | {"known": "lib/events/test-events.c", "spoken": "lib/events/test-events.c"},
    "events": {"event": "test-events.c", "sight": "test-events.c"},
    "fact": {"dns-question": "lib/wire/test-dissect-dns.c", "evidence": "lib/reference/test-signatures.c", "identity-fact": "lib/identity/test-identity.c"},
    "findings": {"contacts": "test-findings-contact.c", "rule-contact": "test-findings-contact.c",
                 "rule-device": "test-findings-device.c", "rule-location": "test-findings.c",
                 "rule-service": "test-findings-service.c", "rule-cloud": "test-findings-contact.c", "rule-meeting": "test-findings-meeting.c", "volumes": "test-findings-meeting.c",
                 "rule-clear": "test-findings-service.c", "rule-name": "test-findings-name.c", "rule-scan": "test-findings-scan.c", "rule-gateway": "test-findings-gateway.c"},
    "tables": {"relayed": "lib/capture/test-capture-forwarders.c", "said": "test-claims.c"},
    "reference": {"compile-signatures": "check/signatures.py"},
    "report": {"blocklist": "command/blocklist.py", "rows": "test-report.c", "traffic": "test-report.c"},
    "wire": {
        **dict.fromkeys(["cooked", "ethernet", "llc", "loopback", "ppp", "radiotap", "wlan"], "test-dissect-link.c"),
        **dict.fromkeys(["arp", "icmp", "icmp6", "ip", "ip4", "ip6", "ndp"], "test-dissect-network.c"),
        **dict.fromkeys(["gre", "erspan", "geneve", "mpls", "teredo", "tzsp", "vxlan"], "test-dissect-tunnels.c"),
        **dict.fromkeys(["dns", "dns-asked", "dns-labels", "dns-name", "dns-pending", "dns-rules"], "test-dissect-dns.c"),
        **dict.fromkeys(["dhcp", "dhcp-identity", "dhcp-rules", "dhcp-vendor", "dhcpv6", "nbns", "nbns-rules", "ntp"], "test-dissect-names.c"),
        **dict.fromkeys(["signatures-datagram", "signatures-stream", "signatures-text"], "test-signature.c"),
        **dict.fromkeys(["ber", "ssdp", "tftp"], "test-protocols.c"),
        **dict.fromkeys(["dnssd", "dnssd-keys", "ssdp-identity", "upnp-identity", "url-owner", "user-agent"], "test-identity-services.c"),
        **dict.fromkeys(["gear", "home-beacons", "home-devices", "office", "snmp", "stream-identity", "cdp", "lldp", "lltd", "tuya", "baichuan", "http-description",
                         "tls-certificate"],
                        "test-identity-devices.c"),
        "socks": "test-dissect-proxies.c", "evidence-text": "test-dissect-names.c",
        **dict.fromkeys(["quic", "quic-hello", "quic-keys", "quic-packet", "gquic", "ciphers"], "test-dissect-quic.c"),
        **dict.fromkeys(["tls", "http", "http-host"], "test-dissect-tls.c"),
        **dict.fromkeys(["upnp", "upnp-name", "wire-text"], "test-dissect-upnp.c"),
        **dict.fromkeys(["tcp", "tcp-analysis", "udp", "payload", "heuristics"], "test-dissect-tcp.c"),
        "stream-table": "test-dissect-streams.c", "dissect": "test-dissect-nests.c", "ports": "test-dissect-names.c",
        "echo-pending": "test-dissect-network.c", "recent": "test-dissect-network.c",
        "uncovered": "check/decrypted.py"},
    "write": {
        "write-csv": "test-writer-csv.c", "write-hosts": "test-writer-hosts.c", "write-text": "test-writer-text.c",
        "write-text-table": "test-writer-width.c",
        "write-html": "test-writer-picture.c", "write-picture-data": "test-writer-picture.c",
        # What other programs take, those judge.
        **dict.fromkeys(["write-mud", "write-nftables"], "check/documents.sh"),
        "write-html-none": "check/setup.sh",
        "write-blocklist": "command/blocklist.py",
        **dict.fromkeys(["write-changes", "write-changes-html"], "command/changes.py"), "write-events": "command/events.py",
        **dict.fromkeys(["write-json", "write-markdown", "write-markdown-text", "exports"],
                        "check/every-report.sh")},
}


def test_of(tree, path):
    """By name: of the module, or of what it is a part of."""
    folder = tree / "tests" / "lib" / path.relative_to(tree / "lib").parts[0]
    parts = path.stem.split("-")
    names = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((name for name in names if (folder / f"test-{name}.c").exists()), None)


def complaints_of(tree):
    seen = set()
    for path in sorted((tree / "lib").rglob("*.c")):
        folder, place = path.relative_to(tree / "lib").parts[0], path.relative_to(tree)
        if folder == "command":
            continue
        covering = COVERED.get(folder, {}).get(path.stem)
        seen.add((folder, path.stem))
        if test_of(tree, path):
            if covering:
                yield f"{place}: has test-{test_of(tree, path)}.c, and is still in the table here"
        elif not covering:
            yield f"{place}: has no test by its name, and none that covers it is named here"
        elif not (tree / "tests" / (covering if "/" in covering else f"lib/{folder}/{covering}")).exists():
            yield f"{place}: {covering}, which covers it, is not there"
    for folder, modules in COVERED.items():
        for module in modules:
            if (folder, module) not in seen:
                yield f"lib/{folder}: no {module}.c is there that tests need to cover"


def main():
    complaints = list(complaints_of(pathlib.Path(sys.argv[1])))
    print("\n".join(complaints) if complaints else "each module has its test")
    return 1 if complaints else 0


sys.exit(main())
