# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One declared call on its way through a task: what is asked for, what there is, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from .._engine.outcome import attempt
from .._errors import VapiError
from .._http.client import Client
from .._resources.call import CALL
from .._resources.listing import NUMBERS, read_once
from .._resources.phone_number import REFERENCES, SPEAKERS
from .._resources.references import References, number_of
from .._schema.convert import documented, to_api
from .._schema.redact import redact_error, secret_values
from .identity import Callee, describe_call, name_of_callee

CALLEE_KEYS = ("customer", "customers", "customerId")


@dataclass
class CallJob:
    """One item of a list of calls: a call to one callee, or a batch to ``customers``."""

    options: dict[str, Any]
    line: dict[str, Any] = field(default_factory=dict)
    """The record of the line to call from, as far as it is known."""
    payload: dict[str, Any] = field(default_factory=dict)
    """The body of POST /call but for whom it is to."""
    known: set[str] = field(default_factory=set)
    """Ids of the calls of this name that were there before this run placed any."""
    earlier: list[dict[str, Any]] = field(default_factory=list)
    """Records of calls that an earlier run placed, or (``state: absent``) that had ended already."""
    fresh: list[dict[str, Any]] = field(default_factory=list)
    """Records of calls that this run has placed or ended; in check mode as they would be."""
    due: list[Callee] = field(default_factory=list)
    blocked: list[Callee] = field(default_factory=list)
    """Whom the concurrency limit has kept from being called: tried again when one of this task's calls ends."""
    postponed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Whom the service refused to call, and why."""
    warnings: list[str] = field(default_factory=list)
    error: VapiError | None = None

    @property
    def subject(self) -> str:
        """How the call is called in sentences."""
        return describe_call(self.options)

    @property
    def ends(self) -> bool:
        """Whether calls are to be ended and none is placed."""
        return bool(self.options["state"] == "absent")

    @property
    def to_do(self) -> bool:
        """Whether nothing has failed so far."""
        return self.error is None

    @property
    def calls(self) -> list[dict[str, Any]]:
        """All records of this job."""
        return [*self.earlier, *self.fresh]

    @property
    def is_batch(self) -> bool:
        """Whether several customers are called with one request."""
        return self.options.get("customers") is not None

    def body(self, callees: list[Callee]) -> dict[str, Any]:
        """The whole body of POST /call for these callees."""
        if self.is_batch:
            return {**self.payload, "customers": [one["customer"] for one in callees]}
        return {**self.payload, **callees[0]}

    def label(self, one: Mapping[str, Any]) -> str:
        """What tells a call (callee or record) from others in a list of names."""
        name = self.options.get("name")
        return str(name) if name and not self.is_batch else name_of_callee(one) or str(name or one.get("id") or "?")

    def fail(self, error: VapiError) -> None:
        """Note why the job failed, once, without the secrets that a sentence of the service may repeat."""
        redacted = redact_error(error, secret_values(CALL, self.options))
        self.error = self.error or redacted

    def attempt(self, act: Callable[..., None], *arguments: Any) -> None:
        """Do this with the job; its error is the job's failure, and hides nothing of the others."""
        _result, error = attempt(partial(act, self, *arguments), partial(secret_values, CALL, self.options))
        self.error = self.error or error


def wanted_callees(options: Mapping[str, Any]) -> list[Callee]:
    """Everybody these options ask to call, in the API's names."""
    if options.get("customers") is not None:
        return [{"customer": customer} for customer in _sent({"customers": options["customers"]}).get("customers", [])]
    return [_sent({name: options[name]}) for name in ("customer", "customer_id") if options.get(name)]


def line_of(options: Mapping[str, Any], client: Client) -> dict[str, Any]:
    """The record of the line to call from, as far as it is known; empty where none is given."""
    if options.get("phone_number"):
        return number_of(options["phone_number"], client)
    line_id = options.get("phone_number_id")
    return read_once(client, NUMBERS).get(line_id, {"id": line_id}) if line_id else {}


def speaker_ids(options: Mapping[str, Any], references: References) -> dict[str, str]:
    """The options of ids for those who speak that are given by name."""
    return {REFERENCES[kind]: references.id_of(kind, options[kind]) for kind in SPEAKERS if options.get(kind)}


def payload_of(options: Mapping[str, Any]) -> dict[str, Any]:
    """The body of POST /call without its callees; references are ids already."""
    return {name: value for name, value in _sent(options).items() if name not in CALLEE_KEYS}


def _sent(values: Mapping[str, Any]) -> dict[str, Any]:
    return documented(CALL, to_api(CALL, values))
