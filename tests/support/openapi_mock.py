# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dynamic mock of the OpenAPI document: it answers any request with a random body that the document allows."""

from __future__ import annotations

import json
import random
import re
import uuid
from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

DEEPEST = 7
"""Depth below which only required properties are filled in: schemas refer to each other without end."""

TEXTS = ("", "a", "Main line", "x" * 60, "{{ 1 }}", "two\nlines", "\u202etext", "null", "+14155550100", "0")
NUMBERS = (0, 1, -1, 0.5, 20, 10**12)


class OpenApiMock:
    """Answers by the document; the same seed gives the same answers."""

    def __init__(self, document: Mapping[str, Any], seed: int) -> None:
        self._schemas: Mapping[str, Schema] = document["components"]["schemas"]
        self._paths = {_pattern(path): operations for path, operations in document["paths"].items()}
        self._chance = random.Random(seed)

    def answer(self, method: str, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers, body; 404 for what the document does not have."""
        schema = self._schema_of(method.lower(), path.partition("?")[0])
        if schema is None:
            return 404, {}, b'{"message": "Not Found", "statusCode": 404}'
        body = self._agreeing(self.value(schema))
        return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()

    def _agreeing(self, body: Any) -> Any:
        """A page whose counts fit its items, most of the time: one that is refused for them shows nothing else."""
        if isinstance(body, dict) and isinstance(body.get("metadata"), dict) and self._chance.random() < 0.8:
            number = len(body.get("results") or [])
            counts = {"totalItems": number, "itemsPerPage": 1000, "currentPage": 1, "hasNextPage": False}
            return {**body, "metadata": {**body["metadata"], **counts}}
        return body

    def _schema_of(self, method: str, path: str) -> Schema | None:
        for pattern, operations in self._paths.items():
            if pattern.fullmatch(path) and method in operations:
                responses = operations[method]["responses"]
                done = next((responses[code] for code in sorted(responses) if code.startswith("2")), {})
                found: Schema | None = done.get("content", {}).get("application/json", {}).get("schema")
                return found
        return None

    def value(self, schema: Schema, depth: int = 0) -> Any:
        """A random value of this schema."""
        if "$ref" in schema:
            return self.value(self._schemas[schema["$ref"].rpartition("/")[2]], depth)
        if "allOf" in schema:
            return self._all_of(schema, depth)
        for key in ("oneOf", "anyOf"):
            if key in schema:
                return self.value(self._chance.choice(schema[key]), depth)
        if schema.get("nullable") and self._chance.random() < 0.2:
            return None
        if "enum" in schema:
            return self._chance.choice(schema["enum"])
        return self._typed(schema, depth)

    def _all_of(self, schema: Schema, depth: int) -> Any:
        parts = [self.value(part, depth) for part in schema["allOf"]]
        if all(isinstance(part, dict) for part in parts):
            return {name: value for part in parts for name, value in part.items()}
        return parts[0]

    def _typed(self, schema: Schema, depth: int) -> Any:
        kind = schema.get("type", "object")
        if kind == "array":
            least = int(schema.get("minItems", 0))
            number = least if depth > DEEPEST else self._chance.randint(least, least + 2)
            return [self.value(schema.get("items", {"type": "string"}), depth + 1) for _item in range(number)]
        if kind == "object":
            return self._object(schema, depth)
        if kind == "boolean":
            return self._chance.random() < 0.5
        return self._text(schema) if kind == "string" else self._number(schema)

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        required = set(schema.get("required", ()))
        often = 0.0 if depth > DEEPEST else 0.4 if depth < 2 else 0.15
        chosen = {
            name: value
            for name, value in schema.get("properties", {}).items()
            if name in required or self._chance.random() < often
        }
        made = {name: self.value(value, depth + 1) for name, value in chosen.items()}
        # The document gives the ids of some kinds no format, and an empty one is refused before all else.
        return {**made, "id": made["id"] or self._text({"format": "uuid"})} if made.get("id") == "" else made

    def _text(self, schema: Schema) -> str:
        forms = {
            "uuid": str(uuid.UUID(int=self._chance.getrandbits(128), version=4)),
            "date-time": self._chance.choice(["2026-01-01T00:00:00.000Z", "2026-05-05T10:00:00Z"]),
            "uri": "https://example.com/path?query=1",
        }
        if schema.get("format") in forms:
            return forms[schema["format"]]
        shortest, longest = int(schema.get("minLength", 0)), int(schema.get("maxLength", 100))
        return self._chance.choice(TEXTS)[:longest].ljust(shortest, "z")

    def _number(self, schema: Schema) -> float:
        low, high = schema.get("minimum", -1), schema.get("maximum", 10**12)
        number = min(max(self._chance.choice(NUMBERS), low), high)
        return int(number) if schema.get("type") == "integer" else number


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path)))
