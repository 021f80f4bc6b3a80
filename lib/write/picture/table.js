/* table.js - all conversations: searched, filtered, sorted
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Search and sorting work on all rows, the document holds only the first few hundred of the
 * result. The text to search is put together once per row, when it is first needed.
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var P = picture.page;
    var FIRST = 200, MORE = 500;

    var state = { sort: "bytes", down: true, search: "", direction: "", finding: "", shown: FIRST };
    var controls = {};

    function text(value) {
        return F.plain(value);
    }

    function join(list) {
        return list.map(F.plain).join(", ");
    }

    function small(value) {
        return value ? P.el("span", { "class": "under" }, value) : null;
    }

    function deviceCell(row) {
        var device = picture.data.deviceOf.get(row.key);

        return P.el("div", { "class": "who" }, P.icon(device ? device.kind : null), P.el("div", null, P.name(row.deviceLabel),
            small(device ? device.what : text(row.vendor))));
    }

    function remoteUnder(row) {
        var addresses = row.addresses.filter(function (address) {
            return address !== row.name;
        });

        return addresses.slice(0, 2).map(F.plain).join(", ") +
            (addresses.length > 2 ? " and " + F.count(addresses.length - 2) + " more" : "");
    }

    /* id, heading, cell, what to sort by; numbers go down first. */
    var COLUMNS = [
        { id: "device", title: "Device", key: function (row) { return row.deviceLabel.toLowerCase(); },
            cell: function (row) { return deviceCell(row); } },
        { id: "remote", title: "Talks to", key: function (row) { return row.label.toLowerCase(); },
            cell: function (row) { return [P.name(row.label), small(remoteUnder(row))]; } },
        { id: "direction", title: "Direction", key: function (row) { return row.direction || ""; },
            cell: function (row) { return text(row.direction); } },
        { id: "organization", title: "Organization", optional: "organization",
            key: function (row) { return join(row.organization).toLowerCase(); },
            cell: function (row) { return P.el("bdi", null, join(row.organization)); } },
        { id: "country", title: "Country", optional: "country",
            key: function (row) { return join(row.country).toLowerCase(); },
            cell: function (row) { return P.el("bdi", null, row.country.map(picture.countryName).join(", ")); } },
        { id: "service", title: "Service", key: function (row) { return join(row.services); },
            cell: function (row) { return P.el("bdi", null, join(row.services)); } },
        { id: "sent", title: "Sent", number: true, key: function (row) { return row.bytes_sent; },
            cell: function (row) { return F.bytes(row.bytes_sent); } },
        { id: "received", title: "Received", number: true, key: function (row) { return row.bytes_received; },
            cell: function (row) { return F.bytes(row.bytes_received); } },
        { id: "time", title: "First \u2013 last", key: function (row) { return row.first; },
            cell: function (row) { return F.between(row.first, row.last); } },
        { id: "rtt", title: "Round trip", number: true, key: function (row) { return row.rtt_ms; },
            cell: function (row) { return F.rtt(row.rtt_ms); } },
        { id: "km", title: "At most", number: true, key: function (row) { return row.distance_km; },
            cell: function (row) { return F.atMost(row.distance_km); } },
        { id: "findings", title: "Findings", key: function (row) { return -row.findings.length; },
            cell: function (row) { return P.el("bdi", null, join(row.findings)); } },
        { id: "filter", title: "Filter", cell: function (row) {
            return row.filter ? P.copyButton(row.filter, row.deviceLabel + " and " + row.label) : "";
        } }
    ];
    var BYTES = { key: function (row) { return row.bytes; } };

    function columns() {
        return COLUMNS.filter(function (column) {
            return !column.optional || picture.data.conversations.some(function (row) {
                return row[column.optional].length;
            });
        });
    }

    /* ---- which rows ---- */

    /* What both of its devices are, and all that they are called, finds a conversation, too. */
    function wordsOf(key) {
        var device = key === null ? null : picture.data.deviceOf.get(key);

        return device ? device.words : "";
    }

    function haystack(row) {
        if (!row.haystack) {
            row.haystack = [row.device, row.mac, row.vendor, row.group, row.direction, row.name, row.domain,
                wordsOf(row.key), wordsOf(row.peerKey)].concat(row.addresses, row.organization, row.country, row.country.map(picture.countryName),
                    row.services, row.findings).join("\n").toLowerCase();
        }
        return row.haystack;
    }

    function wanted() {
        var words = state.search.toLowerCase().split(/\s+/).filter(Boolean);

        return picture.data.conversations.filter(function (row) {
            return picture.matches(row) && (!state.direction || row.direction === state.direction) &&
                (!state.finding || (state.finding === "any" ? row.findings.length
                    : row.findings.indexOf(state.finding.slice(1)) >= 0)) &&
                words.every(function (word) {
                    return haystack(row).indexOf(word) >= 0;
                });
        });
    }

    /* Unknown comes last, whichever way round. */
    function compare(key, down) {
        return function (a, b) {
            var x = key(a), y = key(b), missing = Number(!F.known(x) || x === "") - Number(!F.known(y) || y === "");

            if (missing) {
                return missing;
            }
            return x === y ? a.index - b.index : (x < y ? -1 : 1) * (down ? -1 : 1);
        };
    }

    function sorted(rows) {
        var column = COLUMNS.filter(function (one) {
            return one.id === state.sort;
        })[0] || BYTES;

        return rows.sort(compare(column.key, state.down));
    }

    /* ---- drawing ---- */

    function heading(column) {
        var on = state.sort === column.id, button;

        if (!column.key) {
            return P.el("th", { scope: "col", "class": "no-print" }, column.title);
        }
        button = P.button(column.title, "sort", function () {
            state.down = state.sort === column.id ? !state.down : Boolean(column.number);
            state.sort = column.id;
            draw();
            P.byId("table-sort-" + column.id).focus();
        });
        button.id = "table-sort-" + column.id;
        button.appendChild(P.el("span", { "class": "arrow", "aria-hidden": "true" }, on ? (state.down ? "\u2193" : "\u2191") : ""));
        return P.el("th", { scope: "col", "data-title": column.title, "class": "h-" + column.id + (column.number ? " num" : ""),
            "aria-sort": on ? (state.down ? "descending" : "ascending") : "none" }, button);
    }

    function rowOf(row, list) {
        return P.el("tr", null, list.map(function (column, i) {
            var cell = column.cell(row), blank = cell === "" || (cell.nodeType && !cell.textContent);

            return P.el(i ? "td" : "th", { scope: i ? null : "row", "data-title": column.title,
                "class": [column.number ? "num" : "", "c-" + column.id, blank ? "blank" : ""].join(" ").trim() }, cell);
        }));
    }

    function draw() {
        var rows = sorted(wanted()), list = columns(), shown = rows.slice(0, state.shown);
        var left = picture.data.leftOut.conversations;
        var box = P.byId("table-box"), bytes = rows.reduce(function (sum, row) {
            return sum + row.bytes;
        }, 0);

        P.fill(box, P.el("table", { "class": "big cards" }, P.el("thead", null, P.el("tr", null, list.map(heading))),
            P.el("tbody", null, shown.map(function (row) {
                return rowOf(row, list);
            }))));
        P.fill(P.byId("table-count"), rows.length === picture.data.conversations.length
            ? F.plural(rows.length, "conversation") : F.count(rows.length) + " of " +
                F.plural(picture.data.conversations.length, "conversation"), ", " + F.bytes(bytes),
            rows.length > shown.length ? ", the first " + F.count(shown.length) + " shown" : "",
            left.rows ? "; " + F.plural(left.rows, "smaller one") + " not on this page" : "");
        P.fill(P.byId("table-fine"), rows.length > shown.length
            ? P.button("Show " + F.count(Math.min(MORE, rows.length - shown.length)) + " more", "more", function () {
                state.shown += MORE;
                draw();
            }) : "");
        controls.device.value = picture.chosen.device ? deviceIndex(picture.chosen.device.id) : "";
        controls.kind.value = picture.chosen.device ? kindIndex(picture.chosen.device.id) : "";
    }

    function deviceIndex(key) {
        var device = picture.data.deviceOf.get(key);

        return device ? String(device.number) : "";
    }

    function kindIndex(id) {
        var kind = picture.data.kinds.filter(function (one) {
            return one.id === id;
        })[0];

        return kind ? String(picture.numberOf(kind.id)) : "";
    }

    /* ---- controls ---- */

    function field(label, control) {
        return P.el("label", { "class": "field" }, P.el("span", null, label), control);
    }

    function optionsOf(options) {
        return options.map(function (option) {
            return P.el("option", { value: option[0] }, option[1]);
        });
    }

    function select(options, action) {
        var node = P.el("select", null, optionsOf(options));

        node.addEventListener("change", function () {
            action(node.value);
        });
        return node;
    }

    function set(name) {
        return function (value) {
            state[name] = value;
            state.shown = FIRST;
            draw();
        };
    }

    function distinct(of) {
        var seen = new Set();

        picture.data.conversations.forEach(function (row) {
            of(row).forEach(function (value) {
                seen.add(value);
            });
        });
        return Array.from(seen).sort();
    }

    /* Not while it is open, and not where nothing has changed. */
    function offer(node, options) {
        var text = JSON.stringify(options), value = node.value;

        if (node.dataset.offered !== text && node !== document.activeElement) {
            node.dataset.offered = text;
            P.fill(node, optionsOf(options));
            node.value = value;
        }
    }

    function offerAll() {
        var devices = picture.data.devices.slice().sort(function (a, b) {
            return a.label.toLowerCase() < b.label.toLowerCase() ? -1 : 1;
        });

        offer(controls.device, [["", "all"]].concat(devices.map(function (device) {
            return [String(device.number), device.label];
        })));
        offer(controls.kind, [["", "all"]].concat(picture.data.kinds.map(function (kind) {
            return [String(picture.numberOf(kind.id)), kind.label];
        })));
        offer(controls.direction, [["", "all"]].concat(distinct(function (row) {
            return row.direction ? [row.direction] : [];
        }).map(function (value) {
            return [value, F.plain(value)];
        })));
        offer(controls.finding, [["", "all"], ["any", "with a finding"]].concat(distinct(function (row) {
            return row.findings;
        }).map(function (value) {
            return ["=" + value, F.plain(value)];
        })));
    }

    function setUp() {
        controls.search = P.el("input", { type: "search", placeholder: "any text", autocomplete: "off",
            spellcheck: "false", id: "table-search" });
        controls.search.addEventListener("input", function () {
            set("search")(controls.search.value);
        });
        controls.device = select([], function (value) {
            var device = picture.data.devices.filter(function (one) {
                return String(one.number) === value;
            })[0];

            picture.chosen.device = null;
            picture.choose("device", value === "" ? null : picture.deviceChoice(device));
        });
        controls.kind = select([], function (value) {
            picture.chosen.device = null;
            picture.choose("device", value === "" ? null : picture.kindChoice(picture.data.kinds.filter(function (one) {
                return String(picture.numberOf(one.id)) === value;
            })[0]));
        });
        controls.direction = select([], set("direction"));
        controls.finding = select([], set("finding"));
        offerAll();
        P.byId("table-filters").addEventListener("submit", function (event) {
            event.preventDefault();
        });
        controls.device.id = "table-device";
        controls.kind.id = "table-kind";
        controls.direction.id = "table-direction";
        controls.finding.id = "table-finding";
        P.fill(P.byId("table-filters"), field("Search", controls.search), field("Device", controls.device),
            field("Kind", controls.kind),
            field("Direction", controls.direction), field("Findings", controls.finding));
    }

    picture.table = {
        setUp: setUp,
        draw: function () {
            state.shown = FIRST;
            draw();
        },
        again: function () {
            var box = P.byId("table-box"), left = box.scrollLeft, top = box.scrollTop;

            offerAll();
            draw();
            box.scrollLeft = left;
            box.scrollTop = top;
        }
    };
})(window.picture = window.picture || {});
