/* findings.js - what the capture shows, each with its evidence
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var P = picture.page;
    var FIRST = 60, MORE = 200;

    var state = { severity: "all", shown: FIRST };

    function wanted() {
        return picture.data.findings.filter(function (row) {
            return picture.matches(row.conversation) && (state.severity === "all" || row.severity === state.severity);
        });
    }

    function deviceLabel(row) {
        return F.plain(row.device) || F.plain(row.mac) || "(no name)";
    }

    /* The severity is a word and a shape, not only a colour. */
    function itemOf(row) {
        var warning = row.severity === "warning";

        return P.el("li", { "class": "find " + (warning ? "warning" : "note") },
            P.el("p", { "class": "severity" }, P.el("span", { "aria-hidden": "true" }, warning ? "\u25b2 " : "\u25cf "),
                F.plain(row.severity)),
            P.el("div", { "class": "find-body" },
                P.el("p", { "class": "find-what" }, P.el("bdi", { "class": "kind" }, F.plain(row.finding)), " ",
                    P.name(deviceLabel(row)), row.name ? [" \u2192 ", P.name(row.name)] : "",
                    row.address && row.address !== row.name ? [" ", P.el("bdi", { "class": "soft" }, F.plain(row.address))] : ""),
                P.el("p", { "class": "evidence" }, P.el("bdi", null, F.plain(row.evidence))),
                P.el("p", { "class": "proof" }, F.known(row.first_frame) ? P.el("span", null, "frame " + F.count(row.first_frame)) : "",
                    row.filter ? [P.el("code", null, F.plain(row.filter)),
                        P.copyButton(row.filter, F.plain(row.finding) + " of " + deviceLabel(row))] : "")));
    }

    function draw() {
        var rows = wanted(), shown = rows.slice(0, state.shown), left = picture.data.leftOut.findings.rows;

        P.fill(P.byId("findings-list"), shown.map(itemOf));
        P.fill(P.byId("findings-fine"), !rows.length
            ? (picture.isChosen() || state.severity !== "all" ? "No finding here." : "No findings in this capture.") : "",
            rows.length > shown.length ? P.button("Show " + F.count(Math.min(MORE, rows.length - shown.length)) +
                " more of " + F.count(rows.length), "more", function () {
                state.shown += MORE;
                draw();
            }) : "", left ? F.plural(left, "more finding") + " not on this page." : "");
    }

    picture.findings = {
        draw: function () {
            state.shown = FIRST;
            draw();
        },
        setUp: function () {
            P.fill(P.byId("findings-switches"), P.choice("Show", [{ id: "all", label: "all" },
                { id: "warning", label: "warnings" }, { id: "note", label: "notes" }], state.severity, function (id) {
                state.severity = id;
                state.shown = FIRST;
                draw();
            }));
        }
    };
})(window.picture = window.picture || {});
