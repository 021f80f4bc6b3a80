#!/usr/bin/env python3
"""The folders are the layers: each file includes only what its folder may, and no two files need each other. And what
comments and pages call by name is there.

SPDX-License-Identifier: GPL-2.0-or-later

usage: layers.py SOURCE_TREE
"""
import pathlib
import re
import sys

# In order, lowest first: a folder may include itself and what stands above it here...
FOLDERS = ["base", "fact", "reference", "wire", "tables", "identity", "capture", "findings", "archive", "sessions", "report", "changes", "events", "write",
           "command"]
# ...but for these, which know less. What bytes tell is known to nobody but who hands them over.
ONLY = {"wire": {"base", "fact", "wire"}, **{folder: set(FOLDERS[:at + 1]) - {"wire"}
                                             for at, folder in enumerate(FOLDERS) if folder not in ("wire", "command")}}
# A link carries networks, those carry transports, and those messages and tunnels; what they share lies in lib/wire itself.
CARRIERS = ["message", "tunnel", "transport", "network", "link"]
# Of the folders of the plugin; what lies in plugin/ itself stands above all.
PLUGIN = {"read": {"read", "session"}, "session": {"session", "read"}, "show": {"show", "session"}}
# Plain values that tables and those who ask them share.
VALUES = {"device", "dns-answer", "flow-id"}
# A table is a stranger to the others, but for what it is built on; each with its reason.
BUILT_ON = {
    ("flows", "rtt"),         # a stream carries what its round trips must remember
    ("flows", "connection"),  # and of its life
    ("rtt", "service"),       # a server's port tells which side answers
    ("claims", "said"),       # both are lists of what was said, which
    ("evidences", "said"),    # differ in what is like what
}
# Whose module a file is part of, where its name does not say so.
PART_OF = {"rule-clear": "findings", "rule-cloud": "findings", "rule-contact": "findings",
           "rule-device": "findings", "rule-gateway": "findings", "rule-location": "findings", "rule-name": "findings",
           "rule-meeting": "findings", "rule-scan": "findings", "rule-service": "findings", "period": "findings"}
# Libraries that one file, or one folder, is there to hide.
HIDDEN = {
    "maxminddb.h": "lib/reference/place/geo-database.c",
    "libpsl.h": "lib/reference/domain.c",
    "gcrypt.h": "lib/wire/message",  # quic-keys.c, tuya.c
    "json-glib/json-glib.h": None,  # where a JSON of others is read or one is written
    "microhttpd.h": "lib/command", "zstd.h": "lib/command/expand-zstd.c", "zstd_errors.h": "lib/command/expand-zstd.c",
    "lzma.h": "lib/command/expand-xz.c", "pcap.h": "lib/command", "pcap/pcap.h": "lib/command", "pcap/bpf.h": "lib/command",
}
# What C11 and GLib do not have, and Windows neither, stays in the command, but for these, each with its reason.
POSIX = re.compile(r"^(?:(?:arpa|linux|net|netinet|sys)/.*|dirent|dlfcn|fcntl|glob|grp|langinfo|netdb|poll|pthread|pwd|sched|"
                   r"spawn|strings|syslog|termios|unistd|wordexp)(?:\.h)?$")
MAY_POSIX = {
    "lib/base/out": "a file is whole or not there, whoever looks: descriptors of directories, links, FIFOs, access lists; but for "
                    "out-portable.c, which other systems have in its place",
    "lib/base/hash.c": "the key is Linux's random, and GLib's elsewhere",
    "plugin/show/browser.c": "how the desktop's opener ended, where there is one",
    "plugin/show/pages-lock.c": "pages are locked while their Wireshark runs, where directories can be locked",
}
# A file of ours that a comment or a page names.
NAMED = re.compile(r"(?<![\w/.*…<-])([a-z][a-z0-9-]*\.[ch])\b")
GENERATED = {"picture-resource.h"}
# The reference's vectors of SipHash, and headers that stand in the tables here.
OTHERS = {"vectors.h"} | {name.rpartition("/")[2] for name in HIDDEN}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
WIRESHARK = re.compile(r"^(epan|wsutil|wiretap|wireshark)/|^ws_|^wireshark\.h")
# The only ones: GLib gives hash functions no data of ours.
GLOBALS = {("hash.c", "static uint64_t process_key[2];")}
# What makes, replaces or cuts a file.
WRITES = re.compile(r"\bO_(?:CREAT|TRUNC|TMPFILE)\b|\b(?:creat|rename|renameat2?|g_rename|mkstemp|g_mkstemp\w*|mkdir|g_mkdir|"
                    r"g_mkdir_with_parents|g_file_set_contents\w*|g_file_open_tmp|g_file_replace\w*|g_file_create\w*|"
                    r"g_file_append_to\w*|freopen)\s*\(|\b(?:g_)?fopen\s*\([^;]*,\s*\"(?:[wa]|r\+)")
WRITER = ("lib", "base", "out")


def code_of(path):
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)


def module_of(path):
    """A header and what implements it are one; so are the parts that share an internal header."""
    name = PART_OF.get(path.stem, path.stem.removesuffix("-internal"))
    for header in path.parent.glob("*-internal.h"):
        whole = header.stem.removesuffix("-internal")
        if name.startswith(whole + "-"):
            name = whole
    return path.parent / name


class House:
    def __init__(self, tree):
        self.tree = tree
        self.files = [path for top in ("lib", "plugin") for path in sorted((tree / top).rglob("*.[ch]"))]
        self.complaints = []

    def complain(self, path, what):
        self.complaints.append(f"{path.relative_to(self.tree)}: {what}")

    def includes(self, path):
        """(name, file of ours or None) of each."""
        for bracket, name in INCLUDE.findall(path.read_text()):
            ours = [self.tree / top / name for top in ("lib", "plugin")] if bracket == '"' else []
            found = [place for place in ours if place.exists()]
            if bracket == '"' and not found and not name.startswith("picture-resource"):
                self.complain(path, f"includes \"{name}\", which is no path below lib/ or plugin/")
            yield name, found[0] if found else None

    def check_place(self, path, other):
        """What a file of ours includes of ours."""
        here, there = path.relative_to(self.tree).parts, other.relative_to(self.tree).parts
        said = f"includes {'/'.join(there)}"
        if here[0] == "lib" and there[0] == "plugin":
            self.complain(path, f"{said}, which is the plugin's")
        elif here[0] == "lib" and len(here) > 2:
            if there[1] not in ONLY.get(here[1], set(FOLDERS)):
                self.complain(path, f"{said}, which does not stand above its folder")
            if here[1] == there[1] == "wire" and len(here) == 4 and len(there) == 4 and \
                    CARRIERS.index(there[2]) > CARRIERS.index(here[2]):
                self.complain(path, f"{said}: what is carried does not know what carries it")
            if here[1] == there[1] == "tables":
                pair = module_of(path).name, module_of(other).name
                if pair[0] != pair[1] and pair[1] not in VALUES and pair not in BUILT_ON:
                    self.complain(path, f"{said}: tables are strangers")
        elif here[0] == there[0] == "plugin" and len(here) > 2 and len(there) > 2 and there[1] not in PLUGIN[here[1]]:
            self.complain(path, f"{said}, which it may not know")
        if here[0] == "plugin" and there[0] == "lib" and (there[1] == "command" or other.stem.endswith("-internal")):
            self.complain(path, f"{said}, which is the library's own")
        if other.stem.endswith("-internal") and path.parent != other.parent:
            self.complain(path, f"{said}, which is for its own folder")

    def check_library(self, path, name):
        """What it includes of others."""
        place = path.relative_to(self.tree).as_posix()
        if WIRESHARK.match(name) and not place.startswith("plugin/"):
            self.complain(path, f"includes {name}, which is Wireshark's")
        if POSIX.match(name) and not place.startswith(("lib/command/", *MAY_POSIX)):
            self.complain(path, f"includes {name}, which Windows does not have (GLib, or lib/command)")
        only = HIDDEN.get(name)
        if only and not place.startswith(only):
            self.complain(path, f"includes {name}, which only {only} may")

    def check_source(self, path):
        """lib never reads the clock, never prints, has no mutable globals; and one place writes files."""
        place = path.relative_to(self.tree).parts
        text = code_of(path)
        if place[:3] != WRITER:
            for found in WRITES.findall(text):
                self.complain(path, f"writes a file ({found.strip()}), which only {'/'.join(WRITER)} may")
        if place[0] != "lib" or place[1] == "command":
            return
        for call in ("printf", "g_print", "g_printerr", "puts", "fputs", "time", "g_get_real_time",
                     "clock_gettime", "g_message", "g_warning"):
            if re.search(rf"(?<![\w.>]){call}\s*\(", text):
                self.complain(path, f"calls {call}")
        for line in re.findall(r"^static (?!const|inline)[\w \*]+(?:\[[^\]]*\])?(?: = [^;{]+)?;", text, re.M):
            if (path.name, line) not in GLOBALS:
                self.complain(path, f"mutable global: {line}")

    def check_portable(self):
        """What library and plugin call of those who write files, other systems have, too."""
        has = set(re.findall(r"^(iot_out_\w+)\(", code_of(self.tree / "lib/base/out/out-portable.c"), re.M))
        for path in self.files:
            place = path.relative_to(self.tree).as_posix()
            if place.endswith(".c") and not place.startswith(("lib/base/out/", "lib/command/")):
                for name in sorted(set(re.findall(r"\b(iot_out_\w+)\(", code_of(path))) - has):
                    self.complain(path, f"calls {name}, which out-portable.c has not")

    def check_circles(self):
        needs = {}
        for path in self.files:
            needs.setdefault(module_of(path), set()).update(
                module_of(other) for _, other in self.includes(path) if other and module_of(other) != module_of(path))
        done = set()

        def follow(module, trail):
            if module in trail:
                circle = trail[trail.index(module):] + [module]
                names = " -> ".join(part.relative_to(self.tree).as_posix() for part in circle)
                self.complaints.append(f"a circle: {names}")
            elif module not in done:
                for other in sorted(needs.get(module, ())):
                    follow(other, trail + [module])
                done.add(module)

        for module in sorted(needs):
            follow(module, [])

    def check_names(self):
        """Whom a comment or a page sends to a file finds it."""
        pages = [*self.tree.glob("*.md"), *(self.tree / "doc").glob("*.md")]
        sources = [path for top in ("lib", "plugin", "tests") for path in (self.tree / top).rglob("*.[ch]")]
        there = {path.name for path in sources} | GENERATED | OTHERS
        for path in pages + sources:
            text = path.read_text()
            for name in NAMED.findall(text if path.suffix == ".md" else "".join(re.findall(r"/\*.*?\*/", text, re.S))):
                if name not in there:
                    self.complain(path, f"names {name}, which is not there")

    def check(self):
        for path in self.files:
            folder = path.relative_to(self.tree).parts
            if folder[0] == "lib" and len(folder) > 2 and folder[1] not in FOLDERS:
                self.complain(path, "in no folder that is known")
            for name, other in self.includes(path):
                self.check_library(path, name)
                if other:
                    self.check_place(path, other)
            if path.suffix == ".c":
                self.check_source(path)
        self.check_portable()
        self.check_circles()
        self.check_names()
        return sorted(set(self.complaints))


def main():
    complaints = House(pathlib.Path(sys.argv[1])).check()
    print("\n".join(complaints) if complaints else "each file includes only what its folder may")
    return 1 if complaints else 0


sys.exit(main())
