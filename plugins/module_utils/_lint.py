# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lint of a declared org: objects, lines, and what they say of each other; of the service only if it is wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ._engine.lint import reasonless, summaries
from ._errors import InvalidOptions
from ._http.client import Client
from ._org import checks, org, retiring
from ._org.declared import Object
from ._org.definitions import references_of_definition
from ._org.order import Key
from ._phone_numbers import lint
from ._phone_numbers.lines import LINES
from ._phone_numbers.problems import foreign_credential
from ._resources.phone_number import LINE
from ._schema.fields import Field, Schema
from ._schema.hints import SHOWN
from ._schema.spec import with_defaults

CODES = (*lint.CODES, *checks.CODES)


def _lint_problems(options: Mapping[str, Any]) -> Iterator[str]:
    if not any(name in options for name in ("lines", *org.LISTS)):
        yield f"lines: nothing is declared; add at least one of lines, {', '.join(org.LISTS)}."
    yield from reasonless(options.get("ignore") or {}, "ignore", CODES)


LINT = Schema(
    "lint",
    (
        Field("lines", "list", elements="dict", schema=LINE, local=True),
        *(Field(name, "list", elements="dict", schema=kind.schema, local=True) for name, kind in org.LISTS.items()),
        Field("org", local=True),
        Field("other_orgs", "dict", local=True, passthrough=True),
        Field("ignore", "dict", local=True, passthrough=True),
        Field("retirement", "bool", local=True, default=False),
        Field("fail", "bool", local=True, default=False),
    ),
    check=_lint_problems,
)


def lint_org(options: dict[str, Any], check: bool = False, client: Client | None = None) -> dict[str, Any]:
    """The use case of vapi_call_lines_lint: ``findings``, ``ignored`` with their reasons, ``summary`` by code.

    With a client the service is asked for models that it retires. Raises InvalidOptions for what is wrong in itself, as
    the task that writes does.
    """
    objects = org.declared_objects(options)
    lines = [with_defaults(LINE, line) for line in options.get("lines") or []]
    org.refuse_pitfalls(objects)
    _refuse_foreign_credentials(lines, objects)
    others = {name: lines for name, lines in (options.get("other_orgs") or {}).items() if name != options.get("org")}
    ignore = options.get("ignore") or {}
    found = lint.line_findings(lines, options["region"], others, ignore, codes=CODES)
    found += checks.object_findings(org.definitions_of(objects), _references(lines, objects), ignore)
    if client:
        found += retiring.findings(objects, [(LINES.describe(line), line) for line in lines], client, ignore)
    return _result(found, options["fail"])


def _references(lines: Sequence[Mapping[str, Any]], objects: Sequence[Object]) -> Iterator[tuple[str, str, Key]]:
    """All that is given by name: how the object is called, the option, and what that refers to."""
    for one in objects:
        if one.is_present:
            for found in references_of_definition(one.definition):
                yield one.describe, found.path, Key(found.kind, found.name)
    for line in lines:
        for kind, name in LINES.references(line):
            yield LINES.describe(line), kind, Key(kind, name)


def _refuse_foreign_credentials(lines: Sequence[Mapping[str, Any]], objects: Sequence[Object]) -> None:
    credentials = [one for one in objects if one.is_present and one.kind.key == "credential"]
    known = {
        one.declared[name]: one.definition for one in credentials for name in ("id", "name") if one.declared.get(name)
    }
    wrong = [
        f"{LINES.describe(line)}: {text}"
        for line in lines
        for text in foreign_credential(line, known.get(line.get("credential") or line.get("credential_id"), {}))
    ]
    if wrong:
        raise InvalidOptions(" ".join(wrong))


def _result(found: Sequence[Mapping[str, Any]], fail: bool) -> dict[str, Any]:
    counted = [finding for finding in found if not finding["reason"]]
    result: dict[str, Any] = {
        "changed": False,
        "findings": [{name: value for name, value in finding.items() if name != "reason"} for finding in counted],
        "ignored": [finding for finding in found if finding["reason"]],
        "summary": dict(sorted(Counter(finding["code"] for finding in counted).items())),
        "text": " ".join(summaries(counted)) or "no findings",
    }
    if fail and counted:
        error = InvalidOptions(" ".join(summaries(counted)))
        # Ansible prints the whole result of a task that fails.
        shown = {name: result[name][:SHOWN] for name in ("findings", "ignored")}
        result.update(failed=True, msg=error.sentence, failure=error.failure, **shown)
        del result["text"]
    return result
