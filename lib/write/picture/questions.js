/* questions.js - the names that devices asked DNS for, and what came of it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var P = picture.page;
    var FIRST = 20, MORE = 200;
    var COLUMNS = ["Device", "Asked for", "Types", "Count", "Answered", "Contacted"];

    var state = { shown: FIRST };

    function deviceLabel(row) {
        return F.plain(row.device) || F.plain([].concat(row.mac || [])[0]) || "(no name)";
    }

    /* A reverse lookup is read from its end. */
    function nameOf(row) {
        return row.address ? "name of " + F.plain(row.address) : F.plain(row.name);
    }

    function words(values) {
        return values.map(F.plain).join(", ");
    }

    function cell(column, content, className) {
        return P.el("td", { "class": content === "" ? "blank" : className, "data-title": COLUMNS[column] }, content);
    }

    function rowOf(row) {
        return P.el("tr", { "class": "question" }, P.el("th", { scope: "row" }, P.name(deviceLabel(row))),
            cell(1, P.name(nameOf(row))), cell(2, words(row.types)), cell(3, F.count(row.count), "num"),
            cell(4, words(row.answered)), cell(5, F.plain(row.contacted)));
    }

    function headings() {
        return P.el("thead", null, P.el("tr", null, COLUMNS.map(function (title) {
            return P.el("th", title === "Count" ? { scope: "col", "class": "num" } : { scope: "col" }, title);
        })));
    }

    function hiddenOf(row) {
        return P.el("p", null, "Not readable: what ", P.name(deviceLabel(row)), " asks ", P.name(F.plain(row.name)),
            " over " + F.plain(row.transport) + "/" + F.plain(row.port) + ".");
    }

    function wanted(rows) {
        return rows.filter(function (row) {
            return picture.matches(row.conversation);
        });
    }

    function draw() {
        var rows = wanted(picture.data.questions), shown = rows.slice(0, state.shown);
        var left = picture.data.leftOut.questions.rows;

        P.fill(P.byId("questions-list"), rows.length
            ? P.el("table", { "class": "small cards" }, headings(), P.el("tbody", null, shown.map(rowOf))) : "");
        P.fill(P.byId("questions-fine"), rows.length ? "" : P.el("p", null, "No question here that could be read."),
            rows.length > shown.length ? P.button("Show " + F.count(Math.min(MORE, rows.length - shown.length)) +
                " more of " + F.count(rows.length), "more", function () {
                state.shown += MORE;
                draw();
            }) : "", left ? P.el("p", null, F.plural(left, "more name") + " not on this page.") : "",
            wanted(picture.data.encrypted).slice(0, MORE).map(hiddenOf));
    }

    picture.questions = {
        again: draw,
        draw: function () {
            state.shown = FIRST;
            draw();
        }
    };
})(window.picture = window.picture || {});
