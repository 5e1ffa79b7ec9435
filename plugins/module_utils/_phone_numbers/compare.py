# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the lines of two orgs differ, by their names and field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._engine.comparison import compare_declared
from .._resources.phone_number import LINE
from .lines import LINES

Line = Mapping[str, Any]

ONE_ORGS_OWN = ("name", "number", "sip_uri", "number_desired_area_code", "twilio_account_sid")
"""What another org cannot have the same, and the name by which lines are compared."""


def compare_lines(here: Iterable[Line], there: Iterable[Line], ignore: Iterable[str] = ()) -> dict[str, Any]:
    """``only_here``, ``only_there``, ``same``, ``not_compared`` (names) and ``different`` (name and fields).

    ``ignore`` are patterns of fields, such as ``server.url`` or ``hooks*``, that may differ.
    """
    return compare_declared(LINE, here, there, ignore, ONE_ORGS_OWN, LINES.handles)
