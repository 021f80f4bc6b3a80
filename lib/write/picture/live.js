/* live.js - asks the server what there is by now, and has the page show it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page is drawn anew where it stands: what is chosen, open, searched for and zoomed to stays. While the reader points at
 * something or holds a button, it holds still for a while. Asking with the last answer's tag, most answers are "nothing new".
 */
(function (picture) {
    "use strict";

    var F = picture.format;
    var P = picture.page;
    var EVERY_MS = 800;
    var LOST_MS = 3000;       /* between two tries when there is no answer */
    var STILL_MS = 5000;      /* no longer, while something is pointed at */

    var state = { paused: false, tag: null, last: null, trouble: null, over: false, on: null };
    var waiting = null;       /* what is not shown yet */
    var since = null;         /* since when it waits */
    var pressed = false;
    var timer = null;
    var show = null;          /* shows what the server told */
    var parts = {};

    function isHeld() {
        if (!waiting || !(pressed || !P.byId("tip").hidden)) {
            return false;
        }
        since = since || Date.now();
        return Date.now() - since < STILL_MS;
    }

    function showWaiting() {
        if (!waiting || state.paused || isHeld()) {
            return;
        }
        show(waiting);
        waiting = since = null;
    }

    function word() {
        if (state.paused) {
            return "Paused";
        }
        if (state.trouble) {
            return state.trouble;
        }
        return state.over ? "All was read" : state.on ? "Live on " + F.plain(state.on) : "Reading";
    }

    function putStatus() {
        parts.box.className = "live" + (state.trouble ? " lost" : state.paused ? " paused" : state.over ? " over" : "");
        P.fill(parts.word, word());
        P.fill(parts.clock, state.last === null ? "" : F.clock(state.last));
        P.fill(parts.pause, state.paused ? "Go on" : "Pause");
        parts.pause.setAttribute("aria-pressed", String(state.paused));
    }

    function again(ms) {
        clearTimeout(timer);
        timer = state.paused || document.hidden ? null : setTimeout(ask, ms);
    }

    function take(response, told) {
        state.tag = response.headers.get("ETag");
        state.over = told.over;
        state.on = told.interface;
        picture.kept = told.kept;
        waiting = told.picture;
    }

    function answered(response) {
        if (response.status === 304) {
            return null;
        }
        if (response.status !== 200) {
            throw new Error(response.status === 503 ? "Too many readers" : response.status === 403 ? "The token is another one now"
                : "Answer " + response.status);
        }
        return response.json().then(function (told) {
            take(response, told);
        });
    }

    function ask() {
        fetch("state.json" + location.search, { cache: "no-store", credentials: "omit",
            headers: state.tag ? { "If-None-Match": state.tag } : {} }).then(answered).then(function () {
            state.trouble = null;
            state.last = Date.now();
            showWaiting();
            putStatus();
            again(EVERY_MS);
        }).catch(function (error) {
            state.trouble = error instanceof TypeError ? "No answer any more" : error.message;
            putStatus();
            again(LOST_MS);
        });
    }

    function pause() {
        state.paused = !state.paused;
        putStatus();
        if (!state.paused) {
            showWaiting();
            ask();
        } else {
            again(0);
        }
    }

    function setUp(shower) {
        show = shower;
        parts.box = P.byId("live");
        parts.word = P.el("span", { "class": "live-word", role: "status" });
        parts.clock = P.el("span", { "class": "soft live-clock" });
        parts.pause = P.button("Pause", "tool", pause);
        parts.pause.id = "live-pause";
        P.fill(parts.box, P.el("span", { "class": "live-dot", "aria-hidden": "true" }), parts.word, parts.clock, parts.pause);
        parts.box.hidden = false;
        document.addEventListener("pointerdown", function () { pressed = true; });
        ["pointerup", "pointercancel", "blur"].forEach(function (name) {
            window.addEventListener(name, function () { pressed = false; });
        });
        document.addEventListener("visibilitychange", function () { again(0); });
        putStatus();
        ask();
    }

    picture.live = { setUp: setUp, isOn: function () { return document.documentElement.hasAttribute("data-live"); } };
})(window.picture = window.picture || {});
