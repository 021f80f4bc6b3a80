/* page.js - the parts every section uses: elements, text that fits, switches, tooltip, copying
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text reaches the document as text nodes only. Names sit in <bdi>, so that one that is written
 * from right to left does not turn its neighbours around.
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var SVG = "http://www.w3.org/2000/svg";

    function byId(id) {
        return document.getElementById(id);
    }

    function append(parent, children) {
        children.forEach(function (child) {
            if (Array.isArray(child)) {
                append(parent, child);
            } else if (child !== null && child !== undefined && child !== "") {
                parent.appendChild(typeof child === "object" ? child : document.createTextNode(child));
            }
        });
        return parent;
    }

    /* el("p", {"class": "x"}, "text", node, …) */
    function el(tag, attributes) {
        var node = document.createElement(tag);

        Object.keys(attributes || {}).forEach(function (name) {
            if (attributes[name] !== null && attributes[name] !== undefined) {
                node.setAttribute(name, attributes[name]);
            }
        });
        return append(node, Array.prototype.slice.call(arguments, 2));
    }

    function name(text, className) {
        return el("bdi", { "class": className || "name" }, F.plain(text) || "(no name)");
    }

    /* The icon of a kind of device; what it says is said in words, too. */
    function iconId(kind) {
        var id = "kind-" + String(kind || "unknown").replace(/ /g, "-");

        return "#" + (byId(id) ? id : "kind-unknown");
    }

    function icon(kind) {
        var node = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");

        node.setAttribute("class", "icon");
        node.setAttribute("aria-hidden", "true");
        use.setAttribute("href", iconId(kind));
        node.appendChild(use);
        return node;
    }

    function empty(node) {
        while (node.firstChild) {
            node.removeChild(node.firstChild);
        }
        return node;
    }

    function fill(node) {
        return append(empty(node), Array.prototype.slice.call(arguments, 1));
    }

    function button(label, className, action) {
        var node = el("button", { type: "button", "class": className }, label);

        node.addEventListener("click", action);
        return node;
    }

    /* Redraws without moving the reader: the focus stays, and so does what is at the top of the window. */
    function keepPlace(redraw) {
        var focus = document.activeElement && document.activeElement.id;
        var section = Array.from(document.querySelectorAll("section")).filter(function (node) {
            return node.getBoundingClientRect().bottom > window.innerHeight / 3;
        })[0];
        var top = section ? section.getBoundingClientRect().top : 0;

        redraw();
        if (section && top < window.innerHeight / 2) {
            window.scrollBy(0, section.getBoundingClientRect().top - top);
        }
        if (focus && byId(focus) && document.activeElement !== byId(focus)) {
            byId(focus).focus({ preventScroll: true });
        }
    }

    /* ---- what came while somebody looks ---- */

    var FRESH_MS = 15000;     /* so long it is marked */
    var settled = false;      /* the first drawing of what there was is over */

    /* A function that is told what is drawn, and answers its classes. */
    function news() {
        var seen = new Map();

        return function (id) {
            var first = !seen.has(id), now = Date.now();

            if (first) {
                seen.set(id, settled ? now : 0);
            }
            return now - seen.get(id) > FRESH_MS ? "" : first ? " fresh arrived" : " fresh";
        };
    }

    function settle() {
        settled = true;
    }

    /* ---- text that fits ---- */

    var pen = document.createElement("canvas").getContext("2d");
    var family = null;

    function width(text, font) {
        family = family || getComputedStyle(document.body).fontFamily;
        pen.font = font + " " + family;
        return pen.measureText(text).width;
    }

    /* As much of the text as fits, whole characters only. */
    function fit(text, pixels, font) {
        var letters, low = 0, high, middle;

        if (text.length < 400 && width(text, font) <= pixels) {
            return text;
        }
        letters = Array.from(text.slice(0, 400));
        high = letters.length;
        while (low < high) {
            middle = Math.ceil((low + high) / 2);
            if (width(letters.slice(0, middle).join("") + "\u2026", font) <= pixels) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return letters.slice(0, low).join("") + "\u2026";
    }

    /* ---- a switch: one of several ---- */

    function choice(label, options, current, action) {
        var box = el("div", { "class": "switch", role: "group", "aria-label": label },
            el("span", { "class": "switch-label", "aria-hidden": "true" }, label));

        options.forEach(function (option) {
            var node = button(option.label, "switch-option", function () {
                if (option.id !== current) {
                    current = option.id;
                    mark();
                    action(current);
                }
            });

            node.value = option.id;
            node.disabled = Boolean(option.off);
            if (option.off) {
                node.title = option.off;
            }
            box.appendChild(node);
        });
        function mark() {
            box.querySelectorAll("button").forEach(function (node) {
                node.setAttribute("aria-pressed", String(node.value === current));
            });
        }
        mark();
        return box;
    }

    /* ---- the tooltip ---- */

    var tip = {
        /* build() returns nodes; at is a mouse event, or the element that has the focus. */
        show: function (at, build) {
            fill(byId("tip"), build());
            byId("tip").hidden = false;
            tip.move(at);
        },
        move: function (at) {
            var node = byId("tip"), box = node.getBoundingClientRect(), gap = 14;
            var place = at.getBoundingClientRect ? at.getBoundingClientRect() : null;
            var x = place ? place.right : at.clientX, y = place ? place.top : at.clientY;
            var left = x + gap + box.width > document.documentElement.clientWidth - 8
                ? (place ? place.left : x) - gap - box.width : x + gap;

            node.style.left = Math.max(8, left) + "px";
            node.style.top = Math.max(8, Math.min(y + gap, window.innerHeight - box.height - 8)) + "px";
        },
        hide: function () {
            byId("tip").hidden = true;
        }
    };

    /* Mouse, keyboard and touch alike: what build() says of the node, and what lights up with it. */
    function describe(node, build, light, dark) {
        node.addEventListener("pointerenter", function (event) {
            tip.show(event, build);
            if (light) {
                light();
            }
        });
        node.addEventListener("pointermove", function (event) {
            tip.move(event);
        });
        node.addEventListener("pointerleave", leave);
        node.addEventListener("focus", function () {
            if (node.matches(":focus-visible")) {
                tip.show(node, build);
                if (light) {
                    light();
                }
            }
        });
        node.addEventListener("blur", leave);
        function leave() {
            tip.hide();
            if (dark) {
                dark();
            }
        }
    }

    /* An element of a drawing that can be pressed. */
    function press(node, label, action) {
        node.setAttribute("tabindex", "0");
        node.setAttribute("role", "button");
        node.setAttribute("aria-label", label);
        node.addEventListener("click", action);
        node.addEventListener("keydown", function (event) {
            if (event.key === "Enter" || event.key === " ") {
                event.preventDefault();
                action(event);
            }
        });
    }

    function tipTitle(text) {
        return el("p", { "class": "tip-title" }, name(text));
    }

    /* Lines of [what, value]; those of no value are left out. */
    function tipLines(lines) {
        return el("dl", { "class": "tip-lines" }, lines.filter(function (line) {
            return line[1] !== "" && line[1] !== null && line[1] !== undefined;
        }).map(function (line) {
            return [el("dt", null, line[0]), el("dd", null, line[1])];
        }));
    }

    /* The first few names, one below the other, and how many there are more. */
    function tipNames(title, labels, most) {
        var shown = labels.slice(0, most || 6);

        if (!labels.length) {
            return null;
        }
        return el("div", { "class": "tip-names" }, el("p", null, title),
            el("ul", null, shown.map(function (label) {
                return el("li", null, name(label));
            }), labels.length > shown.length
                ? el("li", null, "and " + F.count(labels.length - shown.length) + " more") : null));
    }

    /* What a device is, and what says so: a line for each fact. Of what is not told, as two disagree, both. */
    function factLines(device) {
        return device.identity.map(function (item) {
            var word = F.plain(item.fact), told = F.known(item.value), from = told ? F.plain(item.source) +
                (F.known(item.frame) ? ", frame " + F.count(item.frame) : "") : F.plain(item.not_told);

            return [word.charAt(0).toUpperCase() + word.slice(1),
                [told ? el("bdi", { "class": "fact" }, F.plain(item.value)) : el("span", { "class": "soft" }, "not told:"), " ",
                    el("bdi", { "class": "soft from" }, from)]];
        });
    }

    /* ---- copying ---- */

    var toastTimer = null;

    function toast(message, text) {
        var code = text ? el("code", null, text) : null;

        fill(byId("toast"), el("p", null, message), code);
        byId("toast").hidden = false;
        clearTimeout(toastTimer);
        toastTimer = setTimeout(function () {
            byId("toast").hidden = true;
        }, code ? 15000 : 2500);
        return code;
    }

    /* A page opened as a file may have no clipboard: then the text is laid out, selected. */
    function copy(text) {
        function select() {
            var code = toast("Press Ctrl+C to copy:", text), range = document.createRange();

            range.selectNodeContents(code);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }
        if (!navigator.clipboard || !navigator.clipboard.writeText) {
            select();
            return;
        }
        navigator.clipboard.writeText(text).then(function () {
            toast("Display filter copied");
        }, select);
    }

    function copyButton(text, what) {
        var node = button("Copy", "copy", function () {
            copy(text);
        });

        node.setAttribute("aria-label", "Copy the display filter of " + what);
        node.title = F.plain(text);
        return node;
    }

    function swatch(colour) {
        var node = el("i", { "class": "swatch", "aria-hidden": "true" });

        node.style.background = colour;
        return node;
    }

    /* ---- bytes over time: a bar for each part of the time, as high as there were bytes ---- */

    var SPARK = { width: 132, height: 26 };

    /* of: {values, from, to}, times in ms; null: nobody knows */
    function spark(of) {
        var values = of ? of.values : [], most = Math.max.apply(null, values), step = SPARK.width / values.length, path, svg;

        function inSvg(tag, attributes) {
            var node = document.createElementNS(SVG, tag);

            Object.keys(attributes).forEach(function (key) {
                node.setAttribute(key, attributes[key]);
            });
            return node;
        }
        function at(i) {
            return F.moment(of.from + (of.to - of.from) * i / values.length);
        }
        if (!(most > 0)) {
            return null;
        }
        path = values.map(function (value, i) {
            var high = value ? Math.max(1, value / most * (SPARK.height - 2)) : 0;

            return value ? "M" + (i * step).toFixed(1) + "," + SPARK.height + "v" + (-high).toFixed(1) + "h" +
                Math.max(0.8, step - 0.6).toFixed(1) + "V" + SPARK.height + "Z" : "";
        }).join("");
        svg = inSvg("svg", { "class": "spark", viewBox: "0 0 " + SPARK.width + " " + SPARK.height, role: "img",
            "aria-label": "most, " + F.bytes(most) + ", after " + at(values.indexOf(most)) });
        append(svg, [inSvg("path", { "class": "floor", d: "M0," + SPARK.height + "H" + SPARK.width }), inSvg("path", { d: path })]);
        svg.addEventListener("pointermove", function (event) {
            var box = svg.getBoundingClientRect();
            var i = Math.min(values.length - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * values.length)));

            tip.show(event, function () {
                return [el("p", { "class": "num" }, F.bytes(values[i])), el("p", { "class": "soft" }, at(i) + " to " + at(i + 1))];
            });
        });
        svg.addEventListener("pointerleave", tip.hide);
        return svg;
    }

    picture.page = {
        byId: byId, el: el, name: name, icon: icon, iconId: iconId, empty: empty, fill: fill, keepPlace: keepPlace, button: button, fit: fit, choice: choice,
        tip: tip, describe: describe, press: press, spark: spark, tipTitle: tipTitle, tipLines: tipLines,
        news: news, settle: settle, isSettled: function () {
            return settled;
        },
        factLines: factLines, tipNames: tipNames, copyButton: copyButton, swatch: swatch, toast: toast
    };
})(window.picture = window.picture || {});
