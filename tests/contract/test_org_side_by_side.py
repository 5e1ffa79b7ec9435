# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that are written side by side: what happens to one says nothing about the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS

from tests.contract.harness import Org
from tests.support.samples import WHOLE

MANY = 8
"""As many as are written at once."""


def objects(name: str, tmp_path: Path) -> list[dict[str, Any]]:
    """Several objects of a list."""
    source = {"src": str(tmp_path / "prices.txt")} if name == "files" else {}
    (tmp_path / "prices.txt").write_text("prices", encoding="utf-8")
    whole = {**WHOLE[f"vapi_{name.removesuffix('s')}"], **source}
    if name == "squads":
        whole["definition"] = {"members": [{"assistant": {"firstMessage": "Hello."}}]}
    return [{**whole, "name": f"one-{index}"} for index in range(MANY)]


@pytest.mark.parametrize("is_listed", [True, False])
@pytest.mark.parametrize("name", LISTS)
def test_one_that_is_refused_leaves_the_others_as_they_are(
    org: Org, name: str, is_listed: bool, tmp_path: Path, members: Callable[[str, int], None]
) -> None:
    members("kind × a refusal beside others", 1)
    org.simulator.put_state({org.key: {}})
    # The refusal makes the collection read the list once more, while the other answers arrive.
    org.simulator.fault("400", match={"method": "POST", "path": LISTS[name].path}, first=1)
    org.simulator.switch(latency=20)
    if not is_listed:
        org.simulator.fault("503", match={"method": "GET", "path": LISTS[name].path}, skip=1)
    result = org.run("vapi_org", retries=0, **{name: objects(name, tmp_path)})
    org.simulator.clear_faults()
    actions = Counter(one["action"] for one in result["objects"])
    assert actions == {"created": MANY - 1, "failed": 1}, result["msg"]
    assert len(org.simulator.state()[org.key][LISTS[name].key]) == MANY - 1
    again, writes = org.writes("vapi_org", **{name: objects(name, tmp_path)})
    assert not again["failed"] and len(writes) == 1
