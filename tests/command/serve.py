"""--serve: who is answered, who is refused, and who is cut off.

SPDX-License-Identifier: GPL-2.0-or-later

Everything is on this machine's own address.
"""
import http.client
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import time

from command import DIR, HOME, MANUF, PROGRAM, check, failed, run, write

TOKEN = "a-token-of-the-tests_0123"
HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff", "x-frame-options": "DENY",
           "referrer-policy": "no-referrer", "cross-origin-resource-policy": "same-origin",
           "cross-origin-opener-policy": "same-origin"}
READERS = 50


def parts(url):
    match = re.match(r"http://(\[[^]]*\]|[^:]*):(\d+)/(?:\?token=(.*))?$", url)
    return match[1].strip("[]"), int(match[2]), match[3]


class Server:
    """Serves the sample home, until it is closed."""

    def __init__(self, *args, where="127.0.0.1:0", captures=(HOME,), stdin=subprocess.DEVNULL):
        self.tells = "--keep" in args  # its token, each time
        self.job = subprocess.Popen([PROGRAM, *MANUF, "--serve", where, *args, *captures], stdin=stdin, text=True,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.said = ""
        while "the page is at" not in self.said:
            line = self.job.stderr.readline()
            if not line:
                break
            self.said += line
        self.url = self.said.split("the page is at ")[-1].strip()
        self.host, self.port, self.token = parts(self.url)

    def connect(self):
        there = "127.0.0.1" if self.host not in ("127.0.0.1", "::1") else self.host
        return socket.create_connection((there, self.port), timeout=60)

    def ask(self, path="/state.json", method="GET", headers=None, body=None):
        there = "127.0.0.1" if self.host not in ("127.0.0.1", "::1") else self.host
        if self.tells and "token=" not in path:
            path += f"?token={self.token}"
        connection = http.client.HTTPConnection(there, self.port, timeout=60)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        answer.body = answer.read()
        answer.has = {name.lower(): value for name, value in answer.getheaders()}
        connection.close()
        return answer

    def raw(self, text):
        """The first line of the answer to these bytes; None: it was cut off."""
        with self.connect() as to:
            try:
                to.sendall(text.encode())
                answer = to.makefile("rb").readline()
            except ConnectionError:
                return None
        return answer.decode().strip() or None

    def wait_for_all(self):
        for _ in range(100):
            if json.loads(self.ask().body)["over"]:
                return
            time.sleep(0.1)

    def close(self):
        self.job.send_signal(signal.SIGINT)
        self.job.out, self.job.err = self.job.communicate(timeout=60)
        return self.job.returncode

    def memory(self):
        with open(f"/proc/{self.job.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s*(\d+)", status.read())[1])


def answers(server):
    page, state = server.ask("/"), server.ask()
    check("the page", page.status == 200 and page.has["content-type"] == "text/html; charset=utf-8"
          and b"<!DOCTYPE html>" in page.body, page.status)
    check("with nothing inside", b"amazon" not in page.body and b"data-live" in page.body)
    known = json.loads(state.body)
    check("what it shows", state.status == 200 and known["over"] is True and known["interface"] is None
          and known["picture"]["capture"]["packets"] == 2352 and len(known["picture"]["devices"]) == 15, state.body[:200])
    for name, answer in (("page", page), ("state", state), ("nothing", server.ask("/nothing")),
                         ("refusal", server.ask(headers={"Host": "evil.example"}))):
        check(f"headers of the {name}", all(answer.has.get(key) == value for key, value in HEADERS.items()), answer.has)
        policy = answer.has["content-security-policy"]
        check(f"policy of the {name}", all(word in policy for word in (
            "default-src 'none'", "frame-ancestors 'none'", "connect-src 'self'", "script-src 'sha256-"))
              and "unsafe" not in policy and "*" not in policy, policy)
    inside = re.search(rb'Content-Security-Policy" content="([^"]*)"', page.body)[1].decode()
    check("the page has the same policy", page.has["content-security-policy"] == inside + "; frame-ancestors 'none'", inside)
    again = server.ask(headers={"If-None-Match": state.has["etag"]})
    check("what is known is not sent again", (again.status, again.body) == (304, b""), again.status)
    check("without a change it is the same for all", server.ask().has["etag"] == state.has["etag"])
    head = server.ask(method="HEAD")
    check("HEAD", head.status == 200 and head.body == b"" and int(head.has["content-length"]) == len(state.body), head.status)


def refusals(server):
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
        answer = server.ask(method=method, body="x" if method in ("POST", "PUT") else None)
        check(f"{method} changes nothing", (answer.status, answer.has.get("allow")) == (405, "GET, HEAD"), answer.status)
    check("a question with a body", server.ask(body="x" * 100000).status == 400)
    for host in ("evil.example", f"evil.example:{server.port}", "127.0.0.1.evil.example", "localhost.evil.example", "[::1", "",
                 "127.0.0.1:x", "127.0.0.1:80:80", "1", "::1", "x" * 3000):
        check(f"by the name of \"{host[:30]}\"", server.ask(headers={"Host": host}).status == 421)
    for host in ("localhost", f"LOCALHOST:{server.port}", "127.0.0.1:9", "[::1]:80", "192.168.1.1", socket.gethostname()):
        check(f"by \"{host}\"", server.ask(headers={"Host": host}).status == 200)
    check("by no name", server.raw("GET /state.json HTTP/1.0\r\n\r\n") == "HTTP/1.0 421 Misdirected Request"
          or "400" in server.raw("GET /state.json HTTP/1.1\r\n\r\n"))
    check("by two names", server.raw("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n").split()[1] in ("421", "400"))
    own = f"http://127.0.0.1:{server.port}"
    for origin, status in ((own, 200), ("http://evil.example", 403), ("null", 403), (own + "0", 403),
                           (own.replace("http", "https"), 403)):
        check(f"from {origin}", server.ask(headers={"Origin": origin}).status == status)
    for site, path, status in (("cross-site", "/state.json", 403), ("same-site", "/state.json", 403),
                               ("same-origin", "/state.json", 200), ("none", "/state.json", 200), ("cross-site", "/", 200)):
        check(f"a browser on {site} asks for {path}",
              server.ask(path, headers={"Sec-Fetch-Site": site}).status == status)
    for path in ("/../../../../etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd", "/state.json/", "/index.html",
                 "/%00", "/state.json%00.png", "/" + "a" * 5000, "/packets/../state.json"):
        answer = server.raw(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")
        check(f"nothing at {path[:40]}", answer is None or answer.split()[1] in ("404", "400", "414", "431"), answer)


def abuse(server):
    huge = server.raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y" * 200000 + "\r\n\r\n")
    check("a huge header", huge is None or huge.split()[1] in ("431", "413", "400"), huge)
    many = server.raw("GET / HTTP/1.1\r\nHost: localhost\r\n" + "".join(f"X{i}: y\r\n" for i in range(20000)) + "\r\n")
    check("many headers", many is None or many.split()[1] in ("431", "413", "400"), many)
    for junk in ("\0" * 1000 + "\r\n\r\n", "GET\r\n\r\n", "\r\n" * 1000, "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
                 "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                 "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n"):
        with server.connect() as to:
            to.sendall(junk.encode())
            to.shutdown(socket.SHUT_WR)
            to.recv(100)
    with server.connect() as to:
        to.sendall(b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2000)
        seen = b""
        while seen.count(b"HTTP/1.1 404") < 2000:
            more = to.recv(1 << 20)
            if not more:
                break
            seen += more
        check("questions in a row are all answered", seen.count(b"HTTP/1.1 404") == 2000, seen.count(b"HTTP/1.1 404"))
    check("and it goes on", server.ask().status == 200)


def crowd(server):
    """As many as have places, and one more."""
    sitting = []
    for _ in range(READERS):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", "/state.json")
        answer = connection.getresponse()
        answer.read()
        sitting.append((connection, answer.status))
    check(f"{READERS} readers at once", {status for _, status in sitting} == {200}, [status for _, status in sitting])
    late = server.ask()
    check("one more has no place", (late.status, late.has.get("connection")) == (503, "close"), late.status)
    for connection, _ in sitting[:5]:
        connection.request("GET", "/state.json")
        check("who has one keeps it", connection.getresponse().read() != b"")
    sitting[0][0].close()
    time.sleep(0.3)
    check("who goes makes room", server.ask().status == 200)
    mute = [socket.socket() for _ in range(300)]
    for one in mute:
        one.setblocking(False)
        one.connect_ex(("127.0.0.1", server.port))
    time.sleep(0.3)
    sitting[1][0].request("GET", "/state.json")
    check("those who sit are served while others only knock", sitting[1][0].getresponse().read() != b"")
    for one in mute + [connection for connection, _ in sitting]:
        one.close()
    time.sleep(0.3)
    check("then all is as before", server.ask().status == 200)


def slow(server):
    """Neither who asks for ever nor who reads for ever holds a place."""
    def connections():
        return sum(os.readlink(f"/proc/{server.job.pid}/fd/{fd}").startswith("socket") for fd in os.listdir(f"/proc/{server.job.pid}/fd")
                   if int(fd) >= 64)

    for _ in range(20):
        if connections():
            time.sleep(0.1)
    check("nobody is there", connections() == 0, connections())
    asking, reading = server.connect(), socket.socket()
    reading.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reading.connect(("127.0.0.1", server.port))
    reading.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 30)
    begin, cut = time.monotonic(), {}
    while len(cut) < 2 and time.monotonic() - begin < 60:
        for one, some in ((asking, lambda: asking.send(b"X")), (reading, lambda: reading.recv(1000))):
            try:
                some()
            except OSError:
                pass
        time.sleep(0.25)
        for left in range(connections(), 2):
            cut.setdefault(left, time.monotonic() - begin)
    check("who asks for ever is cut off", 15 <= cut.get(1, 0) <= 25, cut)
    check("who reads for ever is cut off", 25 <= cut.get(0, 0) <= 40, cut)
    check("and nobody else", server.ask().status == 200)


def messages(server):
    taken = run("--serve", str(server.port), HOME)
    check("a port in use", taken.status == 2 and len(taken.messages) == 1 and not taken.out
          and "somebody else listens there" in taken.err, taken)
    for where in ("x", "70000", "-1", "1.2.3:80", "::1:80", "[::1]", "example.org:80", "127.0.0.1:", "80:80:80", ""):
        wrong = run("--serve", where, HOME)
        check(f"no address: \"{where}\"", wrong.status == 2 and len(wrong.messages) == 1, wrong)
    absent = run("--serve", "203.0.113.77:8080", HOME)
    check("an address of somebody else", absent.status == 2 and "does not have that address" in absent.err, absent)
    for token, why in (("short", "no token"), ("x" * 200, "no token"), ("with blanks in it, and long", "no token"), (None, "No such file")):
        path = write("token", token + "\n") if token else str(DIR / "absent")
        wrong = run("--serve", "0", "--serve-token", path, HOME)
        check(f"a token that is none: {str(token)[:20]}", wrong.status == 2 and why in wrong.err and len(wrong.messages) == 1, wrong)
    for args in (("--serve-token", HOME), ("--serve", "0", "--summary"), ("changes", "--serve", "0", HOME)):
        wrong = run(*args, HOME)
        check(f"what does not go together: {args[0]}", wrong.status == 2 and len(wrong.messages) == 1, wrong)
    nothing = run("--serve", "0", write("empty", b""))
    check("nothing to show", nothing.status == 2 and not nothing.out, nothing)


def tokens():
    path = write("good", TOKEN + "\nwhat follows does not matter\n")
    os.chmod(path, 0o600)
    given = Server("--serve-token", path)
    new = Server(where="0.0.0.0:0")
    for server, token, name in ((given, TOKEN, "of a file"), (new, new.token, "that is new")):
        check(f"a token {name} is long", token and len(token) >= 16, token)
        for wrong in ("", "?token=", f"?token={token[:-1]}", f"?token={token}0", f"?token={token[:-1]}!", "?token=" + "0" * len(token)):
            check(f"without the token {name}: {wrong[:10]}", server.ask("/" + wrong).status == 403
                  and server.ask("/state.json" + wrong).status == 403)
        check(f"with the token {name}", server.ask(f"/?token={token}").status == 200
              and server.ask(f"/state.json?token={token}").status == 200)
        check(f"in a header, the token {name}",
              server.ask(headers={"Authorization": f"Bearer {token}"}).status == 200
              and server.ask(headers={"Authorization": f"Basic {token}"}).status == 403
              and server.ask(f"/state.json?token={token}", headers={"Authorization": "Bearer x"}).status == 403)
    check("a token of a file is not told", TOKEN not in given.said, given.said)
    check("one that is new is told once", new.said.count(new.token) == 1)
    other = Server("-q", where="0.0.0.0:0")
    check("and to those who want to hear nothing, too", other.token and other.token != new.token)
    found = Server("-q", where="0")
    check("as is a port that nobody chose", found.port > 1023, found.said)
    found.close()
    for server in (given, new, other):
        server.close()


def piped():
    """It answers while packets come, and while none do."""
    read, write_to = os.pipe()
    data = open(HOME, "rb").read()
    job = subprocess.Popen([PROGRAM, *MANUF, "--serve", "127.0.0.1:0", "-"], stdin=read, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
    os.close(read)
    os.write(write_to, data[:40000])
    line = b""
    while b"the page is at" not in line:
        line = job.stderr.readline()
    _, port, _ = parts(line.decode().split("the page is at ")[-1].strip())

    def state():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/state.json")
        return json.loads(connection.getresponse().read())

    time.sleep(0.7)
    begin = time.monotonic()
    first = state()
    took = time.monotonic() - begin
    check("while it waits for more", not first["over"] and 0 < first["picture"]["capture"]["packets"] < 2352, first["over"])
    check("at once", took < 0.3, took)
    os.write(write_to, data[40000:100000])
    time.sleep(1.1)
    second = state()
    check("what has come since", first["picture"]["capture"]["packets"] < second["picture"]["capture"]["packets"] < 2352)
    with os.fdopen(write_to, "wb") as to:
        to.write(data[100000:])
    time.sleep(1.5)
    last = state()
    check("and the end of it", last["over"] and last["picture"]["capture"]["packets"] == 2352, last["over"])
    job.send_signal(signal.SIGTERM)
    out, _ = job.communicate(timeout=60)
    check("then the report, as ever", job.returncode == 0 and b"2352 packets" in out, out[:200])


def frame(number, device=1, remote=None, size=60, port=443):
    """UDP from a device here to somebody there."""
    there = remote or (93, 184, 216, 34)
    payload = struct.pack(">I", number) + bytes(max(0, size - 46))
    udp = struct.pack(">HHHH", 40000 + number % 20000, port, 8 + len(payload), 0) + payload
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), number & 0xFFFF, 0, 64, 17, 0, bytes((192, 168, 1, device)), bytes(there))
    return bytes((2, 0, 0, 0, 9, 9, 0x40, 0x9F, 0x38, 0, 0, device, 8, 0)) + ip + udp


def pcap(*frames):
    """Of (seconds, frame); the header alone if there are none."""
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
    return head + b"".join(record(*one) for one in frames)


def record(at, data):
    return struct.pack("<IIII", int(at), int(at % 1 * 1e6), len(data), len(data)) + data


def packets_of(data):
    """(link type, time in ns, frame) of each packet of a pcapng file."""
    links, found, at = [], [], 0
    while at < len(data):
        kind, length = struct.unpack_from("<II", data, at)
        assert length % 4 == 0 and struct.unpack_from("<I", data, at + length - 4)[0] == length
        if kind == 1:
            links.append(struct.unpack_from("<H", data, at + 8)[0])
        elif kind == 6:
            interface, high, low, captured, _ = struct.unpack_from("<IIIII", data, at + 8)
            found.append((links[interface], high << 32 | low, data[at + 28:at + 28 + captured]))
        at += length
    assert at == len(data)
    return found


def kept():
    server = Server("--keep", "8M")
    server.wait_for_all()
    server.tells = False
    check("packets are not for every user of this machine", server.token and server.ask("/").status == 403)
    server.tells = True
    mac = "40:9f:38:65:36:67"
    raw = bytes.fromhex(mac.replace(":", ""))
    answer = server.ask(f"/packets/{mac}.pcapng")
    found = packets_of(answer.body)
    with open(HOME, "rb") as file:
        every = packets_of(file.read())
    wanted = [data for _, _, data in every if raw in (data[:6], data[6:12])]
    check("a device's packets", answer.status == 200 and [data for _, _, data in found] == wanted and len(wanted) > 50,
          (answer.status, len(found), len(wanted)))
    check("of their link type, in their order", {link for link, _, _ in found} == {1}
          and [ns for _, ns, _ in found] == sorted(ns for _, ns, _ in found))
    check("as a file", answer.has["content-type"] == "application/x-pcapng"
          and answer.has["content-disposition"] == 'attachment; filename="40-9f-38-65-36-67.pcapng"', answer.has)
    read = subprocess.run([PROGRAM, *MANUF, "--devices", "-"], input=answer.body, capture_output=True, timeout=60, check=False)
    check("which can be read", read.returncode == 0 and b"roomba" in read.stdout, read)
    two = packets_of(server.ask(f"/packets/{mac},192.168.178.30.pcapng").body)
    check("of several, and by address", len(two) > len(found))
    check("of nobody", packets_of(server.ask("/packets/02:00:00:00:00:01.pcapng").body) == [])
    for name in ("x", "", "..", "../../etc/passwd", mac + ",", "%2e%2e", mac + "%00", "40:9f", ",".join([mac] * 40)):
        check(f"no name: {name[:20]}", server.ask(f"/packets/{name}.pcapng").status == 404)
    told = json.loads(server.ask().body)["kept"]
    check("how much there is", told["packets"] == 2352 and told["since_ms"] == 1709402401800, told)
    server.close()
    none = Server()
    check("without --keep there are none", none.ask(f"/packets/{mac}.pcapng").status == 404
          and json.loads(none.ask().body)["kept"] is None)
    none.close()
    for args, why in (("x", "no size"), ("1k", "no size"), ("500M", "leaves less")):
        wrong = run("--serve", "0", "--memory", "100M", "--keep", args, HOME)
        check(f"--keep {args}", wrong.status == 2 and why in wrong.err and len(wrong.messages) == 1, wrong)
    check("--keep alone", run("--keep", "8M", HOME).status == 2)


def ring():
    """What has no room any more goes, the oldest first, whatever sizes come; a download that is overtaken leaves it out."""
    sizes = [60 + n * 7919 % 1400 for n in range(30000)]
    path = write("many.pcap", pcap(*((1700000000 + n / 100, frame(n, size=size)) for n, size in enumerate(sizes))))
    server = Server("--keep", "1M", captures=(path,))
    server.wait_for_all()
    numbers = [struct.unpack_from(">I", data, 42)[0] for _, _, data in packets_of(server.ask("/packets/40:9f:38:00:00:01.pcapng").body)]
    check("the last packets, all of them", numbers == list(range(30000 - len(numbers), 30000)), numbers[:3])
    taken = sum(sizes[-len(numbers):]) + 80 * len(numbers)
    check("as many as there is room for", 0.9 * (1 << 20) < taken < 1.1 * (1 << 20), taken)
    server.close()
    read, to = os.pipe()
    server = Server("--keep", "4M", "--memory", "64M", captures=("-",), stdin=read)
    with os.fdopen(to, "wb") as out:
        out.write(pcap(*((1700000000 + n / 100, frame(n, size=1000)) for n in range(5000))))
        out.flush()
        time.sleep(0.7)
        slow_one = socket.socket()
        slow_one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow_one.connect(("127.0.0.1", server.port))
        slow_one.sendall(b"GET /packets/40:9f:38:00:00:01.pcapng?token=" + server.token.encode() + b" HTTP/1.0\r\nHost: localhost\r\n\r\n")
        time.sleep(0.3)
        for n in range(5000, 25000):
            out.write(record(1700000000 + n / 100, frame(n, size=1000)))
    server.wait_for_all()
    data = b""
    while more := slow_one.recv(1 << 20):
        data += more
    numbers = [struct.unpack_from(">I", one, 42)[0] for _, _, one in packets_of(data.split(b"\r\n\r\n", 1)[1])]
    check("a download that is overtaken ends well", 0 < len(numbers) < 5000 and numbers == sorted(set(numbers)), len(numbers))
    server.close()


def a_day():
    """24 hours of 40 devices, each with thousands of remotes, in a minute: memory stays within what it may have."""
    read, to = os.pipe()
    server = Server("--memory", "48M", "--keep", "8M", captures=("-",), stdin=read)
    peaks, seen = [], 0
    with os.fdopen(to, "wb", buffering=1 << 20) as out:
        out.write(pcap())
        for hour in range(24):
            for n in range(12000):
                number = hour * 12000 + n
                out.write(record(1700000000 + hour * 3600 + n * 0.3, frame(
                    number, device=10 + number % 40, size=200, remote=(11 + number // 65000, number // 250 % 250, number % 250, 1 + number % 7))))
            out.flush()
            seen += server.ask().status == 200
            peaks.append(server.memory())
    server.wait_for_all()
    check("it answers all day", seen == 24, seen)
    last = json.loads(server.ask().body)["picture"]
    check("and has seen it", last["capture"]["packets"] == 24 * 12000 and len(last["devices"]) >= 40, last["capture"])
    check("the budget holds", max(peaks) < (48 + 20 + 24) * 1024, peaks)
    check("nothing grows once it is reached", peaks[-1] < peaks[11] * 1.15, peaks)
    server.close()


def main():
    probe = run("--serve", "x", HOME)
    if "without libmicrohttpd" in probe.err:
        print("SKIPPED LOUDLY: iot-devices was built without libmicrohttpd")
        sys.exit(77)
    server = Server()
    server.wait_for_all()
    check("where to be found", server.host == "127.0.0.1" and server.token is None, server.said)
    messages(server)
    answers(server)
    refusals(server)
    abuse(server)
    crowd(server)
    before = server.memory()
    slow(server)
    check("and no memory is lost", server.memory() < before + 8000, (before, server.memory()))
    check("Ctrl-C is the end", server.close() == 0 and "2352 packets" in server.job.out, server.job.err)
    tokens()
    piped()
    kept()
    ring()
    a_day()


main()
sys.exit(failed())
