# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of an org that are declared by a definition in the service's own JSON, as kinds of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from .._errors import InvalidOptions, Refused, VapiError
from .._http.client import Client
from .._resources.exported import Exported
from .._resources.kind import Kind
from .._resources.references import References, name_in
from .._resources.retirement import unsolved_notices
from .._schema.diff import Plan
from .._schema.differences import Difference, differences
from .._schema.fields import Field, Schema
from .._schema.redact import masked, without_secrets
from .._schema.strike import with_texts
from .checks import ADDED, definition_problems
from .declaration import declare_object
from .definitions import (
    DEFINITION,
    masks_sent_back,
    merged,
    patch,
    prompt_of,
    references_in,
    references_of_definition,
    same_definition,
    secret_places,
    with_prompt,
    with_references,
    without_blank_secrets,
    without_prompt,
)
from .edges import MIRRORED
from .keys import PUBLIC_KEYS
from .order import KINDS, Key

K = TypeVar("K", bound="Objects")

CONFLICT = 409

OWN_NAME = ("apiRequest", "bash", "computer", "textEditor")
"""Types of tools that have a ``name``; the others keep it in ``function`` (documented for functions and handoffs)."""


def _object_problems(declared: Mapping[str, Any]) -> Iterator[str]:
    if not (declared.get("id") or declared.get("name")):
        yield "name: is missing; add the name (or the id) of the object."
    definition = declared.get("definition") or {}
    if declared.get("prompt") is not None and prompt_of(definition) is not None:
        yield "prompt: the definition has a system message too; keep one of them."
    inside = name_in(definition)
    if declared.get("name") and inside not in ("", declared["name"]):
        yield f"definition: its name is {inside!r}, which is another one; remove it there."


@dataclass(frozen=True)
class Objects(Kind):
    """A kind whose objects are definitions."""

    fixed: tuple[str, ...] = ()
    """Top-level keys that cannot change, and that an update leaves out."""
    always_sent: tuple[str, ...] = ()
    """Top-level keys that every update has to have (documented)."""
    added: frozenset[str] = ADDED
    """Top-level keys that are the service's own."""

    @classmethod
    def of(cls: type[K], noun: str, *own: Field, **differing: Any) -> K:
        """The kind of this noun, with the options that only this kind has, and in what else it differs."""
        options = (
            Field("id", format="uuid", local=True, guard=True),
            Field("name", guard=True),
            Field("definition", "dict", passthrough=True),
            *own,
            Field("update_secrets", local=True, choices=("on_create", "always"), default="on_create"),
            Field("state", local=True, choices=("present", "absent"), default="present"),
            Field("org_id", read_only=True),
            Field("created_at", read_only=True),
            Field("updated_at", read_only=True),
            Field("latest_version", "raw", read_only=True),
            Field("model_deprecations", "list", elements="dict", read_only=True),
        )
        schema = Schema(noun, options, check=_object_problems)
        path, result = f"/{noun.replace(' ', '-')}", noun.replace(" ", "_")
        return cls(noun=noun, schema=schema, path=path, result=result, **differing)

    def value_of(self, record: Mapping[str, Any], api: str) -> Any:
        """A tool keeps its name inside of ``function``. What belongs to the platform (no org) is never one's own."""
        if record.get("orgId", "") is None:
            return None
        return name_in(record) if api == "name" else record.get(api)

    @property
    def has_prompt(self) -> bool:
        """Whether the system message is an option of its own; a structured output's model has messages as well."""
        return "prompt" in self.schema.by_name

    # --- planning ---

    def wanted(self, declared: Mapping[str, Any], references: References) -> dict[str, Any]:
        """The definition with ids for names, and the object's own name where the kind keeps it."""
        definition = without_blank_secrets(declared.get("definition") or {})
        key = Key(self.key, str(declared.get("name") or ""))
        existing = (key,) if declared.get("id") else ()
        wrong = [
            one.sentence for one in definition_problems([(key, definition)], existing) if key.name or one.path != "name"
        ]
        if wrong:
            raise InvalidOptions(" ".join(wrong))
        for one in references_of_definition(definition):
            try:
                references.id_of(one.kind, one.name)
            except InvalidOptions as error:
                raise error.about(one.path) from None
        return self.with_name(with_references(definition, references.id_of), declared.get("name"))

    def with_name(self, definition: dict[str, Any], name: Any) -> dict[str, Any]:
        """The definition with this name; unchanged where there is none."""
        return {**definition, "name": name} if name else definition

    def to_create(self, declared: Mapping[str, Any], wanted: Mapping[str, Any]) -> Plan:
        """All of the definition but its nulls."""
        payload = merged(self._with_prompt(declared, wanted, {}), {})
        return Plan("create", payload, dict(payload), {}, self._shown(payload), tuple(sorted(payload)))

    def to_update(self, declared: Mapping[str, Any], wanted: Mapping[str, Any], record: Mapping[str, Any]) -> Plan:
        """The top-level fields that differ, each merged with what the service has."""
        self._refuse_fixed(wanted, record)
        complete = self._with_prompt(declared, wanted, record)
        asked = {key: value for key, value in complete.items() if key not in self.fixed}
        payload = patch(asked, record)
        if declared.get("update_secrets") == "always":
            secret = [key for key, value in asked.items() if key in PUBLIC_KEYS or secret_places({key: value})]
            payload.update({key: merged(asked[key], record.get(key)) for key in secret})
        expected = {**record, **payload, "modelDeprecations": unsolved_notices(record, payload)}
        predicted = {key: value for key, value in expected.items() if value is not None}
        if not payload:
            return Plan("unchanged", {}, predicted)
        fields = tuple(sorted(_changed_fields(payload, record) if self.has_prompt else payload))
        before = {key: record[key] for key in payload if record.get(key) is not None}
        after = {key: value for key, value in payload.items() if value is not None}
        sent = {**{key: complete.get(key, record.get(key)) for key in self.always_sent}, **payload}
        return Plan("update", sent, predicted, self._shown(before), self._shown(after), fields)

    def _with_prompt(
        self, declared: Mapping[str, Any], wanted: Mapping[str, Any], record: Mapping[str, Any]
    ) -> dict[str, Any]:
        prompt = declared.get("prompt")
        return dict(wanted) if prompt is None else with_prompt(wanted, prompt, record)

    def _refuse_fixed(self, wanted: Mapping[str, Any], record: Mapping[str, Any]) -> None:
        for key in self.fixed:
            if key in wanted and record.get(key) not in (None, wanted[key]):
                raise InvalidOptions(
                    f"definition.{key}: cannot change from {record[key]} to {wanted[key]}",
                    hint="Delete it first (state: absent), or give the new one another name.",
                )

    def to_delete(self, record: Mapping[str, Any]) -> Plan:
        """Everything it has."""
        return Plan("delete", {}, dict(record), self._shown(self.definition_of(record)), {})

    def is_write_conflict(self, refusal: VapiError) -> bool:
        """A PATCH is answered 409 for nothing else (documented for tools)."""
        return refusal.status == CONFLICT

    def warnings(self, declared: Mapping[str, Any], intended: Plan, record: Mapping[str, Any]) -> Iterator[str]:
        """Secrets that go back as the service shows them, as their object is replaced whole."""
        if intended.action == "update":
            for path in masks_sent_back(intended.payload, declared.get("definition") or {}):
                yield f"{path}: is not declared and was sent back as the service shows it; declare it too."

    def not_kept(self, intended: Plan, written: Mapping[str, Any]) -> Iterable[str]:
        """Top-level keys that came back otherwise."""
        return (key for key, value in intended.payload.items() if not same_definition(value, written.get(key), key))

    def with_names(self, intended: Plan, references: References) -> Plan:
        """The plan with names where it shows ids, of kinds that were read anyway."""
        before, after = (with_references(shown, references.shown_name) for shown in (intended.before, intended.after))
        return replace(intended, before=before, after=after)

    def differences(self, intended: Plan, record: Mapping[str, Any], references: References) -> Iterator[Difference]:
        """Path by path what an update would change, with names for ids; a prompt by its own name."""
        sides = (intended.payload, {key: record.get(key) for key in intended.payload})
        declared, actual = (with_references(side, references.shown_name) for side in sides)
        if self.has_prompt:
            prompts = prompt_of(declared), prompt_of(actual)
            if prompts[0] != prompts[1]:
                yield Difference("prompt", *prompts)
            declared, actual = without_prompt(declared), without_prompt(actual)
        yield from differences(DEFINITION, declared, actual)

    def _shown(self, definition: Mapping[str, Any]) -> dict[str, Any]:
        """As people see it: without secrets, and with a text of several lines as a list, so that a diff shows which."""
        lines: dict[str, Any] = with_texts(masked(definition), lambda text: text.splitlines() if "\n" in text else text)
        return lines

    # --- declaring what is there ---

    def refers_to(self, record: Mapping[str, Any]) -> Iterator[str]:
        """The kinds of an org's objects and lines that the record refers to."""
        return (one.kind for one in references_in(record) if one.kind in KINDS)

    def declare(self, one: Exported, by_id: bool = False) -> None:
        """A definition with names for ids, without the end of an edge whose other end says the same."""
        declare_object(one, self.added | {MIRRORED.get(self.key, "")}, by_id)

    # --- reporting ---

    def definition_of(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """What can be declared of a record, without secrets."""
        kept = {key: value for key, value in record.items() if key not in self.added and value is not None}
        return dict(without_secrets(kept))

    def as_options(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The object as options that declare it."""
        # A blank name is none: handed in again it would be a guard that guards nothing.
        known = {"id": record.get("id"), "name": name_in(record) or None, "definition": self.definition_of(record)}
        read_only = {field.name: record.get(field.api_name) for field in self.schema.fields if field.read_only}
        return {name: value for name, value in {**known, **read_only}.items() if value is not None}

    def summary(self, declared: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
        """Kind, name and id."""
        return {"kind": self.result, "name": declared.get("name") or name_in(record), "id": record.get("id")}


def _changed_fields(payload: Mapping[str, Any], record: Mapping[str, Any]) -> Iterator[str]:
    """The names of what changes; a prompt by its own, as its model stays the same."""
    if "model" not in payload or prompt_of(payload) == prompt_of(record):
        yield from payload
        return
    yield "prompt"
    model, before = payload["model"] or {}, record.get("model") or {}
    rest, rest_before = ({key: value for key, value in one.items() if key != "messages"} for one in (model, before))
    yield from (key for key in payload if key != "model" or not same_definition(rest, rest_before))


@dataclass(frozen=True)
class Tools(Objects):
    """Tools keep their name inside of ``function``, all but a few types."""

    def with_name(self, definition: dict[str, Any], name: Any) -> dict[str, Any]:
        """The definition with the name where its type keeps it."""
        if not name or definition.get("type") in OWN_NAME:
            return super().with_name(definition, name)
        return {**definition, "function": {**(definition.get("function") or {}), "name": name}}

    def post(self, client: Client, intended: Plan) -> dict[str, Any]:
        """Create the tool; one whose name the service did not keep goes again, as nothing would find it."""
        kind = intended.payload.get("type")
        hint = "Create it in the dashboard, and refer to it by its id."
        try:
            written = super().post(client, intended)
        except Refused as refusal:
            if "property function should not exist" not in refusal.message:
                raise
            raise VapiError(
                f"tools of type {kind} cannot have a name: {refusal.message}", refusal.status, hint
            ) from None
        if name_in(written) == name_in(intended.payload):
            return written
        client.delete(self.path_of(written), written)
        raise VapiError(
            f"the service keeps no name for tools of type {kind}, and the new one was deleted again", hint=hint
        )


@dataclass(frozen=True)
class StructuredOutputs(Objects):
    """Structured outputs want to be asked for a change of their schema."""

    def query(self, intended: Plan) -> str:
        """Without this the service refuses a new schema (documented)."""
        return "?schemaOverride=true" if "schema" in intended.payload else ""


ASSISTANT = Objects.of("assistant", Field("prompt", local=True))
SQUAD = Objects.of("squad", always_sent=("members",))
TOOL = Tools.of("tool", fixed=("type",))
CREDENTIAL = Objects.of("credential", fixed=("provider",))
STRUCTURED_OUTPUT = StructuredOutputs.of("structured output")
