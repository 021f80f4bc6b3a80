/* data.js - the capture as the page needs it: devices, conversations and who belongs together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the JSON of the page once. Rows stay what they are; what is worked out of them is added to
 * a copy. Names are other people's and may be "__proto__", so all look-ups are Maps.
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var LOCAL = "local";       /* id of the group "other devices here" */
    var UNKNOWN = "c:";        /* id of the group of remotes of no known country */
    var NO_KIND = "not known"; /* what devices are that nothing tells of */
    var COLOURS = 9;           /* groups with a colour of their own; --c1 to --c9 */

    function list(value) {
        return Array.isArray(value) ? value : [];
    }

    /* Moments come in milliseconds since the capture began. */
    function seconds(values) {
        return list(values).map(function (ms) { return ms / 1000; });
    }

    function time(text) {
        var ms = text ? Date.parse(text) : NaN;

        return Number.isNaN(ms) ? null : ms;
    }

    /* A device of several MACs has a list of them in some tables, and the first one in others. */
    function deviceKey(row) {
        return ((Array.isArray(row.mac) ? row.mac[0] : row.mac) || "") + "\n" + (row.device || "");
    }

    function macs(row) {
        return [].concat(row.mac || []);
    }

    function sum(row, what) {
        return (row[what + "_sent"] || 0) + (row[what + "_received"] || 0);
    }

    function readDevice(row, index) {
        var label = F.plain(row.device) || F.plain(macs(row)[0]) || "(no name)", what = F.plain(row.what_it_is);

        return Object.assign({}, row, {
            index: index, key: deviceKey(row), number: numberOf(macs(row)[0] || deviceKey(row)), label: label,
            /* What stands below its name: nothing where that says it. */
            what: what === label ? "" : what || F.plain(row.maker) || F.plain(row.vendor), aliases: list(row.aliases), identity: list(row.identity),
            addresses: list(row.addresses), findings: list(row.findings), macs: macs(row),
            bytes: sum(row, "bytes"), packets: sum(row, "packets"), conversations: [],
            first: time(row.first_seen), last: time(row.last_seen),
            words: [row.device, row.vendor, row.kind, row.maker, row.model, row.software, row.what_it_is, row.group]
                .concat(macs(row), list(row.aliases), list(row.addresses)).join("\n").toLowerCase()
        });
    }

    /* Devices by kind, that with the most bytes first and those of none last. */
    function kindsOf(devices) {
        var map = new Map();

        devices.forEach(function (device) {
            var label = F.plain(device.kind) || NO_KIND, kind = map.get(label);

            if (!kind) {
                kind = { id: "kind:" + label, label: label, icon: device.kind || null, devices: [], bytes: 0 };
                map.set(label, kind);
            }
            device.kindOf = kind;
            kind.devices.push(device);
            kind.bytes += device.bytes;
        });
        return Array.from(map.values()).sort(function (a, b) {
            return (a.label === NO_KIND) - (b.label === NO_KIND) || b.bytes - a.bytes;
        });
    }

    /* Bytes in each part of the time, of those parts that the capture covers: {values, from, to}, in ms on the clock. */
    function overTime(values, parts, data) {
        var begin, first, last;

        if (!Array.isArray(values) || !parts || data.start === null || data.end === null) {
            return null;
        }
        begin = data.start + parts.begin_ms;
        first = Math.max(0, Math.floor((data.start - begin) / parts.width_ms));
        last = Math.min(values.length - 1, Math.floor((data.end - begin) / parts.width_ms));
        return { values: values.slice(first, last + 1), from: begin + first * parts.width_ms, to: begin + (last + 1) * parts.width_ms };
    }

    function readConversation(row, index) {
        var addresses = list(row.addresses);

        return Object.assign({}, row, {
            index: index, key: deviceKey(row), peerKey: null,
            label: F.plain(row.name) || F.plain(addresses[0]) || "(no name)",
            deviceLabel: F.plain(row.device) || F.plain(row.mac) || "(no name)",
            addresses: addresses, organization: list(row.organization), country: list(row.country),
            services: list(row.services), findings: list(row.findings),
            bytes: sum(row, "bytes"), packets: sum(row, "packets"),
            first: time(row.first_seen), last: time(row.last_seen)
        });
    }

    function readRemote(row, index) {
        return Object.assign({}, row, {
            index: index, label: F.plain(row.name) || F.plain(row.address) || "(no name)",
            organizations: row.organization ? [row.organization] : [],
            countries: row.country ? [row.country] : [], bytes: sum(row, "bytes")
        });
    }

    function readPlace(row) {
        return Object.assign({}, row, { bytes: sum(row, "bytes"), packets: sum(row, "packets") });
    }

    /* The other device of a local conversation: by name, and by address where names repeat. */
    function findPeer(row, byName) {
        var same = byName.get(row.name) || [], at = same.filter(function (device) {
            return device.addresses.some(function (a) {
                return row.addresses.indexOf(a) >= 0;
            });
        });
        var found = at.length === 1 ? at : same;

        return found.length === 1 && found[0].key !== row.key ? found[0].key : null;
    }

    function byName(rows) {
        var map = new Map();

        rows.forEach(function (row) {
            map.set(row.name, (map.get(row.name) || []).concat([row]));
        });
        return map;
    }

    /* What no database knows has rows of its own in the tables; here domains stand for those. */
    function isKnown(what) {
        return function (row) {
            return row[what] !== null && row[what] !== undefined;
        };
    }

    function addresses(remotes) {
        return new Set(remotes.map(function (row) { return row.address; })).size;
    }

    function read(json) {
        var capture = json.capture || {}, left = json.left_out || {}, none = { rows: 0 };
        var data = {
            capture: capture, start: time(capture.first_seen), end: time(capture.last_seen),
            home: json.home || null,
            devices: list(json.devices).map(readDevice),
            conversations: list(json.conversations).map(readConversation),
            findings: list(json.findings),
            remotes: list(json.remotes).map(readRemote),
            addresses: addresses(list(json.remotes)), /* one can have several names */
            countries: list(json.countries).filter(isKnown("country")).map(readPlace),
            organizations: list(json.organizations).filter(isKnown("organization")).map(readPlace),
            contacts: list(json.contacts),
            questions: list(json.questions), encrypted: list(json.encrypted_dns),
            leftOut: {
                devices: left.devices || none,
                conversations: left.conversations || none, remotes: left.remotes || none,
                contacts: left.contacts || none, findings: left.findings || none,
                questions: left.questions || none
            }
        };
        var names = new Map(), pairs = new Map();

        data.devices.forEach(function (device) {
            device.overTime = overTime(device.over_time, json.parts, data);
        });
        data.hasParts = Boolean(json.parts);
        data.kinds = kindsOf(data.devices);
        data.kinds.forEach(function (kind, index) {
            kind.index = index;
        });
        data.deviceOf = new Map();
        data.devices.forEach(function (device) {
            data.deviceOf.set(device.key, device);
            names.set(device.device, (names.get(device.device) || []).concat([device]));
        });
        data.conversations.forEach(function (row) {
            var device = data.deviceOf.get(row.key);

            if (row.direction === LOCAL) {
                row.peerKey = findPeer(row, names);
            }
            if (device) {
                device.conversations.push(row);
            }
            pairs.set(row.key + "\n" + row.name, row);
        });
        data.remotesOf = byName(data.remotes);
        data.countryNames = new Map(data.countries.map(function (row) {
            return [row.country, row.country_name];
        }));

        /* A contact or a finding belongs to a conversation; one that was left out is made up again
         * from what is known of its remote, so that it can be chosen by group all the same. */
        function conversationOf(row) {
            var remote = (data.remotesOf.get(row.name) || [])[0];

            return pairs.get(deviceKey(row) + "\n" + row.name) || {
                key: deviceKey(row), peerKey: null, name: row.name, label: F.plain(row.name),
                direction: remote ? "outbound" : null, domain: remote ? remote.domain : null,
                organization: remote ? remote.organizations : [],
                country: remote ? remote.countries : [], addresses: []
            };
        }
        data.contacts = data.contacts.map(function (row, index) {
            return Object.assign({}, row, {
                index: index, key: deviceKey(row), label: F.plain(row.name) || "(no name)",
                conversation: conversationOf(row), began: seconds(row.began_ms),
                answered: list(row.answered), sends: seconds(row.sends_ms)
            });
        });
        data.findings = data.findings.map(function (row, index) {
            return Object.assign({}, row, {
                index: index, key: deviceKey(row), conversation: conversationOf(row)
            });
        });
        data.questions = data.questions.map(function (row) {
            return Object.assign({}, row, {
                conversation: conversationOf(row), types: list(row.types), answered: list(row.answered)
            });
        });
        data.encrypted = data.encrypted.map(function (row) {
            return Object.assign({}, row, { conversation: conversationOf(row) });
        });
        return data;
    }

    function countryName(code) {
        return F.plain(picture.data.countryNames.get(code)) || F.plain(code);
    }

    /* What a conversation or a remote belongs to. Organization falls back to the domain, the domain
     * to the name: nothing is ever in a group "other" because we know too little of it. */
    function groupOf(row, mode) {
        var organizations = row.organizations || row.organization || [];
        var countries = row.countries || row.country || [];

        if (row.direction === LOCAL) {
            return { id: LOCAL, label: "other devices here" };
        }
        if (mode === "country") {
            return countries.length
                ? { id: "c:" + countries.join("\n"), label: countries.map(countryName).join(", ") || "(no name)" }
                : { id: UNKNOWN, label: "country unknown" };
        }
        if (mode === "organization" && organizations.length) {
            return { id: "o:" + organizations.join("\n"), label: F.plain(organizations.join(", ")) || "(no name)" };
        }
        if (row.domain) {
            return { id: "d:" + row.domain, label: F.plain(row.domain) };
        }
        return { id: "n:" + (row.name || ""), label: row.label || "(no name)" };
    }

    var cache = new Map();
    var colours = new Map();   /* of each mode: group to colour; who had one keeps it */
    var numbers = new Map();   /* of what has an id on the page, whatever place it has now */

    function numberOf(key) {
        if (!numbers.has(key)) {
            numbers.set(key, numbers.size);
        }
        return numbers.get(key);
    }

    /* The first groups have a colour each. Of those that had one before, each its own. */
    function colour(mode, groups) {
        var before = colours.get(mode) || new Map(), now = new Map(), free = [], i;

        for (i = 1; i <= COLOURS; i++) {
            free.push(i);
        }
        groups.forEach(function (group) {
            if (before.has(group.id)) {
                now.set(group.id, before.get(group.id));
                free.splice(free.indexOf(before.get(group.id)), 1);
            }
        });
        groups.forEach(function (group) {
            if (!now.has(group.id)) {
                now.set(group.id, free.shift());
            }
            group.colour = "var(--c" + now.get(group.id) + ")";
        });
        colours.set(mode, now);
    }

    /* All groups of remotes by bytes; the first few have a colour, the same all over the page. */
    function groups(mode) {
        var map = new Map(), sorted;

        if (cache.has(mode)) {
            return cache.get(mode);
        }
        picture.data.conversations.forEach(function (row) {
            var group = groupOf(row, mode), mine = map.get(group.id);

            if (group.id === LOCAL) {
                return;
            }
            if (!mine) {
                mine = { id: group.id, label: group.label, bytes: 0, packets: 0, colour: "var(--c0)" };
                map.set(group.id, mine);
            }
            mine.bytes += row.bytes;
            mine.packets += row.packets;
        });
        sorted = Array.from(map.values()).sort(function (a, b) {
            return b.bytes - a.bytes;
        });
        colour(mode, sorted.filter(function (group) {
            return group.id !== UNKNOWN;
        }).slice(0, COLOURS));
        cache.set(mode, { sorted: sorted, map: map });
        return cache.get(mode);
    }

    function colourOf(row, mode) {
        var group = groups(mode).map.get(groupOf(row, mode).id);

        return group ? group.colour : "var(--c0)";
    }

    picture.LOCAL = LOCAL;
    picture.groupOf = groupOf;
    picture.groups = groups;
    picture.colourOf = colourOf;
    picture.countryName = countryName;
    function usualMode() {
        return picture.data.conversations.some(function (row) {
            return row.organization.length;
        }) ? "organization" : "domain";
    }

    picture.readData = function (json) {
        var usual = picture.data ? usualMode() : null;

        picture.data = read(json);
        F.cover(picture.data.start, picture.data.end);
        cache.clear();
        if (usual === null || picture.mode === usual) { /* the reader chose no other */
            picture.mode = usualMode();
        }
    };
    picture.numberOf = numberOf;
    /* The device that had this key: it may have got another name. */
    picture.deviceOnceOf = function (key) {
        var mac = key.split("\n")[0], same = picture.data.devices.filter(function (device) {
            return mac && device.macs[0] === mac;
        });

        return picture.data.deviceOf.get(key) || (same.length === 1 ? same[0] : null);
    };
})(window.picture = window.picture || {});
