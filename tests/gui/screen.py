# Eyes and hands for the GUI test: widgets as the accessibility bus tells them, clicks by real mouse
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""What is on the screen is asked from AT-SPI, the interface of screen readers: role, name, state and
place of each widget. What a user does is done with the X pointer and keyboard (xdotool), so that
menus, buttons and rows are reached the way a user reaches them.

Nothing is cached and nothing sleeps blindly: wait() asks again until the answer is true."""

import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

POLL_S = 0.05
PATIENCE_S = 15


class Timeout(Exception):
    pass


class Gone(Exception):
    """The program under test is not there any more."""


def alive():
    """Replaced by the test: raises Gone when it makes no sense to wait any longer."""


def wait(what, ask, patience_s=PATIENCE_S):
    """The first true answer of ask(). Widgets come and go meanwhile: that is no answer, either."""
    end = time.monotonic() + patience_s
    while True:
        try:
            answer = ask()
        except GLib.Error:
            answer = None
        if answer:
            return answer
        alive()
        if time.monotonic() > end:
            raise Timeout(f"waited {patience_s} s for {what}")
        time.sleep(POLL_S)


class Widget:
    def __init__(self, accessible):
        self.accessible = accessible

    @property
    def name(self):
        return self.accessible.get_name() or ""

    @property
    def role(self):
        return self.accessible.get_role_name()

    @property
    def showing(self):
        return self.accessible.get_state_set().contains(Atspi.StateType.SHOWING)

    def has(self, state):
        return self.accessible.get_state_set().contains(getattr(Atspi.StateType, state.upper()))

    @property
    def box(self):
        e = self.accessible.get_extents(Atspi.CoordType.SCREEN)
        return e.x, e.y, e.width, e.height

    @property
    def text(self):
        return Atspi.Text.get_text(self.accessible, 0, -1)

    def __len__(self):
        return self.accessible.get_child_count()

    def __bool__(self):
        return True

    def child(self, index):
        found = self.accessible.get_child_at_index(index)
        return Widget(found) if found else None

    def children(self):
        return filter(None, (self.child(i) for i in range(len(self))))

    def walk(self):
        """Itself and what is below it, breadth first. Rows of tables are not walked into: there can
        be thousands, see Table."""
        queue = [self]
        while queue:
            widget = queue.pop(0)
            yield widget
            if widget.role not in ("tree", "table", "tree table", "list"):
                queue += widget.children()

    def find(self, role, name=None):
        """The first showing widget below with that role and name (a prefix of it), or None."""
        for widget in self.walk():
            if widget.role == role and (name is None or widget.name.startswith(name)) and widget.showing:
                return widget
        return None

    def get(self, role, name=None):
        return wait(f'{role} "{name or ""}" in "{self.name}"', lambda: self.find(role, name))

    def point(self):
        x, y, width, height = self.box
        return x + width // 2, y + height // 2

    def click(self, button=1, repeat=1):
        click(*self.point(), button, repeat)


def run(*command, data=None):
    return subprocess.run(command, check=True, input=data, stdout=subprocess.PIPE).stdout


def click(x, y, button=1, repeat=1):
    run("xdotool", "mousemove", str(x), str(y),
        "click", "--repeat", str(repeat), "--delay", "60", str(button))


def keys(*names):
    run("xdotool", "key", *names)


def type_text(text):
    run("xdotool", "type", "--delay", "8", text)


def application():
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        found = desktop.get_child_at_index(i)
        if found and found.get_name() == "Wireshark":
            found.set_cache_mask(Atspi.Cache.NONE)
            return Widget(found)
    return None
