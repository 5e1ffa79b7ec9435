# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A line that a run is about to change, as the declaration that puts it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._engine.declaration import spelled_out, understood
from .._engine.job import Job
from .._engine.snapshot import Part, part
from .._resources.phone_number import LINE, ROUTE_IDS
from .._schema.convert import to_options
from .._schema.redact import redact, secret_values
from .._schema.validate import E164_SWITCH
from .lines import LINES

CLEARED = ("name", *ROUTE_IDS, "server", "fallback_destination", "hooks")
"""What every line can have and be without: a null says that there was none."""

KEPT = ("number", "sip_uri", "credential_id", "sms_enabled")
"""What is restored where a line has it. What comes with a secret is not, for a secret is never read."""


def snapshot_lines(jobs: Iterable[Job], records: Sequence[Mapping[str, Any]]) -> Part:
    """The lines that a run is about to change."""
    return part(LINES, jobs, records, _declaration)


def _declaration(job: Job) -> tuple[dict[str, Any], list[str]]:
    """The line as it is, as options without any secret: declared again, it is made exactly so; and what it misses."""
    record = job.record or {}
    options = redact(to_options(LINE, record), secret_values(LINE, job.declared))
    known = {name: options[name] for name in ("id", LINE.selector, E164_SWITCH) if name in options}
    values = {name: spelled_out(LINE.by_name[name], options.get(name)) for name in (*CLEARED, *KEPT)}
    found = understood(LINE, {**known, **values}, record).items()
    line = {**known, **{name: value for name, value in found if name in CLEARED or value is not None}}
    missed = [name for name in job.plan.fields if name not in line]
    return line, [f"{', '.join(missed)} cannot be read back as a whole; declare it as it was."] if missed else []
