#!/bin/sh
# capture.sh - records what your devices send and receive: dumpcap with a filter from your inventory
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `capture.sh -h` says how to use it, doc/capture.md says more.
#
# What others wrote (names, groups, whole lines of an inventory) is data: it is never evaluated, and
# the filter is put together only of addresses that were checked digit by digit.
#
# For the tests: IOT_ROTATE_SECONDS is the length of --rotate's day.

set -eu
umask 077 # captures are private

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
inventory=${IOT_INVENTORY:-$here/devices.csv}
day_s=${IOT_ROTATE_SECONDS:-86400}
interface='' duration='' output=''
groups='' networks='' # one a line
with_broadcast=no rotate=no dry_run=no
newline='
'

usage()
{
    cat <<'END'
usage: capture.sh [OPTION]...

Records network traffic into a pcapng file, by way of Wireshark's dumpcap.

  -i INTERFACE   where to listen (default: the first that is up and not loopback)
  -g GROUP       only the devices of this group of the inventory; may be repeated
  -n CIDR        only this network or address, such as 192.168.40.0/24; may be repeated
  -I INVENTORY   a CSV file of devices (default: $IOT_INVENTORY, else devices.csv beside this script)
  -d DURATION    how long: 30s, 5m, 2h, 1d (default: 1m; with --rotate until it is stopped)
  -b             broadcast and multicast too, which are left out otherwise
  -w OUTPUT      a file, a directory, or - for standard output (default: this directory)
  --rotate       runs on and on, one compressed file a day (UTC) in the directory OUTPUT
  --dry-run      shows the filter and dumpcap's command, and does nothing
  -h             this help

Several groups and networks are added up. Exit status: 0 all is well, 2 what was asked for cannot be
done and nothing was captured; else what dumpcap says.
END
}

fail()
{
    printf 'capture.sh: %s\n' "$1" >&2
    exit 2
}

# So that a message cannot drive the terminal.
shown()
{
    printf '%s' "$1" | LC_ALL=C tr '\000-\037\177' '?'
}

# --- Addresses and inventories, in awk

# Both results are "" or a term of a capture filter; `wrong` then says what is wrong.
# No {n} in the patterns: mawk did without for long.
# shellcheck disable=SC2016 # awk's own $
address_awk='
function shown(text) {
    gsub(/[\001-\037\177]/, "?", text)
    return length(text) > 60 ? substr(text, 1, 60) "..." : text
}
function hex(text,    i, value) {
    for (i = 1; i <= length(text); i++)
        value = value * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
    return value
}
# Fills units[1..4]. A leading zero would be octal to some.
function parse_ipv4(text,    i) {
    if (split(text, units, ".") != 4)
        return 0
    for (i = 1; i <= 4; i++)
        if (units[i] !~ /^(0|[1-9][0-9]?[0-9]?)$/ || units[i] > 255)
            return 0
    return 1
}
# Fills units[1..8].
function parse_ipv6(text,    i, gap, count, tail, part) {
    if (text !~ /^[0-9a-f:]+$/ || text ~ /:::/ || text ~ /^:[^:]/ || text ~ /[^:]:$/)
        return 0
    gap = index(text, "::")
    if (gap && index(substr(text, gap + 1), "::"))
        return 0
    for (i = 1; i <= 8; i++)
        units[i] = 0
    count = split(gap ? substr(text, 1, gap - 1) : text, part, ":")
    tail = gap ? split(substr(text, gap + 2), last, ":") : 0
    if (gap ? count + tail > 7 : count != 8)
        return 0
    for (i = 1; i <= count; i++)
        if (!fill(i, part[i]))
            return 0
    for (i = 1; i <= tail; i++)
        if (!fill(8 - tail + i, last[i]))
            return 0
    return 1
}
function fill(at, digits) {
    if (length(digits) < 1 || length(digits) > 4)
        return 0
    units[at] = hex(digits)
    return 1
}
# Clears what is behind the prefix; true if there was something.
function clear_host_bits(count, width, prefix,    i, keep, bit, unit, had) {
    for (i = 1; i <= count; i++) {
        keep = prefix - (i - 1) * width
        keep = keep < 0 ? 0 : keep > width ? width : keep
        unit = 1
        for (bit = keep; bit < width; bit++)
            unit *= 2 # busybox has no powers
        had = had || units[i] % unit
        units[i] -= units[i] % unit
    }
    return had
}
function join_units(count, format, separator,    i, text) {
    for (i = 1; i <= count; i++)
        text = text (i > 1 ? separator : "") sprintf(format, units[i])
    if (count == 8)
        sub(/(:0)+$/, "::", text)
    return text
}
function address_term(text,    slash, prefix, is_ipv4, whole) {
    whole = text
    text = tolower(text)
    slash = index(text, "/")
    if (slash) {
        prefix = substr(text, slash + 1)
        text = substr(text, 1, slash - 1)
    }
    is_ipv4 = parse_ipv4(text)
    if ((!is_ipv4 && !parse_ipv6(text)) || (slash && (prefix !~ /^(0|[1-9][0-9]?[0-9]?)$/ ||
                                                      prefix + 0 > (is_ipv4 ? 32 : 128)))) {
        wrong = "\"" shown(whole) "\" is not an address or network"
        return ""
    }
    if (!slash)
        return "host " text
    if (clear_host_bits(is_ipv4 ? 4 : 8, is_ipv4 ? 8 : 16, prefix)) {
        wrong = "\"" shown(whole) "\" is an address inside a network: write " \
            join_units(is_ipv4 ? 4 : 8, is_ipv4 ? "%d" : "%x", is_ipv4 ? "." : ":") "/" prefix \
            " for the network, or leave out the /" prefix " for the one device"
        return ""
    }
    return "net " text "/" prefix
}
# aa:bb:cc:dd:ee:ff, the same with - or ., or aabb.ccdd.eeff
function mac_term(text,    digits, count, i, mac) {
    digits = tolower(text)
    wrong = "\"" shown(text) "\" is not a MAC address"
    if (digits !~ /^[0-9a-f:.-]+$/)
        return ""
    count = split(digits, part, digits ~ /:/ ? ":" : digits ~ /-/ ? "-" : "[.]")
    if (count != 6 && (count != 3 || digits ~ /[:-]/))
        return ""
    for (i = 1; i <= count; i++) {
        if (length(part[i]) != 12 / count || part[i] !~ /^[0-9a-f]+$/)
            return ""
        if (count == 3)
            part[i] = substr(part[i], 1, 2) ":" substr(part[i], 3, 2)
        mac = mac (i > 1 ? ":" : "") part[i]
    }
    if (mac == "00:00:00:00:00:00" || hex(substr(mac, 2, 1)) % 2) {
        wrong = "\"" shown(text) "\" is not the MAC address of one device"
        return ""
    }
    return "ether host " mac
}'

# Reads an inventory as lib/inventory-csv.c does. Prints the terms of the groups in $IOT_GROUPS.
# shellcheck disable=SC2016
inventory_awk='
BEGIN {
    group_count = split(ENVIRON["IOT_GROUPS"], wanted, "\n")
    file = ENVIRON["IOT_INVENTORY_NAME"]
    split("mac|mac address|hwaddr|hardware address", titles, "|")
    for (i in titles) known[titles[i]] = "mac"
    split("ip|ipv4|ipv6|ip address|address|addresses|address or cidr|cidr", titles, "|")
    for (i in titles) known[titles[i]] = "ip"
    split("name|device|device name|host|hostname|host name", titles, "|")
    for (i in titles) known[titles[i]] = "name"
    known["group"] = "group"
    known["allow"] = known["allowed"] = known["allowed destinations"] = "allow"
}
{ sub(/\r$/, ""); lines[NR] = $0 }
END {
    sub(/^\357\273\277/, "", lines[1])
    read_header()
    while ((at = next_row(at)) <= NR) {
        row_line = at
        next_at = read_row(at, separator)
        if (!next_at) {
            complain(at, "a quotation mark is not closed, or text follows the closing one")
            at++
            continue
        }
        at = next_at
        use_row()
    }
    if (complaints > 10)
        print "capture.sh: " file ": and " complaints - 10 " more such messages" >"/dev/stderr"
    check_groups()
}
function die(message) {
    print "capture.sh: " message >"/dev/stderr"
    exit 2
}
function complain(line, message) {
    if (++complaints <= 10)
        print "capture.sh: " file ":" line ": " message >"/dev/stderr"
}
function next_row(line) {
    while (line <= NR && lines[line] ~ /^[ \t]*(#|$)/)
        line++
    return line
}
function trimmed(text) {
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    return text
}
# Fills cells[1..cell_count]; returns the line after the row, or 0 if its quotation marks are wrong.
function read_row(line, between,    rest, end) {
    cell_count = 0
    rest = lines[line]
    for (;;) {
        sub(between == "\t" ? "^ +" : "^[ \t]+", "", rest)
        if (rest ~ /^"/) {
            line = read_quoted(line, substr(rest, 2))
            if (!line)
                return 0
            rest = after_quote
            sub(between == "\t" ? "^ +" : "^[ \t]+", "", rest)
            if (rest != "" && substr(rest, 1, 1) != between)
                return 0
            end = rest == "" ? 0 : 1
        } else {
            end = index(rest, between)
            cells[++cell_count] = trimmed(end ? substr(rest, 1, end - 1) : rest)
        }
        if (!end)
            return line + 1
        rest = substr(rest, end + 1)
    }
}
# Returns the line on which the mark is closed, with the rest of it in after_quote.
function read_quoted(line, rest,    text, mark) {
    for (;;) {
        mark = index(rest, "\"")
        if (!mark) {
            if (line >= NR)
                return 0
            text = text rest " "
            rest = lines[++line]
        } else if (substr(rest, mark + 1, 1) == "\"") {
            text = text substr(rest, 1, mark)
            rest = substr(rest, mark + 2)
        } else {
            cells[++cell_count] = trimmed(text substr(rest, 1, mark - 1))
            after_quote = substr(rest, mark + 1)
            return line
        }
    }
}
function read_header(    tries, i, count) {
    header = next_row(1)
    for (tries = 1; tries <= 3; tries++) {
        separator = substr(",;\t", tries, 1)
        at = header <= NR ? read_row(header, separator) : 0
        count = 0
        split("", has)
        for (i = 1; at && i <= cell_count; i++) {
            column[i] = tolower(cells[i])
            gsub(/[_-]/, " ", column[i])
            column[i] = column[i] in known ? known[column[i]] : ""
            count += column[i] != ""
            has[column[i]] = 1
        }
        width = cell_count
        if (count >= 2)
            break
    }
    if (count < 2)
        die(file " is not a CSV table whose first line names the columns: name, mac, ip, group")
    if (!("group" in has))
        die(file " has no column \"group\"")
    if (!("mac" in has) && !("ip" in has))
        die(file " has no column \"mac\" or \"ip\"")
}
function use_row(    i, j, count, group, is_wanted, list) {
    for (i = 1; i <= cell_count && i <= width; i++)
        if (column[i] == "group" && cells[i] != "" && group == "")
            group = cells[i]
    if (group == "")
        return
    all[group] = 1
    for (i = 1; i <= group_count; i++)
        is_wanted = is_wanted || wanted[i] == group
    if (!is_wanted)
        return
    for (i = 1; i <= cell_count && i <= width; i++) {
        if (column[i] != "mac" && column[i] != "ip")
            continue
        count = split(cells[i], list, /[ ,;\t]+/)
        for (j = 1; j <= count; j++)
            if (list[j] != "")
                use_address(group, column[i] == "mac" ? mac_term(list[j]) : address_term(list[j]))
    }
}
function use_address(group, term) {
    if (term == "") {
        complain(row_line, wrong)
        return
    }
    usable[group] = 1
    if (!seen[term]++)
        print term
}
function check_groups(    i, group, names, count) {
    for (group in all)
        names[++count] = shown(group)
    for (i = 1; i <= group_count; i++) {
        if (!(wanted[i] in all))
            die("no group \"" shown(wanted[i]) "\" in " file "; it has " list_of(names, count))
        if (!(wanted[i] in usable))
            die("group \"" shown(wanted[i]) "\" in " file " has no MAC and no address")
    }
}
# In order, the first twenty.
function list_of(names, count,    i, j, name, text) {
    for (i = 2; i <= count; i++) {
        name = names[i]
        for (j = i - 1; j >= 1 && names[j] > name; j--)
            names[j + 1] = names[j]
        names[j + 1] = name
    }
    for (i = 1; i <= count && i <= 20; i++)
        text = text (i > 1 ? ", " : "") names[i]
    return count == 0 ? "none" : count > 20 ? text ", ..." : text
}'

network_term()
{
    IOT_ADDRESS=$1 LC_ALL=C awk "$address_awk"'
    BEGIN {
        term = address_term(ENVIRON["IOT_ADDRESS"])
        if (term == "") {
            print "capture.sh: " wrong >"/dev/stderr"
            exit 2
        }
        print term
    }'
}

group_terms()
{
    [ -f "$inventory" ] && [ -r "$inventory" ] ||
        fail "cannot read the inventory $(shown "$inventory")"
    IOT_GROUPS=$groups IOT_INVENTORY_NAME=$(shown "$inventory") \
        LC_ALL=C awk "$address_awk $inventory_awk" <"$inventory"
}

# --- What was asked for

need_value()
{
    [ "$1" -ge 2 ] || fail "$2 wants a value; capture.sh -h says which"
}

parse_options()
{
    while [ $# -gt 0 ]; do
        case $1 in
        -[ignIdw])
            need_value $# "$1"
            [ -n "$2" ] || fail "the value of $1 is empty"
            take_value "$1" "$2"
            shift
            ;;
        -b) with_broadcast=yes ;;
        --rotate) rotate=yes ;;
        --dry-run) dry_run=yes ;;
        -h | --help)
            usage
            exit 0
            ;;
        *) fail "there is no option \"$(shown "$1")\"; capture.sh -h lists them" ;;
        esac
        shift
    done
}

take_value()
{
    case $1 in
    -i) interface=$2 ;;
    -g)
        case $2 in *"$newline"*) fail "a group's name is one line" ;; esac
        groups=$groups${groups:+$newline}$2
        ;;
    -n)
        term=$(network_term "$2") || exit 2
        networks=$networks${networks:+$newline}$term
        ;;
    -I) inventory=$2 ;;
    -d) duration=$(seconds "$2") || exit 2 ;;
    -w) output=$2 ;;
    esac
}

# 5m is 300
seconds()
{
    case $1 in
    *s) unit_s=1 ;;
    *m) unit_s=60 ;;
    *h) unit_s=3600 ;;
    *d) unit_s=86400 ;;
    *) unit_s=0 ;;
    esac
    number=${1%[smhd]}
    case $number in
    '' | *[!0-9]* | 0* | ????????*) unit_s=0 ;;
    esac
    [ "$unit_s" -gt 0 ] ||
        fail "\"$(shown "$1")\" is not a duration: a whole number and s, m, h or d, such as 30s, 5m, 2h, 1d"
    echo $((number * unit_s))
}

# --- Interface

need_dumpcap()
{
    dumpcap -v >/dev/null 2>&1 && return 0
    [ ! -e /usr/bin/dumpcap ] || [ -x /usr/bin/dumpcap ] ||
        fail "you may not run dumpcap: join the group wireshark (sudo usermod -aG wireshark \$USER) and log in again"
    fail "dumpcap is missing: install Wireshark (Debian: apt install wireshark-common)"
}

# Up, by Linux's IFF_UP; where there is no such list, as listed: libpcap puts what is up first.
is_up()
{
    [ -d /sys/class/net ] || return 0
    [ -r "/sys/class/net/$1/flags" ] && [ $(($(cat "/sys/class/net/$1/flags") & 1)) = 1 ]
}

first_interface()
{
    tab=$(printf '\t')
    dumpcap -D -M 2>/dev/null | LC_ALL=C awk -F "$tab" '$6 == "network" { sub(/^[0-9]+[.] /, "", $1); print $1 }' |
        while IFS= read -r name; do
            if is_up "$name"; then
                printf '%s\n' "$name"
                break
            fi
        done
}

choose_interface()
{
    [ -z "$interface" ] || return 0
    need_dumpcap
    interface=$(first_interface)
    [ -n "$interface" ] ||
        fail "dumpcap lists no interface that is up (does it have the permission?); name one with -i"
}

# Whether frames on it carry MAC addresses that a filter can see. What cannot be asked is Ethernet.
has_macs()
{
    case $(dumpcap -L -M -i "$interface" 2>/dev/null | awk '$1 ~ /^[0-9]+$/ && NF > 1 { print $2; exit }') in
    '' | EN10MB | IEEE802_11* | FDDI | IEEE802 | PPI) return 0 ;;
    *) return 1 ;;
    esac
}

# --- Filter

selection()
{
    terms=
    if [ -n "$groups" ]; then
        terms=$(group_terms) || exit 2
        if ! has_macs; then
            terms=$(printf '%s\n' "$terms" | grep -v '^ether') ||
                fail "$(shown "$interface") has no MAC addresses; give these devices an address in $(shown "$inventory")"
        fi
    fi
    printf '%s%s%s\n' "$terms" "${terms:+${networks:+$newline}}" "$networks" |
        awk 'NF && !seen[$0]++ { text = text (text == "" ? "" : " or ") $0; n++ }
             END { print (n > 1 ? "(" text ")" : text) }'
}

make_filter()
{
    filter=$(selection) || exit 2
    [ "$with_broadcast" = no ] || return 0
    # An Ethernet broadcast is a multicast, too.
    only='not ether multicast'
    has_macs || only='not ip multicast and not ip6 multicast'
    filter="$filter${filter:+ and }$only"
}

# --- Output

choose_output()
{
    output=${output:-.}
    if [ "$rotate" = yes ]; then
        [ -d "$output" ] || fail "--rotate wants a directory, and $(shown "$output") is none"
    elif [ "$output" = - ]; then
        return 0
    elif [ -d "$output" ]; then
        output=${output%/}/iot-$(date +%Y-%m-%d-%H%M%S).pcapng
    fi
    # dumpcap would write over it without a word.
    [ -d "$output" ] || [ ! -f "$output" ] || fail "$(shown "$output") is there already"
    folder=$output
    [ -d "$output" ] || folder=$(dirname -- "$output")
    [ -d "$folder" ] || fail "there is no directory $(shown "$folder")"
    [ -w "$folder" ] && [ -x "$folder" ] || fail "cannot write into $(shown "$folder")"
}

# --- Doing it

# Asks dumpcap to compile the filter for the interface: that takes the right to capture there.
# It says what is wrong on standard error; its exit status does not tell.
check_with_dumpcap()
{
    said=$(dumpcap -d -i "$interface" -f "$filter" 2>&1) || :
    case $said in
    *"(000) "*) return 0 ;;
    *ermission*) fail "no permission to capture on $(shown "$interface"): be root, or let your user capture (sudo dpkg-reconfigure wireshark-common; sudo usermod -aG wireshark \$USER)" ;;
    *"no device"* | *"No such device"*) fail "there is no interface \"$(shown "$interface")\"; dumpcap lists $(interfaces)" ;;
    *"not up"*) fail "the interface $(shown "$interface") is not up" ;;
    *) fail "dumpcap: $(shown "$(printf '%s\n' "$said" | sed -n 's/^dumpcap: //p' | head -n 1)")" ;;
    esac
}

interfaces()
{
    dumpcap -D -M 2>/dev/null | awk -F '\t' '
        { sub(/^[0-9]+[.] /, "", $1); text = text (NR > 1 ? ", " : "") $1 }
        END { print (NR ? text : "none") }'
}

# As a shell would read it again.
quoted()
{
    for word in "$@"; do
        case $word in
        *[!A-Za-z0-9_./:=,@%+-]* | '')
            printf " '%s'" "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")"
            ;;
        *) printf ' %s' "$word" ;;
        esac
    done
}

# The directory holds one plain file, the one being written, and NAME.pcapng.gz for each one that
# dumpcap has closed: it prints their names. Compressed under another name first, so that whatever
# ends in .gz is whole, also after a power cut.
compress_finished()
{
    # Ctrl-C goes to the whole process group; what is closed shall still be compressed.
    trap '' INT TERM HUP
    while IFS= read -r closed; do
        if gzip -c -- "$closed" >"$closed.part" && take_name "$closed" &&
            mv -f -- "$closed.part" "$final"; then
            rm -f -- "$closed"
        else
            rm -f -- "$closed.part"
            echo "capture.sh: could not compress $(shown "$closed"); it stays as it is" >&2
        fi
    done
}

# Sets `final`, and takes it: iot-2024-03-02.pcapng.gz, or with -2, -3... of a day with a second start.
take_name()
{
    day=$(printf '%s\n' "$1" | sed 's/.*_\([0-9]\{4\}\)\([0-9][0-9]\)\([0-9][0-9]\)[0-9]\{6\}[.]pcapng$/\1-\2-\3/')
    number=1
    final=$output/iot-$day.pcapng.gz
    until (set -C && : >"$final") 2>/dev/null; do
        [ -e "$final" ] || return 1
        number=$((number + 1))
        final=$output/iot-$day-$number.pcapng.gz
    done
}

tell_leftovers()
{
    for left in "$output"/iot-*_[0-9]*.pcapng; do
        [ ! -f "$left" ] || echo "capture.sh: $(shown "$left") is of another run, or of one that was cut off; it is left alone" >&2
    done
}

stop_dumpcap()
{
    stopping=yes
    [ -z "$dumpcap_pid" ] || kill -TERM "$dumpcap_pid" 2>/dev/null || :
}

run_rotating()
{
    tell_leftovers
    work=$(mktemp -d) || fail "cannot make a temporary directory"
    trap 'rm -rf "$work"' EXIT
    mkfifo "$work/closed"
    dumpcap_pid='' stopping=no
    # dumpcap closes its file when it is told to end, and a signal wakes up `wait`.
    trap stop_dumpcap INT TERM HUP
    compress_finished <"$work/closed" &
    compressor_pid=$!
    # dumpcap puts the time at which it opened a file into its name: UTC, as its days are.
    TZ=UTC0 dumpcap "$@" >"$work/closed" &
    dumpcap_pid=$!
    [ "$stopping" = no ] || stop_dumpcap
    while :; do
        status=0
        wait "$dumpcap_pid" || status=$?
        kill -0 "$dumpcap_pid" 2>/dev/null || break
    done
    dumpcap_pid=''
    while kill -0 "$compressor_pid" 2>/dev/null; do
        wait "$compressor_pid" || :
    done
    # A dumpcap that was told to end before it could hear it has captured nothing, and has not failed.
    [ "$stopping" = no ] || status=0
    exit "$status"
}

main()
{
    parse_options "$@"
    choose_interface
    make_filter
    choose_output
    set -- -i "$interface"
    [ -z "$filter" ] || set -- "$@" -f "$filter"
    if [ "$rotate" = yes ]; then
        set -- "$@" -q -b "interval:$day_s" -b printname:stdout -w "${output%/}/iot-$$.pcapng"
        [ -z "$duration" ] || set -- "$@" -a "duration:$duration"
    else
        set -- "$@" -a "duration:${duration:-60}" -w "$output"
    fi
    if [ "$dry_run" = yes ]; then
        printf 'filter: %s\ncommand: dumpcap%s\n' "$filter" "$(quoted "$@")"
        return 0
    fi
    need_dumpcap
    check_with_dumpcap
    if [ "$rotate" = yes ]; then
        command -v gzip >/dev/null || fail "gzip is missing"
        run_rotating "$@"
    else
        exec dumpcap "$@"
    fi
}

main "$@"
