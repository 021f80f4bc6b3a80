/* select.js - what the page shows only: at most one device and one group of remotes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A choice is {id, label, match}: match takes a conversation. One of devices has keys, too: theirs.
 * A kind, "the rest" and "other devices here" can be chosen like anything else. Whoever draws registers with picture.onChange.
 */
(function (picture) {
    "use strict";

    var chosen = { device: null, group: null };
    var listeners = [];

    function changed() {
        listeners.forEach(function (listener) {
            listener();
        });
    }

    /* Choosing what is chosen already takes it back. */
    function choose(kind, choice) {
        chosen[kind] = choice && chosen[kind] && chosen[kind].id === choice.id ? null : choice;
        changed();
    }

    function matches(row) {
        return (!chosen.device || chosen.device.match(row)) &&
            (!chosen.group || chosen.group.match(row));
    }

    /* Of one device, or of several that go by one name. */
    function devicesChoice(id, label, keys) {
        return {
            id: id, label: label, keys: keys,
            match: function (row) {
                return keys.has(row.key) || keys.has(row.peerKey);
            }
        };
    }

    function deviceChoice(device) {
        return devicesChoice(device.key, device.label, new Set([device.key]));
    }

    function kindChoice(kind) {
        return devicesChoice(kind.id, kind.label, new Set(kind.devices.map(function (device) {
            return device.key;
        })));
    }

    function groupChoice(group, mode) {
        return {
            id: group.id, label: group.label,
            match: function (row) {
                return picture.groupOf(row, mode).id === group.id;
            }
        };
    }

    function nameChoice(row) {
        return {
            id: "name:" + row.name, label: row.label,
            match: function (other) {
                return other.name === row.name && other.direction !== picture.LOCAL;
            }
        };
    }

    /* What is chosen, in what is known by now. */
    function chooseAgain() {
        var now = chosen.device, kind, device;

        if (!now) {
            return;
        }
        kind = picture.data.kinds.filter(function (one) {
            return one.id === now.id;
        })[0];
        device = picture.deviceOnceOf(now.id);
        chosen.device = kind ? kindChoice(kind) : device ? deviceChoice(device) : now;
    }

    picture.chosen = chosen;
    picture.chooseAgain = chooseAgain;
    picture.choose = choose;
    picture.chooseBoth = function (device, group) {
        chosen.device = device;
        chosen.group = group;
        changed();
    };
    picture.clear = function () {
        chosen.device = chosen.group = null;
        changed();
    };
    picture.isChosen = function () {
        return Boolean(chosen.device || chosen.group);
    };
    picture.matches = matches;
    picture.devicesChoice = devicesChoice;
    picture.deviceChoice = deviceChoice;
    picture.kindChoice = kindChoice;
    picture.groupChoice = groupChoice;
    picture.nameChoice = nameChoice;
    picture.onChange = function (listener) {
        listeners.push(listener);
    };
    /* The remotes that chosen conversations go to; all of them where nothing is chosen. */
    picture.chosenRemotes = function () {
        var names = new Set();

        if (!picture.isChosen()) {
            return picture.data.remotes;
        }
        picture.data.conversations.forEach(function (row) {
            if (row.direction !== picture.LOCAL && matches(row)) {
                names.add(row.name);
            }
        });
        return picture.data.remotes.filter(function (row) {
            return names.has(row.name);
        });
    };
})(window.picture = window.picture || {});
