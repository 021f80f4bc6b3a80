/* timeline.js - when each device made contact: a lane per device, unfolding into the names it contacts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Devices of a kind stand together. A mark is a contact: the begin of a connection or of an exchange. Marks that would touch are drawn
 * as one bar, and a pointer on it is told how many they are; nothing is left out silently.
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var P = picture.page;
    var MOST = 30;            /* devices at first; a button shows the others */
    var MOST_UNFOLDED = 60;   /* lanes of one device */
    var HEIGHT = 24;          /* of a lane, in px */
    var DOT = 3.4;            /* radius of a mark */
    var PAD = 8;              /* so that the first and the last mark are whole */
    var NARROW = 640;

    var unfolded = new Set();
    var all = false;          /* devices beyond MOST, too */
    var shown = null;         /* what the reader zoomed to: [from, to] in ms */
    var redraw = null;

    function whole() {
        var data = picture.data, start = data.start || 0;

        return [start, Math.max(data.end || 0, start + 1000)];
    }

    /* ---- lanes ---- */

    function interval(contact) {
        var found = picture.data.findings.filter(function (row) {
            return row.key === contact.key && row.name === contact.name &&
                String(row.finding).indexOf("periodic") === 0;
        }).map(function (row) {
            return /every ([\d.]+\s?[a-z]+)/.exec(row.evidence || "");
        }).filter(Boolean)[0];

        return found ? found[1] : median(contact);
    }

    function median(contact) {
        var times = contact.sends.length > contact.began.length ? contact.sends : contact.began;
        var steps = times.slice(1).map(function (t, i) {
            return t - times[i];
        }).filter(function (step) {
            return step > 0;
        }).sort(function (a, b) {
            return a - b;
        });

        return steps.length ? F.span(steps[Math.floor(steps.length / 2)]) : "";
    }

    function stopped(contact) {
        return contact.periodic === "periodic, stopped";
    }

    /* Seconds since the first frame become milliseconds on the clock. */
    function marks(contacts) {
        var start = picture.data.start || 0, sets = { sends: [], beats: [], answered: [], periodic: [], unanswered: [] };

        function ms(s) {
            return start + s * 1000;
        }
        contacts.forEach(function (contact) {
            contact.began.forEach(function (s, i) {
                var kind = contact.answered[i] === false ? "unanswered" : contact.periodic ? "periodic" : "answered";

                sets[kind].push(ms(s));
            });
            contact.sends.forEach(function (s) {
                sets[contact.periodic ? "beats" : "sends"].push(ms(s));
            });
        });
        Object.keys(sets).forEach(function (kind) {
            sets[kind].sort(function (a, b) {
                return a - b;
            });
        });
        return sets;
    }

    function contactsOf(device) {
        return picture.data.contacts.filter(function (contact) {
            return contact.key === device.key && picture.matches(contact.conversation);
        }).sort(function (a, b) {
            return Boolean(b.periodic) - Boolean(a.periodic) || b.began.length - a.began.length;
        });
    }

    function lanes() {
        return picture.data.devices.map(function (device) {
            return { device: device, contacts: contactsOf(device) };
        }).filter(function (lane) {
            return lane.contacts.length;
        }).sort(function (a, b) {
            return b.device.bytes - a.device.bytes;
        });
    }

    /* Those of a kind together, in the order of the lanes. */
    function byKind(list) {
        return [].concat.apply([], picture.data.kinds.map(function (kind) {
            return list.filter(function (lane) {
                return lane.device.kindOf === kind;
            });
        }));
    }

    /* ---- what is said ---- */

    function rhythm(contact) {
        var every = contact.periodic ? interval(contact) : "";

        return every ? "every " + every + (stopped(contact) ? ", stopped" : "") : "";
    }

    /* Short, as it stands beside a name; the lanes within tell all of it. */
    function laneNote(contacts) {
        var rhythms = contacts.filter(function (contact) {
            return contact.periodic;
        }).map(function (contact) {
            return "every " + interval(contact);
        });
        var silent = contacts.filter(function (contact) {
            return contact.answered.indexOf(false) >= 0 && contact.answered.indexOf(true) < 0;
        }).length;

        if (rhythms.length) {
            return rhythms[0] + (rhythms.length > 1 ? " +" + F.count(rhythms.length - 1) : "");
        }
        return silent ? "unanswered" : "";
    }

    function namesOf(contacts) {
        return new Set(contacts.map(function (contact) { return contact.name; })).size;
    }

    function counts(sets) {
        return [["Contacts", F.count(sets.answered.length + sets.periodic.length + sets.unanswered.length)],
            ["of them periodic", sets.periodic.length ? F.count(sets.periodic.length) : ""],
            ["unanswered", sets.unanswered.length ? F.count(sets.unanswered.length) : ""],
            ["Within connections", sets.sends.length + sets.beats.length
                ? F.plural(sets.sends.length + sets.beats.length, "message") : ""]];
    }

    /* What is near the pointer, by name. */
    function near(contacts, from, to) {
        var start = picture.data.start || 0, lines = [];

        contacts.forEach(function (contact) {
            [["began", "contact"], ["sends", "message"]].forEach(function (kind) {
                var here = contact[kind[0]].filter(function (s) {
                    return start + s * 1000 >= from && start + s * 1000 <= to;
                }).length;

                if (here) {
                    lines.push(contact.label + "  " + F.plural(here, kind[1]));
                }
            });
        });
        return lines;
    }

    function sayLane(title, contacts, sets, x, place) {
        var reach = DOT * 1.5, from = +x.invert(place - reach), to = +x.invert(place + reach);

        return [P.tipTitle(title),
            P.tipNames("about " + F.moment(+x.invert(place)), near(contacts, from, to), 5),
            P.tipLines(counts(sets)),
            contacts.length === 1 && rhythm(contacts[0])
                ? P.el("p", null, "Periodic, " + rhythm(contacts[0]) + ".") : null];
    }

    /* ---- drawing ---- */

    /* Times that come nearer than gap become one run [x0, x1]. */
    function runs(times, x, gap) {
        var list = [], last = null, range = x.range();

        times.forEach(function (t) {
            var at = x(t);

            if (at < range[0] - PAD || at > range[1] + PAD) {
                return;
            }
            if (last && at - last[1] < gap) {
                last[1] = at;
            } else {
                last = [at, at];
                list.push(last);
            }
        });
        return list;
    }

    /* Round ends, from x0 to x1; a circle where both are the same. */
    function pill(run, y, r) {
        return "M" + run[0].toFixed(1) + "," + (y - r) + "H" + run[1].toFixed(1) + "A" + r + "," + r + " 0 0 1 " +
            run[1].toFixed(1) + "," + (y + r) + "H" + run[0].toFixed(1) + "A" + r + "," + r + " 0 0 1 " +
            run[0].toFixed(1) + "," + (y - r) + "Z";
    }

    function tick(run, y) {
        return "M" + (run[0] - 0.5).toFixed(1) + "," + (y - 5) + "H" + (run[1] + 0.5).toFixed(1) + "V" + (y + 5) +
            "H" + (run[0] - 0.5).toFixed(1) + "Z";
    }

    function drawMarks(svg, sets, x) {
        var y = HEIGHT / 2;

        ["sends", "beats"].forEach(function (kind) {
            svg.append("path").attr("class", "m " + kind).attr("d", runs(sets[kind], x, 2.2).map(function (run) {
                return tick(run, y);
            }).join(""));
        });
        ["answered", "periodic", "unanswered"].forEach(function (kind) {
            svg.append("path").attr("class", "m " + kind).attr("data-marks", sets[kind].length)
                .attr("d", runs(sets[kind], x, DOT * 1.6).map(function (run) {
                    return pill(run, y, kind === "unanswered" ? DOT - 0.4 : DOT);
                }).join(""));
        });
    }

    function laneDrawing(title, contacts, x, ticks) {
        var sets = marks(contacts), end = x.range()[1];
        var svg = d3.create("svg:svg").attr("class", "marks").attr("viewBox", "0 0 " + (end + PAD) + " " + HEIGHT)
            .attr("role", "img").attr("aria-label", counts(sets).filter(function (line) {
                return line[1];
            }).map(function (line) {
                return line[0] + " " + line[1];
            }).join(", "));
        var node = svg.node(), place = 0;

        svg.append("path").attr("class", "grid").attr("d", ticks.map(function (t) {
            return "M" + x(t).toFixed(1) + ",0V" + HEIGHT;
        }).join(""));
        svg.append("path").attr("class", "floor").attr("d", "M" + PAD + "," + HEIGHT / 2 + "H" + end);
        drawMarks(svg, sets, x);

        function at(event) {
            var box = node.getBoundingClientRect();

            place = (event.clientX - box.left) / box.width * (end + PAD);
        }
        node.addEventListener("pointermove", function (event) {
            at(event);
            P.tip.show(event, function () {
                return sayLane(title, contacts, sets, x, place);
            });
        });
        node.addEventListener("pointerleave", P.tip.hide);
        return node;
    }

    function deviceRow(lane, x, ticks) {
        var open = unfolded.has(lane.device.key), note = laneNote(lane.contacts);
        var toggle = P.button("", "lane-name", function () {
            if (unfolded.has(lane.device.key)) {
                unfolded.delete(lane.device.key);
            } else {
                unfolded.add(lane.device.key);
            }
            redraw("time-lane-" + lane.device.number);
        });

        toggle.id = "time-lane-" + lane.device.number;
        toggle.setAttribute("aria-expanded", String(open));
        P.fill(toggle, P.el("span", { "class": "fold", "aria-hidden": "true" }, open ? "\u25be" : "\u25b8"),
            P.icon(lane.device.kind), P.name(lane.device.label), P.el("span", { "class": "lane-note" }, note || F.plural(namesOf(lane.contacts), "name")));
        return P.el("div", { "class": "lane device" }, toggle,
            laneDrawing(lane.device.label, lane.contacts, x, ticks));
    }

    function contactRow(contact, x, ticks) {
        return P.el("div", { "class": "lane contact" },
            P.el("div", { "class": "lane-name" }, P.name(contact.label), P.el("span", { "class": "lane-note" },
                [rhythm(contact), F.plain(contact.service)].filter(Boolean).join(" \u00b7 "))),
            laneDrawing(contact.label, [contact], x, ticks));
    }

    function axis(x, ticks) {
        var end = x.range()[1], svg = d3.create("svg:svg").attr("class", "axis")
            .attr("viewBox", "0 0 " + (end + PAD) + " 24").attr("aria-hidden", "true");

        svg.selectAll("text").data(ticks).enter().append("text").attr("y", 16).text(F.tick)
            .attr("x", function (t) {
                return Math.min(Math.max(x(t), 16), end - 10);
            });
        return P.el("div", { "class": "lane axis-lane" },
            P.el("div", { "class": "lane-name" }, P.el("span", { "class": "lane-note" },
                "Times: " + F.zone(picture.data.start || 0) + (F.isUtc() ? "" : ", this browser\u2019s"))), svg.node());
    }

    function draw(width) {
        var figure = P.byId("time-figure"), list = lanes(), narrow = width < NARROW;
        var label = narrow ? 0 : Math.round(Math.min(300, Math.max(225, width * 0.27)));
        var domain = shown || whole(), shownLanes = byKind(all ? list : list.slice(0, MOST)), x, ticks;

        P.empty(figure);
        if (!list.length) {
            figure.appendChild(P.el("p", { "class": "notice" }, "No contacts to show."));
            P.empty(P.byId("time-fine"));
            return;
        }
        x = (F.isUtc() ? d3.scaleUtc() : d3.scaleTime()).domain(domain)
            .range([PAD, width - label - PAD]).clamp(false);
        ticks = x.ticks(Math.max(2, Math.floor((width - label) / 75)));
        figure.classList.toggle("narrow", narrow);
        figure.style.setProperty("--label", label + "px");
        figure.appendChild(axis(x, ticks));
        shownLanes.forEach(function (lane) {
            var chosen = picture.chosen.device, contacts = lane.contacts;

            figure.appendChild(deviceRow(lane, x, ticks));
            if (unfolded.has(lane.device.key) || (chosen && chosen.id === lane.device.key)) {
                contacts.slice(0, MOST_UNFOLDED).forEach(function (contact) {
                    figure.appendChild(contactRow(contact, x, ticks));
                });
                if (contacts.length > MOST_UNFOLDED) {
                    figure.appendChild(P.el("p", { "class": "fine" }, "and " +
                        F.plural(contacts.length - MOST_UNFOLDED, "lane") + " more"));
                }
            }
        });
        if (list.length > shownLanes.length) {
            figure.appendChild(P.button("Show all " + F.count(list.length) + " devices", "more", function () {
                all = true;
                redraw();
            }));
        }
        zoomByDragging(figure, x, label);
        putFine(list);
    }

    /* ---- looking closer ---- */

    function zoom(from, to) {
        var limits = whole();

        from = Math.max(limits[0], from);
        to = Math.min(limits[1], Math.max(to, from + 1000));
        shown = from <= limits[0] && to >= limits[1] ? null : [from, to];
        redraw();
    }

    function zoomBy(factor, shift) {
        var now = shown || whole(), span = (now[1] - now[0]) * factor, limits = whole();
        var middle = (now[0] + now[1]) / 2 + span * shift;

        span = Math.min(span, limits[1] - limits[0]);
        middle = Math.min(Math.max(middle, limits[0] + span / 2), limits[1] - span / 2);
        zoom(middle - span / 2, middle + span / 2);
    }

    /* With a mouse only: a finger on the drawing scrolls the page. */
    function zoomByDragging(figure, x, label) {
        var from = null, band = P.el("div", { "class": "band", hidden: "" });

        function place(event) {
            var box = figure.getBoundingClientRect();

            return Math.min(Math.max(event.clientX - box.left, label), box.width);
        }
        figure.onpointerdown = function (event) {
            var svg = event.target.closest && event.target.closest("svg");

            if (event.pointerType === "mouse" && event.button === 0 && svg) {
                from = place(event);
                event.preventDefault();
            }
        };
        figure.onpointermove = function (event) {
            var to;

            if (from !== null) {
                to = place(event);
                band.hidden = Math.abs(to - from) < 6;
                band.style.left = Math.min(from, to) + "px";
                band.style.width = Math.abs(to - from) + "px";
            }
        };
        figure.onpointerup = figure.onpointerleave = function (event) {
            var to = from === null ? null : place(event), start = from;

            from = null;
            band.hidden = true;
            if (to !== null && Math.abs(to - start) >= 6) {
                zoom(+x.invert(Math.min(start, to) - label), +x.invert(Math.max(start, to) - label));
            }
        };
        figure.appendChild(band);
    }

    /* ---- the rest of the section ---- */

    function putFine(list) {
        var quiet = picture.data.devices.length - list.length, left = picture.data.leftOut.contacts;

        P.fill(P.byId("time-fine"), "Marks that would touch are drawn as one bar. ",
            shown ? "Only " + F.moment(shown[0]) + " to " + F.moment(shown[1]) + " is shown. " : "",
            quiet > 0 ? F.plural(quiet, "device") + " without a contact" + (picture.isChosen() ? " shown here. " : ". ") : "",
            left.rows ? F.plural(left.rows, "lane") + " with the least traffic not drawn. " : "",
            left.moments ? F.plural(left.moments, "moment") + " not drawn." : "");
    }

    function keyItem(kind, text, many) {
        var x = d3.scaleLinear().domain([0, 40]).range([0, 40]);
        var sets = { sends: [], beats: [], answered: [], periodic: [], unanswered: [] };
        var svg = d3.create("svg:svg").attr("class", "marks sample").attr("viewBox", "0 0 40 " + HEIGHT)
            .attr("aria-hidden", "true");

        sets[kind] = many;
        drawMarks(svg, sets, x);
        return P.el("li", null, svg.node(), text);
    }

    function step(label, text, factor, shift) {
        var node = P.button(text, "tool", function () {
            zoomBy(factor, shift);
        });

        node.setAttribute("aria-label", label);
        node.title = label;
        return node;
    }

    picture.timeline = {
        draw: draw,
        /* Devices may have got other names. */
        renew: function () {
            Array.from(unfolded).forEach(function (key) {
                var device = picture.deviceOnceOf(key);

                if (device && device.key !== key) {
                    unfolded.delete(key);
                    unfolded.add(device.key);
                }
            });
        },
        setUp: function (again) {
            redraw = function (focus) {
                again();
                if (focus && P.byId(focus)) {
                    P.byId(focus).focus();
                }
            };
            P.fill(P.byId("time-how"), "A lane per device; unfold it to see whom it contacts, by name. ",
                "A mark is a contact: the begin of a connection or of an exchange. Drag over the lanes to look closer.");
            P.fill(P.byId("time-key"), keyItem("answered", "contact", [8, 22, 32]),
                keyItem("periodic", "periodic contact", [6, 20, 34]),
                keyItem("unanswered", "unanswered", [8, 22, 33]),
                keyItem("sends", "message within a connection", [6, 13, 20, 27, 34]),
                keyItem("beats", "periodic message", [6, 13, 20, 27, 34]));
            P.fill(P.byId("time-switches"), P.el("div", { "class": "zoom", role: "group", "aria-label": "Part of the time" },
                step("Earlier", "\u2039", 1, -0.5), step("Closer", "+", 0.5, 0), step("Further", "\u2212", 2, 0),
                step("Later", "\u203a", 1, 0.5), P.button("Whole time", "tool", function () {
                    shown = null;
                    redraw();
                })));
        }
    };
})(window.picture = window.picture || {});
