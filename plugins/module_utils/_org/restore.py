# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Putting an org's objects back as a snapshot has them: changed ones by their id, deleted ones made again by name."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from .._engine.snapshot import created_after
from .._engine.writer import Progress
from .._errors import InvalidOptions
from .._http.client import Client
from .._reports.summary import amount, several_of, with_names
from .._resources.references import References, name_in
from .._schema.spec import with_defaults
from .declared import Object
from .definitions import exactly, with_prompt, with_references
from .files import lead_over
from .objects import CREDENTIAL, Objects
from .org import LISTS, Prepared, carry_out_org, plan_objects, read_for
from .snapshot import CONTENT
from .uses import REFERRING

Saved = Mapping[str, Any]


class Entry(NamedTuple):
    """An object of a snapshot: how it was, and what it is declared as to be so again."""

    saved: Saved
    one: Object
    lost: list[str]
    """Places of secrets that went with a deleted object."""


def restore_objects(
    snapshot: Saved, options: Mapping[str, Any], client: Client, progress: Progress | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """The result of putting back, as that of an org's objects; and by its old id the new one of what was made again.

    What cannot be restored fails alone, and the others are still restored.
    """
    kinds = {LISTS[name].key for name in LISTS if snapshot.get(name)}
    used = {kind for name in LISTS for saved in snapshot.get(name, ()) for kind in saved["ids"]}
    references = read_for([], client, kinds | used)
    newer = list(_newer(snapshot, references))
    with TemporaryDirectory(prefix="vapi-restore-") as folder:
        entries = [
            _entry(saved, name, references, Path(folder) / f"{name}-{index}")
            for name in LISTS
            for index, saved in enumerate(snapshot.get(name, ()))
        ]
        objects = [entry.one for entry in entries]
        plan_objects(objects, references)
        for entry in entries:
            entry.one.error = entry.one.error or _without_its_secrets(entry)
        writing = {"concurrency": options["concurrency"], "on_error": "continue"}
        result, _lines = carry_out_org(Prepared(objects, [], references), writing, client, progress)
    ids = {str(entry.saved["id"]): entry.one.record_id for entry in entries if entry.one.error is None}
    made = {old: new for old, new in ids.items() if new and new != old}
    if not client.check_mode:
        lead_over(client, REFERRING, made)
    return {**result, "warnings": [*result["warnings"], *_secrets_to_give(entries), *newer]}, made


def _entry(saved: Saved, name: str, references: References, file: Path) -> Entry:
    kind = LISTS[name]
    record = _record_of(saved, kind, references)
    declared = {"id": record["id"] if record else None, "name": saved.get("name"), "definition": saved["definition"]}
    if "prompt" in saved:
        declared["definition"] = with_prompt(declared["definition"], saved["prompt"], {})

    def still_there(of_kind: str, text: str) -> str:
        """The id of what had the name, whatever it is called now; the name of what is made again."""
        wanted = saved["ids"].get(of_kind, {}).get(text)
        return wanted if wanted and references.by_id(of_kind, wanted) else text

    declared["definition"] = with_references(declared["definition"], still_there)
    if record:
        declared["definition"] = exactly(declared["definition"], record, kind.added | {"name"})
    if CONTENT in saved:
        file.write_bytes(base64.b64decode(saved[CONTENT]))
        declared["src"] = str(file)
    given = {option: value for option, value in declared.items() if value is not None}
    lost = [] if record else [str(path) for path in saved.get("secrets", ())]
    return Entry(saved, Object(kind, with_defaults(kind.schema, given)), lost)


def _without_its_secrets(entry: Entry) -> InvalidOptions | None:
    """Why a credential cannot be written: the service refuses one without its secrets, and an object replaced whole."""
    if entry.one.kind is not CREDENTIAL:
        return None
    payload = entry.one.plan.payload
    missing = entry.lost or [path for path in entry.saved.get("secrets", ()) if path.partition(".")[0] in payload]
    if not missing:
        return None
    return InvalidOptions(
        f"cannot be written without its secrets, which cannot be read back ({', '.join(missing)})",
        hint="Declare it with them, run voiceops.vapi.provision, and restore again.",
    )


def _record_of(saved: Saved, kind: Objects, references: References) -> dict[str, Any] | None:
    """The object as it is now: by its id, else the one that has been made again under its name."""
    records = references.all(kind.key)
    by_id = next((record for record in records if record["id"] == saved["id"]), None)
    by_name = [record for record in records if saved.get("name") and kind.value_of(record, "name") == saved["name"]]
    return by_id or (by_name[0] if len(by_name) == 1 else None)


def _secrets_to_give(entries: Sequence[Entry]) -> Iterator[str]:
    """One sentence about all secrets that went with deleted objects."""
    places = [f"{entry.one.kind.describe(entry.saved)} {path}" for entry in entries for path in entry.lost]
    if places:
        yield (
            f"{amount(len(places), 'secret')} of deleted objects cannot be read back ({with_names(places)}). "
            "Declare them and run voiceops.vapi.provision."
        )


def _newer(snapshot: Saved, references: References) -> Iterator[str]:
    """What was created after the snapshot, of the kinds that it has."""
    for name, kind in LISTS.items():
        if not snapshot.get(name):
            continue
        restored = {one.get("name") for one in snapshot[name]}
        newer = created_after(snapshot, name, references.all(kind.key))
        names = [name_in(record) or str(record["id"]) for record in newer if name_in(record) not in restored]
        if names:
            fix = "Delete it (state: absent) if it is not needed."
            yield f"{several_of(kind.noun, names)}: created after the snapshot and not deleted. {fix}"
