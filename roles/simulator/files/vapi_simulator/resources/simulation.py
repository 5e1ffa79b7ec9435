# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of simulations and suites: a POST begins one, time ends it, a PATCH cancels it."""

from __future__ import annotations

import uuid

from ..lists import bare_array, check_query, filtered
from ..refusals import Refusal, refuse
from ..store import Org, Record
from .base import Answer, Request, Resource, Route

FIELDS = ("simulations", "target", "iterations", "transport")
ENTRIES = {"simulation": "simulationId", "simulationSuite": "simulationSuiteId"}
NO_MONEY = "The organization is not eligible to start this run."
PASSED = {"status": "passed"}


class Runs(Resource):
    """/eval/simulation/run"""

    kind, path = "run", "/eval/simulation/run"
    queries = ("status", "filterStatus", "targetType", "targetId", "page", "sortOrder", "sortBy")
    equal = ("status",)

    def routes(self) -> list[Route]:
        """Besides: the conversations of a run."""
        return [*super().routes(), Route("GET", f"{self.path}/([^/]+)/item", self.get_items)]

    def create(self, org: Org, request: Request) -> Record:
        """Check a body and begin a conversation for each simulation and iteration."""
        body = request.json
        refuse([f"property {name} should not exist" for name in body if name not in FIELDS])
        refuse([f"{name} should not be empty" for name in FIELDS[:2] if not body.get(name)])
        if self.switches.simulation_refusal != "none":
            reason = self.switches.simulation_refusal
            refusal = Refusal(402, NO_MONEY)
            refusal.body["reason"] = reason
            raise refusal
        target = body["target"]
        kind, key = str(target.get("type")), f"{target.get('type')}Id"
        if kind not in ("assistant", "squad") or target.get(key) not in org.records[kind]:
            raise Refusal(400, f"Couldn't Get {kind.capitalize()}. `{key}` {target.get(key)} Does Not Exist.")
        simulations = [one for entry in body["simulations"] for one in self._simulations(org, entry)]
        times = range(1, int(body.get("iterations", 1)) + 1)
        stamp = self.store.stamp()
        items = [_item(org, one, number, stamp) for one in simulations for number in times]
        ends = self.store.now() + self.switches.simulation_seconds
        return self.present(
            org, self.store.make(org, self.kind, {**body, "queuedAt": stamp, "_items": items, "_ends": ends})
        )

    def _simulations(self, org: Org, entry: Record) -> list[Record]:
        """The simulations of an entry: one, or those of its suite; raises the service's words for what is not there."""
        key = ENTRIES.get(str(entry.get("type")), "simulationId")
        kind = "suite" if key == "simulationSuiteId" else "simulation"
        found = org.records[kind].get(str(entry.get(key)))
        if found is None:
            raise Refusal(400, f"Couldn't Get Simulation. `{key}` {entry.get(key)} Does Not Exist.")
        if kind == "simulation":
            return [found]
        return [org.records["simulation"].get(one, {"id": one}) for one in found.get("simulationIds", [])]

    def update(self, org: Org, record: Record, request: Request) -> Record:
        """Cancel a run, whatever the body says (documented: it has none)."""
        if record["status"] == "ended":
            return record
        kept = {**org.get(self.kind, record["id"]), "endedReason": "canceled", "_ends": self.store.now()}
        kept["_items"] = [{**one, "_result": {"status": "canceled"}} for one in kept["_items"]]
        self.store.put(org, self.kind, kept)
        return self.present(org, kept)

    def present(self, org: Org, record: Record) -> Record:
        """The run as it is at this moment, with its counts."""
        is_over = self.store.now() >= record["_ends"]
        states = [self._shown(one, is_over)["status"] for one in record["_items"]]
        counts = {name: states.count(name) for name in ("passed", "failed", "running", "queued", "canceled")}
        ended = {"endedAt": self.store.stamp(record["_ends"])} if is_over else {}
        status = "ended" if is_over else "running"
        return {**record, **ended, "status": status, "itemCounts": {"total": len(states), **counts}}

    def get_items(self, org: Org, request: Request, run_id: str) -> Answer:
        """The conversations of a run, as a bare array."""
        check_query(request.query, ("simulationId", "runId", "status", "page", "sortOrder", "sortBy"), self.switches)
        run = org.get(self.kind, run_id)
        is_over = self.store.now() >= run["_ends"]
        items = [{**self._shown(one, is_over), "runId": run_id} for one in run["_items"]]
        found = filtered(items, request.query, ("simulationId", "status"))
        return Answer(200, [self.serialize(one) for one in bare_array(found, request.query, self.switches)])

    def _shown(self, item: Record, is_over: bool) -> Record:
        """A conversation with its result, which the switch ``simulation_results`` says by the simulation's name."""
        if not is_over:
            return {**item, "status": "running"}
        name = item["metadata"]["simulation"].get("name")
        return {**item, **item.get("_result", self.switches.simulation_results.get(name, PASSED))}


def _item(org: Org, simulation: Record, number: int, stamp: str) -> Record:
    return {
        "id": str(uuid.uuid4()),
        "orgId": org.id,
        "simulationId": simulation["id"],
        "iterationNumber": number,
        "metadata": {"simulation": {name: simulation[name] for name in ("id", "name") if name in simulation}},
        **{name: stamp for name in ("queuedAt", "createdAt", "updatedAt")},
    }
