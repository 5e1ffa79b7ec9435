# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What several shapes' prose shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Union

Prose = Mapping[str, Union[str, Sequence[str]]]

PACE = {
    "concurrency": [
        "Maximum number of requests in flight. It is reduced for a while after a 429 (too many requests).",
        "Lower it when other systems use the same API key.",
    ],
    "retry_budget": "Maximum time in seconds to keep retrying after 429, for one request or while no request succeeds.",
}
DATES = {
    f"{moment}_at_{bound}": f"Return only items {moment} {word} this time, in ISO 8601 format with a time zone."
    for moment in ("created", "updated")
    for bound, word in (("gt", "after"), ("ge", "at or after"), ("lt", "before"), ("le", "at or before"))
}

LINES_CHOSEN: Prose = {
    "names": "Only lines whose name matches one of these patterns, such as V(Support *).",
    "providers": "Only lines of these carriers.",
    "numbers": "Only lines whose number or SIP URI matches one of these patterns, such as V(+1415*).",
    "portable": [
        "Omit all ids, so that the lines can be declared in another org that has assistants, squads and credentials with "
        "the same names.",
        "A line or reference that can be identified only by its id is omitted, with a warning that names the line.",
    ],
}
