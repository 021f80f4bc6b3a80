/* main.js - puts the page together, and redraws what a choice, a width or a clock changes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var P = picture.page;
    var PRINT_WIDTH = 690;    /* px: A4 less its margins */

    /* Drawings that have a width of their own; the others are text, which the browser lays out. */
    function figures() {
        return [["flow-figure", picture.flow.draw], ["time-figure", picture.timeline.draw],
            ["rings-figure", picture.rings.draw]];
    }

    var widths = new Map();

    function drawFigure(figure, width) {
        width = width || P.byId(figure[0]).clientWidth;
        widths.set(figure[0], width);
        figure[1](Math.max(280, width));
    }

    function drawFigures(width) {
        figures().forEach(function (figure) {
            drawFigure(figure, width);
        });
    }

    function redrawIfWider() {
        figures().forEach(function (figure) {
            if (widths.get(figure[0]) !== P.byId(figure[0]).clientWidth) {
                drawFigure(figure);
            }
        });
    }

    function redrawOne(index) {
        return function () {
            P.tip.hide();
            drawFigure(figures()[index]);
        };
    }

    /* The bar grows with what is chosen; what sticks below it has to know. */
    function measureBar() {
        document.documentElement.style.setProperty("--bar", P.byId("bar").offsetHeight + "px");
    }

    function chip(kind, choice) {
        var node = P.button([P.name(choice.label), " \u00d7"], "chip", function () {
            picture.choose(kind, null);
        });

        node.setAttribute("aria-label", "Showing only " + choice.label + ". Show all again.");
        return node;
    }

    function putChips() {
        var box = P.byId("chips"), chosen = picture.chosen;

        box.hidden = !picture.isChosen();
        P.fill(box, picture.isChosen() ? [P.el("span", null, "Showing only"),
            chosen.device ? chip("device", chosen.device) : "",
            chosen.device && chosen.group ? P.el("span", null, "with") : "",
            chosen.group ? chip("group", chosen.group) : "",
            P.button("Show all", "tool", picture.clear)] : "");
    }

    function drawAllFigures() {
        drawFigures();
    }

    /* What the server has told by now, where the reader is. */
    function renew(json) {
        picture.readData(json);
        putAttributions(json);
        picture.chooseAgain();
        picture.timeline.renew();
        P.tip.hide();
        P.keepPlace(function () {
            putChips();
            picture.drawTotals();
            picture.flow.setUp(drawAllFigures);
            drawFigures();
            picture.devices.again();
            picture.places.draw();
            picture.findings.again();
            picture.questions.again();
            picture.table.again();
        });
        P.settle();
        document.documentElement.setAttribute("data-shown", String(picture.data.capture.packets || 0));
    }

    /* Those whose databases ask to be named where their data are, with their links. */
    function putAttributions(json) {
        P.fill(P.byId("attributions"), (json.attributions || []).map(function (text) {
            return P.el("p", null, F.plain(text).split(/(https:\/\/[a-z0-9.-]+[a-z0-9])/).map(function (part) {
                return part.indexOf("https://") === 0
                    ? P.el("a", { href: part, rel: "noopener noreferrer" }, part.slice("https://".length)) : part;
            }));
        }));
    }

    function drawLists() {
        picture.devices.draw();
        picture.places.draw();
        picture.findings.draw();
        picture.questions.draw();
        picture.table.draw();
    }

    function onChoice() {
        P.tip.hide();
        P.keepPlace(function () {
            putChips();
            picture.flow.update();
            redrawOne(1)();
            redrawOne(2)();
            drawLists();
        });
    }

    /* Colours follow the system until the reader says otherwise. */
    function setUpTheme() {
        var system = window.matchMedia("(prefers-color-scheme: dark)"), own = false;
        var button = P.byId("theme");

        function set(dark) {
            document.documentElement.setAttribute("data-theme", dark ? "dark" : "light");
            button.setAttribute("aria-pressed", String(dark));
        }
        set(system.matches);
        system.addEventListener("change", function () {
            if (!own) {
                set(system.matches);
            }
        });
        button.addEventListener("click", function () {
            own = true;
            set(document.documentElement.getAttribute("data-theme") !== "dark");
        });
    }

    function setUpClock() {
        P.fill(P.byId("zone"), P.choice("Times", [{ id: "local", label: "local" }, { id: "utc", label: "UTC" }],
            "local", function (id) {
                F.useUtc(id === "utc");
                picture.drawTotals();
                redrawOne(1)();
                picture.devices.again();
                picture.table.again();
            }));
    }

    function setUpKeys() {
        document.addEventListener("keydown", function (event) {
            if (event.key === "Escape") {
                if (!P.byId("tip").hidden) {
                    P.tip.hide();
                } else if (picture.isChosen()) {
                    picture.clear();
                }
            }
        });
        window.addEventListener("scroll", P.tip.hide, { passive: true });
    }

    function setUpPaper() {
        window.addEventListener("beforeprint", function () {
            drawFigures(PRINT_WIDTH);
            picture.devices.unfold();
        });
        window.addEventListener("afterprint", function () {
            drawFigures();
            picture.devices.fold();
        });
    }

    function start() {
        var json = JSON.parse(P.byId("data").textContent);

        picture.readData(json);
        putAttributions(json);
        P.byId("licence-text").textContent = P.byId("licence").textContent;
        setUpTheme();
        setUpClock();
        setUpKeys();
        picture.drawTotals();
        picture.flow.setUp(drawAllFigures);
        picture.devices.setUp();
        picture.timeline.setUp(redrawOne(1));
        picture.rings.setUp(redrawOne(2));
        picture.findings.setUp();
        picture.table.setUp();
        picture.onChange(onChoice);
        drawFigures();
        drawLists();
        setUpPaper();
        new ResizeObserver(redrawIfWider).observe(P.byId("flow-figure"));
        new ResizeObserver(measureBar).observe(P.byId("bar"));
        if (picture.live.isOn()) {
            picture.live.setUp(renew);
        }
        document.documentElement.setAttribute("data-ready", "");
    }

    start();
})(window.picture = window.picture || {});
