# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The script somebody would write by hand to create an org's objects: eight threads, requests, nothing else."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

URL, KEY = os.environ["VAPI_API_URL"], os.environ["VAPI_API_KEY"]
THREADS = 8


def create(session: requests.Session, path: str, bodies: list[dict[str, Any]]) -> dict[str, str]:
    """Ids of the new objects, by name."""

    def post(body: dict[str, Any]) -> str:
        answer = session.post(f"{URL}/{path}", json=body, timeout=60)
        answer.raise_for_status()
        return str(answer.json()["id"])

    with ThreadPoolExecutor(THREADS) as workers:
        ids = list(workers.map(post, bodies))
    return {body.get("name") or body["function"]["name"]: given for body, given in zip(bodies, ids)}


def main() -> None:
    """Create tools, then assistants, then squads."""
    with open(sys.argv[1], encoding="utf-8") as file:
        declared = json.load(file)
    session = requests.Session()
    session.mount(URL, requests.adapters.HTTPAdapter(pool_maxsize=THREADS))
    session.headers["Authorization"] = f"Bearer {KEY}"
    bodies = [{"name": one["name"], **one["definition"]} for one in declared["org_tools"]]
    tools = create(
        session,
        "tool",
        [{**body, "function": {**body["function"], "name": body.pop("name")}} for body in bodies],
    )
    bodies = [{"name": one["name"], **one["definition"]} for one in declared["org_assistants"]]
    for body in bodies:
        body["model"] = {**body["model"], "toolIds": [tools[name] for name in body["model"]["toolIds"]]}
    assistants = create(session, "assistant", bodies)
    bodies = [{"name": one["name"], **one["definition"]} for one in declared["org_squads"]]
    for body in bodies:
        body["members"] = [{"assistantId": assistants[one["assistantId"]]} for one in body["members"]]
    create(session, "squad", bodies)


main()
