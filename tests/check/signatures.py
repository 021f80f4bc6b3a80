#!/usr/bin/env python3
"""Checks what devices.tsv says against what others know.

    signatures.py TREE

Each line has nine columns, a kind of the closed list, a source that the file's head declares, and tells something; no
two lines are alike. What readers choose of what they read (keys of TXT records, protocols, attributes) is of what they take. Who is named as the owner of a MAC block is one in the lists of makers that this machine has (those
of Wireshark), or the line can never be of use; and what needs a maker needs one that those lines tell. A maker is
spelt in one way. The page that explains the file names all evidence, ranks and kinds.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import bisect, collections, pathlib, re, subprocess, sys

COLUMNS = ("evidence", "pattern", "rank", "kind", "maker", "model", "software", "needs", "source")
MANUF = "/usr/share/wireshark/manuf"  # up to 4.0; later ones have it inside
# Of owners that are in our list of them, so many per cent may be missing from a list of another year.
MISSING_PERCENT = 3


def words_of(path):
    return re.findall(r"\[IOT_\w+\] = \"([^\"]+)\"", path.read_text())


def owners():
    """Who registered MAC blocks, in lower case; empty if this machine does not know."""
    try:
        text = pathlib.Path(MANUF).read_text(encoding="utf-8")
    except OSError:
        try:
            text = subprocess.run(["tshark", "-G", "manuf"], capture_output=True, check=True).stdout.decode("utf-8")
        except (OSError, subprocess.CalledProcessError):
            return []
    names = set()
    for line in text.splitlines():
        fields = [field.strip() for field in line.split("\t")]
        if len(fields) > 1 and not line.startswith("#"):
            names.add((fields[2] if len(fields) > 2 and fields[2] else fields[1]).lower())
    return sorted(names)


def is_somebody(pattern, names):
    """True if one of the names, which are sorted, has the pattern."""
    pattern = pattern.lower()
    if len(pattern) > 1 and pattern[0] == pattern[-1] == "*":
        word = re.compile(rf"(?<![a-z0-9]){re.escape(pattern[1:-1])}(?![a-z0-9])")
        return any(word.search(name) for name in names)
    head, star, tail = pattern.partition("*")
    for name in names[bisect.bisect_left(names, head):]:
        if not name.startswith(head):
            return False
        if name.endswith(tail) and (len(name) >= len(head) + len(tail) if star else name == head):
            return True
    return False


class Check:
    def __init__(self, tree):
        self.tree = tree
        self.path = tree / "lib/reference/signatures/devices.tsv"
        self.complaints = []
        self.rows = []

    def complain(self, number, what):
        self.complaints.append(f"{self.path.relative_to(self.tree)}:{number}: {what}")

    def read(self):
        self.sources = {}
        for number, line in enumerate(self.path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("#source "):
                name, tab, what = line[len("#source "):].partition("\t")
                self.sources[name] = number
                if not tab or not what:
                    self.complain(number, f"source {name} is not explained")
            elif line and not line.startswith("#"):
                fields = line.split("\t")
                if len(fields) != len(COLUMNS):
                    self.complain(number, f"{len(fields)} columns")
                else:
                    self.rows.append((number, dict(zip(COLUMNS, fields))))

    def check_words(self):
        kinds = set(words_of(self.tree / "lib/fact/device-kind.c"))
        evidence = set(words_of(self.tree / "lib/fact/evidence.c"))
        seen, used = {}, set()
        for number, row in self.rows:
            if row["kind"] not in kinds | {"-", "!"}:
                self.complain(number, f"kind {row['kind']}")
            if row["evidence"] not in evidence:
                self.complain(number, f"evidence {row['evidence']}")
            if row["source"] not in self.sources:
                self.complain(number, f"source {row['source']} is not declared")
            used.add(row["source"])
            key = tuple(row[c].lower() for c in ("evidence", "pattern", "rank", "needs"))
            if key in seen:
                self.complain(number, f"is line {seen[key]} again")
            seen[key] = number
        for name in sorted(set(self.sources) - used):
            self.complain(self.sources[name], f"source {name} is of no line")

    def check_spelling(self):
        spellings = collections.defaultdict(dict)
        for number, row in self.rows:
            for maker in [row["maker"]] + row["needs"].split("|"):
                if "$" not in maker and maker not in ("-", "!"):
                    spellings[re.sub(r"[^a-z0-9]", "", maker.lower())].setdefault(maker, number)
        for ways in spellings.values():
            for maker, number in list(ways.items())[1:]:
                self.complain(number, f"{maker} is spelt {list(ways)[0]} in line {list(ways.values())[0]}")

    def check_makers(self):
        told = {row["maker"] for _, row in self.rows if row["evidence"] == "mac.maker"}
        for number, row in self.rows:
            for maker in row["needs"].split("|"):
                if maker not in told | {"-"}:
                    self.complain(number, f"needs {maker}, which no MAC tells")

    def check_owners(self):
        """False: nobody knows them here."""
        names, missing = owners(), []
        rows = [(number, row) for number, row in self.rows if row["evidence"] == "mac.maker"]
        for number, row in rows:
            if not is_somebody(row["pattern"], names):
                missing.append((number, f"nobody who registered a MAC block is {row['pattern']}"))
        if names and (pathlib.Path(MANUF).exists() or len(missing) * 100 > len(rows) * MISSING_PERCENT):
            for number, what in missing:
                self.complain(number, what)
        return bool(names)

    def strings(self, name, array=None):
        """The string literals of a reader, or of an array in it, in lower case."""
        source = re.sub(r"#include[^\n]*|/\*.*?\*/", "", (self.tree / "lib/wire/message" / name).read_text(), flags=re.S)
        if array:
            source = re.search(rf"\b{array}(?:\[\])? = {{(.*?)}};", source, re.S)[1]
        return {text.lower() for text in re.findall(r'"([^"]+)"', source)}

    def told(self):
        """By evidence whose texts a reader chooses: whether it can tell one that fits a pattern, which is in lower case."""
        protocols = set()
        for path in [*(self.tree / "lib/wire/message").glob("*.c"), self.tree / "lib/sessions/sessions-tell.c"]:
            protocols |= set(re.findall(r'(?:IOT_EVIDENCE_PROTOCOL, |tell_protocol\(p, )[^"\n]*"([^"]+)"', path.read_text()))
        keys = self.strings("dnssd-keys.c", "keys")
        attributes = tuple(self.strings("tls-certificate.c", "attributes"))
        kinds = tuple("onvif://www.onvif.org/" + part for part in self.strings("office.c", "kinds"))
        makers = {"onvif://www.onvif.org/" + part for part in self.strings("office.c", "makers")}
        parts = tuple(part for part in self.strings("office.c") if re.fullmatch("[a-z]{3}:", part))
        service = r"_[a-z0-9_-]{1,56}\._(?:tcp|udp)"

        def is_told_string(pattern):
            of, _, string = pattern.partition(" ")
            key, equals, value = string.partition("=")
            if not re.fullmatch(service, of):
                return False
            if key == "macaddress":
                return len(value.rstrip("*")) <= 6
            return key in keys and bool(equals) or key == "fn" and of == "_googlecast._tcp" or string.startswith("ic-")

        return {
            "mdns.txt": is_told_string,
            "mdns.service": lambda pattern: re.fullmatch(service, pattern),
            "mdns.instance": lambda pattern: re.match(service + " .", pattern),
            "protocol": lambda pattern: pattern in protocols,
            "tls.subject": lambda pattern: pattern.startswith(attributes),
            "tls.issuer": lambda pattern: pattern.startswith(attributes),
            # Of names no more is told than the maker.
            "wsd.scope": lambda pattern: pattern.startswith(kinds) or pattern.rstrip("*") in makers,
            "printer.id": lambda pattern: pattern.startswith(parts),
            "snmp.object": lambda pattern: re.fullmatch(r"\d+(\.\d+)*(\.\*)?", pattern),
            "dhcp.vendor_info": lambda pattern: re.match(r"\d+( .|$)", pattern),
            "http.request": lambda pattern: re.match(r"[a-z0-9*.-]+ /", pattern),
        }

    def check_told(self):
        """What is looked for is told."""
        told = self.told()
        for number, row in self.rows:
            if row["evidence"] in told and not told[row["evidence"]](row["pattern"].lower()):
                self.complain(number, f"no reader tells {row['evidence']} {row['pattern']}")

    def check_page(self):
        page = (self.tree / "doc/identity.md").read_text(encoding="utf-8")
        for source in ("lib/fact/device-kind.c", "lib/fact/evidence.c",
                       "lib/reference/signatures/signatures-rank.c"):
            for word in words_of(self.tree / source):
                if f"`{word}`" not in page:
                    self.complaints.append(f"doc/identity.md: `{word}` is not there")

    def run(self):
        self.read()
        self.check_words()
        self.check_spelling()
        self.check_makers()
        known = self.check_owners()
        self.check_told()
        self.check_page()
        print("\n".join(self.complaints) or f"{len(self.rows)} lines are as they should be"
              + ("" if known else ", but nobody here knows who registered MACs"))
        return 1 if self.complaints else 0


sys.exit(Check(pathlib.Path(sys.argv[1])).run())
