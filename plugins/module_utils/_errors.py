# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can end a task: one sentence for people, and ``failure`` for playbooks that branch on it."""

from __future__ import annotations

import os
import re
from typing import Any

REMEDIES = (
    (r"Invalid Key", "Use the private key of this org, and the region it lives in (region: us or eu)."),
    (r"error code: 1010", "Something between here and the service blocks this client; check proxies."),
    (
        r"do not support international calls",
        "Import your own number (provider: twilio, vonage, telnyx) and call from it.",
    ),
    (r"Daily Outbound Call Limit", "Wait until tomorrow, or import your own number and call from it."),
    (r"Over Concurrency Limit", "Wait for running calls to end, or have the org's limit raised."),
    (r"free.*(limit|numbers)|limit.*free", "Import your own number, or delete a free one you do not need."),
    (r"area code is currently not available", "Set number_desired_area_code to one that the hint names."),
    (r"already in use by another org", "Release the number in the other org, or declare it for that org's host."),
    (r"E\.164", "Write the number with a plus and its country code: +14155550100."),
    (r"`?(assistant|squad|credential)Id`? .*Does Not Exist", "Check the id; it may belong to another org or region."),
)
"""What helps, by the service's own words (pattern, remedy)."""


def printable(text: str) -> str:
    """The same text with what would steer a terminal written out: control characters, changes of direction."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in "\n\t" else ascii(one)[1:-1] for one in text)


class VapiError(Exception):
    """A task cannot go on. ``status`` is the HTTP status (none when no answer came), ``hint`` what to do next."""

    def __init__(self, message: str, status: int | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.hint = hint

    @property
    def failure(self) -> dict[str, Any]:
        """The error as data: ``status``, ``message``, ``hint``."""
        return {"status": self.status, "message": printable(self.message), "hint": self.hint}

    @property
    def sentence(self) -> str:
        """What happened and what to do about it, on one line."""
        text = printable(" ".join(self.message.split()))
        return f"{text}{'' if text.endswith(('.', '!', '?')) else '.'} {self.hint}".strip()

    def about(self, subject: str) -> VapiError:
        """The same error with what it is about in front: the line, the call, what was tried."""
        return type(self)(f"{subject}: {self.message}", self.status, self.hint)


class InvalidOptions(VapiError):
    """The user's options contradict themselves or the service's rules; nothing was sent."""


class Refused(VapiError):
    """The service answered 4xx: it understood and did nothing. Its own words decide what helps."""

    def __init__(self, message: str, status: int | None = None, hint: str = "") -> None:
        super().__init__(message, status, hint or remedy(message))


def remedy(message: str) -> str:
    """What helps, by the service's own words; nothing where they are not known."""
    return next((remedy for words, remedy in REMEDIES if re.search(words, message, re.IGNORECASE)), "")


class NotFound(Refused):
    """The service answered 404."""


class Unavailable(VapiError):
    """The service could not be reached or answered nothing usable; nothing was written."""


class Uncertain(VapiError):
    """A POST without a usable answer: it may or may not have taken effect, and must not be sent again blindly."""


class Cancelled(VapiError):
    """The run that a write belongs to is dead; the write was not sent."""


def bug(error: Exception) -> VapiError:
    """An exception nobody foresaw, as a sentence with its place and without the values a traceback would print."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" in {os.path.basename(trace.tb_frame.f_code.co_filename)} line {trace.tb_lineno}" if trace else ""
    return VapiError(
        f"voiceops.vapi met something it does not understand ({type(error).__name__}{where})",
        hint="This is a bug of the collection: please report this sentence.",
    )
