/* devices.js - every device, by kind: what it is and by what, and what was seen of it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var P = picture.page;
    var FIRST = 100;          /* devices at first; a button shows the others */
    var MOST_ALIASES = 8;     /* of one device, until it is the only one */

    var state = { search: "", all: false };
    var unfolded = new Set(); /* numbers of devices whose evidence is open */
    var news = P.news();

    /* ---- which ---- */

    /* Those that talk to the chosen group; null: none is chosen. */
    function keysOfGroup() {
        var group = picture.chosen.group, keys = new Set();

        picture.data.conversations.forEach(function (row) {
            if (group && group.match(row)) {
                keys.add(row.key).add(row.peerKey);
            }
        });
        return group ? keys : null;
    }

    function wanted() {
        var words = state.search.toLowerCase().split(/\s+/).filter(Boolean);
        var chosen = picture.chosen.device, ofGroup = keysOfGroup();

        return picture.data.devices.filter(function (device) {
            return (!chosen || chosen.keys.has(device.key)) && (!ofGroup || ofGroup.has(device.key)) && words.every(function (word) {
                return device.words.indexOf(word) >= 0;
            });
        });
    }

    /* ---- one device ---- */

    function aliases(device, all) {
        var shown = all ? device.aliases : device.aliases.slice(0, MOST_ALIASES);

        return !shown.length ? null : P.el("p", { "class": "thing-more" }, "also ", shown.map(function (alias, i) {
            return [i ? ", " : "", P.name(alias, "alias")];
        }), shown.length < device.aliases.length
            ? " and " + F.count(device.aliases.length - shown.length) + " more" : "");
    }

    function evidence(device, open) {
        var node = !device.identity.length ? null : P.el("details", { "class": "thing-facts",
            open: open || unfolded.has(device.number) ? "" : null },
            P.el("summary", { id: "device-facts-" + device.number }, "Evidence"), P.tipLines(P.factLines(device)));

        if (node) {
            node.addEventListener("toggle", function () {
                if (node.open) {
                    unfolded.add(device.number);
                } else {
                    unfolded.delete(device.number);
                }
            });
        }
        return node;
    }

    function where(device) {
        var shown = device.macs.concat(device.addresses.slice(0, 2)).map(F.plain);

        return shown.map(function (address) {
            return P.el("p", null, P.el("bdi", null, address));
        }).concat(device.addresses.length > 2
            ? P.el("p", null, "and " + F.count(device.addresses.length - 2) + " more") : []);
    }

    /* Whose it is, where what it is does not say so. */
    function maker(device) {
        var name = F.plain(device.maker) || F.plain(device.vendor);

        return !name || device.what.indexOf(name) >= 0 ? null : P.el("p", { "class": "soft" }, "of ", P.el("bdi", null, name));
    }

    function traffic(device) {
        var line = P.spark(device.overTime);

        return [P.el("p", { "class": "num" }, F.bytes(device.bytes)), line];
    }

    function cell(title, content) {
        var node = P.el("div", { "data-title": title }, content);

        node.className = node.firstChild ? "cell" : "cell blank";
        return node;
    }

    function thing(device, alone) {
        var choice = picture.deviceChoice(device), pick = P.button(P.name(device.label), "pick", function () {
            picture.choose("device", choice);
        });

        pick.id = "device-" + device.number;
        pick.setAttribute("aria-pressed", String(Boolean(picture.chosen.device && picture.chosen.device.id === choice.id)));
        return P.el("li", { "class": "thing" + news(device.number) }, P.el("div", { "class": "cell" }, pick, aliases(device, alone)),
            cell("What it is", [device.what ? P.el("p", null, P.el("bdi", null, device.what)) : null, maker(device),
                evidence(device, alone)]),
            cell("Addresses", where(device)), cell("Bytes", traffic(device)),
            cell("Seen", F.between(device.first, device.last)),
            cell("Findings", [device.findings.length ? P.el("bdi", null, device.findings.map(F.plain).join(", ")) : null,
                packets(device)]));
    }

    /* They stand over columns; where there are none, each cell says its own. */
    function headings() {
        return P.el("div", { "class": "thing-heads soft", "aria-hidden": "true" },
            ["Name", "What it is", "Addresses", picture.data.devices.some(function (device) { return device.overTime; })
                ? "Bytes over time" : "Bytes", "First \u2013 last seen", "Findings"].map(function (title) {
                return P.el("span", null, title);
            }));
    }

    /* What the server keeps of it. */
    function packets(device) {
        var names = device.macs.length ? device.macs : device.addresses;

        return !picture.kept || !names.length ? null : P.el("p", { "class": "thing-more" }, P.el("a", { "class": "packets", download: "",
            id: "device-packets-" + device.number, href: "packets/" + names.slice(0, 32).join(",") + ".pcapng" + location.search,
            title: "The last packets from and to it, as far back as there is room for them" }, "Packets"));
    }

    /* ---- all of them ---- */

    function heading(kind, count) {
        var choice = picture.kindChoice(kind), pick = P.button([P.icon(kind.icon), P.el("bdi", null, kind.label)], "pick", function () {
            picture.choose("device", choice);
        });

        pick.id = "devices-kind-" + picture.numberOf(kind.id);
        pick.setAttribute("aria-pressed", String(Boolean(picture.chosen.device && picture.chosen.device.id === choice.id)));
        return P.el("h3", { "class": "kind-head" }, pick, P.el("span", { "class": "soft" }, F.count(count)));
    }

    function draw() {
        var found = wanted(), shown = state.all ? found : found.slice(0, FIRST), left = picture.data.leftOut.devices, unknown;

        P.fill(P.byId("devices-list"), found.length ? headings() : null, picture.data.kinds.map(function (kind) {
            var mine = shown.filter(function (device) {
                return device.kindOf === kind;
            });
            var all = found.filter(function (device) {
                return device.kindOf === kind;
            });

            return !mine.length ? null : P.el("div", { "class": "kind-of" }, heading(kind, all.length),
                P.el("ul", { "class": "things" }, mine.map(function (device) {
                    return thing(device, found.length === 1);
                })));
        }));
        P.fill(P.byId("devices-count"), found.length === picture.data.devices.length
            ? F.plural(found.length, "device") : F.count(found.length) + " of " + F.plural(picture.data.devices.length, "device"));
        unknown = picture.data.hasParts && picture.data.devices.filter(function (device) {
            return !device.overTime;
        }).length;
        P.fill(P.byId("devices-fine"), unknown
            ? P.el("p", null, "Bytes over time are not known of " + F.plural(unknown, "device") +
                ": summaries have none, there is room for the first flows only, and a clock that was set in between spoils them.") : "", found.length > shown.length
            ? P.button("Show all " + F.count(found.length) + " devices", "more", function () {
                state.all = true;
                draw();
            }) : "", left.rows ? F.plural(left.rows, "more device") + " not on this page." : "");
    }

    var folded = [];

    /* Paper does not unfold: all evidence is told there. */
    function unfold() {
        folded = Array.from(document.querySelectorAll(".thing-facts:not([open])"));
        folded.forEach(function (node) {
            node.open = true;
        });
    }

    function fold() {
        folded.forEach(function (node) {
            node.open = false;
        });
        folded = [];
    }

    picture.devices = {
        again: draw,
        unfold: unfold,
        fold: fold,
        draw: function () {
            state.all = false;
            draw();
        },
        setUp: function () {
            var search = P.el("input", { type: "search", placeholder: "name, kind, maker\u2026", autocomplete: "off",
                spellcheck: "false", id: "devices-search" });

            search.addEventListener("input", function () {
                state.search = search.value;
                state.all = false;
                draw();
            });
            P.fill(P.byId("devices-tools"), P.el("label", { "class": "field" }, P.el("span", null, "Search"), search));
        }
    };
})(window.picture = window.picture || {});
