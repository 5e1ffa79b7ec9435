# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts of a play that share a key, or declare one number: each would undo what the other one does."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ansible import constants as C
from ansible.module_utils.parsing.convert_bool import boolean
from ansible_collections.voiceops.vapi.plugins.module_utils._http.connection import REGIONS
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.lint import shared_numbers

FLEETS = frozenset(("vapi_call_lines", "vapi_call_lines_restore", "vapi_call_lines_rotate", "vapi_org"))
"""Modules that treat the key's org as this host's own."""

HOLDERS = frozenset(("vapi_call_lines", "vapi_org"))
"""Modules that import the numbers that a host declares."""

DECLARED = ("call_lines", *(f"org_{name}" for name in LISTS))
"""Variables in which a host declares what its org has; two that do undo each other's work."""

CALLS = {"vapi_outbound_calls": "outbound_calls", "vapi_campaigns": "campaigns"}
"""Modules that call people, and the variable with the calls; the same calls of two hosts ring everybody twice."""


def conflict(
    action: str, given: Mapping[str, Any], variables: Mapping[str, Any], environment: Mapping[str, str]
) -> str:
    """Why this host's task and that of another host of the play would undo each other's work; else an empty text."""
    hosts = [str(host) for host in variables.get("ansible_play_hosts_all") or ()]
    if len(hosts) < 2:
        return ""
    play = Play(str(variables.get("inventory_hostname")), hosts, variables["hostvars"])
    module = action.rpartition(".")[2]
    return _shared_key(module, play, environment) or _shared_number(module, play, given)


class Play(NamedTuple):
    """This host, all hosts of its play, and their variables."""

    host: str
    hosts: list[str]
    hostvars: Any


def _shared_key(module: str, play: Play, environment: Mapping[str, str]) -> str:
    """A sentence when another host of the play has this host's key and declares something too; else an empty text.

    The play is looked through once for all its hosts, by the first worker; the others read what it found.
    """
    calls = CALLS.get(module, "")
    if module not in FLEETS and not calls:
        return ""
    others = _once([calls, *play.hosts], lambda: _sharing(play, environment, calls)).get(play.host)
    if not others:
        return ""
    shared = f"vapi_api_key: {play.host} and {', '.join(others)} have the same key"
    if calls:
        return f"{shared} and the same {calls}, so everybody would be called twice. Declare them for one host."
    return (
        f"{shared}, and each declares the content of its org. Give each org one host, with a key of its own. "
        "Nothing was written."
    )


def _shared_number(module: str, play: Play, given: Mapping[str, Any]) -> str:
    """A sentence when another host of the play declares the same number of a carrier; else an empty text.

    What creates nothing, as in an emergency, is not held up.
    """
    if not (module in HOLDERS and boolean(given.get("create", True), strict=False)):
        return ""
    shared = _once(["numbers", *play.hosts], lambda: shared_numbers(_lines(play)))
    mine = {number: owners for number, owners in shared.items() if play.host in owners}
    if not mine:
        return ""
    owners = sorted({owner for several in mine.values() for owner in several})
    return (
        f"number: {', '.join(sorted(mine))} is declared by {' and '.join(owners)}, and only one org can hold it. "
        "Keep it where it belongs; while it moves, set state: absent in the other. Nothing was written."
    )


def _lines(play: Play) -> dict[str, list[Any]]:
    """The lines that each host declares, as they are written."""
    declared = {host: Own(play.hostvars, host).value("call_lines") for host in play.hosts}
    return {host: lines if isinstance(lines, list) else [] for host, lines in declared.items()}


def _once(what: Iterable[str], find: Callable[[], dict[str, list[str]]]) -> dict[str, list[str]]:
    """What ``find`` returns, called by one worker of the run; its folder is removed when the run ends."""
    digest = hashlib.sha256("\0".join(what).encode()).hexdigest()[:16]
    with open(Path(C.DEFAULT_LOCAL_TMP) / f"vapi-orgs-{digest}.json", "a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        text = file.read()
        if text:
            return dict(json.loads(text))
        found = find()
        file.write(json.dumps(found))
        return found


def _sharing(play: Play, environment: Mapping[str, str], calls: str) -> dict[str, list[str]]:
    """Each host that shares its org, or its calls, and the others that do. Keys stay here: only names are kept."""
    by_org: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for host in play.hosts:
        own = Own(play.hostvars, host)
        if not any(own.value(name) for name in ([calls] if calls else DECLARED)):
            continue
        key, region, address = (
            str(own.value(name) or environment.get(name.upper(), ""))
            for name in ("vapi_api_key", "vapi_region", "vapi_api_url")
        )
        if key:
            # The same address, whether it is written out, chosen by its region, or left to the default.
            place = (address or REGIONS.get(region or "us", region)).rstrip("/").lower()
            by_org[key, place, own.text(calls) if calls else ""].append(host)
    return {
        host: [one for one in several if one != host] for several in by_org.values() for host in several if several[1:]
    }


class Own:
    """A host's own variables; only texts with templates are rendered, as a list of lines costs more than all else."""

    def __init__(self, hostvars: Any, host: str) -> None:
        self._hostvars, self._host = hostvars, host
        self._raw = hostvars.raw_get(host)

    def value(self, name: str) -> Any:
        """A variable; nothing for one that cannot be filled in, which its own task reports."""
        raw = self._raw.get(name)
        if not isinstance(raw, str) or "{" not in raw:
            return raw
        try:
            return self._hostvars[self._host].get(name)
        except Exception:  # noqa: BLE001 - an undefined vault variable of another host
            return None

    def text(self, name: str) -> str:
        """A variable as it is for this host, as a text for comparison; its own name where it cannot be filled in."""
        try:
            return json.dumps(self._hostvars[self._host].get(name), default=str, sort_keys=True)
        except Exception:  # noqa: BLE001 - what is undefined is reported by the host's own task
            return self._host
