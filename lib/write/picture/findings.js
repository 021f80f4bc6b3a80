/* findings.js - what the capture shows, those of a kind together, each with its evidence
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var P = picture.page;
    var FIRST = 8;            /* of a kind at first; a button shows more */
    var MORE = 200;

    var news = P.news();
    var state = { severity: "all", shown: new Map() }; /* of which kind more than FIRST */

    function wanted() {
        return picture.data.findings.filter(function (row) {
            return picture.matches(row.conversation) && (state.severity === "all" || row.severity === state.severity);
        });
    }

    function deviceLabel(row) {
        return F.plain(row.device) || F.plain(row.mac) || "(no name)";
    }

    function kindOf(row) {
        var device = picture.data.deviceOf.get(row.key);

        return device ? device.kind : null;
    }

    function isWarning(row) {
        return row.severity === "warning";
    }

    /* The severity is a word and a shape, not only a colour. */
    function severityOf(row) {
        return P.el("span", { "class": "severity " + (isWarning(row) ? "warning" : "note") },
            P.el("span", { "aria-hidden": "true" }, isWarning(row) ? "\u25b2 " : "\u25cf "), F.plain(row.severity));
    }

    function itemOf(row) {
        return P.el("li", { "class": "find" + news([row.key.split("\n")[0], row.name, row.address, row.finding].join("\n")) },
            P.el("p", { "class": "find-what" }, P.icon(kindOf(row)), P.name(deviceLabel(row)),
                row.name ? [" \u2192 ", P.name(row.name)] : "",
                row.address && row.address !== row.name ? [" ", P.el("bdi", { "class": "soft" }, F.plain(row.address))] : ""),
            P.el("div", null, P.el("p", { "class": "evidence" }, P.el("bdi", null, F.plain(row.evidence))),
                P.el("p", { "class": "proof" }, F.known(row.first_frame) ? P.el("span", null, "frame " + F.count(row.first_frame)) : "",
                    row.filter ? [P.el("code", null, F.plain(row.filter)),
                        P.copyButton(row.filter, F.plain(row.finding) + " of " + deviceLabel(row))] : "")));
    }

    /* Kinds in the order of their first ones, which have the most weight; a kind has one severity, or is two kinds here. */
    function kindsOf(rows) {
        var kinds = new Map();

        rows.forEach(function (row) {
            var id = row.severity + "\n" + row.finding;

            kinds.set(id, (kinds.get(id) || []).concat([row]));
        });
        return Array.from(kinds.entries());
    }

    function devicesOf(rows) {
        return new Set(rows.map(function (row) { return row.key; })).size;
    }

    function groupOf(entry) {
        var id = entry[0], rows = entry[1], shown = rows.slice(0, state.shown.get(id) || FIRST);

        return P.el("div", { "class": "find-of" },
            P.el("h3", { "class": "find-head" }, P.el("bdi", { "class": "kind" }, F.plain(rows[0].finding)), " ", severityOf(rows[0]),
                P.el("span", { "class": "soft" }, F.count(rows.length) + ", of " + F.plural(devicesOf(rows), "device"))),
            P.el("ol", { "class": "finds" }, shown.map(itemOf)),
            rows.length > shown.length ? P.button("Show " + F.count(Math.min(MORE, rows.length - shown.length)) + " more of " +
                F.count(rows.length), "more", function () {
                state.shown.set(id, shown.length + MORE);
                draw();
            }) : null);
    }

    function draw() {
        var rows = wanted(), left = picture.data.leftOut.findings.rows;

        P.fill(P.byId("findings-list"), kindsOf(rows).map(groupOf));
        P.fill(P.byId("findings-fine"), !rows.length
            ? (picture.isChosen() || state.severity !== "all" ? "No finding here." : "No findings in this capture.") : "",
            left ? F.plural(left, "more finding") + " not on this page." : "");
    }

    picture.findings = {
        again: draw,
        draw: function () {
            state.shown.clear();
            draw();
        },
        setUp: function () {
            P.fill(P.byId("findings-switches"), P.choice("Show", [{ id: "all", label: "all" },
                { id: "warning", label: "warnings" }, { id: "note", label: "notes" }], state.severity, function (id) {
                state.severity = id;
                state.shown.clear();
                draw();
            }));
        }
    };
})(window.picture = window.picture || {});
