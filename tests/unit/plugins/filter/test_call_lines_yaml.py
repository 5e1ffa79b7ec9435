# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file that people read is the list that was exported, whatever the texts in it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.voiceops.vapi.plugins.filter.call_lines_yaml import call_lines_yaml
from ansible_collections.voiceops.vapi.plugins.module_utils._reports.inventory_text import TEMPLATE
from hypothesis import given
from hypothesis import strategies as st


class Literal(str):
    """A text that Ansible does not take for a template."""


class Loader(yaml.SafeLoader):
    """YAML with Ansible's own tag."""


Loader.add_constructor("!unsafe", lambda loader, node: Literal(loader.construct_scalar(node)))

TEXTS = st.text(max_size=30) | st.sampled_from(
    [
        "yes",
        "0123",
        "+14155550100",
        "1e3",
        "{{ a }}",
        "{% b",
        "{# c",
        " x ",
        "a\n b\n",
        "\n",
        ": #",
        "2026-01-01",
        "東京",
        "'",
    ]
)
VALUES = st.recursive(
    TEXTS | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
LINES = st.lists(
    st.dictionaries(st.sampled_from(["name", "hooks", "server", "fallback_destination"]), VALUES, max_size=3)
)


@given(LINES)
def test_the_text_is_the_list(lines: list[dict[str, Any]]) -> None:
    loaded = yaml.load(call_lines_yaml(lines), Loader)["call_lines"]
    assert loaded == lines
    assert all(isinstance(text, Literal) for text in texts(loaded) if TEMPLATE.search(text))


def texts(value: Any) -> list[str]:
    """Every text in the values of plain data."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


def test_only_secrets_are_templates() -> None:
    variable = "{{ vault_a }}"
    line = {
        "name": variable,
        "twilio_auth_token": variable,
        "authentication": {"username": variable, "password": variable},
        "server": {"url": variable, "headers": variable},
        "hooks": [{"event": "call.ringing", "do": [{"type": "say", "exact": variable}]}],
    }
    text = call_lines_yaml([line])
    assert [
        row.split(":")[0].strip(" -") for row in text.splitlines() if "vault_a" in row and "!unsafe" not in row
    ] == [
        "twilio_auth_token",
        "password",
        "headers",
    ]


def test_numbers_are_quoted_and_lines_apart() -> None:
    text = call_lines_yaml([{"name": "A", "number": "+14155550100"}, {"name": "B"}])
    assert text == 'call_lines:\n  - name: A\n    number: "+14155550100"\n\n  - name: B\n'
    assert call_lines_yaml([]) == "call_lines: []\n"


@pytest.mark.parametrize("wrong", ["text", [1], {"name": "A"}, None])
def test_anything_else_is_refused(wrong: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="takes the list of lines"):
        call_lines_yaml(wrong)
