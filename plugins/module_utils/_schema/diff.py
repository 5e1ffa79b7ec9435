# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to change: pure functions over a declaration, a wanted payload and a record of the service.

Payloads and records carry the service's names; what people see (``before``, ``after``) carries the options' names.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .convert import documented, documented_value, to_options
from .fields import CASELESS, MAY_BE_HIDDEN, Field, OpenSchema, Schema, camel, with_objects
from .redact import is_described, without, without_secrets


@dataclass(frozen=True)
class Plan:
    """One resource's way to its declaration.

    ``action`` is create, update, delete or unchanged; ``payload`` what goes out; ``predicted`` the record afterwards;
    ``before`` and ``after`` the managed fields as options; ``fields`` the names of those that change.
    """

    action: str
    payload: dict[str, Any] = field(default_factory=dict)
    predicted: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything has to be written."""
        return self.action != "unchanged"


def plan_create(schema: Schema, wanted: Mapping[str, Any], constants: Mapping[str, Any]) -> Plan:
    """A resource that is not there yet; ``constants`` are read-only fields the record is expected to show."""
    payload = documented(schema, wanted)
    after = _shown(schema, payload, payload)
    return Plan("create", payload, {**constants, **payload}, {}, after, tuple(sorted(after)))


def plan_update(
    schema: Schema,
    wanted: Mapping[str, Any],
    record: Mapping[str, Any],
    secrets: bool = False,
    resend: Collection[str] = (),
) -> Plan:
    """The smallest patch from the record to what is wanted.

    ``secrets`` sends secrets again, compared or not; ``resend`` are fields that go out though they may be the same.
    """
    sent = [name for name in wanted if name in resend or _to_send(schema, name, wanted[name], record, secrets)]
    patch = {name: whole(schema.by_api_name[name], wanted[name], record.get(name)) for name in sent}
    patch.update(_mutually_exclusive_cleared(schema, wanted, record))
    predicted = {name: value for name, value in {**record, **patch}.items() if value is not None}
    managed = dict.fromkeys([*wanted, *patch])
    if not patch:
        return Plan("unchanged", {}, predicted)
    before = _shown(schema, record, managed)
    kept = _shown(schema, record, managed.keys() - patch.keys())
    after = {**kept, **_shown(schema, patch, patch), **_renewed(schema, patch)}
    return Plan(
        "update", patch, predicted, before, after, tuple(sorted(schema.by_api_name[name].name for name in patch))
    )


def whole(declared: Field, wanted: Any, actual: Any) -> Any:
    """A value as it goes out: with what the service has beside the declaration, as it replaces objects and lists whole.

    What no option stands for goes back as it came. Documented secrets are not taken over: whether what the
    service shows of them is the secret or a mask is unknown.
    """
    if declared.schema is None or not wanted:
        return documented_value(declared, wanted)
    if isinstance(wanted, list):
        return _whole_list(declared, wanted, actual if isinstance(actual, list) else [])
    fields = declared.schema.by_api_name
    selector = camel(declared.schema.selector)
    is_same_variant = isinstance(actual, Mapping) and wanted.get(selector) == actual.get(selector)
    actual = actual if is_same_variant else {}
    beside = {
        name: without_nulls(value)
        for name, value in actual.items()
        if name not in wanted and value is not None and (name not in fields or _is_kept(declared.schema, name, value))
    }
    inner = {name: whole(fields[name], value, actual.get(name)) for name, value in wanted.items() if value is not None}
    return {**beside, **inner}


def _is_kept(schema: Schema, name: str, value: Any) -> bool:
    """Whether a documented part that is not declared stays: not where left out means none."""
    part = schema.by_api_name[name]
    return not (schema.complete or part.secret or part.read_only or is_nothing(part, value))


def _whole_list(declared: Field, wanted: list[Any], actual: list[Any]) -> list[Any]:
    """Items that the service has already go back as they came, however their places changed; of the others each is
    taken for a changed one where the same place has an item that is left over."""
    twins: list[int | None] = []
    free = list(range(len(actual)))
    for item in wanted:
        twin = next((index for index in free if same(declared, item, actual[index])), None)
        twins.append(twin)
        if twin is not None:
            free.remove(twin)
    return [
        whole(declared, item, actual[place] if place in free else None) if twin is None else without_nulls(actual[twin])
        for place, (item, twin) in enumerate(zip(wanted, twins))
    ]


def without_nulls(value: Any) -> Any:
    """The service refuses nulls inside of objects, and shows some."""
    return without(value, lambda key, item: key is not None and item is None)


def undocumented_in(schema: Schema, payload: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Paths of what goes back to the service though no option stands for it."""
    for key, value in payload.items():
        declared = schema.by_api_name.get(key)
        if declared is None:
            yield f"{path}{key}"
        elif declared.schema is not None:
            items = value if isinstance(value, list) else [value]
            for index, item in enumerate(items):
                if isinstance(item, Mapping):
                    place = f"{path}{declared.name}[{index}]." if isinstance(value, list) else f"{path}{declared.name}."
                    yield from undocumented_in(declared.schema, item, place)


def secrets_lost(schema: Schema, patch: Mapping[str, Any], record: Mapping[str, Any]) -> Iterator[str]:
    """Paths of secrets that the service has, that are not declared, and that a patch of their object takes away."""
    for name, value in patch.items():
        declared, actual = schema.by_api_name[name], record.get(name)
        if declared.schema is not None and isinstance(value, Mapping) and isinstance(actual, Mapping):
            for inner in declared.schema.fields:
                if inner.secret and inner.api_name not in value and actual.get(inner.api_name):
                    yield f"{declared.name}.{inner.name}"


def plan_delete(schema: Schema, record: Mapping[str, Any]) -> Plan:
    """A resource that has to go."""
    options = to_options(schema, record)
    before = {name: value for name, value in options.items() if not schema.by_name[name].read_only}
    return Plan("delete", {}, dict(record), before, {}, ())


def not_kept(schema: Schema, sent: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[str]:
    """Option names of what was sent and does not come back so."""
    for name, value in sent.items():
        declared = schema.by_api_name[name]
        if not same(declared, value, answer.get(name)):
            yield declared.name


def same(declared: Field, wanted: Any, actual: Any) -> bool:
    """Whether the service already has what is wanted.

    Absent, null, empty and the documented default are one; an object may hold more than is wanted; lists keep their
    order unless declared as sets; secrets are never compared, as it is unknown what the service shows of them: only
    whether there is one tells whether a null has to be sent.
    """
    is_hidden = declared.format in MAY_BE_HIDDEN and actual is None
    if is_hidden or is_never_compared(declared, wanted):
        return is_hidden or wanted is not None or is_nothing(declared, actual)
    # An object that is there is compared part by part even when it shows none: secrets and defaults may be all it has.
    there = isinstance(actual, Mapping) and isinstance(wanted, Mapping)
    there = there and (bool(wanted) or isinstance(declared.schema, OpenSchema))
    if not there and (is_nothing(declared, wanted) or is_nothing(declared, actual)):
        return is_nothing(declared, _told(declared, wanted)) and is_nothing(declared, actual)
    if isinstance(wanted, Mapping):
        return isinstance(actual, Mapping) and _same_object(declared, wanted, actual)
    if isinstance(wanted, list):
        return isinstance(actual, list) and _same_list(declared, wanted, actual)
    if declared.format in CASELESS:
        return str(wanted).lower() == str(actual).lower()
    return bool(wanted == actual) and isinstance(wanted, bool) == isinstance(actual, bool)


def is_never_compared(declared: Field, value: Any) -> bool:
    """Whether a value is a secret; a JSON schema under a secret's name is none."""
    return declared.secret and not is_described(value, declared.api_name)


def _told(declared: Field, wanted: Any) -> Any:
    """What the service could show of a definition: one that hides all of an object's secrets may hide the object."""
    return without_secrets(wanted) if isinstance(declared.schema, OpenSchema) else wanted


def _same_object(declared: Field, wanted: Mapping[str, Any], actual: Mapping[str, Any]) -> bool:
    if declared.schema is None:
        return (
            wanted == actual if declared.passthrough else all(actual.get(key) == value for key, value in wanted.items())
        )
    fields = declared.schema.by_api_name
    compared = [*wanted, *(fields if declared.schema.complete else ())]
    return all(same(fields[name], wanted.get(name), actual.get(name)) for name in compared if name in fields)


def _same_list(declared: Field, wanted: list[Any], actual: list[Any]) -> bool:
    if declared.unordered and not any(isinstance(item, (Mapping, list)) for item in (*wanted, *actual)):
        # A reference that stands twice refers once; in options a value that stands twice is a difference.
        gathered = set if isinstance(declared.schema, OpenSchema) else sorted
        return bool(gathered(map(_canonical, wanted)) == gathered(map(_canonical, actual)))
    return len(wanted) == len(actual) and all(same(declared, *pair) for pair in zip(wanted, actual))


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def is_nothing(declared: Field, value: Any) -> bool:
    """Whether the value is as good as none: absent, null, empty or the documented default."""
    if value is None or value in ("", [], {}):
        # An empty message is one that is not spoken.
        return not (declared.type == "raw" and value == "")
    if declared.schema is not None and isinstance(value, Mapping):
        fields = declared.schema.by_api_name
        return all(name in fields and is_nothing(fields[name], item) for name, item in value.items())
    default = declared.service_default
    return default is not None and value == default and isinstance(value, bool) == isinstance(default, bool)


def _to_send(schema: Schema, name: str, value: Any, record: Mapping[str, Any], secrets: bool) -> bool:
    declared, actual = schema.by_api_name[name], record.get(name)
    # Of a fleet nearly all is equal, and then nothing inside has to be looked at.
    differs = (value != actual and not same(declared, value, actual)) or (secrets and _holds_secret(declared, value))
    # What decides which fields there are cannot change.
    return differs and declared.name != schema.selector


def _holds_secret(declared: Field, value: Any) -> bool:
    if declared.secret:
        return value is not None
    if declared.schema is None or not isinstance(value, Mapping):
        return False
    fields = declared.schema.by_api_name
    return any(name in fields and _holds_secret(fields[name], item) for name, item in value.items())


def _mutually_exclusive_cleared(
    schema: Schema, wanted: Mapping[str, Any], record: Mapping[str, Any]
) -> dict[str, None]:
    rivals = [camel(name) for name in schema.exclusive]
    if not any(wanted.get(name) for name in rivals):
        return {}
    return {name: None for name in rivals if record.get(name) and not wanted.get(name)}


def _shown(schema: Schema, record: Mapping[str, Any], names: Any) -> dict[str, Any]:
    """The named fields as people see them: options, without secrets, without what only repeats a default."""
    fields = {name: schema.by_api_name[name] for name in names}
    values = {name: with_objects(declared, record.get(name), without_defaults) for name, declared in fields.items()}
    selector = camel(schema.selector)
    options = to_options(schema, {selector: record.get(selector), **values})
    shown = {declared.name for declared in fields.values()}
    return {name: options[name] for name in sorted(options) if name in shown}


def without_defaults(schema: Schema, value: Mapping[str, Any]) -> dict[str, Any]:
    """The object without what only repeats a default, at any depth."""
    fields = schema.by_api_name
    return {
        name: with_objects(fields[name], item, without_defaults)
        for name, item in value.items()
        if name in fields and not is_nothing(fields[name], item)
    }


def _renewed(schema: Schema, patch: Mapping[str, Any]) -> dict[str, Any]:
    """Says that secrets go out again, as their values are never shown."""
    names = sorted(
        schema.by_api_name[name].name for name, value in patch.items() if _holds_secret(schema.by_api_name[name], value)
    )
    return {"secrets_sent": names} if names else {}
