/* totals.js - the first lines: how much of what, and what is not on the page
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var DIRECTIONS = { multicast: "to many at once", transit: "passing through", none: "between no devices",
        outbound: "outbound", inbound: "inbound", local: "local" };

    function el() {
        return picture.page.el.apply(null, arguments);
    }

    /* A number and its noun stay on one line. */
    function strong(text) {
        return el("strong", null, text.replace(" ", F.SPACE));
    }

    function putLede(data) {
        var remotes = data.addresses + data.leftOut.remotes.rows;
        var seconds = data.start !== null && data.end !== null ? (data.end - data.start) / 1000 : null;

        if (!data.devices.length) {
            picture.page.fill(picture.page.byId("lede"), "No device in this capture.");
            return;
        }
        picture.page.fill(picture.page.byId("lede"),
            seconds !== null ? ["In ", strong(F.spanWords(seconds)), ", "] : "",
            strong(F.plural(data.devices.length + data.leftOut.devices.rows, "device")), " talked to ",
            strong(F.plural(remotes, "remote")),
            data.organizations.length ? [" of ", strong(F.plural(data.organizations.length, "organization"))]
                : "",
            data.countries.length ? [" in ", strong(F.plural(data.countries.length, "country", "countries"))]
                : "", ".");
    }

    function tile(title, value, more) {
        return el("div", { "class": "tile" }, el("dt", null, title), el("dd", null, value),
            more ? el("dd", { "class": "tile-more" }, more) : null);
    }

    function ofSeverity(data, severity) {
        return data.findings.filter(function (row) {
            return row.severity === severity;
        }).length;
    }

    function putTiles(data) {
        var local = data.conversations.filter(function (row) {
            return row.direction === picture.LOCAL;
        }).length;
        var all = data.conversations.length + data.leftOut.conversations.rows;
        var findings = data.findings.length + data.leftOut.findings.rows;
        var rest = noConversation(data.capture.in_no_conversation);

        picture.page.fill(picture.page.byId("tiles"),
            data.start !== null && data.end !== null ? tile("Time", [F.span((data.end - data.start) / 1000)],
                F.period(data.start, data.end) + " " + F.zone(data.start)) : null,
            tile("Traffic", F.bytes(data.capture.bytes || 0), F.plural(data.capture.packets || 0, "packet")),
            tile("Conversations", F.count(all),
                local ? F.count(local) + " between devices here" : null),
            tile("Findings", F.count(findings),
                F.plural(ofSeverity(data, "warning"), "warning") + ", " +
                F.plural(ofSeverity(data, "note"), "note") +
                (data.leftOut.findings.rows ? " here" : "")),
            rest.packets ? tile("In no conversation", F.bytes(rest.bytes), rest.kinds.join(", ")) : null);
    }

    /* What no conversation has, in the words of the tables: "184 packets to many at once". */
    function noConversation(rest) {
        var sum = { packets: 0, bytes: 0 };

        sum.kinds = Object.keys(rest || {}).map(function (kind) {
            sum.packets += rest[kind].packets;
            sum.bytes += rest[kind].bytes;
            return F.plural(rest[kind].packets, "packet") + " " + (DIRECTIONS[kind] || F.plain(kind));
        });
        return sum;
    }

    function leftOut(left) {
        var parts = [];

        if (left.devices.rows) {
            parts.push(F.plural(left.devices.rows, "device") + " with " + F.bytes(left.devices.bytes));
        }
        if (left.conversations.rows) {
            parts.push(F.plural(left.conversations.rows, "conversation") + " with " +
                F.bytes(left.conversations.bytes));
        }
        if (left.remotes.rows) {
            parts.push(F.plural(left.remotes.rows, "remote"));
        }
        if (left.contacts.rows || left.contacts.moments) {
            parts.push(left.contacts.rows ? F.plural(left.contacts.rows, "lane") + " of the time line"
                : F.plural(left.contacts.moments, "moment") + " of the time line");
        }
        if (left.findings.rows) {
            parts.push(F.plural(left.findings.rows, "finding"));
        }
        return parts.length ? "Not on this page, as it has room for the largest only: " + parts.join(", ") +
            ". Counts above include them." : null;
    }

    function line(text) {
        return text ? el("p", null, text) : null;
    }

    picture.drawTotals = function () {
        var data = picture.data, dropped = data.capture.dropped;

        putLede(data);
        putTiles(data);
        picture.page.fill(picture.page.byId("fine"), line(leftOut(data.leftOut)),
            line(dropped ? F.plural(dropped, "packet") + " beyond what the tables hold." : null));
    };
})(window.picture = window.picture || {});
