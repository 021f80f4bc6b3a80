#!/bin/sh
# sessions.sh - the real kernel's table of connections, and the real dnsmasq's log, of a home of the test's own
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_DEVICES=PROGRAM IOT_SOURCE=TREE sessions.sh
#
# A host inside, a router that translates addresses and forwards a port, and a host outside, each in a network
# namespace. Exit status: 0 all is well; 1 something is not; 77 the kernel or this machine cannot.

set -eu
self=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/$(basename -- "$0")
. "$(dirname "$self")/../check/check.sh"
. "$(dirname "$self")/../check/cable.sh"
[ "${1:-}" = inside ] || cable_enter conntrack nft dnsmasq nsenter

# --- In the router's namespace

dir=$2
here=$(dirname "$self")
jobs=
trap 'kill $jobs 2>/dev/null || :' EXIT
trap 'exit 130' INT TERM HUP
unshare --net sleep 1000 &
inside=$!
unshare --net sleep 1000 &
outside=$!
jobs="$inside $outside"

# at WHERE COMMAND...
at()
{
    of=$1
    shift
    nsenter -t "$of" -n "$@"
}

for _ in $(seq 50); do
    [ "$(readlink /proc/self/ns/net)" = "$(readlink /proc/$inside/ns/net)" ] ||
        [ "$(readlink /proc/self/ns/net)" = "$(readlink /proc/$outside/ns/net)" ] || break
    sleep 0.1
done
ip link set lo up
ip link add lan0 type veth peer name eth0 netns "$inside"
ip link add wan0 type veth peer name eth0 netns "$outside"
ip address add 192.168.1.1/24 dev lan0
ip address add 203.0.113.5/24 dev wan0
ip link set lan0 up
ip link set wan0 up
at "$inside" ip link set eth0 address 02:00:00:00:00:0a
at "$inside" ip address add 192.168.1.10/24 dev eth0
at "$inside" ip link set eth0 up
at "$inside" ip route add default via 192.168.1.1
at "$outside" ip address add 203.0.113.1/24 dev eth0
at "$outside" ip link set eth0 up
at "$outside" ip link set lo up
at "$outside" ip address add 198.51.100.7/32 dev lo
ip route add default via 203.0.113.1
echo 1 >/proc/sys/net/ipv4/ip_forward
nft -f - 2>/dev/null <<'EOF' || skip "this kernel translates no addresses"
table ip home {
    chain out { type nat hook postrouting priority 100; oifname "wan0" masquerade; }
    chain in { type nat hook prerouting priority -100; iifname "wan0" tcp dport 8443 dnat to 192.168.1.10:443; }
}
EOF
conntrack -L >/dev/null 2>&1 || skip "this kernel shows no table of connections"
counts=/proc/sys/net/netfilter/nf_conntrack_acct
[ -w "$counts" ] || skip "this kernel does not count by connection"

cat >"$dir/talk.py" <<'EOF'
"""talk.py WHAT: serves, or asks and leaves its connections open until somebody reads the table."""
import socket, struct, sys, threading, time


def listen(address, port):
    server = socket.create_server((address, port))
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind((address, port))

    def echo():
        while True:
            data, who = datagrams.recvfrom(2000)
            datagrams.sendto(data * 2, who)

    def accept():
        while True:
            connection, _ = server.accept()
            connection.sendall(connection.recv(2000) * 3)
            kept.append(connection)

    for run in (echo, accept):
        threading.Thread(target=run, daemon=True).start()


def tcp(address, port):
    kept.append(socket.create_connection((address, port), timeout=5))
    kept[-1].sendall(b"x" * 100)
    assert kept[-1].recv(2000)


def udp(address, port, data=b"y" * 50):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(5)
        s.sendto(data, (address, port))
        assert s.recv(2000)


def ask(name):
    udp("192.168.1.1", 53, struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + b"".join(
        bytes([len(label)]) + label.encode() for label in name.split(".")) + struct.pack(">BHH", 0, 1, 1))


kept = []
{"inside-server": lambda: listen("192.168.1.10", 443),
 "outside-server": lambda: listen("198.51.100.7", 443),
 "inside": lambda: (ask("www.shop.example"), tcp("198.51.100.7", 443), udp("198.51.100.7", 443)),
 "outside": lambda: tcp("203.0.113.5", 8443),
 "router": lambda: udp("198.51.100.7", 443)}[sys.argv[1]]()
print("ready", flush=True)
time.sleep(1000)
EOF

# talk WHERE WHAT: and waits until it has said so.
talk()
{
    : >"$dir/$2"
    if [ "$1" = here ]; then
        python3 "$dir/talk.py" "$2" >"$dir/$2" &
    else
        # Not by at(): the shell that a function runs in is not what has to end.
        nsenter -t "$1" -n python3 "$dir/talk.py" "$2" >"$dir/$2" &
    fi
    jobs="$jobs $!"
    for _ in $(seq 100); do
        ! grep -q ready "$dir/$2" || return 0
        sleep 0.1
    done
    echo "# $2 does not talk"
}

dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --user=root --pid-file= \
    --listen-address=192.168.1.1 --bind-interfaces --log-queries --log-facility="$dir/dnsmasq.log" \
    --cname=www.shop.example,edge.cdn.example --host-record=edge.cdn.example,198.51.100.7 &
jobs="$jobs $!"

everybody_talks()
{
    talk "$inside" inside
    talk "$outside" outside
    talk here router
}

# rows FILE...: device, direction, name, services, and whether packets were counted
rows()
{
    "$IOT_DEVICES" --manuf "$IOT_SOURCE/tests/manuf" "$@" --format csv >"$dir/csv" || echo "status $?"
    python3 - "$dir/csv" <<'EOF'
import csv, sys
for row in csv.DictReader(open(sys.argv[1])):
    counted = [row[name] for name in ("packets_sent", "packets_received", "bytes_sent", "bytes_received")]
    print(row["device"], row["direction"], row["name"], row["services"],
          "counted" if all(n.isdigit() and n != "0" for n in counted) else "uncounted" if not any(counted) else counted)
EOF
}

# same NAME EXPECTED ROWS
same()
{
    [ "$2" = "$3" ] && check "$1" true || { check "$1" false && echo "$3" | sed 's/^/#  /'; }
}

talk "$inside" inside-server
talk "$outside" outside-server
echo 0 >"$counts"
everybody_talks
conntrack -L >"$dir/uncounted" 2>"$dir/said"
home='192.168.1.10 outbound 198.51.100.7 tcp/443; udp/443 uncounted
192.168.1.10 inbound 203.0.113.1 tcp/443 uncounted
192.168.1.10 local 192.168.1.1 udp/53 uncounted
router outbound 198.51.100.7 udp/443 uncounted'
same "the kernel's table without counts" "$(echo "$home" | sort)" "$(rows --sessions "$dir/uncounted" | sort)"
cat "$dir/said" >>"$dir/uncounted"
same "with what conntrack says of itself" "$(echo "$home" | sort)" "$(rows --sessions "$dir/uncounted" | sort)"

conntrack -F 2>/dev/null
echo 1 >"$counts"
everybody_talks
conntrack -L 2>/dev/null >"$dir/plain"
conntrack -L -o extended,id 2>/dev/null >"$dir/extended"
counted=$(echo "$home" | sed 's/uncounted/counted/' | sort)
same "the kernel's table with counts" "$counted" "$(rows --sessions "$dir/plain" | sort)"
same "extended, by id" "$counted" "$(rows --sessions "$dir/extended" | sort)"
if [ -r /proc/net/nf_conntrack ]; then
    cat /proc/net/nf_conntrack >"$dir/proc"
    same "as it stands in /proc" "$counted" "$(rows --sessions "$dir/proc" | sort)"
else
    echo "SKIPPED LOUDLY: this kernel has no /proc/net/nf_conntrack"
fi
ip neigh >>"$dir/plain"
cat /proc/net/arp >>"$dir/plain"
named=$(rows --sessions "$dir/plain" --names "$dir/dnsmasq.log")
check "dnsmasq's log names the remote" test "$(echo "$named" | grep -c ' www.shop.example ')" -ge 1
check "neighbours give the device its MAC" grep -q 02:00:00:00:00:0a "$dir/csv"
exit "$failed"
