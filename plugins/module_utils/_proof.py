# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proofs that lines answer: first at their carriers, then by simulations and calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._calls.prove import LINES_PROOF, prove_lines
from ._carriers.info import ACCOUNTS, UNSEEN, examined, faults
from ._engine.outcome import Failure, failed
from ._errors import VapiError
from ._http.client import Client
from ._schema.fields import Field, Schema

PROOF = Schema(
    "proof",
    (*LINES_PROOF.fields, Field("carriers", "dict", schema=ACCOUNTS, local=True)),
    prepare=LINES_PROOF.prepare,
)


def prove_all(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_prove."""
    before = {"carriers": at_carriers(options["carriers"], client)} if options.get("carriers") else {}
    return prove_lines(options, client, before)


def at_carriers(accounts: Mapping[str, Any], client: Client) -> dict[str, Any]:
    """A proof for each line of these accounts: it holds where nothing at the carrier keeps calls from coming in."""
    lines, failures = examined(accounts, client)
    known = [line for line in lines if not any(one["code"] in UNSEEN for one in line["findings"])]
    results = []
    for line in known:
        broken: list[Failure] = faults([line], "silent")
        error = " ".join(one.sentence for _subject, one in broken) or None
        results.append({"name": line["name"] or line["number"], "passed": error is None, "error": error})
        failures.extend(broken)
    if not known and not failures:
        nothing = VapiError("no line of the org uses a number of these accounts", hint="Set the accounts of its lines.")
        failures.append(("carriers", nothing))
    result: dict[str, Any] = {"results": results}
    return {**result, **failed(failures, "Problems were found at the carriers.")} if failures else result
