# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Task arguments come out as Ansible fills them in itself, and no text of others is taken for a template."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

arguments = pytest.importorskip("ansible_collections.voiceops.vapi.plugins.plugin_utils._arguments")
if arguments.is_trusted_as_template is None:
    pytest.skip(
        "ansible-core 2.18 fills arguments in itself (`make test-matrix` has the others)", allow_module_level=True
    )

from ansible.template import trust_as_template as trusted  # noqa: E402

LINES = [
    {"name": "Main", "number": 14155550100, "wait": True, "server": {"url": trusted("https://{{ host }}/vapi")}},
    {"name": trusted("{{ host }}"), "assistant": trusted("{{ nobody | default(omit) }}"), "hooks": []},
    trusted("{{ nobody | default(omit) }}"),
]
VARIABLES = {
    "host": "clinic.example",
    "lines": LINES,
    "inner": {"lines": trusted("{{ lines }}"), "state": trusted("{{ state | default(omit) }}")},
    "secret": ["hush"],
    "none": None,
    "zero": 0,
    "rendered": trusted("{{ host }}!"),
    "evil": [{"name": "{{ secret }}", "note": "{{ lookup('pipe', 'id') }}"}],
}

GIVEN = [
    "text",
    7,
    None,
    trusted("{{ lines }}"),
    trusted("{{lines}}"),
    trusted("{{ inner }}"),
    trusted("{{ inner if lines is defined else omit }}"),
    trusted("{{ evil }}"),
    *(
        trusted(f"{{{{ {name} | default({default}) }}}}")
        for name in ("host", "lines", "secret", "evil", "none", "zero", "rendered")
        for default in ("omit", "true", "[]", "{}", "'warn'")
    ),
    *(trusted(f"{{{{ nobody|default({default}) }}}}") for default in ("true", "false", "[]", "{}", "'warn'", "''")),
    trusted("{{ lines | length }}"),
    trusted("{{ lines }} and more"),
    trusted("#jinja2: variable_start_string:'<<', variable_end_string:'>>'\n<< host >>"),
    {"a": [trusted("{{ host }}"), {"b": trusted("{{ secret }}")}]},
    "{{ secret }}",
]


def templar() -> Any:
    return Templar(DataLoader(), variables=dict(VARIABLES))


@pytest.mark.parametrize("given", GIVEN, ids=str)
def test_is_what_ansible_fills_in(given: Any) -> None:
    """Value for value, omitted ones and texts without trust included."""
    assert arguments.filled_in(given, templar()) == templar().template(given)


@pytest.mark.case(84)
def test_a_text_of_others_is_no_reference() -> None:
    """A record that is named like a variable stays a name."""
    assert arguments.filled_in(trusted("{{ evil }}"), templar()) == VARIABLES["evil"]
    assert arguments.filled_in("{{ secret }}", templar()) == "{{ secret }}"


@pytest.mark.parametrize("text", ["{{ inner if nobody is defined else omit }}", "{{ nobody | default(omit) }}"])
def test_is_left_out_where_it_is_omitted(text: str) -> None:
    with pytest.raises(arguments.Omitted):
        arguments.filled_in(trusted(text), templar())


def test_an_undefined_variable_is_named() -> None:
    with pytest.raises(Exception, match="'nobody' is undefined"):
        arguments.filled_in([{"name": trusted("{{ nobody }}")}], templar())
