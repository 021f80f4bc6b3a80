# gui_test.py - the checks of gui-test.sh, which starts this in a session of its own
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: gui_test.py CAPTURES_DIR OUT_DIR
"""Clicks through what the plugin adds to Wireshark.

What the windows show is compared with what `tshark -2` says of the same capture with the same
plugin. A check that fails leaves a picture of the screen and restarts Wireshark for the next one.
"""

import collections
import os
import re
import sys
import time
import urllib.parse
from pathlib import Path

import screen
from screen import Failed, Table, wait
from wireshark import Wireshark

GIVE_UP_AFTER = 3  # failed checks: each can wait long
PARK = (1750, 990)  # a place for the pointer that no window covers
ROBOT = "roomba"
ROBOT_MAC = "40:9f:38:65:36:67"
ROBOT_REMOTE = "data.iot.irobotapi.com"
LAMP = "Floor lamp"  # a name with a blank
TREES = ("Device Conversations", "Devices", "Destinations", "Distance", "Findings")
FLAT = "IoT Device Conversations"
EXPORTS = {  # title: name in tshark
    "Conversations as CSV": "csv",
    "Everything as JSON": "json",
    "Firewall rules (nftables)": "nftables",
    "MUD profiles (RFC 8520)": "mud",
    "Names of MACs (ethers)": "ethers",
    "Names of addresses (hosts)": "hosts",
    "Pages for people (Markdown)": "markdown",
}

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

    FIELDS = ("iot.device", "iot.name", "iot.conversation", "iot.direction")

    def __init__(self, capture):
        command = ["tshark", "-2", "-r", str(capture), "-T", "fields", "-e", "frame.number"]
        for field in self.FIELDS:
            command += ["-e", field]
        command += ["-E", "aggregator=;"]
        self.frames = {}
        for line in screen.run(*command).splitlines():
            number, *values = line.split("\t")
            self.frames[int(number)] = {
                field: value.split(";") if value else []
                for field, value in zip(self.FIELDS, values)
            }

    def count(self, field, value):
        return sum(value in frame[field] for frame in self.frames.values())

    def conversations(self):
        return {number for f in self.frames.values() for number in f["iot.conversation"]}

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
        self.ws = Wireshark(self.home, self.out / "wireshark.log")

    def shoot(self, name, widget):
        # The pointer colours what it rests on, and tool tips wait for it.
        screen.point_at(*PARK)
        self.ws.elapse()
        screen.shoot(self.out / f"{name}.png", widget)

    def run(self):
        """The number of failed checks."""
        failed = 0
        for title, function in CHECKS:
            start = time.monotonic()
            try:
                expect(failed < GIVE_UP_AFTER, f"not run after {GIVE_UP_AFTER} failures")
                if self.ws.running and self.ws.worn:
                    self.ws.quit()
                if not self.ws.running:
                    self.ws.start()
                function(self)
                complaints = self.ws.complaints()
                expect(not complaints, "on standard error: " + " / ".join(complaints[:3]))
                print(f"ok - {title} ({time.monotonic() - start:.1f} s)", flush=True)
            except Exception as problem:  # of whatever kind: the other checks can still be made
                failed += 1
                print(f"not ok - {title}: {type(problem).__name__}: {problem}", flush=True)
                if self.ws.running:
                    screen.shoot(self.out / f"failed-{failed}.png")
                self.ws.kill()
        return failed


@check("the packet details have an IoT tree")
def details_tree(test):
    texts = test.ws.details().first_column()
    expect(any("Internet of Things" in text for text in texts), f"details are {texts}")


@check("a button of the profile filters")
def filter_button(test):
    test.ws.filter_bar.get("push button", "Outbound").click()
    test.ws.expect_filter('iot.direction == "outbound"')
    test.ws.expect_displayed(test.truth.count("iot.direction", "outbound"))
    test.ws.clear_filter()


@check(f"display filter iot.device == {ROBOT}")
def display_filter(test):
    test.ws.apply_filter(f"iot.device == {ROBOT}")
    test.ws.expect_displayed(test.truth.count("iot.device", ROBOT))


def iot_tree(details, about):
    """Its row, which is not the first; None if the details are another packet's."""
    rows = (row for row, text in enumerate(details.first_column()) if "Internet of Things" in text and about in text)
    return next(rows, None)


@check("columns and details of a frame of the robot say device, name and distance")
def frame_of_robot(test):
    packets = test.ws.packet_list()
    infos = packets.column("Info", 40)
    row = next(row for row, info in enumerate(infos) if info.startswith("Client Hello"))
    texts = packets.row(row)
    expect(texts["Device"] == ROBOT, f"the row is {texts}")
    expect(texts["Kind"] == "vacuum", f"the row is {texts}")
    expect(texts["Peer"] == ROBOT_REMOTE, f"the row is {texts}")
    expect(float(texts["km"]) > 1000, f"the row is {texts}")
    packets.cell(row).click()
    details = test.ws.details()
    iot = wait("the details of the packet", lambda: iot_tree(details, ROBOT_REMOTE))
    before = len(details)
    details.cell(iot).click()
    test.ws.menu("View", "Expand Subtrees")
    wait("the IoT tree to open", lambda: len(details) > before)
    texts = test.ws.details().first_column()
    for wanted in (f"Device: {ROBOT}", f"Name: {ROBOT_REMOTE}"):
        expect(any(wanted in text for text in texts), f'no "{wanted}" in {texts}')
    test.shoot("main", test.ws.main)
    test.ws.clear_filter()


@check("columns of a frame of two devices say the sender, what it is, and the peer")
def frame_of_two(test):
    test.ws.apply_filter(f'iot.device.src == "annas-phone" && iot.device.dst == "{LAMP}"')
    wait("fewer packets", lambda: 0 < test.ws.displayed() < test.ws.packets())
    texts = test.ws.packet_list().row(0)
    expect(texts["Device"] == "annas-phone" and texts["Peer"] == LAMP, f"the row is {texts}")
    expect(texts["Kind"] == "", f"the row is {texts}, and the lamp is the plug")
    test.ws.clear_filter()


def tree_check(title, wanted, top_is_sum, width=1100):
    @check(f"Statistics > IoT Devices > {title}")
    def tree(test):
        dialog = test.ws.open_statistic("IoT Devices", title)
        screen.place(dialog, 20, 100, width, 753)
        table = test.ws.table(dialog, at_least=5)
        unfold(table, wanted)
        depths, rows = table.depths(), table.rows()
        names = [row["Topic / Item"] for row in rows]
        for name in wanted:
            expect(any(text.startswith(name) for text in names), f"no {name} in {names}")
        expect(depths.count(0) == 1, f"several roots: {names[:20]}")
        second = [row for row, depth in zip(rows, depths) if depth == 1]
        counted = collections.Counter(row["Topic / Item"] for row in second)
        twice = [name for name, times in counted.items() if times > 1]
        expect(not twice, f"{twice} are there twice")
        total, parts = int(rows[0]["Count"]), sum(int(row["Count"]) for row in second)
        expect(not top_is_sum or total == parts, f"{parts} of {total} frames in the rows")
        table.sort("Count")
        test.ws.elapse(0.6)  # two clicks, not a double one
        table.sort("Count")
        test.shoot(title.lower().replace(" ", "-"), dialog)
        # A filter of the window's own.
        filter_window(dialog, f"iot.device == {ROBOT}")
        most = test.truth.count("iot.device", ROBOT)
        wait("the filter to work", lambda: 0 < int(table.cell(0, 1).name) <= most)
        others = [name for name in table.column("Topic / Item") if "amazon" in name]
        expect(not others, f"still there: {others}")


def unfold(table, wanted):
    """4.6 shows the upper levels of a large tree; the others show all of it."""
    before = len(table)
    texts = table.column("Topic / Item")
    if not all(any(text.startswith(name) for text in texts) for name in wanted):
        table.cell(0).click()
        screen.keys("asterisk")
        wait("the tree to unfold", lambda: len(table) > before)
        screen.settled(lambda: len(table))


def filter_window(dialog, text):
    dialog.get("text", "Display filter entry").fill(text)
    dialog.get("push button", "Apply").click()


tree_check(TREES[0], (ROBOT, LAMP, ROBOT_REMOTE), True)
tree_check(TREES[1], (ROBOT, LAMP), False)
tree_check(TREES[2], (ROBOT, ROBOT_REMOTE, "US United States", "AMAZON-AES"), True)
tree_check(TREES[3], (ROBOT, ROBOT_REMOTE, "continent", "far"), True)
tree_check(TREES[4], (ROBOT,), True, width=1400)


@check("Statistics > IoT Devices > Changes, and the button New")
def changes(test):
    """Of another capture, since the summary of the week before it."""
    test.ws.quit()
    home, test.ws.capture = test.ws.capture, test.captures / "week-after.pcapng"
    test.ws.start("-o", f"iot.baseline:{test.captures / 'week-before.summary'}")
    test.ws.filter_bar.get("push button", "New").click()
    test.ws.expect_filter("iot.new")
    test.ws.expect_displayed(144)
    test.shoot("new", test.ws.main)
    test.ws.clear_filter()
    dialog = test.ws.open_statistic("IoT Devices", "Changes")
    screen.place(dialog, 20, 100, 1400, 753)
    table = test.ws.table(dialog, at_least=5)
    unfold(table, ("remote: new-cloud.vendor.example",))
    rows = {row["Topic / Item"]: int(row["Count"]) for row in table.rows()}
    for name, count in (("Changes", 8), ("new", 3), ("gone", 3), ("different", 2)):
        expect(rows.get(name) == count, f"{name}: {rows}")
    test.shoot("changes", dialog)
    filter_window(dialog, 'iot.device == "kettle"')
    wait("the filter to work", lambda: int(table.cell(0, 1).name) == 1)
    test.ws.quit()
    test.ws.capture = home


def row_of(rows, **wanted):
    for number, row in enumerate(rows):
        if all(row[column.replace("_", " ")] == text for column, text in wanted.items()):
            return number
    raise Failed(f"no row {wanted}")


def packets_of(row):
    return int(row["Packets sent"]) + int(row["Packets received"])


def open_flat(test):
    dialog = test.ws.open_statistic(FLAT)
    screen.place(dialog, 20, 100, 1300, 775)
    return dialog, test.ws.table(dialog, at_least=10)


@check("Statistics > IoT Device Conversations has all columns, and a row per conversation")
def flat(test):
    dialog, table = open_flat(test)
    rows = table.rows()
    numbers = test.truth.conversations()
    expect(len(rows) == len(numbers), f"{len(rows)} rows, {len(numbers)} conversations")
    frames = sum(map(packets_of, rows))
    in_one = sum(bool(frame["iot.conversation"]) for frame in test.truth.frames.values())
    expect(frames == in_one, f"{frames} of {in_one} frames")
    robot = rows[row_of(rows, Device=ROBOT, Remote_name=ROBOT_REMOTE)]
    expect(robot["MAC"] == ROBOT_MAC, f"row {robot}")
    expect(float(robot["RTT (ms)"]) > 0 and float(robot["At most (km)"]) > 0, f"row {robot}")
    test.shoot("flat-table", dialog)


@check("that table sorts, most bytes first at first, and has a filter of its own")
def flat_filter(test):
    dialog, table = open_flat(test)
    everything = table.rows()
    total = [int(row["Bytes"]) for row in everything]
    expect(total == sorted(total, reverse=True), f"bytes are in the order {total}")
    expect([row["#"] for row in everything] == [str(n + 1) for n in range(len(total))], "the ranks")
    table.sort("Bytes")
    total = [int(number) for number in table.column("Bytes")]
    expect(total == sorted(total), f"bytes are in the order {total}")
    table.sort("RTT (ms)")
    trips = [float(trip) for trip in table.column("RTT (ms)") if trip.strip()]
    expect(trips in (sorted(trips), sorted(trips, reverse=True)), f"RTTs are in the order {trips}")
    robots = test.truth.conversations_of(ROBOT, ROBOT_REMOTE)
    filter_window(dialog, " || ".join(f"iot.conversation == {number}" for number in robots))
    wait("the filter to work", lambda: len(table) == len(robots))
    rows = table.rows()
    expect({row["Conversation"] for row in rows} == robots, f"{rows} for {robots}")
    ranks = {row["Conversation"]: row["#"] for row in everything}
    for row in rows:
        before = {**row, "#": ranks[row["Conversation"]]}
        expect(before in everything, f"{row} was not there before")


@check("two windows of that table, of which the older is sorted")
def flat_twice(test):
    older, table = open_flat(test)
    rows = sorted(map(str, table.rows()))
    screen.place(older, 20, 500, 1000, 400)
    newer = test.ws.open_statistic(FLAT)
    screen.place(newer, 20, 100, 1000, 390)
    test.ws.table(newer)
    filter_window(newer, f"iot.device == {ROBOT}")
    sort_by_all(test, table)
    expect(sorted(map(str, table.rows())) == rows, "the rows of the older window changed")


def sort_by_all(test, table):
    """By the columns that are to be seen in a narrow window."""
    for name in ("What it is", "Remote name", "Device"):
        table.sort(name)
        test.ws.elapse(0.1)


def iot_tab(test, statistic):
    """Opens Conversations or Endpoints and shows the tab "IoT", which the profile asks for: window
    and table."""
    dialog = test.ws.open_statistic(statistic)
    dialog.get("page tab", "IoT").click()
    wait("the tab IoT", lambda: dialog.get("page tab list").name.startswith("IoT"))
    return dialog, Table(dialog.get("layered pane").get("tree"))


def apply_row(test, table, number, *path):
    test.ws.context.choose(table.cell(number), "Apply as Filter", "Selected", *path)


@check("Statistics > Conversations has a tab IoT whose rows filter")
def conversations(test):
    dialog, table = iot_tab(test, "Conversations")
    screen.place(dialog, 20, 100, 1500, 800)
    rows = table.rows()
    expect(len(rows) > 10, f"{len(rows)} rows")
    test.shoot("conversations", dialog)
    for a, b in ((ROBOT, ROBOT_REMOTE), (LAMP, "annas-phone")):
        number = row_of(rows, Address_A=a, Address_B=b)
        apply_row(test, table, number, "A ↔ B")
        test.ws.expect_filter(".*iot.*")
        test.ws.expect_displayed(int(rows[number]["Packets"]))
        test.ws.clear_filter()


@check("Statistics > Endpoints has a tab IoT whose rows filter")
def endpoints(test):
    dialog, table = iot_tab(test, "Endpoints")
    screen.place(dialog, 20, 100, 1300, 800)
    rows = table.rows()
    expect(len(rows) > 10, f"{len(rows)} rows")
    test.shoot("endpoints", dialog)
    for name in (ROBOT, LAMP):
        number = row_of(rows, Address=name)
        apply_row(test, table, number)
        test.ws.expect_filter(f'iot.endpoint *== *"{name}"')
        test.ws.expect_displayed(test.truth.count("iot.device", name))
        # The rows count frames in a conversation only.
        expect(int(rows[number]["Packets"]) <= test.ws.displayed(), f"row {rows[number]}")
        test.ws.clear_filter()


@check("Analyze > Conversation Filter > IoT device, IoT conversation")
def conversation_filter(test):
    number = sorted(test.truth.conversations_of(ROBOT, ROBOT_REMOTE))[0]
    test.ws.apply_filter(f"iot.conversation == {number}")
    test.ws.expect_displayed(test.truth.count("iot.conversation", number))
    test.ws.packet_list().cell(1).click()
    test.ws.menu("Analyze", "Conversation Filter", "IoT device")
    test.ws.expect_filter(f'iot.device == "{ROBOT}"')
    test.ws.expect_displayed(test.truth.count("iot.device", ROBOT))
    test.ws.menu("Analyze", "Conversation Filter", "IoT conversation")
    test.ws.expect_filter(f"iot.conversation == {number}")
    test.ws.expect_displayed(test.truth.count("iot.conversation", number))
    test.ws.clear_filter()


@check("Tools > IoT Devices > Welcome tells the first steps in six lines")
def welcome(test):
    test.ws.menu("Tools", "IoT Devices", "Welcome")
    text = wait("the text", lambda: test.ws.dialog("IoT Devices: Welcome").get("text").text)
    steps = [line[:2] for line in text.strip().splitlines()]
    expect(steps == ["1.", "2.", "3.", "4.", "5.", "6."], f"it says {text}")
    test.shoot("welcome", test.ws.dialog("IoT Devices: Welcome"))


def export_window(test, title):
    """Opens Tools > IoT Devices > Export > title: window and text."""
    test.ws.menu("Tools", "IoT Devices", "Export", title)
    dialog = test.ws.dialog(f"IoT Devices: {title}")
    return dialog, wait("the text", lambda: dialog.get("text").text)


@check("Tools > IoT Devices > Export shows what tshark exports")
def exports(test):
    for title, name in EXPORTS.items():
        dialog, text = export_window(test, title)
        wanted = screen.run("tshark", "-r", str(test.home), "-q", "-z", f"iot,export,{name}")
        expect(text.strip() == wanted.strip(), f"{title} is not what tshark exports")


@check("Tools > IoT Devices > Picture opens in the browser what tshark exports")
def picture(test):
    opened = Path(os.environ["TMPDIR"]) / "opened"
    test.ws.menu("Tools", "IoT Devices", "Picture")
    page = Path(urllib.parse.urlparse(wait("a browser", lambda: opened.exists() and opened.read_text().strip())).path)
    wanted = screen.run("tshark", "-r", str(test.home), "-q", "-z", "iot,export,html")
    expect(page.read_text().strip() == wanted.strip(), "the picture is not what tshark exports")
    expect(page.stat().st_mode & 0o077 == 0, f"{page} can be read by others")
    expect(page.parent != opened.parent and page.parent.stat().st_mode & 0o077 == 0, f"{page} lies where others look")


@check("a picture that no browser takes is named")
def no_browser(test):
    without = Path(os.environ["TMPDIR"]) / "no-browser"
    without.touch()
    test.ws.menu("Tools", "IoT Devices", "Picture")
    message = test.ws.app.get("alert message")
    newest = max(page_directories()[0].iterdir(), key=lambda page: page.stat().st_mtime_ns)
    message.get("label", f"IoT: no browser took the picture; it is in {newest} until Wireshark ends")
    message.get("push button", "OK").click()
    without.unlink()


def page_directories():
    return list(Path(os.environ["TMPDIR"]).glob("wireshark-iot-*"))


def make_page(test):
    opened = Path(os.environ["TMPDIR"]) / "opened"
    opened.unlink(missing_ok=True)
    test.ws.menu("Tools", "IoT Devices", "Picture")
    wait("a browser", opened.exists)


@check("pictures go when Wireshark ends, or with the next one that makes some")
def pages_go(test):
    make_page(test)
    expect(len(page_directories()) == 1, f"pages are in {page_directories()}")
    test.ws.quit()
    expect(not page_directories(), f"{page_directories()} is left")
    test.ws.start()
    make_page(test)
    left = page_directories()
    test.ws.kill()
    expect(page_directories() == left and len(left) == 1, f"pages were in {left}")
    test.ws.start()
    make_page(test)
    expect(len(page_directories()) == 1 and page_directories() != left, f"{left} is still there")


@check("what Tools > IoT Devices > Export shows can be saved")
def save_export(test):
    title = "Conversations as CSV"
    dialog, text = export_window(test, title)
    test.shoot("export", dialog)
    saved = test.out / "saved.csv"
    dialog.get("push button", "Save as").click()
    asking = test.ws.dialog(f"Save {title} as")
    asking.get("text").fill(str(saved))
    test.ws.close(asking, "OK")
    wait(f"{saved.name} to be written", saved.exists)
    expect(saved.read_text().strip() == text.strip(), f"{saved.name} is not what was shown")
    saved.unlink()


@check("Tools > IoT Devices > Save as Baseline: since then, nothing is new")
def save_baseline(test):
    saved = test.out / "saved.summary"
    test.ws.menu("Tools", "IoT Devices", "Save as Baseline")
    asking = test.ws.dialog("Save as Baseline")
    asking.get("text").fill(str(saved))
    test.ws.close(asking, "OK")
    wait(f"{saved.name} to be written", saved.exists)
    kept = Path.home() / ".config/wireshark/profiles/IoT Devices/preferences"
    wait("the preference", lambda: f"iot.baseline: {saved}" in kept.read_text())
    told = screen.run("tshark", "-r", str(test.home), "-q", "-z", f"iot,changes,{saved}")
    expect(told.startswith("Changes: 0 changes"), told)
    test.ws.apply_filter("iot.new")
    test.ws.expect_displayed(0)
    test.ws.clear_filter()
    # It names the baseline from now on, and can be replaced.
    test.ws.quit()
    kept.write_text(re.sub(r"(?m)^iot.baseline: .*$", "", kept.read_text()))
    saved.unlink()


def open_preferences(test):
    test.ws.menu("Edit", "Preferences…")
    dialog = test.ws.dialog("Preferences")
    tree = Table(dialog.get("tree"))
    before = len(tree)
    x, y, _width, height = tree.cell(tree.column("1").index("Protocols")).box
    screen.click(x + 10, y + height // 2)  # 4.6 hides the rest of it
    screen.keys("Right")
    wait("the protocols to unfold", lambda: len(tree) > before)
    screen.type_text("IoT")
    dialog.get("label", "Internet of Things")
    return dialog


@check("Preferences > Protocols > IoT, and a device that is named in its table")
def preferences(test):
    dialog = open_preferences(test)
    screen.place(dialog, 0, 0, 900, 600)
    test.shoot("preferences", dialog)
    dialog.get("push button", "Edit…").click()
    devices = test.ws.dialog("IoT Devices")
    screen.place(devices, 300, 150, 900, 420)
    table = Table(devices.get("tree"))
    wanted = ["Name", "MAC", "Address or CIDR", "Group", "Allowed destinations"]
    expect(table.columns == wanted, f"the table has {table.columns}")
    devices.find_all("push button")[0].click()  # "+"
    wait("a new row", lambda: len(table) == 1)
    screen.type_text("cleaner")
    screen.keys("Tab")
    screen.type_text(ROBOT_MAC)
    screen.keys("Tab", "Tab")
    screen.type_text("robots")
    screen.keys("Tab")
    wait("the device in the table", lambda: table.column("Group") == ["robots"])
    test.shoot("device-table", devices)
    test.ws.close(devices, "OK")
    test.ws.close(dialog, "OK")
    wait("the packets to be dissected again", test.ws.is_idle)
    test.ws.apply_filter("iot.device == cleaner && iot.device.group == robots")
    test.ws.expect_displayed(test.truth.count("iot.device", ROBOT))
    test.ws.clear_filter()


def open_everything(test):
    """A window of each kind, below the menus and with a corner of each to be seen. Once in a
    process: two of a kind in one place could not be told apart."""

    def place(dialog, number):
        screen.place(dialog, 60 + 60 * number, 150 + 40 * number, 900, 460)

    for number, title in enumerate(TREES):
        dialog = test.ws.open_statistic("IoT Devices", title)
        place(dialog, number)
        test.ws.table(dialog)
    dialog = test.ws.open_statistic(FLAT)
    place(dialog, len(TREES))
    test.ws.table(dialog)
    for number, statistic in enumerate(("Conversations", "Endpoints"), len(TREES) + 1):
        place(iot_tab(test, statistic)[0], number)


@check("reload (Ctrl+R) with all windows open")
def reload(test):
    open_everything(test)
    before = len(test.ws.dialogs())
    test.ws.status_bar.get("label", "Packets:").click()
    screen.keys("ctrl+r")
    wait(
        "the windows to lose their capture",
        lambda: all("no capture file" in dialog.name for dialog in test.ws.dialogs()),
    )
    test.ws.wait_for_file(test.home.name)
    test.ws.expect_displayed(len(test.truth.frames))
    expect(len(test.ws.dialogs()) == before, f"{len(test.ws.dialogs())} of {before} windows")
    for dialog in test.ws.dialogs():
        expect(len(Table(dialog.get("tree"))) > 0, f'"{dialog.name}" is empty')
    test.ws.apply_filter(f"iot.device == {ROBOT} || iot.device == cleaner")
    test.ws.expect_displayed(test.truth.count("iot.device", ROBOT))
    test.ws.worn = True


def expect_no_export(test, why):
    test.ws.menu("Tools", "IoT Devices", "Export", "Conversations as CSV")
    message = test.ws.app.get("alert message")
    message.get("label", why)
    message.get("push button", "OK").click()


@check("close the file with all windows open, and sort what they still show")
def close_file(test):
    open_everything(test)
    test.ws.menu("File", "Close")
    wait("the file to close", lambda: test.ws.main.name.startswith("The Wireshark"))
    for dialog in test.ws.dialogs():
        screen.lift(dialog)
        for column in range(2):  # a header that was clicked may come back as another widget
            wait("a header", lambda: dialog.get("tree").child(column).click() or True)  # noqa: B023
            test.ws.elapse(0.1)
    expect_no_export(test, "IoT: there is no capture")


@check("open another capture with the old windows still there")
def open_other(test):
    other = test.captures / "two-names.pcapng"
    truth = Truth(other)
    test.ws.menu("File", "Open")
    chooser = test.ws.dialog("Open Capture File")
    chooser.get("text", "File name").fill(str(other))
    screen.keys("Return")
    test.ws.wait_for_file(other.name)
    test.ws.expect_displayed(len(truth.frames))
    old = [dialog for dialog in test.ws.dialogs() if FLAT in dialog.name]
    new = test.ws.open_statistic(FLAT)
    screen.place(new, 20, 100, 1000, 300)
    table = test.ws.table(new)
    numbers = truth.conversations()
    expect(len(table) == len(numbers), f"{len(table)} rows, {len(numbers)} conversations")
    for dialog in old:
        screen.lift(dialog)
        sort_by_all(test, Table(dialog.get("tree")))


@check("close the windows")
def close_windows(test):
    for dialog in test.ws.dialogs():
        test.ws.close(dialog)


@check("a disabled protocol shows nothing, and says why it exports nothing")
def disabled(test):
    test.ws.quit()
    test.ws.start("--disable-protocol", "iot")
    texts = test.ws.details().first_column()
    expect(not any("Internet of Things" in text for text in texts), f"details are {texts}")
    expect_no_export(
        test,
        "IoT: the protocol is disabled (Analyze > Enabled Protocols, or --enable-protocol iot)",
    )
    test.ws.worn = True


@check("quit with all windows open")
def leave(test):
    open_everything(test)
    test.ws.quit()


if __name__ == "__main__":
    screen.Widget.bus = screen.Bus()
    sys.exit(1 if Test(*sys.argv[1:]).run() else 0)
