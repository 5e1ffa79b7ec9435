# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The edge with two ends: a structured output's ``assistantIds`` and ``structuredOutputIds`` of an assistant.

The service keeps both ends alike (documented), so an edge that is declared at one end exists at both. Pure functions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._schema.validate import is_id
from .._schema.values import as_list, as_mapping
from .order import Key

ASSISTANT, OUTPUT = "assistant", "structured-output"

MIRRORED = {OUTPUT: "assistantIds"}
"""The end of the edge that the service writes itself: it keeps no assistant in use, and is not exported."""


def ends(key: Key, definition: Mapping[str, Any]) -> set[str] | None:
    """The names at the other end of this object's edges; None where the definition says nothing of them."""
    if key.kind == OUTPUT:
        found = definition.get("assistantIds")
    else:
        found = as_mapping(definition.get("artifactPlan")).get("structuredOutputIds")
    return None if found is None else {one for one in as_list(found) if isinstance(one, str)}


def contradictions(definitions: Mapping[Key, Mapping[str, Any]]) -> Iterator[tuple[Key, Key]]:
    """Pairs (assistant, structured output) whose ends are both declared, one with the other and one without.

    Which object an id means is not known here: ends with ids, or of an object that has no name yet, are not compared.
    """
    for assistant in (key for key in definitions if key.kind == ASSISTANT):
        outputs = ends(assistant, definitions[assistant])
        for output in (key for key in definitions if key.kind == OUTPUT):
            assistants = ends(output, definitions[output])
            ends_by_id = any(map(is_id, [*(outputs or ()), *(assistants or ()), assistant.name, output.name]))
            declared = outputs is not None and assistants is not None and not ends_by_id
            if declared and (output.name in (outputs or ())) != (assistant.name in (assistants or ())):
                yield assistant, output


def is_mirrored(referring: Key, referred: Key, definitions: Mapping[Key, Mapping[str, Any]]) -> bool:
    """Whether the service itself writes this reference, because the other end of the edge is declared."""
    if (referring.kind, referred.kind) != (OUTPUT, ASSISTANT):
        return False
    return referring.name in (ends(referred, definitions[referred]) or ())
