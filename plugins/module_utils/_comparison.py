# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How two orgs differ, in their objects and lines; and the reports of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._errors import InvalidOptions
from ._http.client import Client
from ._http.connection import ENVIRONMENT, REGIONS
from ._org.compare import compare_objects, export_doubts
from ._org.export import export_objects
from ._org.org import LISTS
from ._phone_numbers.compare import compare_lines
from ._phone_numbers.compare_report import REPORTS
from ._phone_numbers.export import lines_info
from ._reports.files import file_name, folder, write_all
from ._reports.summary import counted, one_line
from ._schema.fields import Field, Schema
from ._schema.redact import without_url_secrets

COMPARISON = Schema(
    "comparison",
    (
        Field("other", required=True, local=True),
        Field("other_api_key", secret=True, local=True),
        Field("other_region", local=True, choices=tuple(REGIONS)),
        Field("other_api_url", local=True),
        Field("org", required=True, local=True),
        Field("kinds", "list", elements="str", choices=tuple(LISTS), local=True, guard=True),
        Field("ignore", "list", elements="str", local=True),
        Field("report_dir", "path", local=True),
    ),
)


def compare_orgs(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_call_lines_compare: ``here`` is the other org, ``there`` the one of the connection."""
    clients = _other(options, client), client
    # Objects first: what they read of lines' references is there then.
    ours, theirs = (export_objects({"kinds": options.get("kinds"), "portable": True}, one) for one in clients)
    our_lines, their_lines = (lines_info({"portable": True}, one) for one in clients)
    ignore = options.get("ignore") or ()
    result = {
        **compare_lines(our_lines["call_lines"], their_lines["call_lines"], ignore),
        "objects": compare_objects(ours, theirs, ignore),
        "here": options["other"],
        "there": options["org"],
    }
    written = _reported(result, options, client.check_mode)
    doubts = [text for exports in (ours, theirs) for text in export_doubts(exports)]
    doubts += [text for lines in (our_lines, their_lines) for text in lines["warnings"]]
    return {
        "changed": bool(written),
        **result,
        "reports": written,
        "text": f"objects: {_summary(result['objects'], result)}; lines: {_summary(result, result)}",
        "warnings": list(dict.fromkeys(doubts)),
    }


def _other(options: Mapping[str, Any], client: Client) -> Client:
    """A client of the other org; raises InvalidOptions when it is the same org."""
    other = options["other"]
    if not options.get("other_api_key"):
        raise InvalidOptions(
            f"other_api_key: {other!r} has none", hint=f"Set vapi_api_key for the host {other} in the inventory."
        )
    if client.has_key(options["other_api_key"]):
        raise InvalidOptions(
            f"other_api_key: {other!r} and {options['org']!r} have the same key",
            hint="Compare two orgs, each with a vapi_api_key of its own.",
        )
    given = {name: options.get(f"other_{name}") for name in ENVIRONMENT}
    return client.for_other_org({name: value for name, value in given.items() if value})


def _reported(result: Mapping[str, Any], options: Mapping[str, Any], check: bool) -> list[str]:
    if not options.get("report_dir"):
        return []
    place, name = folder(options["report_dir"]), file_name(options["org"])
    shown = without_url_secrets(result)
    return write_all({place / f"{name}.{suffix}": report(shown) for suffix, report in REPORTS.items()}, check)


def _summary(parts: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    kinds = {
        "different": [
            f"{one['name']}: {', '.join(field['field'] for field in one['fields'][:3])}" for one in parts["different"]
        ],
        f"only in {result['here']}": parts["only_here"],
        f"only in {result['there']}": parts["only_there"],
        "not compared": parts["not_compared"],
    }
    return one_line(
        [f"{len(parts['same'])} the same", *(counted(kind, names) for kind, names in kinds.items() if names)], ""
    )
