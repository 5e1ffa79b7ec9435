# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What still needs a line that is to be deleted: calls that wait or are under way, and campaigns. Reads only.

The service deletes a line without looking (no check is known): its scheduled calls then fail one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .._errors import VapiError
from .._http.client import PAGE, Client
from .._reports.summary import amount, with_names
from .._resources.call import CALLS, FINAL, callee
from .._resources.campaign import CAMPAIGNS, still_to_call

AT_ONCE = 8
"""Lists of calls that are read side by side."""


def uses(line_ids: Collection[str], client: Client) -> dict[str, str]:
    """What uses each of these lines (one at least), as a phrase, by its id; a line that nothing uses is left out.

    Of each line's calls the newest 1,000 are looked at. Raises VapiError where the service cannot be read.
    """
    with ThreadPoolExecutor(max_workers=min(AT_ONCE, len(line_ids))) as workers:
        calls = dict(zip(line_ids, workers.map(lambda line: _calls_of(line, client), line_ids)))
    campaigns = _campaigns_by_line(client)
    phrases = {line: _phrase(calls[line], campaigns[line]) for line in line_ids}
    return {line: phrase for line, phrase in phrases.items() if phrase}


def warnings_of(line_ids: Collection[str], client: Client) -> dict[str, str]:
    """A warning about each of these lines that something uses; it never keeps a deletion from being carried out."""
    try:
        found = uses(line_ids, client)
    except VapiError as error:
        unknown = f"could not check whether calls or campaigns use it: {error.sentence}"
        return dict.fromkeys(line_ids, unknown)
    return {
        line: f"{phrase} cannot continue without it. Cancel them first, or keep the line."
        for line, phrase in found.items()
    }


def _calls_of(line_id: str, client: Client) -> list[str]:
    listed = client.whole_list(CALLS, phoneNumberId=line_id, limit=PAGE)
    return [_name_of(call) for call in listed if call.get("phoneNumberId") == line_id and call["status"] not in FINAL]


def _name_of(call: Mapping[str, Any]) -> str:
    return str(call.get("name") or callee(call.get("customer") or {}) or call["id"])


def _campaigns_by_line(client: Client) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for campaign in still_to_call(lambda: client.numbered_pages(CAMPAIGNS["v1"])):
        found[str(campaign.get("phoneNumberId"))].append(str(campaign.get("name") or campaign["id"]))
    return found


def _phrase(calls: list[str], campaigns: list[str]) -> str:
    parts = [
        f"{amount(len(names), noun)} ({with_names(sorted(names))})"
        for noun, names in (("call", calls), ("campaign", campaigns))
        if names
    ]
    return " and ".join(parts)
