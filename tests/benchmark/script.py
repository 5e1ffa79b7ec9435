# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The script somebody would write by hand for this one job: eight threads, requests, nothing else."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

URL, KEY = os.environ["VAPI_API_URL"], os.environ["VAPI_API_KEY"]
THREADS = 8


def numbers(session: requests.Session) -> list[dict[str, Any]]:
    """All pages of the org's numbers."""
    found: list[dict[str, Any]] = []
    while True:
        query: dict[str, Any] = {"limit": 1000, "page": len(found) // 1000 + 1}
        answer = session.get(f"{URL}/v2/phone-number", params=query, timeout=60)
        answer.raise_for_status()
        found.extend(answer.json()["results"])
        if len(found) >= answer.json()["metadata"]["totalItems"]:
            return found


def wanted(line: dict[str, Any], assistants: dict[str, str]) -> dict[str, Any]:
    """A declared line in the service's words."""
    return {
        "name": line["name"],
        "assistantId": assistants[line["assistant"]],
        "hooks": [
            {"on": hook["event"], "filters": [condition(one) for one in hook["filters"]], "do": hook["do"]}
            for hook in line["hooks"]
        ],
    }


def condition(declared: dict[str, Any]) -> dict[str, Any]:
    """A hook's condition in the service's words."""
    return {"type": "startsWith", "key": "number", "startsWith": declared["starts_with"]}


def write(session: requests.Session, line: dict[str, Any], body: dict[str, Any], known: dict[str, Any] | None) -> None:
    """One POST, or one PATCH when something differs."""
    if known is None:
        body |= {
            "provider": line["provider"],
            "number": line["number"],
            "twilioAccountSid": line["twilio_account_sid"],
            "twilioAuthToken": line["twilio_auth_token"],
        }
        session.post(f"{URL}/phone-number", json=body, timeout=60).raise_for_status()
    elif any(known.get(name) != value for name, value in body.items()):
        session.patch(f"{URL}/phone-number/{known['id']}", json=body, timeout=60).raise_for_status()


def main() -> None:
    """Make the org match the file of declared lines."""
    with open(sys.argv[1], encoding="utf-8") as file:
        declared = json.load(file)["call_lines"]
    session = requests.Session()
    session.mount(URL, requests.adapters.HTTPAdapter(pool_maxsize=THREADS))
    session.headers["Authorization"] = f"Bearer {KEY}"
    known = {number["number"]: number for number in numbers(session)}
    assistants = {item["name"]: item["id"] for item in session.get(f"{URL}/assistant", timeout=60).json()}
    with ThreadPoolExecutor(THREADS) as workers:
        list(
            workers.map(
                lambda line: write(session, line, wanted(line, assistants), known.get(line["number"])), declared
            )
        )


main()
