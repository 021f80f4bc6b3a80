#!/bin/sh
# capture-helper.sh - capture.sh makes the filter that was asked for, refuses the rest, and records
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: capture-helper.sh CAPTURE_SH
#
# Records in a network namespace of its own, or on loopback; its frames reach nobody else. Exit
# status 77: all that could be tested is well, but nothing could be recorded here.

set -eu
self=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/$(basename -- "$0")
failed=0

fail()
{
    echo "not ok - $1"
    failed=1
}

# check NAME COMMAND...
check()
{
    what=$1
    shift
    if "$@"; then echo "ok - $what"; else fail "$what"; fi
}

same()
{
    [ "$1" = "$2" ] || {
        printf '  want: %s\n  have: %s\n' "$1" "$2"
        return 1
    }
}

# --- What it would do

# filter NAME WANTED ARGUMENT...: the filter is exactly this; kept to be compiled later
filter()
{
    name=$1 want=$2
    shift 2
    status=0
    "$capture" -i lo --dry-run -w "$dir/out.pcapng" "$@" >"$dir/said" 2>"$dir/err" || status=$?
    check "$name: status" same 0 "$status"
    check "$name: filter" same "$want" "$(sed -n 's/^filter: //p' "$dir/said")"
    check "$name: nothing recorded" test ! -e "$dir/out.pcapng"
    [ -z "$want" ] || printf '%s\n' "$want" >>"$dir/filters"
}

warns()
{
    check "$name: warns of $1" grep -qF -- "$1" "$dir/err"
}

# refused NAME MESSAGE COMMAND...: one message that has this in it, exit status 2
refused()
{
    name=$1 want=$2
    shift 2
    status=0
    "$@" >"$dir/said" 2>"$dir/err" </dev/null || status=$?
    check "$name: status" same 2 "$status"
    check "$name: one line" same 1 "$(wc -l <"$dir/err" | tr -d ' ')"
    grep -qF -- "$want" "$dir/err" && echo "ok - $name: says $want" ||
        fail "$name: does not say '$want' but: $(cat "$dir/err")"
}

make_inventories()
{
    cat >"$dir/home.csv" <<'END'
# notes may stand anywhere
name,mac,ip,group,allow
Router,00:e0:4c:69:8e:eb,192.168.176.1,network,
Camera,B0-C5-54-1C-34-2C,,cameras,54.194.162.25:443

"Camera, ""yard""",2857.be4a.91c6,10.0.0.7 FD00::7; fe80::1,cameras,
Printer,,192.168.176.58,office,*.hpeprint.com
Guests,,"192.168.40.0/24, fd00:40::/64",guests,
Nobody,,,empty,
Again,b0:c5:54:1c:34:2c,,cameras,
END
    printf '\357\273\277Group;Notes;Hardware Address;IPv4\r\nmedia;"a;b\r\nc";40:b4:cd:2b:4c:9e;\r\n' >"$dir/semicolons.csv"
    printf 'ip\tgroup\n10.1.2.3\tmedia\n\tmedia\n' >"$dir/tabs.csv"
    cat >"$dir/hostile.csv" <<END
name,mac,ip,group
"open,00:11:22:33:44:55,,"\$(touch $dir/owned)"
\$(touch $dir/owned),40:b4:cd:2b:4c:9e or tcp,10.0.0.1) or (tcp,"\$(touch $dir/owned)"
\`touch $dir/owned\`,ff:ff:ff:ff:ff:ff,10.0.0.2/8,"\$(touch $dir/owned)"
';touch $dir/owned;',01:00:5e:00:00:01,10.0.0.256,"\$(touch $dir/owned)"
x,00:11:22:33:44:5g,010.0.0.1,"\$(touch $dir/owned)"
last,00:11:22:33:44:66,fd00::1::2,"\$(touch $dir/owned)"
END
    printf '40:b4:cd:2b:4c:9e Kitchen Echo\n' >"$dir/ethers"
    printf 'name,mac\nx,40:b4:cd:2b:4c:9e\n' >"$dir/groupless.csv"
    printf 'name,group\nx,media\n' >"$dir/addressless.csv"
}

test_filters()
{
    no='not ether multicast'
    filter "all" "$no"
    filter "all, with broadcast" "" -b
    filter "network" "net 192.168.40.0/24 and $no" -n 192.168.40.0/24
    filter "IPv6 network" "net fd00::/8 and $no" -n FD00::/8
    filter "address" "host 192.168.40.7 and $no" -n 192.168.40.7
    filter "networks" "(net 10.0.0.0/8 or net 2001:db8::/32 or host fe80::1)" \
        -n 10.0.0.0/8 -n 2001:db8::/32 -n fe80::1 -n 10.0.0.0/8 -b
    filter "widest and narrowest" "(net 0.0.0.0/0 or net ::/0 or net 10.0.0.1/32 or net ::1/128)" \
        -b -n 0.0.0.0/0 -n ::/0 -n 10.0.0.1/32 -n ::1/128

    set -- -I "$dir/home.csv"
    cameras='ether host b0:c5:54:1c:34:2c or ether host 28:57:be:4a:91:c6 or host 10.0.0.7 or host fd00::7 or host fe80::1'
    filter "group" "($cameras) and $no" "$@" -g cameras
    filter "group by address" "host 192.168.176.58" "$@" -g office -b
    filter "group of networks" "(net 192.168.40.0/24 or net fd00:40::/64) and $no" "$@" -g guests
    filter "groups and network" "($cameras or host 192.168.176.58 or net fd00::/8) and $no" \
        "$@" -g cameras -g office -n fd00::/8
    filter "semicolons, any order" "ether host 40:b4:cd:2b:4c:9e" -b -I "$dir/semicolons.csv" -g media
    filter "tabs" "host 10.1.2.3" -b -I "$dir/tabs.csv" -g media
    IOT_INVENTORY=$dir/tabs.csv
    export IOT_INVENTORY
    filter "inventory by environment" "host 10.1.2.3" -b -g media
    unset IOT_INVENTORY
    filter "inventory beside the script" "ether host 40:9f:38:65:36:67 and $no" -g cleaning

    filter "hostile names" \
        "(ether host 40:b4:cd:2b:4c:9e or ether host 00:11:22:33:44:66)" \
        -b -I "$dir/hostile.csv" -g "\$(touch $dir/owned)"
    warns 'hostile.csv:3: "or" is not a MAC address'
    warns 'hostile.csv:3: "10.0.0.1)" is not an address or network'
    warns 'hostile.csv:4: "ff:ff:ff:ff:ff:ff" is not the MAC address of one device'
    warns 'hostile.csv:4: "10.0.0.2/8" is an address inside a network: write 10.0.0.0/8'
    warns 'hostile.csv:2: a quotation mark is not closed'
    warns 'hostile.csv: and 3 more such messages'
    check "hostile names: not evaluated" test ! -e "$dir/owned"
}

# command NAME WANTED ARGUMENT...
command_is()
{
    name=$1 want=$2
    shift 2
    check "$name" same "$want" "$("$capture" --dry-run "$@" | sed -n 's/^command: //p' |
        sed 's/iot-[0-9-]*[.]pcapng/iot-TIME.pcapng/')"
}

test_commands()
{
    mkdir "$dir/a folder"
    command_is "one minute unless told" "dumpcap -i lo -a duration:60 -w $dir/x" -i lo -b -w "$dir/x"
    command_is "seconds" "dumpcap -i lo -a duration:30 -w $dir/x" -i lo -b -w "$dir/x" -d 30s
    command_is "minutes" "dumpcap -i lo -a duration:300 -w $dir/x" -i lo -b -w "$dir/x" -d 5m
    command_is "hours" "dumpcap -i lo -a duration:7200 -w $dir/x" -i lo -b -w "$dir/x" -d 2h
    command_is "days" "dumpcap -i lo -a duration:86400 -w $dir/x" -i lo -b -w "$dir/x" -d 1d
    command_is "quoted" "dumpcap -i 'it'\\''s' -f 'not ether multicast' -a duration:60 -w '$dir/a folder/iot-TIME.pcapng'" \
        -i "it's" -w "$dir/a folder"
    command_is "rotation" "dumpcap -i lo -q -b interval:86400 -b printname:stdout -w '$dir/a folder/iot-TIME.pcapng'" \
        -i lo -b --rotate -w "$dir/a folder/"
    check "help" sh -c "'$capture' -h | grep -q rotate"
}

test_refusals()
{
    dry="$capture -i lo --dry-run"
    # shellcheck disable=SC2086 # words
    {
        refused "unknown group" 'no group "meda" in '"$dir/home.csv; it has cameras, empty, guests, network, office" \
            $dry -I "$dir/home.csv" -g meda
        refused "empty group" 'group "empty" in '"$dir/home.csv has no MAC and no address" $dry -I "$dir/home.csv" -g empty
        refused "group is no pattern" 'no group ".*"' $dry -I "$dir/home.csv" -g '.*'
        refused "no inventory" "cannot read the inventory $dir/nosuch" $dry -I "$dir/nosuch" -g media
        refused "ethers as inventory" "is not a CSV table" $dry -I "$dir/ethers" -g media
        refused "inventory without groups" 'no column "group"' $dry -I "$dir/groupless.csv" -g media
        refused "inventory without addresses" 'no column "mac" or "ip"' $dry -I "$dir/addressless.csv" -g media
        for cidr in 10.0.0.0/33 10.0.0/8 10.0.0.0/ 10.0.0.256 010.0.0.1 fd00::/129 fd00:::/8 1:2:3:4:5:6:7 \
            1:2:3:4:5:6:7:8:9 12345::/16 example.com '10.0.0.0/8 or tcp' '$(id)' '-1' /8 10.0.0.0/8/8; do
            refused "bad network $cidr" 'is not an address or network' $dry -n "$cidr"
        done
        refused "address for a network" "write 192.168.0.0/16 for the network" $dry -n 192.168.1.5/16
        refused "IPv6 address for a network" "write fd00:1::/64 for the network" $dry -n fd00:1::5/64
        for duration in 0s 5 m 1.5h -1m 5x 5mm '5 m' 99999999d '1s;id'; do
            refused "bad duration $duration" "is not a duration" $dry -d "$duration"
        done
        refused "output in no directory" "there is no directory $dir/nosuch" $dry -w "$dir/nosuch/x.pcapng"
        refused "output below a file" "there is no directory $dir/ethers" $dry -w "$dir/ethers/x.pcapng"
        refused "output exists" "$dir/ethers is there already" $dry -w "$dir/ethers"
        refused "rotation into a file" "--rotate wants a directory" $dry --rotate -w "$dir/x"
        refused "unknown option" 'no option "--frob"' $dry --frob
        refused "stray word" 'no option "eth0"' $dry eth0
        refused "no value" "-g wants a value" $dry -g
        refused "empty value" "-n is empty" $dry -n ''
    }
    refused_without_dumpcap
    refused_unprivileged
}

# A PATH with all that the script needs but dumpcap.
refused_without_dumpcap()
{
    mkdir "$dir/bin"
    for tool in sh awk cat date dirname grep gzip head mkfifo mktemp mv rm sed tr; do
        ln -s "$(command -v "$tool")" "$dir/bin/$tool"
    done
    refused "no dumpcap" "dumpcap is missing" env PATH="$dir/bin" "$capture" -i lo -w "$dir/x.pcapng"
    refused "no dumpcap, no interface" "dumpcap is missing" env PATH="$dir/bin" "$capture" --dry-run
}

refused_unprivileged()
{
    if [ "$(id -u)" != 0 ] || ! command -v setpriv >/dev/null; then
        echo "SKIPPING: only root can give up the permission to capture"
        return 0
    fi
    # dumpcap may have capabilities of its own; without them in reach it has no permission.
    as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all"
    # shellcheck disable=SC2086
    $as_nobody true 2>/dev/null || as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
    mkdir "$dir/theirs" "$dir/ours"
    chmod 777 "$dir/theirs"
    chmod 755 "$dir/ours"
    # shellcheck disable=SC2086
    refused "unwritable directory" "cannot write into $dir/ours" $as_nobody "$capture" -i lo -w "$dir/ours"
    command -v dumpcap >/dev/null || return 0
    # shellcheck disable=SC2086
    if $as_nobody dumpcap -v >/dev/null 2>&1; then
        refused "no permission" "no permission to capture on lo" $as_nobody "$capture" -i lo -w "$dir/theirs"
    else
        refused "no right to run dumpcap" "join the group wireshark" $as_nobody "$capture" -i lo -w "$dir/theirs"
    fi
}

# --- What it does: from here on in the namespace, with an interface to listen at and one to send by

test_compiles()
{
    while IFS= read -r text; do
        check "compiles: $text" sh -c 'dumpcap -d -i "$1" -f "$2" 2>/dev/null | grep -q "^(000)"' - "$listen" "$text"
    done <"$dir/filters"
}

# Ethernet frames by hand, sent into the other end of the cable; their payloads say who they are.
make_sender()
{
    cat >"$dir/send.py" <<'END'
import socket, struct, sys, time

MAC = lambda text: bytes.fromhex(text.replace(":", ""))
DEVICE, ROUTER, OTHER = MAC("b0:c5:54:1c:34:2c"), MAC("00:e0:4c:69:8e:eb"), MAC("02:00:00:00:00:09")
BROADCAST, MDNS = MAC("ff:ff:ff:ff:ff:ff"), MAC("01:00:5e:00:00:fb")

def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return 0xFFFF - (total + (total >> 16) & 0xFFFF)

def frame(mark, destination, source, ip_source, ip_destination, tag=b""):
    payload = f"mark:{mark};".encode()
    udp = struct.pack(">HHHH", 4000, 4001, 8 + len(payload), 0) + payload
    if ":" in ip_source:
        ends = [socket.inet_pton(socket.AF_INET6, ip) for ip in (ip_source, ip_destination)]
        return destination + source + tag + b"\x86\xdd" + struct.pack(">IHBB", 6 << 28, len(udp), 17, 64) + b"".join(ends) + udp
    ends = b"".join(socket.inet_aton(ip) for ip in (ip_source, ip_destination))
    header = lambda check: struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, check) + ends
    return destination + source + tag + b"\x08\x00" + header(checksum(header(0))) + udp

FRAMES = [
    frame("from-mac", ROUTER, DEVICE, "192.0.2.1", "192.0.2.2"),
    frame("to-mac", DEVICE, ROUTER, "192.0.2.2", "192.0.2.1"),
    frame("from-address", ROUTER, OTHER, "10.0.0.7", "192.0.2.2"),
    frame("to-address", OTHER, ROUTER, "192.0.2.2", "10.0.0.7"),
    frame("ipv6-address", ROUTER, OTHER, "fd00::7", "2001:db8::1"),
    frame("tagged", ROUTER, DEVICE, "192.0.2.1", "192.0.2.2", b"\x81\x00\x00\x64"),
    frame("broadcast", BROADCAST, DEVICE, "192.0.2.1", "255.255.255.255"),
    frame("multicast", MDNS, DEVICE, "192.0.2.1", "224.0.0.251"),
    frame("stranger", ROUTER, OTHER, "192.0.2.9", "192.0.2.2"),
    frame("stranger-ipv6", ROUTER, OTHER, "2001:db8::9", "2001:db8::1"),
    frame("neighbour-address", ROUTER, OTHER, "10.0.0.70", "192.0.2.2"),
]
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
link.bind((sys.argv[1], 0))
for _ in range(int(sys.argv[2])):
    for data in FRAMES:
        link.send(data.ljust(60, b"\0"))
    time.sleep(0.1)
END
}

# send ROUNDS: sends so many rounds of frames, ten in a second; on loopback there are only addresses.
send()
{
    if [ "$listen" = lo ]; then
        ${run:-} python3 -c 'import socket, sys, time
for _ in range(int(sys.argv[1])):
    for ip in "127.0.0.7", "127.0.0.9":
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind((ip, 0))
        s.sendto(f"mark:{ip};".encode(), s.getsockname())
    time.sleep(0.1)' "$1"
    else
        ${run:-} python3 "$dir/send.py" "$by" "$1"
    fi
}

# Sends from before somebody listens for as long as a busy machine may take to begin.
send_for_long()
{
    (run=exec && send 200) &
    sending=$!
}

# Waits until this file is there, or one in this directory: dumpcap has then begun to listen.
wait_for()
{
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
        [ -z "$(ls -A "$1" 2>/dev/null)" ] || break
        sleep 0.2
    done
    sleep 0.3
}

marks()
{
    grep -ao 'mark:[^;]*' | sort -u | sed 's/mark://' | tr '\n' ' ' | sed 's/ $//'
}

# records NAME MARKS ARGUMENT...
records()
{
    name=$1 want=$2
    shift 2
    rm -f "$dir/real.pcapng"
    send_for_long
    status=0
    "$capture" -i "$listen" -d 2s -w "$dir/real.pcapng" "$@" >"$dir/said" 2>"$dir/err" || status=$?
    kill "$sending" 2>/dev/null || :
    wait "$sending" 2>/dev/null || :
    check "$name: status" same 0 "$status"
    check "$name: frames" same "$want" "$(marks <"$dir/real.pcapng")"
}

test_recording()
{
    if [ "$listen" = lo ]; then
        records "address on loopback" "127.0.0.7" -n 127.0.0.7
        return
    fi
    unicast="from-address from-mac ipv6-address tagged to-address to-mac"
    records "group" "$unicast" -I "$dir/home.csv" -g cameras
    records "group with broadcast" "broadcast from-address from-mac ipv6-address multicast tagged to-address to-mac" \
        -I "$dir/home.csv" -g cameras -b
    records "network" "ipv6-address" -n fd00::/8
    send_for_long
    "$capture" -i "$listen" -n fd00::/8 -d 3s -w - >"$dir/piped" 2>"$dir/err" || cat "$dir/err"
    kill "$sending" 2>/dev/null || :
    wait "$sending" 2>/dev/null || :
    check "to a pipe" same "ipv6-address" "$(marks <"$dir/piped")"
    refused "no such interface" 'there is no interface "nosuch"' "$capture" -i nosuch -w "$dir/x.pcapng"
    ip link set "$by" down
    ip link set "$listen" down
    refused "interface that is down" "$listen is not up" "$capture" -i "$listen" -w "$dir/x.pcapng"
    ip link set "$listen" up
    ip link set "$by" up
}

# After so many seconds, and once the file is there, stops it as a terminal does, by a signal to all of its process
# group, or as a service manager.
make_stopper()
{
    cat >"$dir/stop.py" <<'END'
import os, signal, subprocess, sys, time
how, seconds, done, command = sys.argv[1], float(sys.argv[2]), sys.argv[3], sys.argv[4:]
process = subprocess.Popen(command, start_new_session=True)
time.sleep(seconds)
for _ in range(100):
    if os.path.exists(done):
        break
    time.sleep(0.2)
time.sleep(0.5)
if how == "group":
    os.killpg(process.pid, signal.SIGINT)
else:
    process.send_signal(signal.SIGTERM)
sys.exit(process.wait(20))
END
}

# rotates NAME HOW: frames of several days, none lost, all compressed
rotates()
{
    name=$1 rotated="$dir/rotated $2"
    mkdir "$rotated"
    rm -f "$dir/sent"
    IOT_ROTATE_SECONDS=1 python3 "$dir/stop.py" "$2" 3 "$dir/sent" "$capture" -i "$listen" --rotate -b -w "$rotated" \
        >"$dir/said" 2>"$dir/err" &
    wait_for "$rotated"
    sleep 0.5
    send 1
    sleep 1
    send 1
    : >"$dir/sent"
    status=0
    wait $! || status=$?
    check "$name: status" same 0 "$status"
    check "$name: nothing but compressed files" same "" "$(find "$rotated" -type f |
        grep -v '/iot-[0-9]\{4\}-[0-9][0-9]-[0-9][0-9]\(-[0-9]*\)\{0,1\}[.]pcapng[.]gz$')"
    check "$name: several of them" test "$(ls "$rotated" | wc -l)" -ge 3
    check "$name: valid" gzip -t "$rotated"/*
    check "$name: twice each frame" same 2 "$(zcat "$rotated"/* | grep -ao "mark:$probe;" | wc -l | tr -d ' ')"
    check "$name: private" same "" "$(find "$rotated" -type f -perm /077)"
    ! command -v capinfos >/dev/null || check "$name: Wireshark reads them" sh -c 'capinfos -c "$@" >/dev/null' - "$rotated"/*
}

test_rotation()
{
    make_stopper
    rotates "rotation, terminated" process
    rotates "rotation, Ctrl-C" group
}

inside()
{
    listen=$1 by=$2
    if [ "$listen" = lo ]; then
        probe=127.0.0.7
        [ "$by" = own ] && ip link set lo up
    else
        ip link add "$listen" type veth peer name "$by"
        ip link set "$listen" up
        ip link set "$by" up
        probe=from-mac
        make_sender
    fi
    test_compiles
    test_recording
    test_rotation
    return "$failed"
}

# Prints how to get a namespace of our own.
namespace()
{
    for way in "unshare -n" "unshare -rn"; do
        $way sh -c 'ip link add iot0 type veth peer name iot1 && ip link set iot0 up && dumpcap -d -i iot0 -f tcp | grep -q 000' \
            >/dev/null 2>&1 || continue
        echo "$way"
        return
    done
}

record()
{
    if ! command -v dumpcap >/dev/null || ! command -v python3 >/dev/null; then
        skip="dumpcap or python3 is missing"
        return
    fi
    way=$(namespace)
    if [ -n "$way" ]; then
        $way sh "$self" --inside "$capture" "$dir" iot0 iot1 || failed=1
    elif dumpcap -d -i lo -f tcp 2>/dev/null | grep -q 000; then
        echo "SKIPPING LOUDLY: no network namespaces here; recording on loopback, by address only"
        grep -v ether "$dir/filters" >"$dir/filters-lo" || :
        mv "$dir/filters-lo" "$dir/filters"
        sh "$self" --inside "$capture" "$dir" lo theirs || failed=1
    else
        skip="no network namespaces (unshare, ip) and no permission to capture on loopback"
    fi
}

if [ "${1:-}" = --inside ]; then
    capture=$2 dir=$3
    inside "$4" "$5"
    exit
fi

# Copies, so that those without permission can read them.
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM HUP
chmod 755 "$dir"
mkdir "$dir/script"
cp "$1" "$(dirname -- "$1")/devices.csv" "$dir/script"
chmod -R a+rX "$dir/script"
capture=$dir/script/$(basename -- "$1")
skip=''
cd "$dir"
make_inventories
: >"$dir/filters"
test_filters
test_commands
test_refusals
record
[ "$failed" = 0 ] || exit 1
[ -z "$skip" ] || {
    echo "SKIPPING LOUDLY: nothing was recorded: $skip"
    exit 77
}
