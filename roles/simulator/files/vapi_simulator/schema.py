# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of a request body by the tables, in the words of the service's validator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from .definitions import definition
from .tables import TABLES, UNIONS, Rule, undocumented

UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
E164 = re.compile(r"\+[1-9]\d{6,14}")
LOOSE_NUMBER = re.compile(r"\+?[a-zA-Z0-9]+")
DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(\.\d{1,6})?\d*(?:Z|([+-]\d\d):?(\d\d))?)?")

DEFINED = {
    "assistant": "CreateAssistantDTO",
    "assistantOverrides": "AssistantOverrides",
    "squad": "CreateSquadDTO",
    "squadOverrides": "AssistantOverrides",
}
"""Objects of a call that are definitions of another kind."""
WORDS = {
    "string": "a string",
    "boolean": "a boolean value",
    "number": "a number conforming to the specified constraints",
    "object": "an object",
    "message": "a string",
    "uuid": "a UUID",
    "date": "a valid ISO 8601 date string",
}


@lru_cache(maxsize=1 << 16)
def moment(text: str) -> float | None:
    """Seconds since 1970 of an ISO 8601 date; nothing where the text is none."""
    match = DATE.fullmatch(text)
    if match is None:
        return None
    day, clock, seconds, fraction, zone, minutes = match.groups()
    # Python 3.9 reads six digits after the point, and no Z.
    written = (
        f"{day}T{clock or '00:00'}{seconds or ':00'}{(fraction or '.').ljust(7, '0')}{zone or '+00'}:{minutes or '00'}"
    )
    try:
        return datetime.fromisoformat(written).timestamp()
    except ValueError:
        return None


class Validator:
    """Checks bodies in the words of the service's own validator.

    With ``undocumented`` it takes what guides and old clients send although no document names it.
    """

    def __init__(self, undocumented: bool = True) -> None:
        self._undocumented = undocumented

    def complaints(self, table: dict[str, Rule], body: Any, path: str = "", name: str = "") -> Iterator[str]:
        """Sentences about a body; ``name`` is the table's own."""
        if not isinstance(body, dict):
            yield f"{path.rstrip('.') or 'body'} must be an object"
            return
        more = undocumented(name) if self._undocumented else ()
        for key in body:
            if key not in table and key not in more:
                yield f"{path}property {key} should not exist"
        for key, rule in table.items():
            value = body.get(key)
            if value is None:
                if rule.required:
                    yield f"{path}{key} should not be empty"
            else:
                yield from self._about(rule, value, path + key)
        yield from _bad_number(table, body, path)

    def defined(self, name: str, body: Any, path: str = "") -> Iterator[str]:
        """Sentences about a definition, by the name of its table."""
        return self.complaints(definition(name), body, path, name)

    def _about(self, rule: Rule, value: Any, path: str) -> Iterator[str]:
        if rule.kind == "any":
            return
        if rule.kind == "table":
            yield from self._object(rule.of, value, path)
        elif rule.kind in ("tables", "strings", "list"):
            yield from self._list(rule, value, path)
        elif rule.kind == "message" and isinstance(value, dict):
            yield from self.complaints(TABLES["CustomMessage"], value, f"{path}.")
        elif not _is_kind(rule.kind, value):
            yield f"{path} must be {WORDS[rule.kind]}"
        elif rule.kind == "object":
            yield from self._free(value, path)
        else:
            yield from _bound_complaints(rule, value, path)

    def _free(self, value: dict[str, Any], path: str) -> Iterator[str]:
        name = DEFINED.get(path.rpartition(".")[2])
        if name:
            yield from self.defined(name, value, f"{path}.")

    def _object(self, table: str, value: Any, path: str) -> Iterator[str]:
        if table in UNIONS:
            yield from self._selected(table, value, path)
        elif "|" in table:
            yield from self._any_of(table.split("|"), value, path)
        else:
            yield from self.complaints(TABLES.get(table) or definition(table), value, f"{path}.", table)

    def _selected(self, table: str, value: Any, path: str) -> Iterator[str]:
        selector, forms = UNIONS[table]
        chosen = value.get(selector) if isinstance(value, dict) else None
        more = undocumented(table) if self._undocumented else ()
        if isinstance(chosen, str) and chosen in more:
            return
        if not isinstance(chosen, str) or chosen not in forms:
            yield f"{path}.{selector} must be one of the following values: {', '.join(forms)}"
            return
        yield from self._object(forms[chosen], value, path)

    def _any_of(self, names: list[str], value: Any, path: str) -> Iterator[str]:
        """An object of several forms is checked against the one it means: that of its type or provider."""
        if not isinstance(value, dict):
            yield f"{path} must be an object"
            return
        for selector in ("type", "provider"):
            constants = {name: rule.enum for name in names if (rule := definition(name).get(selector)) and rule.enum}
            if len(constants) == len(names):
                names = [name for name in names if value.get(selector) in constants[name]]
                choices = dict.fromkeys(one for enum in constants.values() for one in enum)
                if not names:
                    yield f"{path}.{selector} must be one of the following values: {', '.join(map(str, choices))}"
                    return
        yield from min((list(self._object(name, value, path)) for name in names), key=len)

    def _list(self, rule: Rule, value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path} must be an array"
            return
        for index, item in enumerate(value):
            if rule.kind == "tables":
                yield from self._object(rule.of, item, f"{path}.{index}")
            elif rule.kind == "strings":
                yield from self._about(rule._replace(kind="string"), item, f"each value in {path}")


def _is_kind(kind: str, value: Any) -> bool:
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "uuid":
        return isinstance(value, str) and bool(UUID.fullmatch(value))
    if kind == "date":
        return isinstance(value, str) and moment(value) is not None
    return isinstance(value, {"boolean": bool, "object": dict}.get(kind, str))


def _bound_complaints(rule: Rule, value: Any, path: str) -> Iterator[str]:
    if rule.enum and value not in rule.enum:
        yield f"{path} must be one of the following values: {', '.join(map(str, rule.enum))}"
    if isinstance(value, str):
        if rule.high is not None and len(value) > rule.high:
            yield f"{path} must be shorter than or equal to {rule.high:g} characters"
        if rule.low is not None and len(value) < rule.low:
            yield f"{path} must be longer than or equal to {rule.low:g} characters"
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if rule.high is not None and value > rule.high:
            yield f"{path} must not be greater than {rule.high:g}"
        if rule.low is not None and value < rule.low:
            yield f"{path} must not be less than {rule.low:g}"


def _bad_number(table: dict[str, Rule], body: dict[str, Any], path: str) -> Iterator[str]:
    number = body.get("number")
    if "number" not in table or not isinstance(number, str):
        return
    loose = "numberE164CheckEnabled" in table and body.get("numberE164CheckEnabled") is False
    if not (LOOSE_NUMBER if loose else E164).fullmatch(number):
        yield (
            f"{path}number must be a valid phone number in the E.164 format. "
            "Hot tip, you may be missing the country code (Eg. US: +1)."
        )
