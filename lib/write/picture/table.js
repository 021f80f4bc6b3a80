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

    function times(row) {
        var data = picture.data, oneDay = F.date(data.start) === F.date(data.end);
        var say = oneDay ? F.clock : F.moment;

        return row.first === null || row.last === null ? "" : say(row.first) + " \u2013 " + say(row.last);
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
            cell: function (row) { return [P.name(row.deviceLabel), small(text(row.vendor))]; } },
        { id: "remote", title: "Remote", key: function (row) { return row.label.toLowerCase(); },
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
            cell: function (row) { return times(row); } },
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

    function haystack(row) {
        if (!row.haystack) {
            row.haystack = [row.device, row.mac, row.vendor, row.group, row.direction, row.name, row.domain]
                .concat(row.addresses, row.organization, row.country, row.country.map(picture.countryName),
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

        P.fill(box, P.el("table", { "class": "big" }, P.el("thead", null, P.el("tr", null, list.map(heading))),
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
    }

    function deviceIndex(key) {
        var device = picture.data.deviceOf.get(key);

        return device ? String(device.index) : "";
    }

    /* ---- controls ---- */

    function field(label, control) {
        return P.el("label", { "class": "field" }, P.el("span", null, label), control);
    }

    function select(options, action) {
        var node = P.el("select", null, options.map(function (option) {
            return P.el("option", { value: option[0] }, option[1]);
        }));

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

    function setUp() {
        var devices = picture.data.devices.slice().sort(function (a, b) {
            return a.label.toLowerCase() < b.label.toLowerCase() ? -1 : 1;
        });

        controls.search = P.el("input", { type: "search", placeholder: "any text", autocomplete: "off",
            spellcheck: "false", id: "table-search" });
        controls.search.addEventListener("input", function () {
            set("search")(controls.search.value);
        });
        controls.device = select([["", "all"]].concat(devices.map(function (device) {
            return [String(device.index), device.label];
        })), function (value) {
            var device = picture.data.devices[Number(value)];

            picture.chosen.device = null;
            picture.choose("device", value === "" ? null : picture.deviceChoice(device));
        });
        controls.direction = select([["", "all"]].concat(distinct(function (row) {
            return row.direction ? [row.direction] : [];
        }).map(function (value) {
            return [value, F.plain(value)];
        })), set("direction"));
        controls.finding = select([["", "all"], ["any", "with a finding"]].concat(distinct(function (row) {
            return row.findings;
        }).map(function (value) {
            return ["=" + value, F.plain(value)];
        })), set("finding"));
        P.byId("table-filters").addEventListener("submit", function (event) {
            event.preventDefault();
        });
        controls.device.id = "table-device";
        controls.direction.id = "table-direction";
        controls.finding.id = "table-finding";
        P.fill(P.byId("table-filters"), field("Search", controls.search), field("Device", controls.device),
            field("Direction", controls.direction), field("Findings", controls.finding));
    }

    picture.table = {
        setUp: setUp,
        draw: function () {
            state.shown = FIRST;
            draw();
        },
        again: draw
    };
})(window.picture = window.picture || {});
