# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An org on the simulator, and the collection's modules run against it: the code path of Ansible, over HTTP."""

from __future__ import annotations

import json
import re
import uuid
from importlib import import_module
from typing import Any

from ansible_collections.voiceops.vapi.plugins.module_utils._http.cache import Sessions
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, execute

from tests.support.simulator import KEY, Simulator

MODULES = "ansible_collections.voiceops.vapi.plugins.modules"
SESSIONS = Sessions()

ASSISTANTS = ("Support Bot", "Night Bot")
SQUADS = ("Front Desk", "Back Office")
CREDENTIALS = ("Carrier", "Other Carrier")
SECRETS = ("twilio-token-0123456789", "twilio-secret-987654321", "sip-password-5f0c1d2e3b", "header-secret-abcdef")
TOKEN, API_SECRET, PASSWORD, HEADER = SECRETS

Result = dict[str, Any]
REPEATED = re.compile(r"(\b\w[\w ]* '[^']+'): \1:")
"""A sentence that says twice what it is about."""


def task(module: str) -> Task:
    """The task a module is made of."""
    found: Task = import_module(f"{MODULES}.{module}").TASK
    return found


def an_id(name: str) -> str:
    """The id of what an org is furnished with."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


ORG_ID = an_id(KEY)
"""The id of the org that has the simulator's first key."""


class Org:
    """One org, furnished with two assistants, squads and credentials."""

    def __init__(self, simulator: Simulator, key: str = "") -> None:
        self.simulator = simulator
        self.key = key or simulator.key
        self.environment = {"VAPI_API_KEY": self.key, "VAPI_API_URL": simulator.url}

    def furnish(self, numbers: list[Result] | None = None) -> None:
        """Put the org into its first state, with these numbers besides."""
        kinds = {"assistant": ASSISTANTS, "squad": SQUADS, "credential": CREDENTIALS}
        state = {kind: [record(name=name, id=an_id(name)) for name in names] for kind, names in kinds.items()}
        self.simulator.put_state({self.key: {**state, "phone-number": numbers or []}})
        self.simulator.clear_log()

    def add(self, kind: str, **fields: Any) -> str:
        """Put one thing more into the org, behind the collection's back; returns its id."""
        state = self.simulator.state()
        made = record(**fields)
        state[self.key].setdefault(kind, []).append(made)
        self.simulator.put_state(state)
        return str(made["id"])

    def rewrite(self, kind: str, **fields: Any) -> None:
        """Change every thing of a kind, behind the collection's back."""
        state = self.simulator.state()
        for thing in state[self.key][kind]:
            thing.update(fields)
        self.simulator.put_state(state)

    def run(self, module: str, check: bool = False, **options: Any) -> Result:
        """A module's result, its options handed over as plain JSON, as Ansible does."""
        given = json.loads(json.dumps(options))
        result = execute(task(module), given, check, self.environment, SESSIONS)
        assert json.loads(json.dumps(result)) == result, "a result must be plain JSON"
        assert not REPEATED.search(str(result.get("msg"))), f"says twice what it is about: {result['msg']}"
        return result

    def writes(self, module: str, check: bool = False, **options: Any) -> tuple[Result, list[Result]]:
        """A run and the requests by which it changed something."""
        self.simulator.clear_log()
        result = self.run(module, check, **options)
        return result, self.simulator.writes()

    def settle(self, module: str, **options: Any) -> tuple[Result, list[Result]]:
        """Check mode, the run, and the run again, with all that must hold between the three.

        Check mode writes nothing and foretells the run; the second run writes nothing, changes nothing and returns
        the same. Returns the real run and its writes.
        """
        foretold, none = self.writes(module, True, **options)
        assert none == [], "check mode wrote"
        result, writes = self.writes(module, **options)
        assert not result["failed"], result["msg"]
        assert foretells(foretold, result)
        assert result["changed"] == bool(writes)
        again, none = self.writes(module, **options)
        assert none == [], "the second run wrote"
        assert not again["changed"] and again["diff"] in ([], {"before": {}, "after": {}}) or not differs(again)
        return result, writes

    def refuses(self, module: str, **options: Any) -> str:
        """The sentence of a run that fails and writes nothing, in check mode and without."""
        result, writes = self.writes(module, **options)
        assert result["failed"] and not result["changed"]
        assert [entry for entry in writes if entry["status"] in (200, 201)] == []
        sentence = str(result["msg"])
        assert "\n" not in sentence and sentence.endswith((".", "!", "?")), sentence
        assert set(result["failure"]) == {"status", "message", "hint"}
        return sentence

    def numbers(self) -> list[Result]:
        """The numbers as the service has them."""
        return list(self.simulator.state()[self.key]["phone-number"])

    def calls(self) -> list[Result]:
        """The calls as the service has them."""
        return list(self.simulator.state()[self.key]["call"])


def record(**fields: Any) -> Result:
    """A thing of the service that has been there for long."""
    stamp = "2026-01-01T00:00:00.000Z"
    return {"id": str(uuid.uuid4()), "orgId": ORG_ID, "createdAt": stamp, "updatedAt": stamp, **fields}


ASSIGNED = (
    "id",
    "org_id",
    "created_at",
    "updated_at",
    "started_at",
    "ended_at",
    "undocumented",
    "number",
    "subscription_limits",
    "warnings",
)
"""What the service alone decides: nobody can foretell it of what does not exist yet."""


def foretells(foretold: Any, real: Any, key: str = "") -> bool:
    """Whether check mode said what then happened, but for what the service alone decides."""
    if isinstance(foretold, dict) and isinstance(real, dict):
        missing = {name for name in real.keys() - foretold.keys() if name not in ASSIGNED}
        invented = foretold.keys() - real.keys()
        assert not missing and not invented, f"{key}: not foretold {missing}, not true {invented}"
        return all(
            foretells(foretold[name], real[name], f"{key}.{name}") for name in foretold if _is_sure(name, foretold)
        )
    if isinstance(foretold, list) and isinstance(real, list) and len(foretold) == len(real):
        return all(foretells(*pair, f"{key}[]") for pair in zip(foretold, real))
    if key.endswith(".status") and foretold == "activating":
        return real in ("activating", "active")  # How long a bought number takes is the service's affair.
    assert foretold == real, f"{key}: foretold {foretold!r}, was {real!r}"
    return True


def _is_sure(name: str, foretold: Result) -> bool:
    # The line for people says "would place" of what it foretells.
    return name not in ("updated_at", "warnings", "text") and not (foretold.get(name) is None and name in ASSIGNED)


def differs(result: Result) -> bool:
    """Whether a result's diff shows anything."""
    diffs = result["diff"] if isinstance(result["diff"], list) else [result["diff"]]
    return any(diff["before"] != diff["after"] for diff in diffs)


# --- lines ------------------------------------------------------------------------------------------------------------

VAPI = {"provider": "vapi", "name": "Bought Line", "number_desired_area_code": "415"}
SIP = {"provider": "vapi", "name": "SIP Line", "sip_uri": "sip:Front-Desk@sip.vapi.ai"}
TWILIO = {
    "provider": "twilio",
    "name": "Twilio Line",
    "number": "+14155550100",
    "twilio_account_sid": "AC0123456789abcdef",
    "twilio_auth_token": TOKEN,
}
VONAGE = {"provider": "vonage", "name": "Vonage Line", "number": "+14155550101", "credential": "Carrier"}
TELNYX = {"provider": "telnyx", "name": "Telnyx Line", "number": "+14155550102", "credential": "Carrier"}
BYO = {"provider": "byo-phone-number", "name": "Own Line", "number": "+14155550103", "credential": "Carrier"}

LINES: dict[str, Result] = {"vapi": VAPI, "sip": SIP, "twilio": TWILIO, "vonage": VONAGE, "telnyx": TELNYX, "byo": BYO}

SERVER = {
    "url": "https://example.com/vapi",
    "headers": {"X-Our_Key": HEADER},
    "timeout_seconds": 20,
    "static_ip_addresses_enabled": False,
    "backoff_plan": {
        "type": "exponential",
        "max_retries": 3,
        "base_delay_seconds": 1.5,
        "excluded_status_codes": [404, 400],
    },
    "encrypted_paths": ["message.customer", "message.artifact"],
}
FALLBACK = {
    "type": "number",
    "number": "+14155550198",
    "extension": "42",
    "spoken_message": {"type": "custom-message", "content": "One moment."},
    "transfer_plan": {
        "mode": "warm-transfer-say-summary",
        "timeout": 60,
        "sip_verb": "dial",
        "summary_plan": {"enabled": True, "timeout_seconds": 5},
        "context_engineering_plan": {"type": "lastNMessages", "max_messages": 3},
        "fallback_plan": {"spoken_message": "Nobody is there.", "end_call_enabled": False},
    },
}
SAY = {"event": "call.ringing", "do": [{"type": "say", "exact": "Please hold while we connect you."}]}
HOOKS = [
    {**SAY, "filters": [{"starts_with": ["91", "86"]}]},
    {
        "event": "call.ending",
        "filters": [{"one_of": ["assistant-request-returned-error", "assistant-request-failed"]}],
        "do": {"type": "transfer", "destination": {"type": "sip", "sip_uri": "sip:Night@example.com"}},
    },
]
AUTHENTICATION = {"realm": "sip.vapi.ai", "username": "front-desk-user-00001", "password": PASSWORD}

REST = {"assistant": "Support Bot", "server": SERVER, "fallback_destination": FALLBACK, "hooks": HOOKS}
FULL_LINES: dict[str, Result] = {
    "vapi": {**VAPI, **REST},
    "sip": {**SIP, **REST, "authentication": AUTHENTICATION},
    "twilio": {**TWILIO, **REST, "sms_enabled": False},
    "twilio-key": {
        **{name: value for name, value in TWILIO.items() if name != "twilio_auth_token"},
        **REST,
        "twilio_api_key": "twilio-key-555555",
        "twilio_api_secret": API_SECRET,
        "sms_enabled": True,
    },
    "vonage": {**VONAGE, **REST},
    "telnyx": {**TELNYX, **REST},
    "byo": {**BYO, **REST, "number": "Desk42", "number_e164_check_enabled": False},
}
"""Every carrier's line with all it can have."""
