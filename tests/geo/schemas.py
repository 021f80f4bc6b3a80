#!/usr/bin/env python3
"""Writes one small location database per schema that people have, all about the smart home's remotes.

SPDX-License-Identifier: GPL-2.0-or-later

usage: schemas.py CAPTURES_DIR OUT_DIR      (makes OUT_DIR/SCHEMA/*.mmdb)
"""
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from story.mmdb import Float, Uint16, mmdb  # noqa: E402

DUBLIN, SONOS, ANYCAST, WIKIPEDIA = "54.194.0.0/16", "2.16.186.97/32", "205.251.193.0/24", "2620:0:862::/48"

# MaxMind's City has names in many languages, more members than we read, and its ASN in another file.
MAXMIND = {
    "city.mmdb": ({
        DUBLIN: {"continent": {"code": "EU", "names": {"en": "Europe"}},
                 "country": {"iso_code": "IE", "names": {"de": "Irland", "en": "Ireland"}, "is_in_european_union": True},
                 "city": {"geoname_id": 2964574, "names": {"de": "Dublin (de)", "en": "Dublin"}},
                 "location": {"accuracy_radius": Uint16(20), "latitude": 53.3498, "longitude": -6.2603,
                              "time_zone": "Europe/Dublin"}},
        SONOS: {"country": {"iso_code": "US", "names": {"en": "United States"}},
                "city": {"names": {"en": "Cambridge"}},
                "location": {"accuracy_radius": Uint16(1000), "latitude": 42.3736, "longitude": -71.1097}},
        # No city: the coordinates are the country's middle, and nothing is impossible.
        ANYCAST: {"country": {"iso_code": "US", "names": {"en": "United States"}},
                  "location": {"accuracy_radius": Uint16(1000), "latitude": 37.751, "longitude": -97.822}},
        WIKIPEDIA: {"country": {"iso_code": "NL", "names": {"en": "Netherlands"}}},
    }, "GeoLite2-City"),
    "asn.mmdb": ({DUBLIN: {"autonomous_system_number": 16509, "autonomous_system_organization": "AMAZON-02"},
                  SONOS: {"autonomous_system_number": 20940}}, "GeoLite2-ASN"),
}
# A country database beside: it knows less and changes nothing, but for whom the other has nothing.
COUNTRY = {
    "a-country.mmdb": ({DUBLIN: {"country": {"iso_code": "GB", "names": {"en": "United Kingdom"}}},
                        WIKIPEDIA: {"country": {"iso_code": "FR", "names": {"en": "France"}}}}, "GeoLite2-Country"),
    "b-city.mmdb": MAXMIND["city.mmdb"],
}
DBIP = {
    "dbip.mmdb": ({
        DUBLIN: {"city": {"names": {"en": "Dublin"}}, "country": {"iso_code": "IE", "names": {"en": "Ireland"}},
                 "location": {"latitude": 53.3498, "longitude": -6.2603},
                 "traits": {"autonomous_system_number": 16509, "autonomous_system_organization": "Amazon.com"}},
        SONOS: {"city": {"names": {"en": "Cambridge"}}, "country": {"iso_code": "US"},
                "location": {"latitude": 42.3736, "longitude": -71.1097}},
    }, "DBIP-City-Lite"),
}
IPINFO = {
    "ipinfo_lite.mmdb": ({
        DUBLIN: {"asn": "AS16509", "as_name": "Amazon.com, Inc.", "as_domain": "amazon.com", "country": "Ireland",
                 "country_code": "IE", "continent": "Europe", "continent_code": "EU"},
        WIKIPEDIA: {"asn": "AS14907", "as_name": "Wikimedia Foundation Inc.", "as_domain": "wikimedia.org",
                    "country": "Netherlands", "country_code": "NL"},
        SONOS: {"asn": "nonsense", "as_name": "", "country": "-", "country_code": "-"},
    }, "ipinfo lite"),
}
IP_LOCATION_DB = {
    "asn.mmdb": ({DUBLIN: {"autonomous_system_number": 16509, "autonomous_system_organization": "AMAZON-02"}},
                 "asn", 4),
    "city-ipv4.mmdb": ({
        DUBLIN: {"city": "Dublin", "country_code": "IE", "latitude": Float(53.3498), "longitude": Float(-6.2603),
                 "postcode": "", "state1": "Leinster", "state2": "", "timezone": ""},
        SONOS: {"city": "Cambridge", "country_code": "us", "latitude": Float(42.3736), "longitude": Float(-71.1097)},
    }, "city", 4),
    "city-ipv6.mmdb": ({WIKIPEDIA: {"city": "Amsterdam", "country_code": "NL", "latitude": Float(52.3676),
                                    "longitude": Float(4.9041)}}, "city"),
    "geo-whois-asn-country.mmdb": ({ANYCAST: {"country_code": "US"}, WIKIPEDIA: {"country_code": "US"}}, "country"),
}
# What no honest database has.
HOSTILE = {
    "hostile.mmdb": ({
        DUBLIN: {"city": {"names": {"en": "\u202e</script><img src=x onerror=alert(1)>"}},
                 "country": {"iso_code": "I\t", "names": {"en": "=cmd|' /C calc'!A0"}},
                 "location": {"latitude": 1e308, "longitude": float("nan"), "accuracy_radius": Uint16(65535)}},
        SONOS: {"autonomous_system_organization": 'Say "cheese", \n; ' + "x" * 400, "asn": {"as": "map"}},
        WIKIPEDIA: {"country_code": ["US"], "city": 7, "autonomous_system_number": "4294967296"},
    }, "GeoLite2-City"),
}
SCHEMAS = {"maxmind": MAXMIND, "country-and-city": COUNTRY, "dbip": DBIP, "ipinfo": IPINFO,
           "ip-location-db": IP_LOCATION_DB, "hostile": HOSTILE}


def main() -> None:
    for schema, files in SCHEMAS.items():
        directory = Path(sys.argv[2]) / schema
        directory.mkdir(parents=True, exist_ok=True)
        for name, arguments in files.items():
            (directory / name).write_bytes(mmdb(*arguments))


if __name__ == "__main__":
    main()
