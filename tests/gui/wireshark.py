# wireshark.py - the Wireshark under test: its process, its windows, what it shows
#
# SPDX-License-Identifier: GPL-2.0-or-later

import re
import signal
import subprocess
import time
from pathlib import Path

import screen
from screen import Failed, Table, wait

START_S = 45
# Not the plugin's: Wireshark's own words, and Qt's when it is asked for a widget that is gone or a busy bus
# keeps it waiting.
HARMLESS = re.compile(
    r"FIX Add drag reordering to UAT dialog|Qt AtSpiAdaptor: |QSpiApplication::(keyEventError|notifyKeyboardListenerCallback)"
    r"|Could not find accessible on path|Accessible invalid: |QThreadStorage: Thread \w+ exited after"
    r"|QObject::disconnect: wildcard call disconnects from destroyed signal of Funnel"
)
COMPLAINT = re.compile(
    r"\*\* \(|-(WARNING|CRITICAL|ERROR) \*\*|assert|dissector bug|QObject::|QXcb", re.IGNORECASE
)


class Crashed(Failed):
    pass


class Wireshark:
    """One process after the other.

    Windows are left open: Qt remembers for AT-SPI what has been deleted, and does not tell of a new
    window that happens to get the memory of an old one. Who closes a window says so in `worn`, and
    the next check gets a new process."""

    def __init__(self, capture, log):
        self.log = Path(log)
        self.capture = Path(capture)
        self.process = None
        self.heard = 0  # of the log, before this process
        self.worn = False
        self.bus = screen.Widget.bus
        self.context = screen.ContextMenus(self.bus)

    def start(self, *options):
        self.bus.announce()
        with self.log.open("ab") as log:
            self.heard = log.tell()
            self.process = subprocess.Popen(
                ["wireshark", "-C", "IoT Devices", "-r", str(self.capture), *options],
                stdout=log,
                stderr=log,
            )
        self.worn = False
        screen.check_alive = self.check_alive
        self.app = wait(
            "Wireshark on the accessibility bus",
            lambda: self.bus.application(self.process.pid),
            START_S,
        )
        self.main = wait("the main window", lambda: self.app.child(0), START_S)
        self.menu_bar = self.main.get("menu bar")
        self.status_bar = self.main.get("status bar")
        # 4.4's bar has no name.
        self.filter_bar, self.filter_entry = wait("the display filter", self.find_filter)
        self.wait_for_file(self.capture.name)

    @property
    def running(self):
        return self.process is not None and self.process.poll() is None

    def check_alive(self):
        if self.running:
            return
        status = self.process.poll()
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        raise Crashed(f"Wireshark ended with {how}: {self.last_words()}")

    def last_words(self):
        return " / ".join(self.log.read_text(errors="replace").splitlines()[-3:])

    def complaints(self):
        """Lines that this process has written to standard error and should not have."""
        with self.log.open("rb") as log:
            log.seek(self.heard)
            lines = log.read().decode(errors="replace").splitlines()
        return [line for line in lines if COMPLAINT.search(line) and not HARMLESS.search(line)]

    def kill(self):
        screen.check_alive = lambda: None
        if self.process:
            self.process.kill()
            self.process.wait()

    def quit(self):
        """As a user does."""
        self.menu("File", "Quit")
        try:
            status = self.process.wait(screen.PATIENCE_S)
        except subprocess.TimeoutExpired:
            raise Failed(f"still runs {screen.PATIENCE_S} s after File > Quit") from None
        if status != 0:
            self.check_alive()

    # The main window

    def menu(self, *path):
        screen.choose(lambda: self.menu_bar, *path)

    def find_filter(self):
        for bar in self.main.find_all("tool bar"):
            for entry in bar.find_all("text", "Display filter entry"):
                return bar, entry
        return None

    def wait_for_file(self, name):
        wait(
            f"{name} in the main window",
            lambda: self.main.name == name and self.packets() and self.is_idle(),
            START_S,
        )

    def status(self):
        """Text of the status bar: Packets: 2352 · Displayed: 123 (5.2%)"""
        labels = self.status_bar.find_all("label", "Packets:")
        return labels[0].name if labels else ""

    def number(self, what):
        found = re.search(rf"{what}: (\d+)", self.status())
        return int(found.group(1)) if found else None

    def packets(self):
        return self.number("Packets")

    def displayed(self):
        """All that there are, if the status bar does not say; from 4.4 on it does when it differs."""
        number = self.number("Displayed")
        return self.packets() if number is None else number

    def is_idle(self):
        """No progress bar in the status bar."""
        return not self.status_bar.find_all("progress bar")

    def filter(self):
        return self.filter_entry.text

    def apply_filter(self, text):
        self.filter_entry.fill(text)
        screen.keys("Return")

    def clear_filter(self):
        self.apply_filter("")
        self.expect_displayed(self.packets())

    def expect_displayed(self, count):
        try:
            wait(f"{count} displayed packets", lambda: self.displayed() == count)
        except Failed as failure:
            raise Failed(f"{failure}: {self.status()!r}, filter {self.filter()!r}") from failure

    def expect_filter(self, pattern):
        """Of what else than typing set it."""
        try:
            wait(f"filter {pattern}", lambda: re.fullmatch(pattern, self.filter()))
        except Failed as failure:
            raise Failed(f"{failure}: it is {self.filter()!r}") from failure

    def packet_list(self):
        return Table(self.main.get("tree", "Packet list"))

    def details(self):
        return Table(self.main.get("tree", "Packet details"))

    # Other windows

    def dialogs(self):
        return [child for child in self.app.children() if child.role == "dialog" and child.visible]

    def dialog(self, title, besides=()):
        """The window whose title is it, or has it between Wireshark's own words; 4.4 puts a tree's
        submenu before it."""
        return wait(
            f'window "{title}"',
            lambda: [
                dialog
                for dialog in self.dialogs()
                if title in re.split(" · | / ", dialog.name) and dialog not in besides
            ],
        )[0]

    def open_statistic(self, *path):
        before = self.dialogs()
        self.menu("Statistics", *path)
        dialog = self.dialog(path[-1], before)
        wait("the statistic to be counted", self.is_idle)
        return dialog

    def table(self, dialog, at_least=1):
        """The table of a statistic's window, once it is filled."""
        table = Table(dialog.get("tree"))
        wait(f'rows in "{dialog.name}"', lambda: len(table) >= at_least)
        screen.settled(lambda: len(table))
        return table

    def close(self, dialog, button="Close"):
        self.worn = True
        name = dialog.name
        screen.lift(dialog)
        dialog.get("push button", button).click()
        wait(f'window "{name}" to close', lambda: dialog not in self.dialogs())

    def elapse(self, seconds=0.3):
        """For what has no sign of its own."""
        time.sleep(seconds)
        self.check_alive()
