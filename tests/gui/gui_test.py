# The checks of gui-test.sh, which starts this in a session of its own
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""gui_test.py CAPTURES_DIR OUT_DIR: clicks through what the plugin adds to Wireshark.

What the windows show is compared with what `tshark -2` says of the same capture with the same
plugin. One line per check on standard output; a failed one leaves a screenshot and restarts
Wireshark. Pictures of what works are left, too."""

import collections
import re
import subprocess
import sys
import time
from pathlib import Path

import screen
from screen import Failed, Table, wait
from wireshark import Crashed, Wireshark

GIVE_UP_AFTER = 4  # failed checks: each can cost minutes
ROBOT = "roomba"
ROBOT_MAC = "40:9f:38:65:36:67"
ROBOT_REMOTE = "data.iot.irobotapi.com"
LAMP = "Floor lamp"  # a name with a blank
TREES = ("Device Conversations", "Devices", "Destinations", "Distance")
FLAT = "IoT Device Conversations"

CHECKS = []


def check(title):
    def add(function):
        CHECKS.append((title, function))
        return function

    return add


def expect(true, otherwise):
    if not true:
        raise Failed(otherwise)


class Truth:
    """Frames of a capture as tshark -2 knows them: {frame: {field: [values]}}."""

    FIELDS = ("iot.device", "iot.name", "iot.conversation")

    def __init__(self, capture):
        command = ["tshark", "-2", "-r", str(capture), "-T", "fields", "-e", "frame.number"]
        for field in self.FIELDS:
            command += ["-e", field]
        command += ["-E", "aggregator=;"]
        lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        self.frames = {}
        for line in lines.splitlines():
            number, *values = line.split("\t")
            self.frames[int(number)] = {
                field: value.split(";") if value else []
                for field, value in zip(self.FIELDS, values)
            }

    def count(self, field, value):
        return sum(value in frame[field] for frame in self.frames.values())

    def values(self, field):
        return {value for frame in self.frames.values() for value in frame[field]}

    def conversations_of(self, device, remote):
        return {
            number
            for frame in self.frames.values()
            if device in frame["iot.device"] and remote in frame["iot.name"]
            for number in frame["iot.conversation"]
        }


class Test:
    def __init__(self, captures, out):
        self.captures = Path(captures)
        self.out = Path(out)
        self.home = self.captures / "smart-home.pcapng"
        self.truth = Truth(self.home)
        self.log = self.out / "wireshark.log"
        self.ws = None

    def shoot(self, name, widget):
        # The pointer colours what it rests on, and tool tips wait for it.
        screen.point_at(*PARK)
        self.ws.elapse()
        screen.shoot(self.out / f"{name}.png", widget)

    def run(self):
        failed = 0
        for title, function in CHECKS:
            start = time.monotonic()
            try:
                expect(failed < GIVE_UP_AFTER, f"not run after {failed} failures")
                if not self.ws:
                    self.ws = Wireshark(self.home, self.log)
                    self.ws.start()
                function(self)
                complaints = self.ws.complaints() if self.ws else []
                expect(not complaints, "on standard error: " + " / ".join(complaints[:3]))
                print(f"ok - {title} ({time.monotonic() - start:.1f} s)", flush=True)
            except Exception as problem:  # whatever it is, the other checks can still be made
                failed += 1
                print(f"not ok - {title}: {type(problem).__name__}: {problem}", flush=True)
                self.start_over(failed)
        return failed

    def start_over(self, number):
        if not self.ws:
            return
        screen.check_alive = lambda: None
        screen.shoot(self.out / f"failed-{number}.png")
        self.ws.kill()
        self.ws = None


PARK = (1750, 990)  # where no window is: keep it inside the screen of gui-test.sh


@check("the packet details have an IoT tree")
def details(test):
    rows = test.ws.details().rows()
    texts = [text for row in rows for text in row.values()]
    expect(any("Internet of Things" in text for text in texts), f"details are {texts}")


@check(f"display filter iot.device == {ROBOT}")
def display_filter(test):
    test.ws.apply_filter(f"iot.device == {ROBOT}")
    test.ws.expect_displayed(test.truth.count("iot.device", ROBOT))


@check("columns and details of a frame of the robot say device, name and distance")
def frame(test):
    packets = test.ws.packet_list()
    columns = packets.columns
    row = next(
        r for r in range(len(packets)) if packets.cell(r, columns.index("Info")).name == "Client Hello"
    )
    texts = dict(zip(columns, (packets.cell(row, c).name for c in range(len(columns)))))
    expect(texts["Device"] == ROBOT, f"the row is {texts}")
    expect(texts["DNS name"] == ROBOT_REMOTE, f"the row is {texts}")
    expect(float(texts["km"]) > 1000, f"the row is {texts}")
    packets.cell(row, columns.index("Info")).click()
    details = test.ws.details()
    row = next(r for r in range(len(details)) if "Internet of Things" in details.cell(r).name)
    before = len(details)
    details.cell(row).click()
    test.ws.menu("View", "Expand Subtrees")
    wait("the IoT tree to open", lambda: len(details) > before)
    texts = [text for r in details.rows() for text in r.values()]
    for wanted in (f"Device: {ROBOT}", f"Name: {ROBOT_REMOTE}"):
        expect(any(wanted in text for text in texts), f'no "{wanted}" in {texts}')
    test.shoot("main", test.ws.main)
    test.ws.clear_filter()


def tree_check(title, wanted, top_is_sum):
    @check(f"Statistics > IoT Devices > {title}")
    def tree(test):
        dialog = test.ws.open_statistic("IoT Devices", title)
        screen.place(dialog, 20, 100, 1100, 760)
        table = test.ws.table(dialog, at_least=10)
        depths, rows = table.depths(), table.rows()
        names = [row["Topic / Item"] for row in rows]
        for name in wanted:
            expect(any(text.startswith(name) for text in names), f"no {name} in {names}")
        expect(depths.count(0) == 1, f"several roots: {names[:20]}")
        second = [row for row, depth in zip(rows, depths) if depth == 1]
        twice = [
            name
            for name, count in collections.Counter(r["Topic / Item"] for r in second).items()
            if count > 1
        ]
        expect(not twice, f"{twice} are there twice")
        if top_is_sum:
            total = int(rows[0]["Count"])
            parts = sum(int(row["Count"]) for row in second)
            expect(total == parts, f"{parts} of {total} frames in the rows")
        table.sort("Count")
        test.shoot(title.lower().replace(" ", "-"), dialog)
        filter_tree(test, dialog, table)
        test.ws.close(dialog)


def filter_tree(test, dialog, table):
    """A filter of the window's own leaves the frames of one device."""
    filter_window(dialog, f"iot.device == {ROBOT}")
    most = test.truth.count("iot.device", ROBOT)

    def only_robot():
        return len(table) > 1 and 0 < int(table.cell(0, 1).name) <= most

    wait("the filter of the window to work", only_robot)
    names = table.column("Topic / Item")
    others = [name for name in names if "amazon" in name]
    expect(not others, f"still there: {others}")


tree_check(TREES[0], (ROBOT, LAMP, ROBOT_REMOTE), True)
tree_check(TREES[1], (ROBOT, LAMP), False)
tree_check(TREES[2], (ROBOT, ROBOT_REMOTE), True)
tree_check(TREES[3], (ROBOT, ROBOT_REMOTE, "continent", "far"), True)


def row_of(rows, **wanted):
    for number, row in enumerate(rows):
        if all(row[column.replace("_", " ")] == text for column, text in wanted.items()):
            return number
    raise Failed(f"no row {wanted}")


def open_flat(test):
    dialog = test.ws.open_statistic(FLAT)
    screen.place(dialog, 20, 100, 1720, 790)
    return dialog, test.ws.table(dialog, at_least=10)


@check("Statistics > IoT Device Conversations has all columns, and a row per conversation")
def flat(test):
    dialog, table = open_flat(test)
    rows = table.rows()
    expect(
        len(rows) == len(test.truth.values("iot.conversation")),
        f"{len(rows)} rows, {len(test.truth.values('iot.conversation'))} conversations",
    )
    frames = sum(int(row["Packets sent"]) + int(row["Packets received"]) for row in rows)
    in_one = sum(bool(frame["iot.conversation"]) for frame in test.truth.frames.values())
    expect(frames == in_one, f"{frames} of {in_one} frames")
    robot = rows[row_of(rows, Device=ROBOT, Remote_name=ROBOT_REMOTE)]
    expect(robot["MAC"] == ROBOT_MAC, f"row {robot}")
    expect(float(robot["RTT (ms)"]) > 0 and float(robot["At most (km)"]) > 0, f"row {robot}")
    test.shoot("flat-table", dialog)
    test.ws.close(dialog)


@check("that table sorts, and a filter of its own leaves each row its place")
def flat_filter(test):
    dialog, table = open_flat(test)
    everything = table.rows()
    table.sort("Bytes sent")
    sent = [int(number) for number in table.column("Bytes sent")]
    expect(sent in (sorted(sent), sorted(sent, reverse=True)), f"bytes are in the order {sent}")
    robots = test.truth.conversations_of(ROBOT, ROBOT_REMOTE)
    filter_window(dialog, " || ".join(f"iot.conversation == {number}" for number in robots))
    wait("the filter to work", lambda: len(counting(table)) == len(robots))
    rows = table.rows()
    expect(len(rows) == 1 + max(map(int, robots)), f"{len(rows)} rows for {robots}")
    expect(all(row in everything for row in counting(table)), "the rows have other numbers")
    strange = [row for row in rows if "nan" in "".join(row.values())]
    expect(not strange, f"a row without packets reads {strange[:1]}")
    test.ws.close(dialog)


def filter_window(dialog, text):
    dialog.get("text", "Display filter entry").fill(text)
    dialog.get("push button", "Apply").click()


def counting(table):
    """Rows of the flat table that have packets."""
    return [
        row for row in table.rows() if int(row["Packets sent"]) + int(row["Packets received"]) > 0
    ]


@check("two windows of that table, of which the older is sorted")
def flat_twice(test):
    older, older_table = open_flat(test)
    rows = sorted(map(str, older_table.rows()))
    screen.place(older, 20, 500, 1000, 400)
    test.ws.menu("Statistics", FLAT)
    newer = wait("a second window", lambda: len(test.ws.dialogs()) == 2 and test.ws.dialogs())
    newer = [dialog for dialog in newer if dialog.box[1] != 500][0]
    screen.place(newer, 20, 100, 1000, 390)
    test.ws.table(newer)
    filter_window(newer, f"iot.device == {ROBOT}")
    for column in ("MAC", "Remote name", "Device"):
        older_table.sort(column)
        test.ws.elapse(0.1)
    expect(sorted(map(str, older_table.rows())) == rows, "the rows of the older window changed")
    close_all(test)


def iot_tab(test, statistic):
    """Opens Conversations or Endpoints and shows the tab "IoT": window and table."""
    dialog = test.ws.open_statistic(statistic)
    if not dialog.find_all("page tab", "IoT"):
        protocols = Table(dialog.get("tree"))
        row = next(r for r in range(len(protocols)) if protocols.cell(r, 1).name == "IoT")
        protocols.cell(row).click()
    dialog.get("page tab", "IoT").click()
    test.ws.elapse()
    found = wait("the tab IoT", lambda: dialog.get("layered pane").find_all("tree"))[0]
    return dialog, Table(found)


@check("Statistics > Conversations has a tab IoT whose rows filter")
def conversations(test):
    dialog, table = iot_tab(test, "Conversations")
    screen.place(dialog, 20, 100, 1500, 800)
    rows = table.rows()
    expect(len(rows) > 10, f"{len(rows)} rows")
    test.shoot("conversations", dialog)
    for a, b in ((ROBOT, ROBOT_REMOTE), (LAMP, "annas-phone")):
        number = row_of(rows, Address_A=a, Address_B=b)
        test.ws.context.choose(table.cell(number), "Apply as Filter", "Selected", "A ↔ B")
        test.ws.expect_filter(".*iot.*")
        test.ws.expect_displayed(int(rows[number]["Packets"]))
        test.ws.clear_filter()
    test.ws.close(dialog)


@check("Statistics > Endpoints has a tab IoT whose rows filter")
def endpoints(test):
    dialog, table = iot_tab(test, "Endpoints")
    screen.place(dialog, 20, 100, 1300, 800)
    rows = table.rows()
    expect(len(rows) > 10, f"{len(rows)} rows")
    test.shoot("endpoints", dialog)
    for name in (ROBOT, LAMP):
        number = row_of(rows, Address=name)
        test.ws.context.choose(table.cell(number), "Apply as Filter", "Selected")
        test.ws.expect_filter(f'iot.endpoint *== *"{name}"')
        test.ws.expect_displayed(test.truth.count("iot.device", name))
        expect(int(rows[number]["Packets"]) <= test.ws.displayed(), f"row {rows[number]}")
        test.ws.clear_filter()
    test.ws.close(dialog)


@check("Conversation Filter > IoT device, IoT conversation")
def conversation_filter(test):
    number = sorted(test.truth.conversations_of(ROBOT, ROBOT_REMOTE))[0]
    test.ws.apply_filter(f"iot.conversation == {number}")
    test.ws.expect_displayed(test.truth.count("iot.conversation", number))
    packets = test.ws.packet_list()
    packets.cell(1, 6).click()
    test.ws.menu("Analyze", "Conversation Filter", "IoT device")
    test.ws.expect_filter(f'.*iot.device == "?{ROBOT}"?.*')
    test.ws.expect_displayed(test.truth.count("iot.device", ROBOT))
    test.ws.menu("Analyze", "Conversation Filter", "IoT conversation")
    test.ws.expect_filter(f".*iot.conversation == {number}.*")
    test.ws.expect_displayed(test.truth.count("iot.conversation", number))
    test.ws.clear_filter()


def open_preferences(test):
    test.ws.menu("Edit", "Preferences…")
    dialog = test.ws.dialog("Preferences")
    tree = Table(dialog.get("tree"))
    row = tree.column("1").index("Protocols")
    tree.cell(row).click()
    before = len(tree)
    screen.keys("Right")
    wait("the protocols to unfold", lambda: len(tree) > before)
    screen.type_text("IoT")
    dialog.get("label", "Internet of Things")
    return dialog


@check("Preferences > Protocols > IoT, and a device named in its table")
def preferences(test):
    dialog = open_preferences(test)
    screen.place(dialog, 0, 0, 900, 600)
    test.shoot("preferences", dialog)
    dialog.get("push button", "Edit…").click()
    devices = test.ws.dialog("IoT Devices")
    screen.place(devices, 300, 150, 900, 420)
    expect(
        Table(devices.get("tree")).columns
        == ["Name", "MAC", "Address or CIDR", "Group", "Allowed destinations"],
        f"the table has {Table(devices.get('tree')).columns}",
    )
    devices.find_all("push button")[0].click()  # "+"
    table = test.ws.table(devices)
    screen.type_text("cleaner")
    screen.keys("Tab")
    screen.type_text(ROBOT_MAC)
    screen.keys("Tab", "Tab")
    screen.type_text("robots")
    screen.keys("Tab")
    wait("the device in the table", lambda: table.column("Group") == ["robots"])
    test.shoot("device-table", devices)
    devices.get("push button", "OK").click()
    wait("the table to close", lambda: len(test.ws.dialogs()) == 1)
    dialog.get("push button", "OK").click()
    wait("the preferences to close", lambda: not test.ws.dialogs())
    wait("the packets to be dissected again", test.ws.is_idle)
    test.ws.apply_filter("iot.device == cleaner && iot.device.group == robots")
    test.ws.expect_displayed(test.truth.count("iot.device", ROBOT))
    test.ws.clear_filter()


def open_everything(test):
    """A window of each kind, beside one another so that the menus stay free."""
    dialogs = [test.ws.open_statistic("IoT Devices", title) for title in TREES]
    dialogs.append(test.ws.open_statistic(FLAT))
    for number, dialog in enumerate(dialogs):
        screen.place(dialog, 60 + 60 * number, 180 + 40 * number, 800, 500)
        test.ws.table(dialog)
    for statistic in ("Conversations", "Endpoints"):
        dialogs.append(iot_tab(test, statistic)[0])
        screen.place(dialogs[-1], 60 + 60 * len(dialogs), 180 + 40 * len(dialogs), 900, 500)
    return dialogs


def close_all(test):
    for dialog in reversed(test.ws.dialogs()):
        test.ws.close(dialog)


@check("reload (Ctrl+R) with all windows open")
def reload(test):
    dialogs = open_everything(test)
    test.ws.main.get("status bar").find_all("label", "Packets:")[0].click()
    screen.keys("ctrl+r")
    wait("the capture to be closed", lambda: all("closed" in d.name for d in dialogs) or True)
    test.ws.elapse()
    test.ws.wait_for_file(test.home.name)
    test.ws.expect_displayed(len(test.truth.frames))
    for dialog in test.ws.dialogs():
        expect(len(Table(dialog.find_all("tree")[0])) > 0, f'"{dialog.name}" is empty')
    test.ws.apply_filter("iot.device == cleaner")
    test.ws.expect_displayed(test.truth.count("iot.device", ROBOT))
    test.ws.clear_filter()


@check("close the file with all windows open")
def close_file(test):
    close_all(test)
    open_everything(test)
    test.ws.menu("File", "Close")
    wait("the file to close", lambda: test.ws.main.name.startswith("The Wireshark"))
    for dialog in reversed(test.ws.dialogs()):
        for header in dialog.find_all("tree")[0].children()[:2]:
            header.click()
        test.ws.elapse(0.1)
    screen.shoot(test.out / "closed.png")


@check("open another capture with the old windows still there")
def open_other(test):
    other = test.captures / "two-names.pcapng"
    test.ws.menu("File", "Open")
    chooser = test.ws.dialog("Open Capture File")
    chooser.get("text", "File name").fill(str(other))
    screen.keys("Return")
    test.ws.wait_for_file(other.name)
    truth = Truth(other)
    test.ws.expect_displayed(len(truth.frames))
    old = [dialog for dialog in test.ws.dialogs() if FLAT in dialog.name][0]
    test.ws.menu("Statistics", FLAT)
    new = test.ws.dialog(other.name)
    screen.place(new, 20, 100, 1000, 300)
    table = test.ws.table(new)
    expect(
        len(table) == len(truth.values("iot.conversation")),
        f"{len(table)} rows, {len(truth.values('iot.conversation'))} conversations",
    )
    screen.point_at(*PARK)
    screen.lift(old)
    for column in ("MAC", "Remote name", "Device"):
        Table(old.get("tree")).sort(column)
        test.ws.elapse(0.1)
    close_all(test)


@check("quit")
def leave(test):
    status = test.ws.quit()
    expect(status == 0, f"status {status}: {test.ws.last_words()}")


if __name__ == "__main__":
    screen.Widget.bus = screen.Bus()
    sys.exit(1 if Test(*sys.argv[1:]).run() else 0)
