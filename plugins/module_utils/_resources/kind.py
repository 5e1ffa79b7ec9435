# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A kind of object of the service, as the engine knows it: what is declared of it, and where it differs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .._errors import VapiError
from .._http.cache import Records
from .._http.client import Client, segment
from .._schema.convert import to_api, to_options
from .._schema.diff import Plan, not_kept, plan_create, plan_delete, plan_update
from .._schema.differences import Difference
from .._schema.fields import Schema
from .exported import Exported
from .listing import list_of, read_list, read_once
from .references import References

Record = Mapping[str, Any]
Declared = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind: its declaration as data, and hooks with what holds for most kinds.

    A kind that differs is a subclass which overrides some of the hooks; the engine calls nothing else.
    """

    noun: str
    """How one is called in sentences: ``phone number``."""
    schema: Schema
    path: str
    identity: Mapping[str, str] = field(default_factory=lambda: {"id": "id", "name": "name"})
    """What identifies one, as option and as the record's field; the first that is given counts."""
    handles: tuple[str, ...] = ("name", "id")
    """The options by which people call one, the first that it has."""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"names": ("name",)})
    """Options of an export that choose among the records, and the record's fields that each is compared with."""
    result: str = ""
    """The module's result that holds the object."""
    title: str = ""
    """How a declared one is called in sentences, if not by its noun: ``line``."""

    @property
    def key(self) -> str:
        """The kind as references and orders know it."""
        return self.path.lstrip("/")

    # --- reading ---

    @cached_property
    def listed_at(self) -> str:
        """The path of the list of all."""
        return list_of(self.key)

    def all(self, client: Client, **query: Any) -> Iterator[dict[str, Any]]:
        """All records that fit a query of the service; raises Unavailable for a list that cannot be read whole."""
        return read_list(client, self.listed_at, **query)

    def cached(self, client: Client) -> Records:
        """All records by id, read once by this client."""
        return read_once(client, self.listed_at)

    def search(self, declared: Declared, client: Client) -> Iterator[dict[str, Any]]:
        """Records among which a declared one is, if it exists; fewer than all where the service can search."""
        return self.all(client)

    # --- naming ---

    def describe(self, declared: Declared) -> str:
        """How a declared one is called in sentences."""
        names = self.declared_names(declared)
        title = self.title or self.noun
        return f"{title} {names[0]!r}" if names else f"{title} without a name"

    def declared_names(self, declared: Declared) -> list[str]:
        """All that people call a declared one, as far as it says it."""
        return [str(declared[name]) for name in self.handles if declared.get(name)]

    def display_names(self, record: Record) -> Iterator[str]:
        """All that people call a record, as far as it has it."""
        values = (self.value_of(record, self.identity[name]) for name in self.handles)
        return (str(value) for value in values if value)

    def display_name(self, record: Record) -> str:
        """How people call a record."""
        return next(self.display_names(record))

    def is_same(self, declared: Declared, record: Record) -> bool:
        """Whether a record with the name of a declared one may be this one."""
        return True

    def narrow(self, declared: Declared, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Of several records with the identity of a declared one, those that can be meant."""
        return found

    def value_of(self, record: Record, api: str) -> Any:
        """What a record has of a field that identifies it."""
        return record.get(api)

    def complete(self, declared: Declared, record: dict[str, Any], client: Client) -> dict[str, Any]:
        """The record of a declared one with what only another request tells, if that is asked for."""
        return record

    # --- planning: pure ---

    def wanted(self, declared: Declared, references: References) -> dict[str, Any]:
        """What a declaration asks for in the service's names, with ids for names."""
        return to_api(self.schema, declared)

    def to_create(self, declared: Declared, wanted: Record) -> Plan:
        """The plan for one that is not there. Raises InvalidOptions for what cannot be created."""
        return plan_create(self.schema, wanted, {})

    def to_update(self, declared: Declared, wanted: Record, record: Record) -> Plan:
        """The plan for one that is there. Raises VapiError for what cannot become as declared."""
        return plan_update(self.schema, wanted, record, secrets=declared.get("update_secrets") == "always")

    def to_delete(self, record: Record) -> Plan:
        """The plan for one that has to go."""
        return plan_delete(self.schema, record)

    def refuse_plan(self, declared: Declared, wanted: Record, intended: Plan, references: References) -> None:
        """Raise InvalidOptions for a plan that the service would carry out, and that could not work."""

    def warnings(self, declared: Declared, intended: Plan, record: Record) -> Iterator[str]:
        """What people should know before the plan is carried out."""
        return iter(())

    def may_be_created_before(self, declared: Declared) -> bool:
        """Whether a declaration changes one only, so that in check mode an earlier task may have to create it."""
        return False

    def before_create(self, plans: Collection[Plan], records: Callable[[], Iterable[Record]]) -> Iterator[str]:
        """Warnings about what these plans create; ``records`` reads all that are there."""
        return iter(())

    def before_delete(self, plans: Collection[Plan], client: Client) -> Mapping[str, str]:
        """Warnings about what these plans delete, by the record's id: what still uses it."""
        return {}

    def with_names(self, intended: Plan, references: References) -> Plan:
        """The plan as people read it, with names in place of ids."""
        return references.with_names(intended)

    def differences(self, intended: Plan, record: Record, references: References) -> Iterator[Difference]:
        """What an update would change, as it is declared and as it is; a secret's difference is never seen."""
        for name in sorted({*intended.before, *intended.after}):
            actual, declared = intended.before.get(name), intended.after.get(name)
            if actual != declared:
                yield Difference(name, declared, actual)

    # --- writing ---

    def post(self, client: Client, intended: Plan) -> dict[str, Any]:
        """Send what creates one; raises Uncertain when the answer is lost."""
        return client.create(self.path, intended.payload, intended.predicted)

    def patch(self, client: Client, intended: Plan) -> dict[str, Any]:
        """Send what changes one."""
        return client.update(
            self.path_of(intended.predicted) + self.query(intended), intended.payload, intended.predicted
        )

    def is_write_conflict(self, refusal: VapiError) -> bool:
        """Whether an update was refused because another writer came between, and nothing was written."""
        return False

    def replaces(self, intended: Plan) -> bool:
        """Whether the record that a change leaves is another one."""
        return False

    def path_of(self, record: Record) -> str:
        """Where one record is read, changed and deleted."""
        return f"{self.path}/{segment(str(record['id']))}"

    def query(self, intended: Plan) -> str:
        """What a write needs in its URL, such as ``?schemaOverride=true``."""
        return ""

    def incomplete(self, record: Record) -> VapiError | None:
        """Why a record counts as half made, if it does: it is never created again beside itself."""
        return None

    def may_be_sent_again(self, declared: Declared) -> bool:
        """Whether the service refuses a second one, so that a POST that made nothing visible can be repeated."""
        return False

    def existing_id(self, refusal: str) -> str | None:
        """The id that a refusal to create names as the one that exists; empty where it says so without an id."""
        return None

    def may_double(self, intended: Plan) -> bool:
        """Whether two controllers could both create this one in the same moment."""
        return False

    def not_kept(self, intended: Plan, written: Record) -> Iterable[str]:
        """Options that came back from the service otherwise than they were sent."""
        return not_kept(self.schema, intended.payload, written)

    # --- waiting ---

    def is_settled(self, record: Record) -> bool:
        """Whether the record is as it stays: nothing is waited for."""
        return True

    def unsettled(self, record: Record, seconds: float) -> VapiError | None:
        """Why a record that was waited for has not come to its end."""
        return None

    # --- declaring what is there ---

    def refers_to(self, record: Record) -> Iterator[str]:
        """The kinds whose names its declaration needs."""
        return iter(())

    def declare(self, one: Exported, by_id: bool = False) -> None:
        """Fill in the options that declare a record, by its id where nothing else tells it from others."""
        raise NotImplementedError(f"{self.noun}s are not exported")

    # --- reporting ---

    def as_options(self, record: Record) -> dict[str, Any]:
        """A record as modules return it, fit to be handed in again."""
        return to_options(self.schema, record)

    def summary(self, declared: Declared, record: Record) -> dict[str, Any]:
        """What the result of many says of each."""
        return {"name": record.get("name") or declared.get("name"), "id": record.get("id")}
