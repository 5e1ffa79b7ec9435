# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lookup refuses: ansible-core 2.18 repeats any error but its own for lookups inside of another sentence."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleLookupError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

LOOKUPS = "ansible_collections.voiceops.vapi.plugins.lookup"
FOLDER = Path(__file__).resolve().parents[4] / "plugins" / "lookup"
MISSING_BUNDLE = {"VAPI_API_KEY": "lookup-private-key-01", "REQUESTS_CA_BUNDLE": "/nonexistent/ca.pem"}
DEAD = {"VAPI_API_KEY": "lookup-private-key-01", "VAPI_API_URL": "http://127.0.0.1:9"}

REFUSALS: dict[str, list[tuple[list[Any], dict[str, str], str]]] = {
    "gitops": [(["/nonexistent"], {}, "gitops: /nonexistent is not a folder")],
    "resource_id": [
        (["Bot"], {}, "api_key: is missing"),
        (["Bot"], {**DEAD, "VAPI_REGION": "mars"}, "region: must be one of us, eu"),
        (["Bot"], MISSING_BUNDLE, "REQUESTS_CA_BUNDLE"),
        (["Bot"], DEAD, "http://127.0.0.1:9 cannot be reached"),
        ([None], DEAD, "resource_id: a name is null"),
    ],
}
"""By lookup: terms, environment, and how the sentence begins."""


@pytest.mark.case(94, 96)
def test_each_refusal_is_an_error_of_a_lookup(
    monkeypatch: pytest.MonkeyPatch, members: Callable[[str, int], None]
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    assert set(REFUSALS) == {file.stem for file in FOLDER.glob("*.py")}
    for name, refusals in REFUSALS.items():
        options = {"kind": "assistant", "credentials": []}
        for terms, environment, words in refusals:
            for variable in ("VAPI_API_KEY", "VAPI_API_URL", "VAPI_REGION", "REQUESTS_CA_BUNDLE"):
                monkeypatch.delenv(variable, raising=False)
            for variable, value in environment.items():
                monkeypatch.setenv(variable, value)
            lookup = import_module(f"{LOOKUPS}.{name}").LookupModule(DataLoader(), Templar(DataLoader()))
            monkeypatch.setattr(lookup, "set_options", lambda **_: None)
            monkeypatch.setattr(lookup, "get_option", options.__getitem__)
            with pytest.raises(AnsibleLookupError) as refused:
                lookup.run(terms, {})
            assert words in str(refused.value), refused.value
    members("refusal of a lookup", sum(map(len, REFUSALS.values())))
