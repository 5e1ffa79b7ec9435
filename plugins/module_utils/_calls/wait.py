# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for calls: one poll for all that a task waits for, until their end and what an expectation needs of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .._errors import VapiError
from .._http.client import Client, segment
from .._resources.call import CALLS, ENDED, FINAL
from .._schema.times import moment_or_none
from .expectations import failed_expectations, needs
from .identity import calls_of
from .job import CallJob
from .report import as_options

IN_PROGRESS = (*FINAL, "in-progress", "forwarding")


@dataclass
class Awaited:
    """One call that is waited for, and until when it is asked for."""

    job: CallJob
    record: dict[str, Any]
    """One of the job's, which shows the call as it was seen last."""
    deadline: float
    """Seconds of the monotonic clock: for the call, then for its artifacts."""
    has_ended: bool = False

    @property
    def call_id(self) -> str:
        """The id of the call."""
        return str(self.record["id"])

    def see(self, record: Mapping[str, Any]) -> None:
        """Take in how the call is now."""
        monitor = self.record.get("monitor") or record.get("monitor")
        self.record.clear()
        self.record.update(record, monitor=monitor)

    def is_settled(self, now: float) -> bool:
        """Whether nothing more is to come: the goal is reached and, where needed, transcript and cost are there."""
        options = self.job.options
        goals = FINAL if options["wait_for"] == ENDED else IN_PROGRESS
        if self.record.get("status") not in goals:
            return False
        if not _lacks(options, self.record):
            return True
        if not self.has_ended:
            self.has_ended = True
            ended = moment_or_none(self.record.get("endedAt")) or now
            self.deadline = time.monotonic() + max(0.0, options["artifact_timeout"] - max(0.0, now - ended))
        return time.monotonic() >= self.deadline

    def is_overdue(self) -> bool:
        """Whether the call has taken longer than its job waits."""
        return not self.has_ended and time.monotonic() >= self.deadline

    def give_up(self) -> None:
        """Fail the job, saying that the call goes on."""
        status, seconds = self.record.get("status"), self.job.options["wait_timeout"]
        self.job.fail(
            VapiError(
                f"the call {self.call_id} is still {status} after {seconds:g} seconds",
                hint="The call continues. Run again to keep waiting; a call with a name is not placed twice.",
            )
        )


def _lacks(options: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Whether a call that has ended still lacks what is needed of it; not when it has failed anyway."""
    if record.get("status") != ENDED:
        return False
    call = as_options(record)
    missing = [name for name in needs(options, call) if call.get(name) is None]
    if not missing:
        return False
    expect = {name: value for name, value in (options.get("expect") or {}).items() if name not in _LATE}
    return not any(failed_expectations(expect, call))


_LATE = ("maximum_cost", "transcript")


def wait_for_all(jobs: Iterable[CallJob], client: Client, after_an_end: Callable[[], Iterable[CallJob]]) -> None:
    """Wait for the calls of all jobs that ask for it, each until its own deadline; in check mode for none.

    ``after_an_end`` is asked, whenever calls have ended, for jobs that have placed more calls since.
    """
    waiting = Waiting(client, after_an_end)
    for job in jobs:
        waiting.add(job)
    if waiting.open:
        interval = min(one.job.options["wait_interval"] for one in waiting.open)
        client.poll(waiting.step, waiting.is_over, float("inf"), interval)


class Waiting:
    """All calls that are waited for, and how they are asked for together."""

    def __init__(self, client: Client, after_an_end: Callable[[], Iterable[CallJob]]) -> None:
        self.open: list[Awaited] = []
        self._client = client
        self._after_an_end = after_an_end

    def add(self, job: CallJob) -> None:
        """Wait for the calls of a job as well, as far as they are not waited for yet."""
        if not job.options["wait"] or job.ends:
            return
        deadline = time.monotonic() + job.options["wait_timeout"]
        known = {id(one.record) for one in self.open}
        for record in job.calls:
            if record.get("id") and id(record) not in known:
                self.open.append(Awaited(job, record, deadline))

    def is_over(self) -> bool:
        """Whether nothing is waited for any more; what is settled or overdue is dropped here."""
        now = self._client.now()
        settled = [one for one in self.open if one.is_settled(now)]
        overdue = [one for one in self.open if one not in settled and one.is_overdue()]
        for one in overdue:
            one.give_up()
        self.open = [one for one in self.open if one not in settled and one not in overdue]
        if settled:
            for job in self._after_an_end():
                self.add(job)
        return not self.open

    def step(self) -> None:
        """Ask once for everything that is waited for."""
        try:
            self._refresh()
        except VapiError as error:
            for one in self.open:
                one.job.fail(type(error)(error.message, error.status, error.hint))
            self.open = []

    def _refresh(self) -> None:
        listed = self._listed() if len(self.open) > 1 else {}
        for one in list(self.open):
            if one.call_id in listed:
                one.see(listed[one.call_id])
                continue
            try:
                one.see(self._client.get(f"{CALLS}/{segment(one.call_id)}"))
            except VapiError as error:
                one.job.fail(error)
                self.open.remove(one)

    def _listed(self) -> dict[str, dict[str, Any]]:
        """The calls that were placed between the first and the last one that is waited for, by id."""
        created = sorted(str(one.record["createdAt"]) for one in self.open if one.record.get("createdAt"))
        if not created:
            return {}
        lines = {one.record.get("phoneNumberId") for one in self.open}
        found = calls_of(lines, self._client, createdAtGe=created[0], createdAtLe=created[-1])
        return {call["id"]: call for call in found}
