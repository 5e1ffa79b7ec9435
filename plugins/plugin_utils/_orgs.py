# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts of a play that share a key, or declare one number: each would undo or repeat what the other one does."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from ansible import constants as C
from ansible.module_utils.parsing.convert_bool import boolean
from ansible_collections.voiceops.vapi.plugins.module_utils._http.connection import ENVIRONMENT, REGIONS
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.lint import shared_numbers
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.values import as_list

FLEETS = frozenset(("vapi_call_lines", "vapi_call_lines_restore", "vapi_call_lines_rotate", "vapi_org"))
"""Modules that treat the key's org as this host's own."""

HOLDERS = frozenset(("vapi_call_lines", "vapi_org"))
"""Modules that import the numbers that a host declares."""

DECLARED = ("call_lines", *(f"org_{name}" for name in LISTS))
"""Variables in which a host declares what its org has; two that do undo each other's work."""

CALLS = {"vapi_outbound_calls": "outbound_calls", "vapi_campaigns": "campaigns"}
"""Modules that call people, and the variable with the calls; the same calls of two hosts ring everybody twice."""

IDENTITY = ("name", "number", "sip_uri", "customer", "customers")
"""Options that say which object a task is about."""

LINE = ("phone_number", "phone_number_id")
"""Options that say of which line it is; one host may give its name, another its number."""

Org = tuple[str, str]
"""A key, empty where there is none, and the address that it is sent to."""


def conflict(
    action: str, given: Mapping[str, Any], variables: Mapping[str, Any], environment: Mapping[str, str]
) -> str:
    """Why this host's task and that of another host of the play would undo each other's work; else an empty text."""
    hosts = _hosts(variables)
    if len(hosts) < 2:
        return ""
    play = Play(str(variables.get("inventory_hostname")), hosts, variables["hostvars"])
    module = action.rpartition(".")[2]
    others = _with_one_key(module, play, given, environment) or _before(module, play, given, environment)
    return _same_key(play, others, CALLS.get(module, "")) if others else _shared_number(module, play, given)


@contextmanager
def turn(
    action: str, given: Mapping[str, Any], variables: Mapping[str, Any], environment: Mapping[str, str]
) -> Iterator[None]:
    """Lets hosts of a play whose tasks are about one object of one org go one after another.

    Side by side each would find that it is not there yet, and buy it, create it or call once more.
    """
    module = action.rpartition(".")[2]
    about = {name: given[name] for name in IDENTITY if given.get(name)}
    # A call without a name is another one each time.
    is_new = module == "vapi_call" and not given.get("name")
    is_about_one = about or module in CALLS or any(given.get(name) for name in LINE)
    if is_new or module.endswith("_info") or not is_about_one or len(_hosts(variables)) < 2:
        yield
        return
    with _opened(["turn", module, *_org(given, environment), json.dumps(about, default=str, sort_keys=True)]) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _hosts(variables: Mapping[str, Any]) -> list[str]:
    return [str(host) for host in variables.get("ansible_play_hosts_all") or ()]


def _org(given: Mapping[str, Any], environment: Mapping[str, str]) -> Org:
    """The org of these options of a connection; an address is the same written out, by its region, or by default."""
    key, region, address = (
        str(given.get(name) or environment.get(ENVIRONMENT[name], "")) for name in ("api_key", "region", "api_url")
    )
    return key, (address or REGIONS.get(region or "us", region)).rstrip("/").lower()


class Play(NamedTuple):
    """This host, all hosts of its play, and their variables."""

    host: str
    hosts: list[str]
    hostvars: Any


def _with_one_key(module: str, play: Play, given: Mapping[str, Any], environment: Mapping[str, str]) -> Sequence[str]:
    """The other hosts of the play that have this host's key and declare something too.

    The play is looked through once for all its hosts, by the first worker; the others read what it found.
    """
    calls = CALLS.get(module, "")
    if module not in FLEETS and not calls:
        return ()
    # Where a task has its key from elsewhere, the variables say nothing about it.
    if str(given.get("api_key") or "") != str(Own(play.hostvars, play.host).value("vapi_api_key") or ""):
        return ()
    return _once([calls, *play.hosts], lambda: _sharing(play, environment, calls)).get(play.host, ())


def _before(module: str, play: Play, given: Mapping[str, Any], environment: Mapping[str, str]) -> Sequence[str]:
    """The host of the play whose task came first to this org, or to the same calls in it, where that is another one.

    That is found wherever a task has its key from, such as module defaults, but only when the first may have written.
    """
    calls, org = CALLS.get(module, ""), _org(given, environment)
    if (module not in HOLDERS and not calls) or not org[0]:
        return ()
    same = json.dumps(given.get(calls.removeprefix("outbound_")), default=str, sort_keys=True) if calls else ""
    first = _once(["claimed", same, *org, *play.hosts], lambda: {"host": [play.host]})["host"]
    return [host for host in first if host != play.host]


def _same_key(play: Play, others: Iterable[str], calls: str) -> str:
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
    return {host: as_list(Own(play.hostvars, host).value("call_lines")) for host in play.hosts}


def _once(what: Iterable[str], find: Callable[[], dict[str, list[str]]]) -> dict[str, list[str]]:
    """What ``find`` returns, called by one worker of the run; its folder is removed when the run ends."""
    with _opened(what) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        text = file.read()
        if text:
            return dict(json.loads(text))
        found = find()
        file.write(json.dumps(found))
        return found


def _opened(what: Iterable[str]) -> IO[str]:
    """A file of this run about something, by its digest: what is said may hold a key."""
    digest = hashlib.sha256("\0".join(what).encode()).hexdigest()[:16]
    return open(Path(C.DEFAULT_LOCAL_TMP) / f"vapi-orgs-{digest}.json", "a+", encoding="utf-8")


def _sharing(play: Play, environment: Mapping[str, str], calls: str) -> dict[str, list[str]]:
    """Each host that shares its org, or its calls, and the others that do. Keys stay here: only names are kept."""
    by_org: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for host in play.hosts:
        own = Own(play.hostvars, host)
        if not any(own.value(name) for name in ([calls] if calls else DECLARED)):
            continue
        org = _org({name: own.value(f"vapi_{name}") for name in ENVIRONMENT}, environment)
        if org[0]:
            by_org[(*org, own.text(calls) if calls else "")].append(host)
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
