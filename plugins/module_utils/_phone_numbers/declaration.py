# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record of a line as its declaration: names for ids, and nothing that only repeats a default. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .._engine.declaration import understood
from .._resources.answering import is_incomplete
from .._resources.exported import NO_OWN_NAME, Exported
from .._resources.phone_number import LINE, REFERENCES, ROUTE_IDS, TWILIO, VAPI
from .._schema.convert import to_options
from .._schema.diff import is_nothing, without_defaults
from .._schema.fields import Field, camel

FILTERS = {"names": ("name",), "providers": ("provider",), "numbers": ("number", "sipUri")}
"""Options of an export, and what each is compared with."""

WHOLE = Field("line", "dict", schema=LINE)
NANP = re.compile(r"\+1(\d{3})\d{7}")
"""A number whose area code says where it was bought."""


def declare_line(one: Exported, by_id: bool) -> None:
    """Fill in the options that declare a line; ``by_id`` where nothing else tells it from others."""
    record = one.record
    if is_incomplete(record):
        one.leave_out("has neither number nor SIP URI and can never answer; it is skipped. Delete it.")
        return
    line = _understood(one)
    _settle_route(one, line)
    for kind, option in REFERENCES.items():
        name = one.name_behind(f"its {kind}", kind, line[option]) if option in line else None
        if name:
            line[kind] = name
            del line[option]
    if one.portable:
        _forget_ids(one, line)
    if record.get("provider") == VAPI and one.portable and not line.get("name"):
        one.leave_out(NO_OWN_NAME)
        return
    one.declared = {"id": record["id"], **line} if by_id else line
    _settle_number(record, one.declared)
    one.secrets = list(_secrets(record, line))


def _settle_number(record: Mapping[str, Any], line: dict[str, Any]) -> None:
    """What Vapi has assigned only finds a line by its id; without one, an area code buys another of its kind."""
    if record.get("provider") == VAPI and "number" in line and "id" not in line:
        area = NANP.fullmatch(line.pop("number"))
        if area:
            line.setdefault("number_desired_area_code", area[1])
    if "id" in line or line.get("sip_uri"):
        # A line has one or the other, and is found by its SIP URI.
        line.pop("number_desired_area_code", None)


def _understood(one: Exported) -> dict[str, Any]:
    """The options that, declared again, are what the record has; doubts about the others."""
    shown = to_options(LINE, without_defaults(LINE, one.record))
    options = {
        name: _terse(name, value)
        for name, value in shown.items()
        if not (LINE.by_name[name].read_only or is_nothing(LINE.by_name[name], value)) and name != "id"
    }
    line = understood(LINE, options, one.record)
    one.doubts.extend(
        f"{name}: cannot be declared because of its form or a secret in it; it is skipped and not changed."
        for name in options
        if name not in line
    )
    return line


def _terse(name: str, value: Any) -> Any:
    """The value without the constants of a hook's filters, which follow from its event."""
    if name != "hooks":
        return value
    return [
        {
            key: [_without(one, "type", "key") for one in item] if key == "filters" else item
            for key, item in hook.items()
        }
        for hook in value
    ]


def _without(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: item for name, item in value.items() if name not in names}


def _settle_route(one: Exported, line: dict[str, Any]) -> None:
    """One word for where calls go, where it is no assistant or squad."""
    if not any(one.record.get(camel(name)) for name in ROUTE_IDS):
        line["route"] = "server" if (line.get("server") or {}).get("url") else "none"
    if "workflow_id" in line:
        one.doubts.append("is routed to a workflow, and workflows were retired; give it an assistant or a squad.")


def _forget_ids(one: Exported, line: dict[str, Any]) -> None:
    """Leave out the ids that are left: they mean nothing in another org."""
    for name in (*ROUTE_IDS, *REFERENCES.values()):
        line.pop(name, None)
    if "credential_id" in line.get("server", {}):
        line["server"] = _without(line["server"], "credential_id")
        one.doubts.append("server.credential_id: a server's credential cannot be given by name; it is skipped.")


def _secrets(record: Mapping[str, Any], line: Mapping[str, Any]) -> Iterator[str]:
    """Paths of the secrets that a declaration of this record needs, as far as the service lets anybody see."""
    if record.get("provider") == TWILIO:
        by_key = record.get("twilioApiKey") and not record.get("twilioAuthToken")
        yield from ("twilio_api_key", "twilio_api_secret") if by_key else ("twilio_auth_token",)
    if "authentication" in line:
        yield "authentication.password"
    if "server" in line and (record.get("server") or {}).get("headers"):
        yield "server.headers"


def in_order(value: Any, declared: Field = WHOLE) -> Any:
    """A line's options, at any depth, in the order of their declaration, whatever the order of the record."""
    if isinstance(value, list):
        return [in_order(item, declared) for item in value]
    if not isinstance(value, Mapping):
        return value
    if declared.schema is None:
        return {key: in_order(value[key], declared) for key in sorted(value)}
    return {inner.name: in_order(value[inner.name], inner) for inner in declared.schema.fields if inner.name in value}
