# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers other than success: their shape, and the texts that were recorded of the service."""

from __future__ import annotations

from typing import Any

ERRORS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    429: "Too Many Requests",
}
INVALID_KEY = "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa."
NO_HEADER = "Missing Authorization Header."
IMPORTS = {
    "authenticate": "Twilio Error: Authenticate",
    "not-found": "Number Not Found on Twilio",
    "telnyx": "Couldn't Update Telnyx Number. Error: Request failed with status code 404",
}
"""Why a number of a carrier is not imported."""
DIALS = {
    "unverified": "The number {number} is unverified. Trial accounts may only make calls to verified numbers.",
    "unauthorized": "Account not authorized to call {number}.",
}
"""Why a carrier does not dial."""


class Refusal(Exception):
    """``message`` is a text (business rule) or a list (validation); ``error`` is a code where the service has one."""

    def __init__(self, status: int, message: str | list[str], error: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.body = {"message": message, "error": error or ERRORS.get(status, "Error"), "statusCode": status}

    def problem(self) -> dict[str, Any]:
        """The same as RFC 7807 writes it."""
        message = self.body["message"]
        detail = " ".join(message) if isinstance(message, list) else message
        return {"type": "about:blank", "title": self.body["error"], "status": self.status, "detail": detail}


def refuse(sentences: list[str]) -> None:
    """Refuse a body for what its validator says, if it says anything."""
    if sentences:
        raise Refusal(400, sentences)
