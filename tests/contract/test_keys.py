# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every key of the official SDK and document that may refer to something or hide a secret is decided by somebody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib.metadata import files
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org import keys
from ansible_collections.voiceops.vapi.plugins.module_utils._org.objects import Objects
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS
from ansible_collections.voiceops.vapi.plugins.module_utils._schema import redact

from tests.support.needs import DOCUMENT, NO_DOCUMENT

ALIAS = re.compile(r'FieldMetadata\(alias="([^"]+)"\)|^    ([a-z]+): ', re.MULTILINE)
REFERS = re.compile(r"(Id|Ids|ID|UUID)$")
HIDES = re.compile(
    r"secret|(?<!p)token(?!izer)|passw(or)?d|api_?key|authorization|private_?key|credential|hmac|webhookurl|(?<!mon)key$",
    re.IGNORECASE,
)
COUNTS = re.compile(r"tokens$|tokenCount$", re.IGNORECASE)


def sdk_keys(models: str = "*") -> set[str]:
    """The names on the wire of every field of every model, or of those whose file has such a name."""
    found: set[str] = set()
    for file in files("vapi_server_sdk") or []:
        if file.match(f"vapi/types/{models}.py"):
            text = Path(str(file.locate())).read_text(encoding="utf-8")
            found.update(name for names in ALIAS.findall(text) for name in names if name)
    return found


def document_keys() -> set[str]:
    """The names of every property of the OpenAPI document, where it is at hand."""
    found: set[str] = set()

    def walk(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            properties = node.get("properties")
            if isinstance(properties, dict):
                yield from properties
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    if DOCUMENT.exists():
        found.update(walk(json.loads(DOCUMENT.read_text(encoding="utf-8"))))
    return found


KEYS = sdk_keys() | document_keys()


def test_there_are_keys_to_decide() -> None:
    assert len(KEYS) > 1000


@pytest.mark.parametrize("key", sorted(key for key in KEYS if REFERS.search(key)))
def test_what_ends_in_id_is_a_reference_or_not(key: str, members: Callable[[str, int], None]) -> None:
    members("key that may refer", 1)
    assert (key in keys.REFERENCES) != (key in keys.NOT_REFERENCES), f"decide in _org/keys.py what {key} is"


@pytest.mark.parametrize("key", sorted(key for key in KEYS if HIDES.search(key) and not COUNTS.search(key)))
def test_what_looks_like_a_secret_is_one_or_not(key: str, members: Callable[[str, int], None]) -> None:
    members("key that may hide a secret", 1)
    assert (key in redact.SECRETS) != (key in redact.NOT_SECRETS), (
        f"decide in _schema/redact.py whether {key} is a secret"
    )


@pytest.mark.skipif(not DOCUMENT.exists(), reason=NO_DOCUMENT)
@pytest.mark.parametrize("names", [keys.REFERENCES, keys.NOT_REFERENCES, redact.SECRETS, redact.NOT_SECRETS])
def test_no_key_is_decided_that_nothing_has(names: Any) -> None:
    legacy = {"callUUID", "serverUrlSecret", "isServerUrlSecretSet", "credential", "secret", "headers", "id"}
    assert set(names) - KEYS - legacy == set()


@pytest.mark.parametrize("kind", [kind for kind in LISTS.values() if kind.result != "file"], ids=lambda kind: kind.noun)
def test_what_can_be_declared_is_not_taken_for_the_services_own(kind: Objects) -> None:
    # A file has no such model: it is an upload.
    taken = sdk_keys(f"create_*{kind.result}_dto")
    assert taken and taken.isdisjoint(kind.added)
