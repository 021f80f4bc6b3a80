/* format.js - numbers, times and foreign text as people read them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rounds as the tables in the terminal do: bytes in SI units, kilometres upwards, as they are
 * upper bounds. Every function takes null for unknown and returns "" then.
 */
(function (picture) {
    "use strict";

    var THIN = "\u202f";  /* between digits: narrow, and does not break */
    var SPACE = "\u00a0"; /* before a unit: does not break */
    var EARTH_KM = 20038; /* nobody is further away than half the circumference */
    var MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
    /* Characters that are not seen but turn or hide what is next to them. */
    var UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

    var LONG_MS = 300 * 86400000; /* nobody is sure of the year of what took longer */

    var utc = false;
    var range = [0, 0];   /* what the capture covers, in ms */

    function known(value) {
        return value !== null && value !== undefined && !Number.isNaN(value);
    }

    /* Text that others chose, made harmless to read: what is invisible becomes visible. */
    function plain(text) {
        return known(text) ? String(text).replace(UNSEEN, "\ufffd") : "";
    }

    function count(n) {
        return known(n) ? String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, THIN) : "";
    }

    function plural(n, one, many) {
        return count(n) + " " + (n === 1 ? one : many || one + "s");
    }

    function number(value) {
        if (value >= 9.95 || value === Math.floor(value)) {
            return count(value);
        }
        return value.toFixed(value < 0.095 ? 2 : 1);
    }

    function bytes(n) {
        var units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"], i = 0;

        if (!known(n)) {
            return "";
        }
        while (n >= 999.5 && i + 1 < units.length) {
            n /= 1000;
            i++;
        }
        return number(n) + SPACE + units[i];
    }

    function rtt(ms) {
        if (!known(ms)) {
            return "";
        }
        return ms < 999.5 ? number(ms) + SPACE + "ms" : number(ms / 1000) + SPACE + "s";
    }

    function roundKm(km) {
        var step = km > 10000 ? 100 : km > 1000 ? 10 : 1;

        return Math.min(Math.ceil(km / step) * step, EARTH_KM);
    }

    function km(value) {
        return known(value) ? count(roundKm(value)) + SPACE + "km" : "";
    }

    function atMost(value) {
        return known(value) ? "\u2264" + SPACE + km(value) : "";
    }

    function span(s) {
        if (!known(s)) {
            return "";
        }
        if (s < 99.5) {
            return (s < 9.95 ? number(s) : Math.round(s)) + SPACE + "s";
        }
        if (s < 99.5 * 60) {
            return Math.round(s / 60) + SPACE + "min";
        }
        if (s < 48 * 3600) {
            return number(s / 3600) + SPACE + "h";
        }
        return number(s / 86400) + SPACE + "days";
    }

    /* The same in words, for a sentence. */
    function spanWords(s) {
        var units = { s: "second", min: "minute", h: "hour", days: "day" };
        var text = span(s).split(SPACE);

        return text[0] + SPACE + units[text[1]] + (text[0] === "1" ? "" : "s");
    }

    function two(n) {
        return n < 10 ? "0" + n : String(n);
    }

    /* The parts of a moment on the clock that the reader chose. */
    function parts(ms) {
        var d = new Date(ms);

        return utc
            ? { y: d.getUTCFullYear(), mo: d.getUTCMonth(), d: d.getUTCDate(), h: d.getUTCHours(),
                mi: d.getUTCMinutes(), s: d.getUTCSeconds() }
            : { y: d.getFullYear(), mo: d.getMonth(), d: d.getDate(), h: d.getHours(),
                mi: d.getMinutes(), s: d.getSeconds() };
    }

    function clock(ms) {
        var p = parts(ms);

        return two(p.h) + ":" + two(p.mi) + ":" + two(p.s);
    }

    function day(ms) {
        var p = parts(ms);

        return p.d + " " + MONTHS[p.mo];
    }

    function date(ms) {
        return day(ms) + " " + parts(ms).y;
    }

    /* A day alone does not tell the year where there are several. */
    function needsYear() {
        return parts(range[0]).y !== parts(range[1]).y || range[1] - range[0] > LONG_MS;
    }

    function moment(ms) {
        return known(ms) ? (needsYear() ? date(ms) : day(ms)) + " " + clock(ms) : "";
    }

    /* From one moment to another: the day and the year once where both share them. */
    function period(from, to) {
        if (date(from) === date(to)) {
            return date(from) + ", " + clock(from) + " to " + clock(to);
        }
        return moment(from) + " to " + date(to) + " " + clock(to);
    }

    /* When something was there first and last: without the day where the capture has but one. */
    function between(first, last) {
        var say = date(range[0]) === date(range[1]) ? clock : moment;

        return known(first) && known(last) ? say(first) + " \u2013 " + say(last) : "";
    }

    /* For the ticks of an axis: the shortest that tells them apart. */
    function tick(ms) {
        var p = parts(ms);

        if (p.s) {
            return clock(ms);
        }
        if (p.h || p.mi) {
            return two(p.h) + ":" + two(p.mi);
        }
        return p.mo === 0 && p.d === 1 ? String(p.y) : day(ms);
    }

    function zone(ms) {
        var minutes = -new Date(ms).getTimezoneOffset(), size = Math.abs(minutes);

        if (utc) {
            return "UTC";
        }
        return "UTC" + (minutes < 0 ? "\u2212" : "+") + Math.floor(size / 60) +
            (size % 60 ? ":" + two(size % 60) : "");
    }

    picture.format = {
        SPACE: SPACE, known: known, plain: plain, count: count, plural: plural, bytes: bytes, rtt: rtt,
        km: km, atMost: atMost, span: span, spanWords: spanWords, clock: clock, date: date, moment: moment, period: period, between: between,
        tick: tick, zone: zone,
        cover: function (from, to) {
            range = known(from) && known(to) ? [from, to] : [0, 0];
        },
        useUtc: function (on) {
            utc = on;
        },
        isUtc: function () {
            return utc;
        }
    };
})(window.picture = window.picture || {});
