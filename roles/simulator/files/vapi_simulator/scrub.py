# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of the service without anything that is somebody's: all texts are replaced but the service's own words.

The same text has the same replacement in all answers of a recording, so that references still lead where they led.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
NUMBER = re.compile(r"\+?\d[\d ().-]{5,}\d")
SIP = re.compile(r"sips?:[^\s\"'<>]+", re.IGNORECASE)
URL = re.compile(r"(?:https?|wss?)://[^\s\"'<>]+", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
ACCOUNT = re.compile(r"AC[0-9a-zA-Z]+")
DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
SECRET = re.compile(r"(?i)secret|token$|password|passwd|api_?key|authorization|credential$|(?:^|[a-z])key$")
ENUMERATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,79}")

KEPT = frozenset(
    (
        *("provider", "type", "status", "model", "on", "key", "oneOf", "mode", "endedReason", "error", "sortOrder"),
        *(
            "statusCode",
            "path",
            "deprecationDate",
            "retirementDate",
            "replacementModel",
            "mimetype",
            "purpose",
            "sipVerb",
        ),
        *("object", "role", "language", "voiceId", "excludedStatusCodes"),
    )
)
"""Keys whose values are words of the service."""
OWN = frozenset(
    ("headers", "sipHeaders", "metadata", "variableValues", "parameters", "schema", "arguments", "properties")
)
"""Keys below which the names of keys are somebody's own too."""
WORDS = frozenset(("message", "detail", "title"))
"""Keys of refusals: the service's sentences are what a fixture is for, without what they repeat."""
PLAIN_KEYS = frozenset(("key",))
"""Keys that look like a secret's and are none."""


class Scrubber:
    """Replacements that stay the same for one recording."""

    def __init__(self) -> None:
        self._replaced: dict[str, dict[str, str]] = {}

    def _new(self, kind: str, text: str, write: Callable[[int], str]) -> str:
        known = self._replaced.setdefault(kind, {})
        if text not in known:
            known[text] = write(len(known) + 1)
        return known[text]

    def body(self, value: Any, status: int = 200) -> Any:
        """An answer's body; a refusal keeps its sentences."""
        return self._value("", value, is_own=False, is_refusal=status >= 400)

    def path(self, path: str) -> str:
        """A path with its ids replaced."""
        return "/".join(self._segment(part) for part in path.split("/"))

    def query(self, query: dict[str, str]) -> dict[str, str]:
        """The values of a query; numbers, dates and words of the service stay."""
        plain = ("limit", "page", "sortOrder", "sortBy")
        return {name: value if name in plain else self._text(name, value) for name, value in query.items()}

    def _segment(self, part: str) -> str:
        if UUID.fullmatch(part):
            return self.uuid(part)
        return part if re.fullmatch(r"[a-z0-9-]{0,40}", part) else self._new("id", part, "id-{}".format)

    def uuid(self, text: str) -> str:
        """An id."""
        return self._new("uuid", text.lower(), "00000000-0000-4000-8000-{:012d}".format)

    def _value(self, key: str, value: Any, is_own: bool, is_refusal: bool) -> Any:
        if isinstance(value, dict):
            below = is_own or key in OWN
            hidden = key in ("headers", "sipHeaders")
            return {
                self._new("key", name, "key-{}".format) if below else name: self._value(
                    "secret" if hidden else name, item, below, is_refusal
                )
                for name, item in value.items()
            }
        if isinstance(value, list):
            return [self._value(key, item, is_own, is_refusal) for item in value]
        if isinstance(value, str):
            return self._sentence(value) if is_refusal and key in WORDS else self._text(key, value, is_own)
        # An unquoted number is a number of somebody too.
        is_long = isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**9
        return int(self.number(str(value)).lstrip("+")) if is_long and not key.endswith("At") else value

    def _text(self, key: str, text: str, is_own: bool = False) -> str:
        if not text or DATE.fullmatch(text):
            return text
        if SECRET.search(key) and key not in PLAIN_KEYS:
            return self._new("secret", text, "scrubbed-secret-{:04d}".format)
        if UUID.fullmatch(text):
            return self.uuid(text)
        if not is_own and key in KEPT and ENUMERATION.fullmatch(text):
            return text
        return self._shape(key, text)

    def _shape(self, key: str, text: str) -> str:
        """A replacement of the same form: a number for a number, a URL for a URL."""
        for pattern, replace in self._forms():
            if pattern.fullmatch(text):
                return replace(text)
        kind = "name" if key.lower().endswith("name") else "text"
        return self._new(kind, text, f"{kind} {{}}".format)

    def _forms(self) -> tuple[tuple[re.Pattern[str], Callable[[str], str]], ...]:
        return (
            (ACCOUNT, lambda text: self._new("account", text, "AC{:032x}".format)),
            (URL, lambda text: self._new("url", text, "https://example.com/{}".format)),
            (SIP, lambda text: self._new("sip", text.lower(), "sip:user-{}@example.com".format)),
            (EMAIL, lambda text: self._new("email", text.lower(), "user-{}@example.com".format)),
            (UUID, self.uuid),
            (NUMBER, self.number),
        )

    def number(self, text: str) -> str:
        """A phone number; with and without its plus it is the same one."""
        digits = re.sub(r"\D", "", text)
        replaced = self._new("number", digits, "1415555{:04d}".format)
        return f"+{replaced}" if text.startswith("+") else replaced

    def _sentence(self, text: str) -> str:
        """The service's words without ids, numbers, addresses and the names that were seen before."""
        for pattern, replace in self._forms():
            text = pattern.sub(lambda match, by=replace: by(match[0]), text)  # type: ignore[misc]
        for kind in ("name", "text", "secret"):
            for known, replacement in sorted(self._replaced.get(kind, {}).items(), key=lambda one: -len(one[0])):
                text = text.replace(known, replacement) if len(known) > 3 else text
        return text
