# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can end a task: one sentence for people, and ``failure`` for playbooks that branch on it."""

from __future__ import annotations

import os
from traceback import walk_tb
from typing import Any

from ._refusals import remedy


def printable(text: str) -> str:
    """The same text with what would steer a terminal written out: control characters, changes of direction."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in "\n\t" else ascii(one)[1:-1] for one in text)


def with_stop(text: str) -> str:
    """The text as a sentence that has its end."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


class VapiError(Exception):
    """A task cannot go on. ``status`` is the HTTP status (none when no answer came), ``hint`` what to do next."""

    def __init__(self, message: str, status: int | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.hint = hint
        self.frames: list[str] = []
        """Where an unexpected error came up, the innermost place last."""

    @property
    def failure(self) -> dict[str, Any]:
        """The error as data: ``status``, ``message``, ``hint``."""
        return {"status": self.status, "message": printable(self.message), "hint": printable(self.hint)}

    @property
    def sentence(self) -> str:
        """What happened and what to do about it, on one line."""
        return printable(" ".join(f"{with_stop(self.message.rstrip())} {self.hint}".split()))

    def about(self, subject: str) -> VapiError:
        """The same error with what it is about in front: the line, the call, what was tried."""
        error = type(self)(f"{subject}: {self.message}", self.status, self.hint)
        error.frames = self.frames
        return error


class InvalidOptions(VapiError):
    """The user's options contradict themselves or the service's rules; nothing was sent."""


class Refused(VapiError):
    """The service answered 4xx: it understood and did nothing. Its own words decide what helps."""

    body: Any = None
    """The answer where it is JSON; it may repeat what was sent, and is never shown."""

    def __init__(self, message: str, status: int | None = None, hint: str = "") -> None:
        super().__init__(message, status, hint or remedy(message))


class NotFound(Refused):
    """The service answered 404."""


class Redirected(Refused):
    """The service answered 3xx; ``location`` may be a capability and is never shown."""

    location = ""


class Unavailable(VapiError):
    """The service could not be reached or answered nothing usable; nothing was written."""


class Uncertain(VapiError):
    """A POST without a usable answer: it may or may not have taken effect, and must not be sent again blindly."""


class Cancelled(VapiError):
    """The run that a write belongs to is dead; the write was not sent."""


def bug(error: Exception) -> VapiError:
    """An exception that no code foresaw, with its places and without the values a traceback would print."""
    places = [(frame.f_code, line) for frame, line in walk_tb(error.__traceback__)]
    frames = [(os.path.basename(code.co_filename), line, code.co_name) for code, line in places]
    where = f" in {frames[-1][0]} line {frames[-1][1]}" if frames else ""
    unexpected = VapiError(
        f"unexpected error in voiceops.vapi ({type(error).__name__}{where})",
        hint="This is a bug of the collection: report this message with the output of -vvv.",
    )
    unexpected.frames = [f"{file}, line {line}, in {function}" for file, line, function in frames]
    return unexpected
