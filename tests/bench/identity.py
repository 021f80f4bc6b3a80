#!/usr/bin/env python3
# identity.py - what part of the instructions of iot-devices tells what devices are
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""How many instructions iot-devices takes for captures, as callgrind counts them, and how many of them to find out what devices are.

    identity.py IOT_DEVICES CAPTURE...

That part is what its functions and all that they call take, counted where others call them: of the files below whole, of others the
functions below. What they call for names (devices_settle and its like) is not in it. Three parts are told: of main, without the list of makers that a
machine has; of the whole process without that list; and of that with it.
Callgrind needs to write where iot-devices may, so it is run as a user without rights.
"""
import collections, os, re, statistics, subprocess, sys, tempfile

FILES = ('lib/identity/', 'lib/reference/signatures/', 'reference/brand.c', 'who-is-who-identify.c', 'tables/evidences.c', 'capture-behave.c',
         'wire/evidence-text.c', 'ssdp-identity.c', 'upnp-identity.c', 'dhcp-identity.c', 'dhcp-vendor.c', 'message/dnssd', 'user-agent.c',
         'stream-identity.c', 'http-description.c', 'tls-certificate.c', 'home-devices.c', 'home-beacons.c', 'baichuan.c', 'tuya.c', 'office.c',
         'gear.c', 'snmp.c', 'lldp.c', 'cdp.c', 'lltd.c', 'url-owner.c')
FUNCTIONS = {'iot_device_tell', 'iot_device_become', 'devices_become', 'iot_device_behave', 'take_evidence'}
FOR_NAMES = {('who_name_devices', 'iot_devices_settle'), ('keep_evidence', 'iot_who_claim'), ('take_evidence', 'iot_who_claim'),
             ('tls_certificate_tell', 'certificate_host')}


def calls(path):
    """(file, function, called file, called function) -> instructions that the called one took"""
    names, found = ({}, {}), collections.Counter()
    where = ['', '', '', '']
    called = total = 0
    for line in open(path, encoding='utf-8', errors='replace'):
        m = re.match(r'(fl|fi|fe|fn|cfi|cfl|cfn)=\((\d+)\)(?: (.*))?$', line)
        if m:
            key, number, name = m.groups()
            known = names[key.endswith('n')]
            known[number] = name or known.get(number, '')
            at = {'fl': 0, 'fn': 1, 'cfi': 2, 'cfl': 2, 'cfn': 3}.get(key)
            if at is not None:
                where[at] = known[number]
        elif line.startswith('calls='):
            called = 1
        elif re.match(r'[0-9+*-]', line) and len(line.split()) > 1:
            cost = int(line.split()[1])
            if called:
                found[(where[0], where[1], where[2] or where[0], where[3])] += cost
                where[2], called = '', 0
            else:
                total += cost
    return found, total


def plain(function):
    return re.split(r"[.']", function)[0]


def is_identity(file, function):
    return any(f in file for f in FILES) or plain(function) in FUNCTIONS


def measure(program, capture, manuf):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        out = os.path.join(folder, 'out')
        drop = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] if os.getuid() == 0 else []
        subprocess.run(drop + ['valgrind', '--vgdb=no', '--tool=callgrind', '--callgrind-out-file=' + out, program, '--no-sandbox', '-q'] +
                       manuf + [capture], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        found, total = calls(out)
    main = identity = 0
    for (file, function, to_file, to), cost in found.items():
        if to == 'main':
            main += cost
        if is_identity(to_file, to) and not is_identity(file, function) and '/lib/' in file and '/usr/lib' not in file:
            identity += cost
        if (plain(function), plain(to)) in FOR_NAMES:
            identity -= cost
    return identity, main, total


def main():
    program, captures = sys.argv[1], sys.argv[2:]
    shares = []
    with tempfile.NamedTemporaryFile() as none:
        os.chmod(none.name, 0o644)
        for capture in captures:
            identity, inside, total = measure(program, capture, ['--manuf', none.name])
            whole = measure(program, capture, [])[2]
            shares.append([100 * identity / n for n in (inside, total, whole)])
            print('%-40s %9d of main %9d: %5.2f %%; of all %5.2f %%, with makers %5.2f %%' % (
                os.path.basename(capture), identity, inside, *shares[-1]), flush=True)
    for what, column in zip(('main', 'all', 'all with makers'), zip(*shares)):
        print('of %s: median %.2f %%, most %.2f %%' % (what, statistics.median(column), max(column)))


if __name__ == '__main__':
    sys.exit(main())
