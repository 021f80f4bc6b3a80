/* rings.js - how far away what is outside can be at most, by name: rings around home
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A bar begins at home and ends at the bound: the remote is anywhere within that distance. By
 * distance, bars go round the clock and their direction means nothing; a diamond on a bar is as far
 * away as a location database says. By direction, diamonds are where the map has them, and bars
 * keep as near to that direction as the others allow. The scale is that of a square root: equal
 * areas are equal kilometres.
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var P = picture.page;
    var RINGS = [500, 1000, 2500, 5000, 10000, 20000];
    var EARTH_KM = 20037.5;
    var MOST = 60;            /* bars; more cannot be told apart */
    var MOST_NAMED = 32;      /* bars with room for their names */
    var WIDE_NAMED = 520;     /* px of drawing that names need */
    var HOME = 7;             /* radius of the dot, in px */
    var TURN = 2 * Math.PI;
    var LIST_BESIDE = 760;    /* from this width on the list stands beside the drawing */
    var NAME_FONT = "11px";

    var arrange = "distance";
    var drawn = null;

    /* ---- what is drawn ---- */

    /* One entry per name. Of several addresses the nearest bound counts, and is said to. */
    function entries(remotes) {
        var names = new Map();

        remotes.forEach(function (row) {
            var mine = names.get(row.name || row.address);

            if (!mine) {
                mine = { label: row.label, row: row, bound: null, rtt: null, bytes: 0, addresses: 0 };
                names.set(row.name || row.address, mine);
            }
            mine.bytes += row.bytes;
            mine.addresses++;
            if (F.known(row.distance_km) && (mine.bound === null || row.distance_km < mine.bound)) {
                mine.bound = row.distance_km;
                mine.rtt = row.rtt_ms;
                mine.row = row;
            }
        });
        return Array.from(names.values());
    }

    function place(entry, home) {
        var row = entry.row;

        entry.place = null;
        if (home && F.known(row.latitude) && F.known(row.longitude)) {
            entry.place = {
                angle: bearing(home, row), impossible: row.impossible === true,
                km: F.known(row.geo_distance_km) ? row.geo_distance_km : distance(home, row),
                radius: row.radius_km || 0
            };
        }
    }

    function radians(degrees) {
        return degrees * Math.PI / 180;
    }

    /* Of the great circle, clockwise from north. */
    function bearing(a, b) {
        var la = radians(a.latitude), lb = radians(b.latitude), d = radians(b.longitude - a.longitude);

        return (Math.atan2(Math.sin(d) * Math.cos(lb),
            Math.cos(la) * Math.sin(lb) - Math.sin(la) * Math.cos(lb) * Math.cos(d)) + TURN) % TURN;
    }

    function distance(a, b) {
        var la = radians(a.latitude), lb = radians(b.latitude);
        var h = Math.pow(Math.sin((lb - la) / 2), 2) + Math.cos(la) * Math.cos(lb) *
            Math.pow(Math.sin(radians(b.longitude - a.longitude) / 2), 2);

        return 2 * 6371 * Math.asin(Math.sqrt(Math.min(1, h)));
    }

    /* Round the clock by distance, with a gap at the top for the scale. */
    function spiral(bars) {
        var gap = TURN / 16;

        bars.forEach(function (entry, i) {
            entry.angle = gap / 2 + (TURN - gap) * (i + 0.5) / bars.length;
            entry.spot = entry.angle;
        });
        return 0.36 * (TURN - gap) / bars.length;
    }

    /* Each as near to its own direction as the others allow. Those of none are in the list only. */
    function fan(bars) {
        var step = TURN / Math.max(72, bars.length * 1.15), round, i, a, b, push, moved;
        var directed = bars.filter(function (entry) {
            return entry.place;
        }).sort(function (p, q) {
            return p.place.angle - q.place.angle || p.bound - q.bound;
        });

        bars.forEach(function (entry) {
            entry.angle = entry.spot = entry.place ? entry.place.angle : null;
        });
        for (round = 0, moved = true; round < 200 && moved && directed.length > 1; round++) {
            moved = false;
            for (i = 0; i < directed.length; i++) {
                a = directed[i];
                b = directed[(i + 1) % directed.length];
                push = step - (b.angle + (i + 1 === directed.length ? TURN : 0) - a.angle);
                if (push > 1e-6) {
                    a.angle -= push / 2;
                    b.angle += push / 2;
                    moved = true;
                }
            }
        }
        return 0.42 * step;
    }

    function build(remotes) {
        var home = picture.data.home, all = entries(remotes), furthest = 0, graph, bounded;

        all.forEach(function (entry) {
            place(entry, home);
        });
        bounded = all.filter(function (entry) {
            return entry.bound !== null;
        }).sort(function (a, b) {
            return b.bytes - a.bytes;
        });
        graph = {
            named: all.length, without: all.length - bounded.length,
            more: Math.max(0, bounded.length - MOST),
            bars: bounded.slice(0, MOST).sort(function (a, b) {
                return a.bound - b.bound;
            })
        };
        graph.placed = graph.bars.some(function (entry) {
            return entry.place;
        });
        graph.directed = graph.placed && arrange === "direction";
        graph.half = Math.min(0.085, graph.directed ? fan(graph.bars) : spiral(graph.bars));
        graph.bars.forEach(function (entry) {
            furthest = Math.max(furthest, entry.bound, entry.place ? entry.place.km : 0);
        });
        graph.outer = RINGS.filter(function (km) {
            return km >= 2500 && km >= furthest;
        })[0] || EARTH_KM;
        return graph;
    }

    /* ---- what is said of it ---- */

    function bound(entry) {
        return "Answered after " + F.rtt(entry.rtt) + ": at most " + F.km(entry.bound) + " away" +
            (entry.addresses > 1 ? ", the nearest of its " + F.count(entry.addresses) + " addresses" : "") + ".";
    }

    function atLeast(spot) {
        return F.count(Math.max(0, spot.km - spot.radius)) + F.SPACE + "km";
    }

    function database(entry) {
        var spot = entry.place, city = F.plain(entry.row.city) || picture.countryName(entry.row.country);

        if (spot.impossible) {
            return ["The database puts it at least " + atLeast(spot) + " away",
                city ? [" (", P.name(city), ")"] : "", ", the round trip allows " + F.km(entry.bound) +
                ": a CDN, anycast or a wrong entry."];
        }
        return ["The database puts it " + F.count(spot.km) + F.SPACE + "km away",
            city ? [" (", P.name(city), ")"] : "", ", which the round trip allows."];
    }

    function say(entry) {
        return [P.tipTitle(entry.label), P.el("p", null, bound(entry)),
            entry.place ? P.el("p", null, database(entry)) : null];
    }

    /* ---- drawing ---- */

    function at(angle, r) {
        return [Math.sin(angle) * r, -Math.cos(angle) * r];
    }

    function drawRings(svg, graph, r) {
        var layer = svg.append("g").attr("class", "rings"), rings = RINGS.filter(function (km) {
            return km <= graph.outer;
        });

        layer.append("circle").attr("r", r(graph.outer)).attr("class", "ground");
        rings.forEach(function (km) {
            layer.append("circle").attr("r", r(km)).attr("class", "ring");
        });
        layer.append("circle").attr("class", "disc").attr("r", 0);
        return rings;
    }

    function drawScale(svg, rings, r) {
        svg.append("g").attr("class", "scale").attr("aria-hidden", "true").selectAll("text").data(rings).enter()
            .append("text").attr("y", function (km) {
                return -r(km) + 4;
            }).text(function (km, i) {
                return F.count(km) + (i + 1 === rings.length ? F.SPACE + "km" : "");
            });
    }

    function drawCompass(svg, radius) {
        svg.append("g").attr("class", "compass").attr("aria-hidden", "true").selectAll("text")
            .data(["N", "E", "S", "W"]).enter().append("text").attr("x", function (d, i) {
                return at(i * TURN / 4, radius + 13)[0];
            }).attr("y", function (d, i) {
                return at(i * TURN / 4, radius + 13)[1] + 4;
            }).text(String);
    }

    function endOf(entry, r) {
        return Math.max(HOME + 5, r(entry.bound));
    }

    function drawBar(layer, entry, r, half) {
        var end = endOf(entry, r), wide = Math.max(half, 2 / end);
        var arc = d3.arc().startAngle(entry.angle - wide).endAngle(entry.angle + wide);
        var group = layer.append("g").attr("class", "bar-of").style("color", entry.colour);

        group.append("path").attr("class", "reach").attr("d", arc({ innerRadius: HOME, outerRadius: end }));
        group.append("path").attr("class", "cap").attr("d", arc({ innerRadius: end - 3, outerRadius: end }));
        return group;
    }

    /* The diamond, and a line to the bar that it belongs to: dashed if the bar does not reach it. */
    function drawPlace(layer, entry, r) {
        var spot = at(entry.spot, r(entry.place.km)), end = endOf(entry, r), odd = entry.place.impossible;
        var from = at(entry.angle, odd ? end : Math.min(end, r(entry.place.km)));
        var group = layer.append("g").attr("class", "place" + (odd ? " impossible" : ""))
            .style("color", entry.colour);

        group.append("line").attr("x1", from[0]).attr("y1", from[1]).attr("x2", spot[0]).attr("y2", spot[1]);
        group.append("path").attr("transform", "translate(" + spot[0] + "," + spot[1] + ")")
            .attr("d", d3.symbol().type(d3.symbolDiamond).size(52)());
        return group;
    }

    /* Where a name has room along its bar, from the outer end of it: [from, room, inside]. It keeps
     * clear of the diamond. */
    function nameRoom(entry, r, radius) {
        var end = endOf(entry, r), spot = entry.place ? r(entry.place.km) : 0;
        var beyond = Math.max(end + 7, spot > end - 12 ? spot + 10 : 0);

        if (end <= radius * 0.52 && radius - beyond > 40) {
            return [beyond, radius - beyond - 4, false];
        }
        if (end <= radius * 0.52) {
            return [end + 7, radius - end, false];
        }
        return spot > HOME && spot < end && spot - 50 > end - spot
            ? [spot - 9, spot - 55, true]
            : [end - 9, end - Math.max(50, spot < end ? spot + 18 : 0), true];
    }

    /* Never upside down. */
    function drawName(layer, entry, r, radius) {
        var degrees = entry.angle * 360 / TURN - 90, left = entry.angle > TURN / 2;
        var space = nameRoom(entry, r, radius), from = space[0], room = space[1], inside = space[2];

        layer.append("text").attr("class", "bar-name")
            .attr("transform", "rotate(" + degrees + ") translate(" + from + ",0)" + (left ? " rotate(180)" : ""))
            .attr("text-anchor", inside === left ? "start" : "end").attr("dy", "0.34em")
            .text(P.fit(entry.label, room, NAME_FONT));
    }

    function light(entry) {
        drawn.svg.classed("lit", Boolean(entry));
        drawn.disc.attr("r", entry ? drawn.r(entry.bound) : 0);
        drawn.graph.bars.forEach(function (other) {
            [other.bar, other.diamond].forEach(function (group) {
                if (group) {
                    group.classed("on", other === entry);
                }
            });
            other.item.classList.toggle("on", other === entry);
        });
    }

    function listen(node, entry) {
        P.describe(node, function () {
            return say(entry);
        }, function () {
            light(entry);
        }, function () {
            light(null);
        });
    }

    function choose(entry) {
        picture.choose("group", picture.nameChoice(entry.row));
    }

    function drawItem(entry) {
        var button = P.button([P.swatch(entry.colour), P.name(entry.label),
            P.el("span", { "class": "num rtt" }, F.rtt(entry.rtt)),
            P.el("span", { "class": "num" }, F.atMost(entry.bound)),
            entry.place && entry.place.impossible ? P.el("span", { "class": "odd" },
                "\u25c7 database: at least " + atLeast(entry.place)) : null], "reach-of", function () {
            choose(entry);
        });

        button.id = "rings-item-" + picture.numberOf("remote " + (entry.row.name || entry.row.address));
        listen(button, entry);
        entry.item = P.el("li", null, button);
        return entry.item;
    }

    function drawEntries(svg, graph, r, radius, named) {
        var bars = svg.append("g"), spots = svg.append("g"), names = svg.append("g").attr("aria-hidden", "true");

        graph.bars.forEach(function (entry) {
            entry.colour = picture.colourOf(entry.row, picture.mode);
            if (entry.angle === null) {
                return;
            }
            entry.bar = drawBar(bars, entry, r, graph.half);
            entry.diamond = entry.place ? drawPlace(spots, entry, r) : null;
            if (named) {
                drawName(names, entry, r, radius);
            }
            [entry.bar, entry.diamond].forEach(function (group) {
                if (group) {
                    listen(group.node(), entry);
                    group.node().addEventListener("click", function () {
                        choose(entry);
                    });
                }
            });
        });
    }

    function draw(width) {
        var figure = P.byId("rings-figure"), graph = build(picture.chosenRemotes());
        var beside = width >= LIST_BESIDE, size = beside ? Math.min(680, width * 0.57) : Math.min(width, 560);
        var radius = size / 2 - 22, svg, r, rings;

        P.empty(figure);
        drawn = null;
        putWords(graph);
        if (!graph.bars.length) {
            figure.appendChild(P.el("p", { "class": "notice" }, graph.named
                ? "Nothing outside that is shown here has a round trip that could be measured, so nothing is known of its distance."
                : "No remotes to show."));
            return;
        }
        r = d3.scaleSqrt().domain([0, graph.outer]).range([0, radius]).clamp(true);
        svg = d3.select(figure).append("svg").attr("class", "rings-of").attr("role", "group")
            .attr("aria-label", "Rings of distance around home; the list has the same in text")
            .attr("viewBox", [-size / 2, -size / 2, size, size].join(" "))
            .style("max-width", size + "px");
        rings = drawRings(svg, graph, r);
        drawEntries(svg, graph, r, radius,
            !graph.directed && graph.bars.length <= MOST_NAMED && size >= WIDE_NAMED);
        svg.append("circle").attr("class", "home").attr("r", HOME);
        drawScale(svg, rings, r);
        if (graph.directed) {
            drawCompass(svg, radius);
        }
        figure.appendChild(P.el("ol", { "class": "reaches", "aria-label": "Names, nearest bound first" },
            graph.bars.map(drawItem)));
        drawn = { svg: svg, graph: graph, r: r, disc: svg.select(".disc") };
    }

    /* ---- the rest of the section ---- */

    function line(text) {
        return text ? P.el("p", null, text) : null;
    }

    function missing() {
        var located = picture.data.remotes.some(function (row) {
            return F.known(row.latitude);
        });
        var needs = [located ? null : "a location database of cities",
            picture.data.home ? null : "the preference iot.home (\u201clatitude,longitude\u201d)"].filter(Boolean);

        return needs.length ? "Where a location database puts the remotes is not shown: that needs " +
            needs.join(" and ") + "." : null;
    }

    function putWords(graph) {
        var listed = graph.directed ? graph.bars.filter(function (entry) {
            return !entry.place;
        }).length : 0;

        /* An example from the capture: what a millisecond allows depends on the reader's preferences. */
        P.fill(P.byId("rings-how"), "No answer outruns light. ", graph.bars.length ? [P.name(graph.bars[0].label),
            " answered after " + F.rtt(graph.bars[0].rtt) + ", so it is at most " + F.km(graph.bars[0].bound) +
            " away. "] : "", "A bar is a name, or an address that has none, and reaches from home to that bound; it is anywhere within. ", graph.directed ? "Bars point about where a location database puts the remote."
                : "The direction of a bar means nothing.");
        P.byId("rings-key").hidden = !graph.placed;
        P.fill(P.byId("rings-fine"),
            line(graph.without ? F.plural(graph.without, "name") + " without a round trip." : ""),
            line(listed ? F.plural(listed, "name") + " without a place in the database: in the list only." : ""),
            line(graph.more ? F.plural(graph.more, "name") + " of less traffic not drawn; the table has them." : ""),
            line(missing()));
    }

    function keyItem(odd, text) {
        var svg = d3.create("svg:svg").attr("class", "sample").attr("viewBox", "-20 -12 40 24")
            .attr("aria-hidden", "true");
        var group = svg.append("g").attr("class", "place" + (odd ? " impossible" : ""));

        group.append("line").attr("x1", odd ? -20 : -14).attr("x2", odd ? 8 : 0);
        group.append("path").attr("transform", odd ? "translate(10)" : null)
            .attr("d", d3.symbol().type(d3.symbolDiamond).size(52)());
        return P.el("li", null, svg.node(), text);
    }

    picture.rings = {
        draw: draw,
        setUp: function (redraw) {
            P.fill(P.byId("rings-key"),
                keyItem(false, "where a location database puts it"),
                keyItem(true, "the same, but further away than the round trip allows: a CDN, anycast or a wrong entry"));
            if (picture.data.home && picture.data.remotes.some(function (row) {
                return F.known(row.latitude);
            })) {
                P.fill(P.byId("rings-switches"), P.choice("Arranged by", [{ id: "distance", label: "distance" },
                    { id: "direction", label: "direction" }], arrange, function (id) {
                    arrange = id;
                    redraw();
                }));
            }
        }
    };
})(window.picture = window.picture || {});
