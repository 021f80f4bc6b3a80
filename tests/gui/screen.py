# screen.py - what is on the screen, and a hand on the mouse
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Widgets are asked from AT-SPI, the interface of screen readers: role, name, state, place. What a
user does is done with the X pointer and keyboard (xdotool), so that menus, buttons and rows are
reached the way a user reaches them.

Nothing sleeps blindly: wait() asks again until there is an answer. There is no window manager: keys
go to the window below the pointer, and a new window lies on top.
"""

import re
import subprocess
import time

from gi.repository import Gio, GLib

POLL_S = 0.05
PATIENCE_S = 20  # a machine can be busy with something else
TABLES = ("tree", "table", "tree table", "list")
ENABLED, SHOWING = 8, 25  # AtspiStateType


class Failed(Exception):
    """What was to be seen was not."""


def check_alive():
    """Asked at each poll; Wireshark's own raises when it makes no sense to wait any longer."""


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def wait(what, ask, patience_s=PATIENCE_S):
    """The first true answer of ask(). A widget that goes away meanwhile is no answer."""
    end = time.monotonic() + patience_s
    while True:
        check_alive()
        try:
            answer = ask()
        except GLib.Error:
            answer = None
        if answer:
            return answer
        if time.monotonic() > end:
            raise Failed(f"waited {patience_s} s for {what}")
        time.sleep(POLL_S)


def settled(ask, polls=4):
    """The answer of ask() once it stays the same for some polls: a table that is being filled."""
    seen = []

    def steady():
        seen.append(ask())
        return len(seen) >= polls and all(answer == seen[-1] for answer in seen[-polls:])

    wait("something to come to rest", steady)
    return seen[-1]


class Bus:
    """The accessibility bus. libatspi keeps copies that go stale; this asks anew each time."""

    DAEMON = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
    REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/registry")
    TIMEOUT_MS = 20000  # Wireshark does not answer while it reads a file

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.address = session.call_sync(
            "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1, None
        ).unpack()[0]
        self.connection = Gio.DBusConnection.new_for_address_sync(
            self.address,
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
        )

    def call(self, place, interface, method, arguments=None):
        reply = self.connection.call_sync(
            *place, interface, method, arguments, None, 0, self.TIMEOUT_MS, None
        )
        return reply.unpack()[0] if reply.n_children() else None

    def announce(self):
        """Qt looks for the bus in this property first. It asks for it otherwise, but then uses it
        before the answer is there."""
        run(*"xprop -root -f AT_SPI_BUS 8s -set AT_SPI_BUS".split(), self.address)

    def application(self, pid):
        """Of that process, or None."""
        for name in self.call(self.DAEMON, self.DAEMON[0], "ListNames"):
            arguments = GLib.Variant("(s)", (name,))
            if name.startswith(":") and pid == self.call(
                self.DAEMON, self.DAEMON[0], "GetConnectionUnixProcessID", arguments
            ):
                return Widget((name, "/org/a11y/atspi/accessible/root"))
        return None

    def on_focus(self, heard):
        """Calls heard(widget) for each that gets the focus, while hear() is called. Programs that
        start later tell of it."""
        wanted = GLib.Variant("(sass)", ("object:state-changed:focused", [], ""))
        self.call(self.REGISTRY, "org.a11y.atspi.Registry", "RegisterEvent", wanted)
        self.connection.signal_subscribe(
            None,
            "org.a11y.atspi.Event.Object",
            "StateChanged",
            None,
            "focused",
            0,
            lambda _bus, sender, path, *_rest: heard(Widget((sender, path))),
        )

    def hear(self):
        while GLib.MainContext.default().iteration(False):
            pass


class Widget:
    bus = None  # the Bus

    def __init__(self, place):
        self.place = place

    def call(self, interface, method, signature="()", *arguments):
        return self.bus.call(
            self.place, f"org.a11y.atspi.{interface}", method, GLib.Variant(signature, arguments)
        )

    def value(self, name):
        arguments = GLib.Variant("(ss)", ("org.a11y.atspi.Accessible", name))
        return self.bus.call(self.place, "org.freedesktop.DBus.Properties", "Get", arguments)

    def __len__(self):
        return self.value("ChildCount")

    def __bool__(self):
        return True

    def __eq__(self, other):
        return self.place == other.place

    @property
    def name(self):
        return self.value("Name")

    @property
    def role(self):
        return self.call("Accessible", "GetRoleName")

    @property
    def text(self):
        return self.call("Text", "GetText", "(ii)", 0, -1)

    @property
    def box(self):
        """x, y, width, height on the screen; all 0 if it is not there to be seen."""
        return self.call("Component", "GetExtents", "(u)", 0)

    @property
    def visible(self):
        return self.has(SHOWING) and self.box[2] > 0

    def has(self, state):
        words = self.call("Accessible", "GetState")
        return bool(words[state // 32] >> state % 32 & 1)

    @property
    def parent(self):
        return Widget(self.value("Parent"))

    def child(self, index):
        return Widget(self.call("Accessible", "GetChildAtIndex", "(i)", index))

    def children(self):
        return [Widget(place) for place in self.call("Accessible", "GetChildren")]

    def walk(self):
        """Itself and what is below, breadth first. Tables have thousands of cells: see Table."""
        queue = [self]
        while queue:
            widget = queue.pop(0)
            yield widget
            if widget.role not in TABLES:
                queue += widget.children()

    def find_all(self, role, name=None):
        """Visible widgets of that role whose name begins so."""
        return [
            widget
            for widget in self.walk()
            if widget.role == role and widget.name.startswith(name or "") and widget.visible
        ]

    def get(self, role, name=None):
        """The first of them, as soon as there is one."""
        return wait(f'{role} "{name or ""}" in "{self.name}"', lambda: self.find_all(role, name))[0]

    def click(self, button=1):
        x, y, width, height = self.box
        if width == 0:
            raise Failed(f'{self.role} "{self.name}" cannot be clicked: it is not on the screen')
        click(x + width // 2, y + height // 2, button)

    def fill(self, text):
        """Text of an entry, typed."""
        self.click()
        keys("ctrl+a", "Delete")
        type_text(text)
        wait(f'"{text}" in an entry', lambda: self.text == text)


class Table:
    """A table or a tree: the header, then the cells of the rows one after the other."""

    def __init__(self, widget):
        self.widget = widget

    @property
    def columns(self):
        names = []
        for i in range(len(self.widget)):
            child = self.widget.child(i)
            if child.role != "column header":
                break
            names.append(child.name)
        return names

    def __len__(self):
        return len(self.widget) // max(1, len(self.columns)) - 1

    def cell(self, row, column=0):
        return self.widget.child((row + 1) * len(self.columns) + column)

    def row(self, row):
        """{column: text}; 4.6 pads the cells of a statistic as tshark does."""
        return {name: self.cell(row, i).name.strip() for i, name in enumerate(self.columns)}

    def rows(self):
        columns = self.columns
        names = [cell.name.strip() for cell in self.widget.children()[len(columns) :]]
        return [
            dict(zip(columns, names[start : start + len(columns)]))
            for start in range(0, len(names), len(columns))
        ]

    def column(self, name, at_most=None):
        """Texts of a column, of the first rows only if there is a limit."""
        column = self.columns.index(name)
        rows = len(self) if at_most is None else min(len(self), at_most)
        return [self.cell(row, column).name for row in range(rows)]

    def first_column(self):
        return self.column(self.columns[0])

    def depths(self):
        """Level of each row of a tree, by how far it is indented."""
        lefts = [self.cell(row).box[0] for row in range(len(self))]
        steps = sorted(set(lefts))
        return [steps.index(left) for left in lefts]

    def sort(self, name):
        self.widget.child(self.columns.index(name)).click()


def click(x, y, button=1):
    run(*f"xdotool mousemove {x} {y} click {button}".split())


def point_at(x, y):
    run("xdotool", "mousemove", str(x), str(y))


def keys(*names):
    run("xdotool", "key", *names)


def type_text(text):
    run("xdotool", "type", "--delay", "8", text)


def windows():
    """X windows to be seen; menus are windows, too."""
    return set(run("sh", "-c", "xdotool search --onlyvisible --class wireshark || :").split())


def window_of(widget):
    """The X window of a dialog: several can have one title, several one place. Of those that have
    both, the topmost, which is the newest."""

    def box(window):
        lines = run("xdotool", "getwindowgeometry", "--shell", window).split()
        shell = dict(line.split("=") for line in lines)
        return tuple(int(shell[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))

    title = re.sub(r"[][().*+?]", ".", widget.name)
    titled = run("xdotool", "search", "--onlyvisible", "--name", f"^{title}$").split()
    here = [window for window in titled if box(window) == widget.box]
    if not here:
        raise Failed(f'no X window for "{widget.name}" at {widget.box}')
    return here[-1]  # they come from the bottom to the top


def lift(widget):
    """Puts a dialog on top of the others."""
    run("xdotool", "windowraise", window_of(widget))


def place(widget, x, y, width, height):
    window = window_of(widget)
    run(*f"xdotool windowmove {window} {x} {y} windowsize {window} {width} {height}".split())
    wait(f'window "{widget.name}" at its place', lambda: widget.box == (x, y, width, height))


def choose(menu, *path):
    """Clicks through an open menu."""
    for depth, name in enumerate(path):
        item = wait(
            f'menu item "{name}"',
            lambda: [item for item in menu().children() if item.name == name and item.visible],
        )[0]
        if not item.has(ENABLED):
            raise Failed(f'menu item "{name}" is disabled')
        item.click()
        if depth < len(path) - 1:
            menu = lambda item=item: item.child(0)  # noqa: E731


class ContextMenus:
    """Finds the context menu that a click opened. It is no child of any window, but the item that
    has the focus says so."""

    def __init__(self, bus):
        self.bus = bus
        self.menu = None
        bus.on_focus(self.focused)

    def focused(self, widget):
        try:
            if widget.role == "menu item":
                self.menu = widget.parent
        except GLib.Error:  # gone before it was heard
            pass

    def hear(self):
        self.bus.hear()
        return self.menu

    def choose(self, widget, *path):
        before = windows()
        widget.click(button=3)
        wait(f'a context menu of "{widget.name}"', lambda: windows() - before)
        self.menu = None
        keys("Down")
        wait(f'the items of the context menu of "{widget.name}"', self.hear)
        choose(lambda: self.menu, *path)
        wait("the context menu to close", lambda: windows() <= before)


def shoot(path, widget=None):
    """PNG of the screen, or of the part of it that is the widget."""
    part = "{2}x{3}+{0}+{1}".format(*widget.box) if widget else "100%x100%+0+0"
    run(
        *f"import -window root -crop {part} +repage +dither -colors 128 -strip".split(),
        *f"-define png:compression-level=9 png8:{path}".split(),
    )
