"""What iot-devices and the plugin may say otherwise of one capture: all of it, each with its reason.

SPDX-License-Identifier: GPL-2.0-or-later

differential.py fails on a difference that is not here, and on a place here where both say the same.
doc/dissect.md has a paragraph of each name.
"""

from typing import NamedTuple

ABSENT = "no such row"  # in place of a value, where only one side has the row


class Place(NamedTuple):
    """Where a difference occurs, and what either side says there: field and values are regular expressions
    that the whole text matches. Values are as in JSON, strings without their quotation marks."""

    capture: str
    table: str
    field: str  # "row" where one side has no such row
    plugin: str
    command: str
    # Wireshark's versions from the first to before the second: others say what iot-devices does.
    since: tuple = (0, 0)
    until: tuple = (99, 0)


class Difference(NamedTuple):
    name: str
    reason: str
    places: tuple


# None by now.
DIFFERENCES = ()
