# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the lines of two orgs differ, by their names and field by field; and the reports of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .._errors import InvalidOptions
from .._http.client import Client
from .._http.connection import REGIONS
from .._reports.files import file_name, folder, write_all
from .._reports.summary import counted, one_line
from .._resources.phone_number import LINE
from .._schema.diff import same
from .._schema.fields import Field, Schema
from .._schema.patterns import fits
from .compare_report import REPORTS
from .export import EXPORT
from .export import manage as export

Line = Mapping[str, Any]

ONE_ORGS_OWN = ("name", "number", "sip_uri", "number_desired_area_code", "twilio_account_sid")
"""What another org cannot have the same, and the name by which lines are compared."""

COMPARISON = Schema(
    "comparison",
    (
        Field("other", required=True, local=True),
        Field("other_api_key", secret=True, local=True),
        Field("other_region", local=True, choices=tuple(REGIONS)),
        Field("other_api_url", local=True),
        Field("org", required=True, local=True),
        Field("ignore", "list", elements="str", local=True),
        Field("report_dir", "path", local=True),
    ),
)


def manage(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_call_lines_compare: ``here`` is the other org, ``there`` the one of the connection."""
    there, here = client, _other(options, client)
    ours, theirs = (_exported(one) for one in (here, there))
    result = {
        **difference(ours["call_lines"], theirs["call_lines"], options.get("ignore") or ()),
        "here": options["other"],
        "there": options["org"],
    }
    written = _reported(result, options, client.check_mode)
    return {
        "changed": bool(written),
        **result,
        "reports": written,
        "text": _summary(result),
        "warnings": list(dict.fromkeys([*ours["warnings"], *theirs["warnings"]])),
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
    names = {"api_key": "other_api_key", "region": "other_region", "api_url": "other_api_url"}
    return client.for_other_org({name: options[given] for name, given in names.items() if options.get(given)})


def _exported(client: Client) -> dict[str, Any]:
    return export({**{field.name: None for field in EXPORT.fields}, "portable": True}, client)


def _reported(result: Mapping[str, Any], options: Mapping[str, Any], check: bool) -> list[str]:
    if not options.get("report_dir"):
        return []
    place, name = folder(options["report_dir"]), file_name(options["org"])
    return write_all({place / f"{name}.{suffix}": report(result) for suffix, report in REPORTS.items()}, check)


def _summary(result: Mapping[str, Any]) -> str:
    kinds = {
        "different": [
            f"{line['name']}: {', '.join(f['field'] for f in line['fields'][:3])}" for line in result["different"]
        ],
        f"only in {result['here']}": result["only_here"],
        f"only in {result['there']}": result["only_there"],
        "not compared": result["not_compared"],
    }
    return one_line(
        [f"{len(result['same'])} the same", *(counted(kind, names) for kind, names in kinds.items() if names)], ""
    )


# --- the difference: pure ---------------------------------------------------------------------------------------------


def difference(here: Iterable[Line], there: Iterable[Line], ignore: Iterable[str] = ()) -> dict[str, Any]:
    """``only_here``, ``only_there``, ``same``, ``not_compared`` (names) and ``different`` (name and fields).

    ``ignore`` are patterns of fields, such as ``server.url`` or ``hooks*``, that may differ.
    """
    ours, theirs, ignored = _by_name(here), _by_name(there), tuple(ignore)
    several = {name for lines in (ours, theirs) for name, found in lines.items() if not name or len(found) > 1}
    common = sorted(ours.keys() & theirs.keys() - several)
    differences = {name: list(_differing(ours[name][0], theirs[name][0], ignored)) for name in common}
    return {
        "only_here": sorted(ours.keys() - theirs.keys() - several),
        "only_there": sorted(theirs.keys() - ours.keys() - several),
        "different": [{"name": name, "fields": fields} for name, fields in differences.items() if fields],
        "same": [name for name, fields in differences.items() if not fields],
        "not_compared": sorted(
            {name or _handle(line) for lines in (ours, theirs) for name in several for line in lines.get(name, ())}
        ),
    }


def _by_name(lines: Iterable[Line]) -> dict[str, list[Line]]:
    named: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        named[str(line.get("name") or "")].append(line)
    return dict(named)


def _handle(line: Line) -> str:
    return str(next((line[name] for name in ("number", "sip_uri", "id") if line.get(name)), "a line without a name"))


def _differing(here: Line, there: Line, ignored: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    ours, theirs = dict(_leaves(LINE, _shared(here))), dict(_leaves(LINE, _shared(there)))
    for path in dict.fromkeys([*ours, *theirs]):
        field, here_value = ours.get(path, (None, None))
        other_field, there_value = theirs.get(path, (None, None))
        if not same(field or other_field or ANY, here_value, there_value) and not _is_ignored(path, ignored):
            yield {"field": path, "here": here_value, "there": there_value}


def _is_ignored(path: str, ignored: tuple[str, ...]) -> bool:
    """Whether the field, or what it is a part of, fits a pattern; an index in brackets is no pattern of its own."""
    return any(
        path == pattern or path.startswith((f"{pattern}.", f"{pattern}[")) or fits(path, [pattern])
        for pattern in ignored
    )


def _shared(line: Line) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in ONE_ORGS_OWN}


ANY = Field("any", "raw")
"""What no option stands for."""

Leaf = tuple[str, tuple[Field, Any]]


def _leaves(schema: Schema, value: Line, path: str = "") -> Iterator[Leaf]:
    """Every value below, by its path, with the option it is of."""
    for name, item in value.items():
        field = schema.by_name.get(name)
        if field is None:
            yield f"{path}{name}", (ANY, item)
        elif not (field.secret or field.format == "uuid" or name == "id"):
            yield from _values(field, item, f"{path}{name}")


def _values(field: Field, value: Any, path: str) -> Iterator[Leaf]:
    if field.schema and isinstance(value, Mapping):
        yield from _leaves(field.schema, value, f"{path}.")
    elif field.schema and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _values(field, item, f"{path}[{index}]")
    else:
        yield path, (field, sorted(value, key=str) if field.unordered and isinstance(value, list) else value)
