/* flow.js - who talks to whom: devices at the left, whom they talk to at the right
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Devices of a kind stand together, each kind in the order of its traffic, or are one node; groups
 * stand near the devices that use them, both with room for their names, so that the width of a link
 * can be what it is. What has no room is in "the rest". Traffic between two devices is drawn at both.
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var P = picture.page;
    var MOST_DEVICES = 24, MOST_GROUPS = 18;
    var NODE = 9;             /* width of a node, in px */
    var ROW = 30;             /* room for the two lines of a label */
    var FLOW = [100, 260];    /* height that the traffic itself has: at least, at most */
    var FIRST_SCREEN = 585;   /* height that is there below the totals; fifteen devices have room in it */
    var NARROW = 640;         /* below, names stand on the links */
    var NAME_FONT = "600 13px", MORE_FONT = "11.5px";

    var ICON = 17;            /* its side */

    var what = "bytes";
    var most = { devices: MOST_DEVICES, groups: MOST_GROUPS }; /* until the reader wants all */
    var left = "device";      /* what a node at the left is: "device" or "kind" */
    var drawn = null;         /* what is on the page: {links, nodes} */
    var MOVE_MS = 450;        /* from where something was to where it is now */
    var places = null;        /* where what is drawn was: {links, nodes} */
    var calm = window.matchMedia("(prefers-reduced-motion: reduce)");

    function amount(value) {
        return what === "bytes" ? F.bytes(value) : F.plural(value, "packet");
    }

    /* ---- what is drawn ---- */

    /* What is beyond the largest devices is of no kind that the page knows. */
    function kindOf(key) {
        var device = picture.data.deviceOf.get(key);

        return device ? device.kindOf : null;
    }

    function kindOfId(id) {
        return picture.data.kinds.filter(function (kind) {
            return kind.id === id;
        })[0] || null;
    }

    function nodeKey(key) {
        var kind = left === "kind" ? kindOf(key) : null;

        return kind ? kind.id : key;
    }

    /* One entry per end of a conversation that is a device. */
    function ends() {
        var all = [];

        picture.data.conversations.forEach(function (row) {
            var group = picture.groupOf(row, picture.mode);

            all.push({ device: nodeKey(row.key), group: group, row: row });
            if (row.peerKey !== null) {
                all.push({ device: nodeKey(row.peerKey), group: group, row: row });
            }
        });
        return all;
    }

    function isUnknown(kind) {
        return !kind || !kind.icon;
    }

    /* The nodes at the left: kinds in the order of their largest device, or of their own traffic;
     * what is of none last. */
    function byKind(keys) {
        var kinds = [];

        if (left === "kind") {
            return keys.slice().sort(function (a, b) {
                return isUnknown(kindOfId(a)) - isUnknown(kindOfId(b));
            });
        }

        keys.forEach(function (key) {
            var kind = kindOf(key);

            if (kinds.indexOf(kind) < 0) {
                kinds.push(kind);
            }
        });
        kinds.sort(function (a, b) {
            return isUnknown(a) - isUnknown(b);
        });
        return [].concat.apply([], kinds.map(function (kind) {
            return keys.filter(function (key) {
                return kindOf(key) === kind;
            });
        }));
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

    function kindNode(kind) {
        var node = plainNode("device", kind.id, kind.label);

        node.kind = kind;
        node.icon = kind.icon || "unknown";
        node.choice = picture.kindChoice(kind);
        return node;
    }

    /* The keys of the rest may be those of kinds. */
    function restNode(rest) {
        var node = plainNode("device", "rest of devices", "the rest (" + F.plural(rest.size, left) + ")");
        var keys = new Set(rest);

        picture.data.kinds.forEach(function (kind) {
            if (rest.has(kind.id)) {
                picture.kindChoice(kind).keys.forEach(keys.add, keys);
            }
        });
        node.choice = picture.devicesChoice(node.id, node.label, keys);
        return node;
    }

    function deviceNode(key, rest) {
        var device = picture.data.deviceOf.get(key), node;
        var kind = left === "kind" ? kindOfId(key) : null;

        if (rest) {
            return restNode(rest);
        }
        if (kind) {
            return kindNode(kind);
        }
        node = plainNode("device", key, device ? device.label : "(no name)");
        node.device = device;
        node.icon = (device && device.kind) || "unknown";
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
        }), most.devices);
        var groups = cut(ranked(remote, function (end) {
            return end.group.id;
        }), most.groups);
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
        return { nodes: order(nodes, byKind(devices.first), groups.first), links: Array.from(links.values()),
            rest: { devices: devices.rest.size, groups: groups.rest.size } };
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
        var sources = devices.map(function (key) {
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
                place += w * sources.indexOf(link.source);
            });
            node.place = place / weight;
        });
        right.sort(function (a, b) {
            return a.place - b.place;
        });
        return sources.concat(right, nodes.get("g:rest") || [], nodes.get("g:" + picture.LOCAL) || []);
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

    /* How many there are at the ends of these conversations. */
    function devicesOf(rows) {
        var keys = new Set();

        rows.forEach(function (row) {
            keys.add(row.key);
            if (row.peerKey !== null) {
                keys.add(row.peerKey);
            }
        });
        return keys.size;
    }

    function traffic(rows) {
        var sum = sums(rows);

        return [["Sent", F.bytes(sum.bytes_sent)], ["Received", F.bytes(sum.bytes_received)],
            ["Packets", F.count(sum.packets)]];
    }

    function sayDevice(node) {
        var device = node.device;

        return [P.tipTitle(node.label), P.tipLines((device ? P.factLines(device).concat([
            ["Vendor", F.plain(device.vendor)], ["MAC", device.macs.map(F.plain).join(", ")],
            ["Group", F.plain(device.group)],
            ["Address", device.addresses.slice(0, 2).map(F.plain).join(", ")],
            ["Sent", F.bytes(device.bytes_sent)], ["Received", F.bytes(device.bytes_received)],
            ["Packets", F.count(device.packets)], ["Findings", device.findings.map(F.plain).join(", ")]
        ]) : traffic(node.rows))), device ? P.tipNames("also called", device.aliases, 4) : null,
            node.kind ? P.tipNames("devices", node.kind.devices.map(function (one) {
                return one.label;
            })) : null,
            P.tipNames("talks to", byAmount(node.links, "target"))];
    }

    function sayGroup(node) {
        var local = node.id === picture.LOCAL, bound = nearest(node.rows);

        return [P.tipTitle(node.label),
            P.tipLines(local ? [["Between devices", amount(node.total)]] : traffic(node.rows).concat([
                ["Nearest", bound === null ? "" : "at most " + F.km(bound)]
            ])),
            P.tipNames(local ? "seen at" : left + "s", byAmount(node.links, "source"), 5),
            local ? null : P.tipNames("names", names(node.rows), 5)];
    }

    function sayLink(link) {
        return [P.tipTitle(link.source.label), P.tipTitle("\u2192 " + link.target.label),
            P.tipLines(link.target.id === picture.LOCAL ? [["Traffic", amount(link.value)]]
                : traffic(link.rows)),
            P.tipNames("conversations with", names(link.rows), 6)];
    }

    /* ---- drawing ---- */

    function layout(graph, width, gutter) {
        var devices = graph.nodes.filter(function (node) {
            return node.side === "device";
        }).length;
        var rows = ROW * Math.max(devices, graph.nodes.length - devices);
        var height = rows + Math.max(FLOW[0], Math.min(FLOW[1], FIRST_SCREEN - rows));

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

        return !device || Array.from(link.source.choice.keys).some(function (key) {
            return device.keys.has(key);
        });
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

        if (node.kind) {
            return amount(node.total) + " \u00b7 " + F.plural(node.kind.devices.length, "device");
        }
        if (node.side === "device") {
            return [amount(node.total), device ? device.what : ""].filter(Boolean).join(" \u00b7 ");
        }
        return amount(node.total) + " \u00b7 " + F.plural(devicesOf(node.rows), "device");
    }

    function drawLabel(group, node, narrow, gutter, width) {
        var device = node.side === "device", outward = narrow ? !device : device;
        var room = narrow ? (width - 2 * NODE) / 2 - 14 : gutter - 12;
        var x = narrow ? (device ? node.x1 + 6 : node.x0 - 6) : device ? node.x0 - 8 : node.x1 + 8;
        var y = (node.y0 + node.y1) / 2;

        if (node.icon) {
            group.append("use").attr("class", "icon").attr("href", P.iconId(node.icon)).attr("width", ICON)
                .attr("height", ICON).attr("x", narrow ? x : x - ICON).attr("y", y - ICON / 2);
            x += narrow ? ICON + 6 : -ICON - 6;
            room -= ICON + 6;
        }
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
            P.press(this, (node.kind ? "Devices that are " : node.side === "device" ? "Device " : "Talked to: ") + node.label + ", " +
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
        move(width);
        rest();
        mark();
        putFine(graph);
    }

    function linkId(link) {
        return link.source.id + "\n" + link.target.id;
    }

    /* What was there moves to where it is now; what was not comes in. */
    function move(width) {
        var before = places && places.width === width && P.isSettled() && !calm.matches ? places : null;

        places = { width: width, links: new Map(), nodes: new Map() };
        drawn.links.each(function (link) {
            var old = before && before.links.get(linkId(link)), now = [curve(link), Math.max(1.2, link.width)];

            places.links.set(linkId(link), now);
            if (old && old[0] !== now[0]) {
                d3.select(this).attr("d", old[0]).attr("stroke-width", old[1]).transition().duration(MOVE_MS)
                    .attr("d", now[0]).attr("stroke-width", now[1]);
            }
            d3.select(this).classed("arrived", Boolean(before && !old));
        });
        drawn.nodes.each(function (node) {
            var id = node.side + node.id, now = (node.y0 + node.y1) / 2, old = before && before.nodes.get(id);

            places.nodes.set(id, now);
            if (old !== undefined && before && Math.abs(old - now) > 0.5) {
                d3.select(this).attr("transform", "translate(0," + (old - now) + ")").transition().duration(MOVE_MS)
                    .attr("transform", "translate(0,0)");
            }
            d3.select(this).classed("arrived", Boolean(before && old === undefined));
        });
    }

    function mark() {
        var chosen = picture.chosen;

        drawn.nodes.attr("aria-pressed", function (node) {
            var mine = chosen[node.side];

            return String(Boolean(mine && mine.id === node.id));
        });
    }

    function putFine(graph) {
        var spokenTo = new Set(picture.data.conversations.map(function (row) { return row.peerKey; }));
        var thin = graph.links.filter(function (link) {
            return link.width < 1.2;
        }).length;
        var local = graph.nodes.some(function (node) {
            return node.id === picture.LOCAL;
        });
        var silent = picture.data.leftOut.conversations.rows ? 0 : picture.data.devices.filter(function (device) {
            return !device.conversations.length && !spokenTo.has(device.key);
        }).length;
        var more = [graph.rest.devices ? F.plural(graph.rest.devices, left) : "",
            graph.rest.groups ? F.plural(graph.rest.groups, "group") : ""].filter(Boolean);

        P.fill(P.byId("flow-fine"),
            thin ? F.plural(thin, "link") + " thinner than a hair " + (thin === 1 ? "is" : "are") +
                " drawn as a hair. " : "",
            local ? "Traffic between two devices is drawn at both of them. " : "",
            silent ? F.plural(silent, "device") + " in no conversation not drawn; the list of devices has " + (silent === 1 ? "it. " : "them. ") : "",
            picture.data.leftOut.conversations.rows
                ? F.plural(picture.data.leftOut.conversations.rows, "smaller conversation") + " not drawn. " : "",
            more.length ? P.button("Draw " + more.join(" and ") + " more", "more", function () {
                most = { devices: Infinity, groups: Infinity };
                redrawFlow();
            }) : "");
    }

    function putHow() {
        var words = { organization: "the organization of the address", domain: "domain",
            country: "the country a location database gives" };

        P.fill(P.byId("flow-how"), left === "kind" ? "Kinds of devices" : "Devices, those of a kind together",
            ", and whom they talk to, by " + words[picture.mode] +
            "; the wider, the more " + what + ". Point at a name to follow it; click to show only it.");
    }

    function has(column) {
        return picture.data.conversations.some(function (row) {
            return row[column].length;
        });
    }

    /* A button for each kind, in the order that the page lists them. */
    function putKinds() {
        var box = P.byId("flow-kinds"), chosen = picture.chosen.device;

        box.hidden = !knowsKinds();
        P.fill(box, box.hidden ? null : picture.data.kinds.map(function (kind) {
            var node = P.button([P.icon(kind.icon), P.el("bdi", null, kind.label), " ",
                P.el("span", { "class": "soft" }, F.count(kind.devices.length))], "kind-pick", function () {
                picture.choose("device", picture.kindChoice(kind));
            });

            node.id = "flow-kind-" + picture.numberOf(kind.id);
            node.setAttribute("aria-pressed", String(Boolean(chosen && chosen.id === kind.id)));
            return node;
        }));
    }

    function knowsKinds() {
        return picture.data.kinds.some(function (kind) {
            return kind.icon;
        });
    }

    var redrawFlow = null;
    var offered = null;       /* which switches there are */

    function putSwitches(redraw) {
        var none = "No database told any in this capture";
        var now = [has("organization"), has("country"), knowsKinds()].join();

        if (offered === now) {
            return;
        }
        offered = now;
        P.fill(P.byId("flow-switches"), P.choice("A line for", [{ id: "device", label: "each device" },
            { id: "kind", label: "each kind", off: knowsKinds() ? "" : "Nothing told any in this capture" }], left, function (id) {
            left = id;
            putHow();
            redraw();
        }), P.choice("By", [
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
    }

    picture.flow = {
        draw: draw,
        setUp: function (redraw) {
            redrawFlow = redraw;
            putSwitches(redraw);
            putHow();
            putKinds();
        },
        update: function () {
            putKinds();
            if (drawn) {
                rest();
                mark();
            }
        }
    };
})(window.picture = window.picture || {});
