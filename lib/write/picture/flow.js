/* flow.js - who talks to whom: devices at the left, whom they talk to at the right
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Devices stand in the order of their traffic, groups near the devices that use them, both with
 * room for their names, so that the width of a link can be what it is. What has no room is in "the
 * rest". Traffic between two devices is drawn at both.
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var P = picture.page;
    var MOST_DEVICES = 24, MOST_GROUPS = 18;
    var NODE = 9;             /* width of a node, in px */
    var ROW = 36;             /* room for the two lines of a label */
    var FLOW = 260;           /* height that the traffic itself has */
    var NARROW = 640;         /* below, names stand on the links */
    var NAME_FONT = "600 13px", MORE_FONT = "11.5px";

    var what = "bytes";
    var drawn = null;         /* what is on the page: {links, nodes} */

    function amount(value) {
        return what === "bytes" ? F.bytes(value) : F.plural(value, "packet");
    }

    /* ---- what is drawn ---- */

    /* One entry per end of a conversation that is a device. */
    function ends() {
        var all = [];

        picture.data.conversations.forEach(function (row) {
            var group = picture.groupOf(row, picture.mode);

            all.push({ device: row.key, group: group, row: row });
            if (row.peerKey !== null) {
                all.push({ device: row.peerKey, group: group, row: row });
            }
        });
        return all;
    }

    function ranked(all, keyOf) {
        var totals = new Map();

        all.forEach(function (end) {
            var key = keyOf(end);

            totals.set(key, (totals.get(key) || 0) + end.row[what]);
        });
        return Array.from(totals.keys()).sort(function (a, b) {
            return totals.get(b) - totals.get(a);
        });
    }

    function plainNode(side, id, label) {
        return { side: side, id: id, label: label, links: [], rows: new Set(), total: 0 };
    }

    function deviceNode(key, rest) {
        var device = picture.data.deviceOf.get(key), node;

        if (rest) {
            node = plainNode("device", "rest of devices", "the rest (" + F.plural(rest.size, "device") + ")");
            node.keys = rest;
            node.choice = {
                id: node.id, label: node.label,
                match: function (row) {
                    return rest.has(row.key) || rest.has(row.peerKey);
                }
            };
            return node;
        }
        node = plainNode("device", key, device ? device.label : "(no name)");
        node.device = device;
        node.choice = picture.deviceChoice(device || { key: key, label: node.label });
        return node;
    }

    function groupNode(id, label, rest) {
        var node = plainNode("group", id, label), mode = picture.mode;

        node.colour = id === picture.LOCAL || rest ? "var(--c0)"
            : picture.groups(mode).map.get(id).colour;
        node.choice = rest ? {
            id: id, label: label,
            match: function (row) {
                return rest.has(picture.groupOf(row, mode).id);
            }
        } : picture.groupChoice(node, mode);
        return node;
    }

    /* More than there is room for: the first ones, and a set of the others. */
    function cut(ids, most) {
        return ids.length <= most + 1 ? { first: ids, rest: new Set() }
            : { first: ids.slice(0, most), rest: new Set(ids.slice(most)) };
    }

    function build() {
        var all = ends(), nodes = new Map(), links = new Map();
        var remote = all.filter(function (end) {
            return end.group.id !== picture.LOCAL;
        });
        var devices = cut(ranked(all, function (end) {
            return end.device;
        }), MOST_DEVICES);
        var groups = cut(ranked(remote, function (end) {
            return end.group.id;
        }), MOST_GROUPS);
        var restLabel = "the rest (" + F.plural(groups.rest.size, "group") + ")";

        all.forEach(function (end) {
            var isRest = groups.rest.has(end.group.id);
            var source = devices.rest.has(end.device) ? "d:rest" : "d:" + end.device;
            var target = isRest ? "g:rest" : "g:" + end.group.id;
            var link = links.get(source + "\n>" + target);

            if (!nodes.has(source)) {
                nodes.set(source, deviceNode(end.device, source === "d:rest" ? devices.rest : null));
            }
            if (!nodes.has(target)) {
                nodes.set(target, isRest ? groupNode("rest of groups", restLabel, groups.rest)
                    : groupNode(end.group.id, end.group.label));
            }
            if (!link) {
                link = { source: nodes.get(source), target: nodes.get(target), value: 0, rows: new Set() };
                links.set(source + "\n>" + target, link);
                link.source.links.push(link);
                link.target.links.push(link);
            }
            link.rows.add(end.row);
            link.source.rows.add(end.row);
            link.target.rows.add(end.row);
        });
        /* A conversation of two devices of the rest has both ends in one link: it counts once. */
        links.forEach(function (link) {
            link.value = total(link.rows);
        });
        nodes.forEach(function (node) {
            node.total = total(node.rows);
        });
        return { nodes: order(nodes, devices.first, groups.first), links: Array.from(links.values()) };
    }

    function total(rows) {
        var sum = 0;

        rows.forEach(function (row) {
            sum += row[what];
        });
        return sum;
    }

    /* Groups stand where the devices are that use them most; what is no group of its own, below. */
    function order(nodes, devices, groups) {
        var left = devices.map(function (key) {
            return nodes.get("d:" + key);
        }).concat(nodes.get("d:rest") || []);
        var right = groups.map(function (id) {
            return nodes.get("g:" + id);
        });

        right.forEach(function (node) {
            var weight = 0, place = 0;

            node.links.forEach(function (link) {
                var w = Math.sqrt(link.value + 1);

                weight += w;
                place += w * left.indexOf(link.source);
            });
            node.place = place / weight;
        });
        right.sort(function (a, b) {
            return a.place - b.place;
        });
        return left.concat(right, nodes.get("g:rest") || [], nodes.get("g:" + picture.LOCAL) || []);
    }

    /* ---- what is said of it ---- */

    function sums(rows) {
        var sum = { bytes_sent: 0, bytes_received: 0, packets: 0 };

        rows.forEach(function (row) {
            sum.bytes_sent += row.bytes_sent || 0;
            sum.bytes_received += row.bytes_received || 0;
            sum.packets += row.packets;
        });
        return sum;
    }

    function byAmount(links, side) {
        return links.slice().sort(function (a, b) {
            return b.value - a.value;
        }).map(function (link) {
            return link[side].label + "  " + amount(link.value);
        });
    }

    function names(rows) {
        return Array.from(rows).sort(function (a, b) {
            return b[what] - a[what];
        }).map(function (row) {
            return row.direction === picture.LOCAL ? row.deviceLabel + " \u2013 " + row.label : row.label;
        }).filter(function (label, i, all) {
            return all.indexOf(label) === i;
        });
    }

    function nearest(rows) {
        var best = null;

        rows.forEach(function (row) {
            if (F.known(row.distance_km) && (best === null || row.distance_km < best)) {
                best = row.distance_km;
            }
        });
        return best;
    }

    function traffic(rows) {
        var sum = sums(rows);

        return [["Sent", F.bytes(sum.bytes_sent)], ["Received", F.bytes(sum.bytes_received)],
            ["Packets", F.count(sum.packets)]];
    }

    function sayDevice(node) {
        var device = node.device;

        return [P.tipTitle(node.label), P.tipLines((device ? [
            ["Vendor", F.plain(device.vendor)], ["MAC", F.plain(device.mac)],
            ["Group", F.plain(device.group)],
            ["Address", device.addresses.slice(0, 2).map(F.plain).join(", ")],
            ["Sent", F.bytes(device.bytes_sent)], ["Received", F.bytes(device.bytes_received)],
            ["Packets", F.count(device.packets)], ["Findings", device.findings.map(F.plain).join(", ")]
        ] : traffic(node.rows))), P.tipNames("talks to", byAmount(node.links, "target"))];
    }

    function sayGroup(node) {
        var local = node.id === picture.LOCAL, bound = nearest(node.rows);

        return [P.tipTitle(node.label),
            P.tipLines(local ? [["Between devices", amount(node.total)]] : traffic(node.rows).concat([
                ["Nearest", bound === null ? "" : "at most " + F.km(bound)]
            ])),
            P.tipNames(local ? "seen at" : "devices", byAmount(node.links, "source"), 5),
            local ? null : P.tipNames("remotes", names(node.rows), 5)];
    }

    function sayLink(link) {
        return [P.tipTitle(link.source.label), P.tipTitle("\u2192 " + link.target.label),
            P.tipLines(link.target.id === picture.LOCAL ? [["Traffic", amount(link.value)]]
                : traffic(link.rows)),
            P.tipNames("conversations with", names(link.rows), 6)];
    }

    /* ---- drawing ---- */

    function layout(graph, width, gutter) {
        var left = graph.nodes.filter(function (node) {
            return node.side === "device";
        }).length;
        var most = Math.max(left, graph.nodes.length - left);
        var height = FLOW + most * ROW;

        d3.sankey().nodeWidth(NODE).nodePadding(ROW).nodeAlign(d3.sankeyLeft).nodeSort(null)
            .iterations(24).extent([[gutter, ROW / 2], [width - gutter, height - ROW / 2]])({
                nodes: graph.nodes,
                links: graph.links.map(function (link) {
                    link.shown = link.value;
                    link.value = Math.max(link.value, 1e-6); /* nothing sent is still a link */
                    return link;
                })
            });
        return height;
    }

    /* One curve from the side of a node to that of another, as wide as the traffic. */
    function curve(link) {
        var x0 = link.source.x1, x1 = link.target.x0, middle = (x0 + x1) / 2;

        return "M" + x0 + "," + link.y0 + "C" + middle + "," + link.y0 + " " + middle + "," + link.y1 + " " +
            x1 + "," + link.y1;
    }

    function light(on) {
        drawn.svg.classed("lit", Boolean(on));
        drawn.links.classed("on", function (link) {
            return Boolean(on && on(link));
        });
        drawn.nodes.classed("on", function (node) {
            return Boolean(on && node.links.some(on));
        });
    }

    /* What is chosen stays lit when nothing is pointed at. */
    function rest() {
        light(picture.isChosen() ? function (link) {
            return Array.from(link.rows).some(picture.matches) && sideMatches(link);
        } : null);
    }

    /* A conversation of two devices has two links; choosing one device lights up its own only. */
    function sideMatches(link) {
        var device = picture.chosen.device;

        return !device || link.source.id === device.id ||
            (link.source.keys && Array.from(link.source.keys).some(function (key) {
                return key === device.id;
            })) || false;
    }

    function drawLinks(svg, graph) {
        var links = svg.append("g").attr("class", "links").selectAll("path").data(graph.links).enter()
            .append("path").attr("class", "link").attr("d", curve)
            .attr("stroke-width", function (link) {
                return Math.max(1.2, link.width);
            })
            .classed("hair", function (link) {
                return link.width < 1.2;
            })
            .classed("here", function (link) {
                return link.target.id === picture.LOCAL;
            })
            .style("stroke", function (link) {
                return link.target.colour;
            });

        links.each(function (link) {
            P.describe(this, function () {
                return sayLink(link);
            }, function () {
                light(function (other) {
                    return other === link;
                });
            }, rest);
            this.addEventListener("click", function () {
                picture.chooseBoth(link.source.choice, link.target.choice);
            });
        });
        return links;
    }

    function more(node) {
        var device = node.device;

        if (node.side === "device") {
            return amount(node.total) + (device && device.vendor ? " \u00b7 " + F.plain(device.vendor) : "");
        }
        return amount(node.total) + " \u00b7 " + F.plural(node.links.length, "device");
    }

    function drawLabel(group, node, narrow, gutter, width) {
        var device = node.side === "device", outward = narrow ? !device : device;
        var room = narrow ? (width - 2 * NODE) / 2 - 14 : gutter - 12;
        var x = narrow ? (device ? node.x1 + 6 : node.x0 - 6) : device ? node.x0 - 8 : node.x1 + 8;
        var y = (node.y0 + node.y1) / 2;

        [["label", node.label, NAME_FONT, -2], ["label-more", more(node), MORE_FONT, 13]]
            .forEach(function (line) {
                group.append("text").attr("class", line[0]).attr("x", x).attr("y", y + line[3])
                    .attr("text-anchor", outward ? "end" : "start").text(P.fit(line[1], room, line[2]));
            });
    }

    function drawNodes(svg, graph, narrow, gutter, width) {
        var groups = svg.append("g").attr("class", "nodes").selectAll("g").data(graph.nodes).enter()
            .append("g").attr("class", function (node) {
                return "node " + node.side + (node.id === picture.LOCAL ? " here" : "");
            });

        groups.each(function (node) {
            var group = d3.select(this), height = Math.max(2, node.y1 - node.y0);
            var hitX = node.side === "device" ? 0 : narrow ? width / 2 : node.x0;
            var hitWidth = narrow ? width / 2 : gutter + NODE;

            /* The whole of the label can be pointed at, not only its letters. */
            group.append("rect").attr("class", "hit").attr("x", hitX)
                .attr("y", (node.y0 + node.y1) / 2 - Math.max(ROW, height) / 2).attr("width", hitWidth)
                .attr("height", Math.max(ROW, height));
            group.append("rect").attr("class", "block").attr("x", node.x0).attr("y", node.y0)
                .attr("width", NODE).attr("height", height).attr("rx", Math.min(2, height / 2))
                .style("fill", node.colour || null);
            drawLabel(group, node, narrow, gutter, width);
            P.describe(this, function () {
                return node.side === "device" ? sayDevice(node) : sayGroup(node);
            }, function () {
                light(function (link) {
                    return link.source === node || link.target === node;
                });
            }, rest);
            P.press(this, (node.side === "device" ? "Device " : "Talked to: ") + node.label + ", " +
                more(node) + ". Show only this.", function () {
                picture.choose(node.side, node.choice);
            });
        });
        return groups;
    }

    function draw(width) {
        var figure = P.byId("flow-figure"), graph = build(), narrow = width < NARROW;
        var gutter = narrow ? 0 : Math.round(Math.min(250, width * 0.25)), height, svg;

        P.empty(figure);
        drawn = null;
        if (!graph.links.length) {
            figure.appendChild(P.el("p", { "class": "notice" }, "No conversation in this capture."));
            return;
        }
        height = layout(graph, width, gutter);
        svg = d3.select(figure).append("svg").attr("viewBox", "0 0 " + width + " " + height)
            .attr("class", "flow" + (narrow ? " narrow" : "") + (height > 1000 ? " tall" : "")).attr("role", "group")
            .attr("aria-label", "Devices at the left, whom they talk to at the right; links as wide as the " +
                "traffic. The table of conversations has the same in text.");
        drawn = { svg: svg };
        drawn.links = drawLinks(svg, graph);
        drawn.nodes = drawNodes(svg, graph, narrow, gutter, width);
        rest();
        mark();
        putFine(graph);
    }

    function mark() {
        var chosen = picture.chosen;

        drawn.nodes.attr("aria-pressed", function (node) {
            var mine = chosen[node.side];

            return String(Boolean(mine && mine.id === node.id));
        });
    }

    function putFine(graph) {
        var thin = graph.links.filter(function (link) {
            return link.width < 1.2;
        }).length;
        var local = graph.nodes.some(function (node) {
            return node.id === picture.LOCAL;
        });

        P.fill(P.byId("flow-fine"),
            thin ? F.plural(thin, "link") + " thinner than a hair " + (thin === 1 ? "is" : "are") +
                " drawn as a hair. " : "",
            local ? "Traffic between two devices is drawn at both of them. " : "",
            picture.data.leftOut.conversations.rows
                ? F.plural(picture.data.leftOut.conversations.rows, "smaller conversation") + " not drawn." : "");
    }

    function putHow() {
        var words = { organization: "the organization their addresses belong to", domain: "domain",
            country: "the country a location database gives" };

        P.fill(P.byId("flow-how"), "Devices, and whom they talk to, by " + words[picture.mode] +
            ". The wider a link, the more " + what + ". Point at a name to follow it; click to show only it.");
    }

    function has(column) {
        return picture.data.conversations.some(function (row) {
            return row[column].length;
        });
    }

    picture.flow = {
        draw: draw,
        setUp: function (redraw) {
            var none = "No database told any in this capture";

            P.fill(P.byId("flow-switches"), P.choice("By", [
                { id: "organization", label: "organization", off: has("organization") ? "" : none },
                { id: "domain", label: "domain" },
                { id: "country", label: "country", off: has("country") ? "" : none }
            ], picture.mode, function (mode) {
                picture.mode = mode;
                putHow();
                redraw();
            }), P.choice("Width", [{ id: "bytes", label: "bytes" }, { id: "packets", label: "packets" }],
                what, function (id) {
                    what = id;
                    putHow();
                    redraw();
                }));
            putHow();
        },
        update: function () {
            if (drawn) {
                rest();
                mark();
            }
        }
    };
})(window.picture = window.picture || {});
