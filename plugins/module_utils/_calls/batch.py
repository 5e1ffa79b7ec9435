# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of outbound calls in one task, one after another: nobody waits for a place that the task itself takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._errors import VapiError, bug
from .._http.client import Client
from .._resources.call import CALL
from .._schema.fields import Field, Schema
from .._schema.redact import redact, secret_values
from .._schema.spec import with_defaults
from .calls import describe
from .calls import manage as manage_call


def _check(options: dict[str, Any]) -> Iterator[str]:
    first: dict[str, int] = {}
    for index, call in enumerate(options.get("calls") or []):
        name = call.get("name")
        if name and first.setdefault(name, index) != index:
            yield f"calls: calls[{first[name]}] and calls[{index}] have the same name {name!r}; a name is called once."


OUTBOUND = Schema(
    "list of calls",
    (Field("calls", "list", elements="dict", schema=CALL, required=True, local=True),),
    check=_check,
)


def manage(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_outbound_calls: every call is dealt with; the task fails at its end when one failed."""
    results = [_one(with_defaults(CALL, call), client) for call in options["calls"]]
    result: dict[str, Any] = {
        "changed": any(one["changed"] for one in results),
        "results": results,
        "calls": [call for one in results for call in one["calls"]],
        "diff": [difference for one in results if (difference := one.pop("diff")) and one["changed"]],
    }
    failures = [one["error"] for one in results if one["error"]]
    statuses = [one.pop("status") for one in results]
    if failures:
        sentence = f"{len(failures)} of {len(results)} calls failed; the others were dealt with. {' '.join(failures)}"
        status = next(filter(None, statuses), None)
        result.update(failed=True, msg=sentence, failure={"status": status, "message": sentence, "hint": ""})
    return result


def _one(call: dict[str, Any], client: Client) -> dict[str, Any]:
    """What became of one call: ``name``, ``changed``, ``calls``, ``postponed``, ``error`` (a sentence or nothing)."""
    try:
        result = manage_call(call, client)
    except VapiError as error:
        # Before a sentence is made of it, which joins lines.
        error.message = redact(error.message, secret_values(CALL, call))
        error = error.about(describe(call))
        result = {"msg": error.sentence, "failure": error.failure}
    except Exception as error:  # noqa: BLE001 - one call's surprise must not hide what became of the others
        result = {"msg": bug(error).about(describe(call)).sentence}
    return {
        "name": call.get("name"),
        "changed": result.get("changed", False),
        "calls": result.get("calls", []),
        "postponed": result.get("postponed", []),
        "error": result.get("msg"),
        "status": result.get("failure", {}).get("status"),
        "diff": result.get("diff", {}),
    }
