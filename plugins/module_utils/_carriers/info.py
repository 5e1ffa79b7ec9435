# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with an org's lines at their carriers, although Vapi calls them active: reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._engine.outcome import Failure, failed
from .._errors import VapiError
from .._http.client import Client
from .._reports.summary import amount, counted, entry_name, one_line
from .._resources.listing import NUMBERS, read_once
from .._resources.references import References
from .._schema.fields import Field, Schema
from .._schema.validate import is_ipv4
from .._schema.values import mappings
from .reader import SEVERITIES, Account, Fault
from .telnyx import Telnyx
from .twilio import Twilio
from .vonage import Vonage

CARRIERS = {carrier.carrier: carrier for carrier in (Twilio, Telnyx, Vonage)}
BYO = "byo-phone-number"

NO_ACCOUNT = "no-account"
UNREAD = Fault(
    "unknown", "account-unread", "the account of its carrier could not be read", "Correct the account, and run again."
)
UNSEEN = (NO_ACCOUNT, UNREAD.code)
"""Codes of lines that could not be looked at."""

DIFFERS = Fault(
    "unknown",
    "differs",
    "calls to the number are not routed like those of the account's other lines",
    "Compare it with another line of the account at the carrier.",
)

ACCOUNTS = Schema(
    "carrier accounts",
    (
        *(Field(name, "list", elements="dict", schema=one.schema, local=True) for name, one in CARRIERS.items()),
        Field("countries", "list", elements="str", format="country", local=True, guard=True),
    ),
)
"""Accounts at carriers, as other tasks take them too."""

CARRIER_QUERY = Schema(
    "carrier query",
    (*ACCOUNTS.fields, Field("fail_on", "list", elements="str", choices=SEVERITIES, local=True, guard=True)),
)


def carrier_info(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_carrier_info: every imported line with its findings; accounts that cannot be read fail."""
    shown, failures = examined(options, client)
    counts = Counter(finding["severity"] for line in shown for finding in line["findings"])
    result = {
        "changed": False,
        "lines": shown,
        "summary": {severity: counts[severity] for severity in SEVERITIES},
        "text": _text(shown),
    }
    severities = options.get("fail_on") or ()
    if failures:
        told, found = [line for line in shown if line["findings"]], failures
        head = f"{amount(len(failures), 'account')} could not be read."
    else:
        told = [line for line in shown if severities and faults([line], *severities)]
        found, head = faults(told), f"{amount(len(told), 'line')} with findings at the carriers."
    return {**result, "lines": told, **failed(found, head)} if found else result


def examined(options: Mapping[str, Any], client: Client) -> tuple[list[dict[str, Any]], list[Failure]]:
    """Every imported line with ``findings`` (severity, code, message, fix), and the accounts that did not answer."""
    numbers = read_once(client, NUMBERS).values()
    lines = [line for line in numbers if line.get("provider") in (*CARRIERS, BYO)]
    accounts = list(_accounts(options, client))
    references = References(client)
    owners = [_owner(line, accounts) for line in lines]
    found = [list(_findings(line, owner, references)) for line, owner in zip(lines, owners)]
    silent = [any(one.severity == "silent" for one in findings) for findings in found]
    for account in (one for one in accounts if not one.error):
        heard = [at for at, owner in enumerate(owners) if owner is account and not silent[at]]
        for at in _odd_ones({at: account.route(account.number_of(lines[at])) for at in heard}):
            found[at].append(DIFFERS)
    failures = [(account.name, account.error) for account in accounts if account.error]
    return [_shown(line, findings) for line, findings in zip(lines, found)], failures


def faults(lines: Sequence[Mapping[str, Any]], *severities: str) -> list[Failure]:
    """The findings of these severities (all where none is given), each with the line it is about."""
    return [
        (f"line {line['name'] or line['number']!r}", VapiError(one["message"], hint=one["fix"]))
        for line in lines
        for one in line["findings"]
        if not severities or one["severity"] in severities
    ]


def _accounts(options: Mapping[str, Any], client: Client) -> Iterator[Account]:
    """Every account, as far as it could be read."""
    for name, make in CARRIERS.items():
        for declared in options.get(name) or []:
            account = make(declared, options.get("countries") or [], client)
            try:
                account.read()
            except VapiError as error:
                account.error = error
            yield account


def _owner(line: Mapping[str, Any], accounts: Sequence[Account]) -> Account | None:
    """The account that has the line's number, else one that may have it, else the first of its carrier, if any."""
    candidates = [account for account in accounts if account.is_of(line)]
    owners = [account for account in candidates if account.number_of(line) and not account.error]
    unread = [account for account in candidates if account.error]
    return next(iter((*owners, *unread, *candidates)), None)


def _findings(line: Mapping[str, Any], owner: Account | None, references: References) -> Iterator[Fault]:
    if line.get("provider") == BYO:
        yield from _trunk_findings(references.by_id("credential", str(line.get("credentialId"))))
    elif owner is None:
        fix = f"Give an account of {line.get('provider')} in the option of that name."
        yield Fault("unknown", NO_ACCOUNT, "no account of its carrier is given", fix)
    else:
        yield from [UNREAD] if owner.error else owner.findings(line)


def _odd_ones(routes: Mapping[int, str]) -> list[int]:
    """Which lines have not the route of most lines of the account: Vapi documents none of its URLs.

    Where no route is that of most lines, any of them may be the right one, and each is odd.
    """
    times = Counter(routes.values())
    usual = [route for route, number in times.items() if number == max(times.values())]
    return [at for at, route in routes.items() if len(usual) > 1 or route != usual[0]]


def _trunk_findings(credential: Mapping[str, Any] | None) -> Iterator[Fault]:
    """What the gateways of a SIP trunk of one's own say; the trunk itself is not asked."""
    if credential is None:
        yield Fault("silent", "no-trunk", "its credential does not exist", "Set credential to one of this org.")
        return
    gateways = mappings(credential.get("gateways"))
    inbound = [one for one in gateways if one.get("inboundEnabled", True)]
    if not inbound:
        yield Fault("silent", "no-inbound-gateway", "its trunk has no inbound gateway", "Add an inbound gateway.")
    for gateway in inbound:
        if not is_ipv4(gateway.get("ip")):
            message = f"its inbound gateway {gateway.get('ip')} is not an IPv4 address"
            yield Fault("silent", "gateway-address", message, "Write the gateway's IPv4 address.")
    if not any(one.get("outboundEnabled", True) for one in gateways):
        yield Fault(
            "no_outbound", "no-outbound-gateway", "its trunk has no outbound gateway", "Add an outbound gateway."
        )


def _shown(line: Mapping[str, Any], findings: Sequence[Fault]) -> dict[str, Any]:
    known = {name: line.get(name) for name in ("name", "id", "number", "provider", "status")}
    return {**known, "findings": [finding._asdict() for finding in findings]}


def _text(lines: Sequence[Mapping[str, Any]]) -> str:
    parts = []
    for severity in SEVERITIES:
        named = [entry_name(line) for line in lines if faults([line], severity)]
        parts.append(counted(severity.replace("_", " "), named) if named else "")
    return f"{len(lines)} imported lines, {one_line(parts, 'no problems at their carriers')}"
