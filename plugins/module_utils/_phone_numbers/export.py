# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An org's numbers as declarations: what, declared again, changes nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._engine.declaration import round_trips
from .._engine.export import Exported, Names, name_behind
from .._engine.identity import find, identity, index_of
from .._errors import InvalidOptions
from .._http.client import Client
from .._reports.inventory_text import slug
from .._reports.vault import fill
from .._resources.answering import is_incomplete, retirement_warnings
from .._resources.phone_number import LINE, PROVIDERS, REFERENCES, ROUTE_IDS, TWILIO, VAPI
from .._resources.references import References
from .._schema.convert import to_options
from .._schema.diff import camel_of, is_nothing, without_defaults
from .._schema.fields import Field, Schema, snake
from .._schema.patterns import select
from .lines import LINES

EXPORT = Schema(
    "export",
    (
        Field("names", "list", elements="str", format="match", guard=True),
        Field("providers", "list", elements="str", choices=PROVIDERS, guard=True),
        Field("numbers", "list", elements="str", format="match", guard=True),
        Field("portable", "bool", default=False),
    ),
)

ORDER = (
    *("name", "id", "provider", "number", "number_e164_check_enabled", "sip_uri", "number_desired_area_code"),
    *("authentication", "credential", "credential_id", "twilio_account_sid", "twilio_auth_token", "twilio_api_key"),
    *("twilio_api_secret", "sms_enabled", "assistant", "assistant_id", "squad", "squad_id", "workflow_id", "route"),
    *("hooks", "fallback_destination", "server"),
)
"""The options of a line as people read them."""

WHOLE = Field("line", "dict", schema=LINE)
NANP = re.compile(r"\+1(\d{3})\d{7}")
"""A number whose area code says where it was bought."""


def manage(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_call_lines_info: declarations, the vault variables they need, and what they miss."""
    # What refers to lines by name has read them already.
    records = list(client.cached(LINES.listed_at, LINES.pages(client)).values())
    chosen = sorted(_chosen(options, records), key=_by_name)
    references = References(client)
    names = _names_of(chosen, references)
    exported = [line_of(record, names, options["portable"]) for record in chosen]
    declared = [one for one in exported if one.declared]
    if options["portable"]:
        _leave_out_equals(declared)
    else:
        _tell_apart(declared, index_of(LINES, records))
    secrets = list(_fill(exported))
    doubts = [f"{one.describe}: {doubt}" for one in exported for doubt in one.doubts]
    return {
        "changed": False,
        "call_lines": [_in_order(one.declared) for one in exported if one.declared],
        "secrets": secrets,
        "org_id": next((str(record["orgId"]) for record in records if record.get("orgId")), None),
        "warnings": [*doubts, *_undocumented(chosen), *retirement_warnings(chosen, references)],
    }


FILTERS = {"names": ("name",), "providers": ("provider",), "numbers": ("number", "sipUri")}
"""What each option is compared with."""


def _chosen(options: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The records that fit every filter that is given."""
    positions = set(range(len(records)))
    for name, keys in FILTERS.items():
        if options.get(name) is not None:
            subjects = [[str(record[key]) for key in keys if record.get(key)] for record in records]
            positions &= select(options[name], subjects).chosen
    return [records[index] for index in sorted(positions)]


def _by_name(record: Mapping[str, Any]) -> tuple[bool, str, str]:
    name = str(record.get("name") or "")
    return not name, name.casefold(), str(record.get("number") or record.get("sipUri") or record["id"])


def _names_of(records: Sequence[Mapping[str, Any]], references: References) -> Names:
    """The names of the kinds that are needed; the others are not read."""
    return {
        kind: references.names(kind)
        for kind, option in REFERENCES.items()
        if any(record.get(camel_of(LINE, option)) for record in records)
    }


# --- one record: pure -------------------------------------------------------------------------------------------------


def line_of(record: Mapping[str, Any], names: Names, portable: bool = False) -> Exported:
    """A record as a declaration with names for ids, and without what only repeats a default of the service.

    ``portable`` leaves out every id. Which of several equal lines is meant, and the secrets, are left to the caller.
    """
    exported = Exported(LINES, record)
    if is_incomplete(record):
        exported.doubts.append("was made without number and SIP URI and can never answer; it is left out. Delete it.")
        return exported
    line = exported.declared = _understood(exported)
    _settle_route(exported)
    for kind, option in REFERENCES.items():
        _name(exported, kind, option, names, portable)
    if portable:
        _forget_ids(exported)
    if record.get("provider") == VAPI and "number" in line:
        number = line.pop("number")
        area = NANP.fullmatch(number)
        if area:
            line.setdefault("number_desired_area_code", area[1])
    if line.get("sip_uri"):
        line.pop("number_desired_area_code", None)  # A line has one or the other, and is found by its SIP URI.
    exported.secrets = list(_secrets(record, line))
    return exported


def _understood(exported: Exported) -> dict[str, Any]:
    """The options that, declared again, are what the record has; doubts about the others."""
    shown = to_options(LINE, without_defaults(WHOLE, exported.record))
    options = {
        name: _terse(name, value)
        for name, value in shown.items()
        if not (LINE.by_name[name].read_only or is_nothing(LINE.by_name[name], value)) and name != "id"
    }
    known = {name: value for name, value in options.items() if name in ("provider", "number_e164_check_enabled")}
    line = {}
    for name, value in options.items():
        if round_trips(LINE, {"id": exported.record["id"], **known, name: value}, name, exported.record):
            line[name] = value
        else:
            exported.doubts.append(
                f"{name}: cannot be declared as it is, for its form or for a secret in it; it is left out, and stays."
            )
    return line


def _terse(name: str, value: Any) -> Any:
    """The value without the constants of a hook's filters, which follow from its event."""
    if name != "hooks":
        return value
    return [
        {
            **hook,
            **(
                {"filters": [_without(condition, "type", "key") for condition in hook["filters"]]}
                if "filters" in hook
                else {}
            ),
        }
        for hook in value
    ]


def _without(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: item for name, item in value.items() if name not in names}


def _settle_route(exported: Exported) -> None:
    """One word for where calls go, where it is no assistant or squad."""
    line = exported.declared
    if not any(exported.record.get(camel_of(LINE, name)) for name in ROUTE_IDS):
        line["route"] = "server" if (line.get("server") or {}).get("url") else "none"
    if "workflow_id" in line:
        exported.doubts.append("is routed to a workflow, and workflows were retired; give it an assistant or a squad.")


def _name(exported: Exported, kind: str, option: str, names: Names, portable: bool) -> None:
    line = exported.declared
    if option not in line:
        return
    name = name_behind(exported, f"its {kind}", kind, line[option], names, portable)
    if name:
        line[kind] = name
        del line[option]


def _forget_ids(exported: Exported) -> None:
    """Leave out the ids that are left: they mean nothing in another org."""
    line = exported.declared
    for name in (*ROUTE_IDS, *REFERENCES.values()):
        line.pop(name, None)
    if "credential_id" in line.get("server", {}):
        line["server"] = _without(line["server"], "credential_id")
        exported.doubts.append("server.credential_id: a server's credential cannot be given by name; it is left out.")


def _secrets(record: Mapping[str, Any], line: Mapping[str, Any]) -> Iterator[str]:
    """Paths of the secrets that a declaration of this record needs, as far as the service lets anybody see."""
    if record.get("provider") == TWILIO:
        by_key = record.get("twilioApiKey") and not record.get("twilioAuthToken")
        yield from ("twilio_api_key", "twilio_api_secret") if by_key else ("twilio_auth_token",)
    if "authentication" in line:
        yield "authentication.password"
    if "server" in line and (record.get("server") or {}).get("headers"):
        yield "server.headers"


# --- all records: which is which, secrets, order ----------------------------------------------------------------------


def _tell_apart(exported: Sequence[Exported], index: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]) -> None:
    """Give the id to every line that nothing else tells from the others of its org."""
    claims = Counter(identity(LINES, one.declared) for one in exported)
    for one in exported:
        key = identity(LINES, one.declared)
        if not key[0] or claims[key] > 1 or not _finds(one.declared, index[key]):
            number = one.record.get("number")
            seen = {"number": number} if one.record.get("provider") == VAPI and number else {}
            one.declared = {"id": one.record["id"], **_without(one.declared, "number_desired_area_code"), **seen}


def _finds(line: Mapping[str, Any], candidates: Sequence[Mapping[str, Any]]) -> bool:
    try:
        return find(LINES, line, candidates) is not None
    except InvalidOptions:
        return False


def _leave_out_equals(exported: Sequence[Exported]) -> None:
    """Leave out, with a doubt, every line that could not be made or found in an org where ids say nothing."""
    claims = Counter(identity(LINES, one.declared) for one in exported)
    for one in exported:
        nameless = one.record.get("provider") == VAPI and not one.declared.get("name")
        if nameless or claims[identity(LINES, one.declared)] > 1:
            one.doubts.append("has no name of its own to be found by in another org; it is left out. Rename it.")
            one.declared = {}


def _fill(exported: Sequence[Exported]) -> Iterator[dict[str, str]]:
    """Put the name of a vault variable where a secret belongs; yields what is to fill in, and for which line."""
    for one, path, variable in fill(exported, lambda line: slug(line.name), _account):
        yield {"variable": variable, "line": one.name, "option": path}


def _account(one: Exported, path: str) -> str:
    """A Twilio account's secret is the same for all of its lines."""
    return slug(one.declared["twilio_account_sid"]) if _is_of_account(one, path) else ""


def _is_of_account(one: Exported, path: str) -> bool:
    return path.startswith("twilio_") and bool(one.declared.get("twilio_account_sid"))


def _in_order(line: Mapping[str, Any]) -> dict[str, Any]:
    """The options in the order in which people read them, whatever the order of the record."""
    return {name: _sorted(LINE.by_name[name], line[name]) for name in ORDER if name in line}


def _sorted(declared: Field, value: Any) -> Any:
    if isinstance(value, list):
        return [_sorted(declared, item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if declared.schema is None:
        return {key: _sorted(declared, value[key]) for key in sorted(value)}
    return {inner.name: _sorted(inner, value[inner.name]) for inner in declared.schema.fields if inner.name in value}


def _undocumented(records: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """One sentence about what the service shows and no document names, however many lines have it."""
    counts = Counter(path for record in records for path in set(_unknown(LINE, record)))
    if counts:
        shown = ", ".join(f"{path} ({count})" for path, count in sorted(counts.items()))
        yield f"fields that no option stands for are not exported (and of how many lines): {shown}."


def _unknown(schema: Schema, record: Mapping[str, Any], path: str = "") -> Iterator[str]:
    variant = record.get(camel_of(schema, schema.selector)) if schema.selector else None
    for key, value in (schema.decode(dict(record)) if schema.decode else record).items():
        declared = schema.by_api_name.get(key)
        if value is None:
            continue
        if declared is None or not declared.exists_for(variant):
            yield f"{path}{snake(str(key))}"
        elif declared.schema:
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, Mapping):
                    yield from _unknown(declared.schema, item, f"{path}{declared.name}.")
