# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which undeclared objects of an org may be deleted: within the rails, and never what something else still uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from .._engine.job import Job
from .._engine.prune import refuse_too_many, within_rails
from .._resources.campaign import still_to_call
from .._resources.phone_number import SPEAKERS
from .._resources.references import References
from .declared import Object
from .objects import Objects
from .uses import REFERRING, standing_afterwards, unused


def prunable_objects(
    options: Mapping[str, Any],
    objects: Sequence[Object],
    references: References,
    lists: Mapping[str, Objects],
    lines: Sequence[Job] = (),
) -> list[Object]:
    """Deletions of what is not declared, of the kinds whose list is given, and not used once all is as declared.

    ``lines`` are planned and written in the same run. Raises InvalidOptions for a rail that fits nothing, and for more
    deletions than are allowed.
    """
    managed = {kind.key: kind for name, kind in lists.items() if name in options}
    standing = [
        (kind, record) for key, kind in managed.items() for record in references.all(key) if kind.value_of(record, "id")
    ]
    chosen = within_rails(options, standing, objects, "object of this org")
    afterwards = [*standing_afterwards({*managed, *REFERRING}, references, [*objects, *lines])]
    if any(kind.key in SPEAKERS for kind, _record in chosen):
        afterwards += [("campaign", record) for record in still_to_call(partial(references.all, "campaign"))]
    free = unused({str(record["id"]) for _kind, record in chosen}, afterwards)
    deletions = [Object.deletion(kind, record) for kind, record in chosen if record["id"] in free]
    refuse_too_many(options, [one.describe for one in deletions], "objects")
    return deletions
