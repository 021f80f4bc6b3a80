"""Where the remotes of the smart home are, by two small databases of our own.

The schema is that of GeoLite2-City and GeoLite2-ASN. Home is in Berlin. The firmware server of the
Sonos answers within three milliseconds and has its maker's address in the database: impossible.
What anycast serves has a country and no city, as in the databases that people have.
"""

from .mmdb import Uint16, mmdb

HOME = (52.52, 13.405)

COUNTRIES = {"DE": "Germany", "FR": "France", "IE": "Ireland", "NL": "Netherlands",
             "US": "United States"}
CITIES = {
    "Amsterdam": ("NL", 52.3676, 4.9041, 20),
    "Ashburn": ("US", 39.0437, -77.4875, 20),
    "Boardman": ("US", 45.8399, -119.7006, 20),
    "Boulder": ("US", 40.0150, -105.2705, 50),
    "Cambridge": ("US", 42.3736, -71.1097, 100),
    "Dublin": ("IE", 53.3498, -6.2603, 20),
    "Frankfurt am Main": ("DE", 50.1109, 8.6821, 20),
    "Paris": ("FR", 48.8566, 2.3522, 20),
    "Tempe": ("US", 33.4255, -111.9400, 200),
}
ORGANIZATIONS = {
    14618: "AMAZON-AES", 16509: "AMAZON-02", 20940: "Akamai International B.V.", 12876: "Scaleway S.a.s.",
    60781: "LeaseWeb Netherlands B.V.", 13335: "CLOUDFLARENET", 26496: "GoDaddy.com, LLC",
    49: "National Institute of Standards and Technology", 14907: "Wikimedia Foundation Inc.",
}
# Network, country where no city is known, city, number of the autonomous system.
NETWORKS = [
    ("2.16.186.0/24", None, "Cambridge", 20940),
    ("3.122.0.0/16", None, "Frankfurt am Main", 16509),
    ("3.212.0.0/16", None, "Ashburn", 14618),
    ("34.214.0.0/16", None, "Boardman", 16509),
    ("34.226.0.0/16", None, "Ashburn", 14618),
    ("34.248.0.0/16", None, "Dublin", 16509),
    ("44.230.0.0/16", None, "Boardman", 16509),
    ("52.29.0.0/16", None, "Frankfurt am Main", 16509),
    ("52.95.115.0/24", None, "Dublin", 16509),
    ("52.216.0.0/16", None, "Ashburn", 16509),
    ("54.194.0.0/16", None, "Dublin", 16509),
    ("54.239.22.0/24", None, "Ashburn", 16509),
    ("62.210.0.0/16", None, "Paris", 12876),
    ("95.211.0.0/16", None, "Amsterdam", 60781),
    ("99.86.3.0/24", None, "Frankfurt am Main", 16509),
    ("132.163.96.0/24", None, "Boulder", 49),
    ("160.153.0.0/16", None, "Tempe", 26496),
    ("162.159.200.0/24", "US", None, 13335),
    ("205.251.193.0/24", "US", None, 16509),
    ("2620:0:862::/48", None, "Amsterdam", 14907),
]


def _country(code: str) -> dict:
    return {"country": {"iso_code": code, "names": {"en": COUNTRIES[code]}}}


def _city(name: str) -> dict:
    code, latitude, longitude, radius_km = CITIES[name]
    return {"city": {"names": {"en": name}}, **_country(code),
            "location": {"accuracy_radius": Uint16(radius_km), "latitude": latitude, "longitude": longitude}}


def city_database() -> bytes:
    return mmdb({network: _city(city) if city else _country(country) for network, country, city, _ in NETWORKS},
                "Sample-City")


def asn_database() -> bytes:
    return mmdb({network: {"autonomous_system_number": asn, "autonomous_system_organization": ORGANIZATIONS[asn]}
                 for network, _, _, asn in NETWORKS}, "Sample-ASN")
