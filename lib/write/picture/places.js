/* places.js - countries, organizations and domains, with the nearest proven bound of each
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tables of the capture as long as nothing is chosen; then sums of the chosen conversations.
 * Domains stand in where no database told organizations or countries.
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var P = picture.page;
    var MOST = 12;
    var open = new Set();     /* panels that show all of their rows */

    /* One row per place of the conversations; one of several places counts in each of them. */
    function fold(placesOf, choiceOf) {
        var map = new Map();

        picture.data.conversations.forEach(function (row) {
            if (row.direction === picture.LOCAL || !picture.matches(row)) {
                return;
            }
            placesOf(row).forEach(function (place) {
                var mine = map.get(place);

                if (!mine) {
                    mine = { id: place, choice: choiceOf(place), bytes: 0, addresses: new Set(), distance_km: null, nearest: null };
                    map.set(place, mine);
                }
                mine.bytes += row.bytes;
            });
        });
        return map;
    }

    /* A remote is an address. The nearest bound is that of one, not of a conversation, which may have several places. */
    function remotes(map, placesOf) {
        picture.chosenRemotes().forEach(function (row) {
            placesOf(row).forEach(function (place) {
                var mine = map.get(place);

                if (mine) {
                    mine.addresses.add(row.address);
                }
                if (mine && F.known(row.distance_km) && (mine.distance_km === null || row.distance_km < mine.distance_km)) {
                    mine.distance_km = row.distance_km;
                    mine.nearest = row.label;
                }
            });
        });
    }

    function ofCapture(table, choiceOf, key) {
        return table.map(function (row) {
            return { id: row[key], choice: choiceOf(row[key]), bytes: row.bytes, remotes: row.remotes,
                distance_km: row.distance_km, nearest: row.nearest };
        });
    }

    function folded(placesOf, choiceOf) {
        var map = fold(placesOf, choiceOf);

        remotes(map, placesOf);
        return Array.from(map.values()).map(function (row) {
            return Object.assign(row, { remotes: row.addresses.size });
        });
    }

    function countriesOf(row) {
        return row.countries || row.country || [];
    }

    function organizationsOf(row) {
        return row.organizations || row.organization || [];
    }

    function domainsOf(row) {
        return [row.domain || row.name || ""];
    }

    function chooser(prefix, label, placesOf) {
        return function (place) {
            return {
                id: prefix + place, label: label(place),
                match: function (row) {
                    return row.direction !== picture.LOCAL && placesOf(row).indexOf(place) >= 0;
                }
            };
        };
    }

    var countryChoice = chooser("c:", picture.countryName, countriesOf);
    var organizationChoice = chooser("o:", F.plain, organizationsOf);
    var domainChoice = chooser("d:", F.plain, domainsOf);

    function rowOf(row, most) {
        var pressed = picture.chosen.group && picture.chosen.group.id === row.choice.id;
        var bar = P.el("i", { "class": "amount", "aria-hidden": "true" });
        var pick = P.el("button", { type: "button", "class": "pick", "aria-pressed": String(Boolean(pressed)) },
            P.name(row.choice.label));

        pick.addEventListener("click", function () {
            picture.choose("group", row.choice);
        });
        bar.style.width = Math.max(1, 100 * row.bytes / (most || 1)) + "%";
        return P.el("tr", null, P.el("th", { scope: "row" }, pick, bar),
            P.el("td", { "class": "num", "data-title": "Remotes" }, F.count(row.remotes)),
            P.el("td", { "class": "num", "data-title": "Bytes" }, F.bytes(row.bytes)),
            P.el("td", { "class": "num", "data-title": "Nearest, at most" }, F.atMost(row.distance_km) || P.el("span", { "class": "soft" }, "\u2013"),
                row.nearest && F.known(row.distance_km) ? P.name(row.nearest, "near") : null));
    }

    function panel(id, title, rows) {
        var most, shown;

        if (!rows.length) {
            return null;
        }
        rows.sort(function (a, b) {
            return b.bytes - a.bytes;
        });
        most = rows[0].bytes;
        shown = open.has(id) ? rows : rows.slice(0, MOST);
        return P.el("div", { "class": "panel", id: "places-" + id }, P.el("h3", null, title + " ",
            P.el("span", { "class": "soft" }, F.count(rows.length))),
            P.el("table", { "class": "small cards" }, P.el("thead", null, P.el("tr", null,
                P.el("th", { scope: "col" }, "Name"), P.el("th", { scope: "col", "class": "num" }, "Remotes"),
                P.el("th", { scope: "col", "class": "num" }, "Bytes"),
                P.el("th", { scope: "col", "class": "num" }, "Nearest, at most"))),
            P.el("tbody", null, shown.map(function (row) {
                return rowOf(row, most);
            }))), rows.length > shown.length ? P.button("Show all " + F.count(rows.length), "more", function () {
                open.add(id);
                draw();
            }) : null);
    }

    function draw() {
        var data = picture.data, chosen = picture.isChosen();
        var countries = chosen ? folded(countriesOf, countryChoice)
            : ofCapture(data.countries, countryChoice, "country");
        var organizations = chosen ? folded(organizationsOf, organizationChoice)
            : ofCapture(data.organizations, organizationChoice, "organization");
        var missing = [data.organizations.length ? null : "organizations",
            data.countries.length ? null : "countries"].filter(Boolean);

        P.fill(P.byId("places-how"), "The nearest bound is a proof by round trip: something of it is at most so far away. ",
            missing.length ? "No location database told " + missing.join(" or ") + ", so here are the domains of the names." : "");
        P.fill(P.byId("places-figure"), panel("organizations", "Organizations", organizations),
            panel("countries", "Countries", countries),
            missing.length ? panel("domains", "Domains", folded(domainsOf, domainChoice)) : null);
        if (!P.byId("places-figure").firstChild) {
            P.byId("places-figure").appendChild(P.el("p", { "class": "notice" }, "No remotes to show."));
        }
    }

    picture.places = { draw: draw };
})(window.picture = window.picture || {});
