# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vocabulary in which resources are declared, and what follows from a declaration.

A resource is a :class:`Schema`: a tuple of :class:`Field`. From it are derived the argument spec, the payload with the
service's names, the way back to options with every secret left out, and (in ``validate``) the check of what a user
wrote. No I/O, and no knowledge of any one resource.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import Any

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict, snake_dict_to_camel_dict

UNDOCUMENTED = "undocumented"

CASELESS = frozenset(("sip",))
"""Forms of texts in which small and capital letters are the same."""

MAY_BE_HIDDEN = frozenset(("public_key",))
"""Forms of values that are no secrets and that the service may keep back as if they were: compared where shown."""


@dataclass(frozen=True)
class Field:
    """One option of a resource and the field of the service behind it."""

    name: str
    type: str = "str"
    api: str = ""
    """The service's name, where it is not simply the option's in camelCase."""
    elements: str = ""
    schema: Schema | None = None
    choices: tuple[Any, ...] = ()
    aliases: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    """Bounds of a number's value or of a text's length; of each element's in a list."""
    format: str = ""
    """What a text must look like: a key of ``validate.FORMS``."""
    variants: tuple[str, ...] = ()
    """Values of the shape's selector (a line's provider, a destination's type) that have the field; empty: all."""
    required: bool | tuple[str, ...] = False
    """True, or the variants that cannot exist without it."""
    guard: bool = False
    """It narrows what may be touched, or says what is meant: given and blank is an error, never as if left out."""
    by_name: str = ""
    """The option that gives by name what this one takes by id; null and an empty text mean the same for both."""
    read_only: bool = False
    """Comes back from the service; passed over when it is handed in again."""
    secret: bool = False
    passthrough: bool = False
    """The user's own mapping: its keys are not looked at."""
    unordered: bool = False
    """A list that is a set: another order is no difference."""
    service_default: Any = None
    """What the service documents for a field left out: absent, null and this are the same."""
    local: bool = False
    """Never sent; an ``id`` is still returned."""
    default: Any = None
    """What the collection takes for an option left out."""

    @cached_property
    def api_name(self) -> str:
        """The service's name of the field."""
        return self.api or camel(self.name)

    @cached_property
    def is_returned(self) -> bool:
        """Whether the service returns it under this name."""
        return not self.local or self.name == "id"

    @cached_property
    def element(self) -> Field:
        """The field of each element of a list, which has the list's choices, bounds and form."""
        return replace(self, type=self.elements, elements="")

    def required_for(self, variant: str | None) -> bool:
        """Whether a resource of this variant cannot exist without the field."""
        return self.required if isinstance(self.required, bool) else variant in self.required

    def exists_for(self, variant: str | None) -> bool:
        """Whether the field exists for this variant; an unknown variant has them all."""
        return not self.variants or variant is None or variant in self.variants


@dataclass(frozen=True)
class Schema:
    """A resource, or an object nested in one."""

    title: str
    fields: tuple[Field, ...]
    module: str = ""
    """The module whose options these are: where they are nested, they are read as there and not listed again."""
    selector: str = ""
    """The field whose value decides which variants exist."""
    exclusive: tuple[str, ...] = ()
    """Fields of which one at most has a value: setting one clears the others in the same request."""
    complete: bool = False
    """A field left out means none: what the service has in it is a difference."""
    partial: bool = False
    """It may describe what exists already: required fields are asked for only when it is created."""
    check: Callable[[dict[str, Any]], Iterator[str]] | None = None
    """Sentences about values that contradict each other, each beginning with an option's name."""
    prepare: Callable[[dict[Any, Any]], dict[Any, Any]] | None = None
    """Repairs what users write in more than one way, before it is read."""
    encode: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    decode: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    """Between our payload and the service's, where the service forms an object differently from our options."""

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Fields by every name a user may write."""
        return {name: field for field in self.fields for name in (field.name, *field.aliases)}

    @cached_property
    def by_api_name(self) -> Mapping[str, Field]:
        """Fields by the service's names."""
        return {field.api_name: field for field in self.fields if field.is_returned}

    @cached_property
    def _by_variant(self) -> dict[str | None, Mapping[str, Field]]:
        return {}

    def by_api_name_for(self, variant: str | None) -> Mapping[str, Field]:
        """The fields that exist for a variant, by the service's names; what is no text is none of the variants."""
        known = variant if variant is None or isinstance(variant, str) else ""
        if known not in self._by_variant:
            fields = {name: field for name, field in self.by_api_name.items() if field.exists_for(known)}
            self._by_variant[known] = fields
        return self._by_variant[known]


class _ByKey(dict[str, Field]):
    """Fields that follow from their keys, so that there is one for every key."""

    def __init__(self, field_of: Callable[[str], Field]) -> None:
        super().__init__()
        self._field_of = field_of

    def __missing__(self, key: str) -> Field:
        self[key] = self._field_of(key)
        return self[key]

    def __contains__(self, key: object) -> bool:
        return True

    def get(self, key: str, _default: Any = None) -> Field:
        """The field of any key."""
        return self[key]


@dataclass(frozen=True)
class OpenSchema(Schema):
    """An object in the service's own JSON: what is known of a field follows from its key, at any depth."""

    field_of: Callable[[str], Field] = Field

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Fields by their keys."""
        return _ByKey(self.field_of)

    @cached_property
    def by_api_name(self) -> Mapping[str, Field]:
        """The same."""
        return self.by_name


def with_objects(field: Field, value: Any, each: Callable[[Schema, Mapping[str, Any]], Any]) -> Any:
    """The value of a field with each object of its schema, alone or in a list, as ``each`` makes it; else as it is."""
    if field.schema and isinstance(value, list):
        return [with_objects(field, item, each) for item in value]
    return each(field.schema, value) if field.schema and isinstance(value, Mapping) else value


@cache
def camel(name: str) -> str:
    """``number_e164_check_enabled`` to ``numberE164CheckEnabled``."""
    return str(next(iter(snake_dict_to_camel_dict({name: None}))))


@lru_cache(maxsize=4096)
def snake(name: str) -> str:
    """``numberE164CheckEnabled`` to ``number_e164_check_enabled``."""
    return str(next(iter(camel_dict_to_snake_dict({name: None}))))
