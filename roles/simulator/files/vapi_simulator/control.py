# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's own paths: log, switches, faults, state, clock. Who knows the token in their address needs no key."""

from __future__ import annotations

import hmac
import json
import secrets
import time
from typing import Any

from .api import Api
from .faults import Fault
from .refusals import Refusal
from .resources.base import NOT_JSON, Request
from .store import Record

ROOT = "/_simulator/"


class Control:
    """What tests and the role steer the simulator with."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._switches = api.switches.as_dict()
        self._log: list[Record] = []
        self.log_file: str | None = None
        self.token = secrets.token_hex(16)

    def log(self, request: Request, org: int | None, fault: Fault | None) -> Record:
        """Write a request down, without the key's value."""
        headers = dict(request.headers)
        if "authorization" in headers:
            headers["authorization"] = "Bearer ***"
        entry = {
            "n": len(self._log) + 1,
            "time": round(time.time(), 3),
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "body": None if request.body is NOT_JSON else request.body,
            "headers": headers,
            "org": org,
            "status": None,
            "fault": fault.fault if fault else None,
        }
        self._log.append(entry)
        if self.log_file:
            with open(self.log_file, "a", encoding="utf-8") as log:
                log.write(json.dumps({name: entry[name] for name in ("time", "method", "path", "org", "fault")}) + "\n")
        return entry

    def answer(self, request: Request) -> tuple[int, Any]:
        """Status and body."""
        token, _slash, what = request.path[len(ROOT) :].partition("/")
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            return 403, {"message": "The address of the control plane holds a token; the ready file has it."}
        handler = getattr(self, f"_{request.method.lower()}_{what}", None)
        if handler is None:
            return 404, {"message": f"no {request.method} {request.path} here"}
        try:
            return 200, handler(request.body)
        except KeyError as error:
            return 400, {"message": f"{error.args[0]} is missing"}
        except (TypeError, ValueError) as error:
            return 400, {"message": str(error)}
        except Refusal as refusal:
            return refusal.status, refusal.body

    def _get_log(self, _body: Any) -> Any:
        return self._log

    def _delete_log(self, _body: Any) -> Any:
        self._log.clear()
        return {}

    def _get_switches(self, _body: Any) -> Any:
        return self._api.switches.as_dict()

    def _patch_switches(self, body: Any) -> Any:
        self._api.switches.update(body)
        return self._api.switches.as_dict()

    def _get_faults(self, _body: Any) -> Any:
        return self._api.faults.as_list()

    def _post_faults(self, body: Any) -> Any:
        self._api.faults.add(body)
        return self._api.faults.as_list()

    def _delete_faults(self, _body: Any) -> Any:
        self._api.faults.clear()
        return []

    def _get_state(self, _body: Any) -> Any:
        return self._api.store.snapshot()

    def _put_state(self, body: Any) -> Any:
        self._api.store.replace(body)
        return {}

    def _post_reset(self, _body: Any) -> Any:
        store = self._api.store
        store.replace({})
        store.replace_carriers({})
        store.replace_retirements([])
        store.advance(-store.offset)
        self._api.switches.update(self._switches)
        self._api.faults.clear()
        self._log.clear()
        return {}

    def _get_carriers(self, _body: Any) -> Any:
        return self._api.store.carriers

    def _put_carriers(self, body: Any) -> Any:
        self._api.store.replace_carriers(body)
        return {}

    def _get_retirements(self, _body: Any) -> Any:
        return self._api.store.retirements

    def _put_retirements(self, body: Any) -> Any:
        self._api.store.replace_retirements(body)
        return {}

    def _post_advance(self, body: Any) -> Any:
        self._api.store.advance(float(body["seconds"]))
        return {"now": self._api.store.stamp()}

    def _post_inbound(self, body: Any) -> Any:
        return self._api.calls.inbound(str(body["number"]), str(body.get("from", "+14155550199")))

    def _post_stop(self, _body: Any) -> Any:
        return {}
