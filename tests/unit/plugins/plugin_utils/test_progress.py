# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of progress: of whom they are, and when one is due."""

from __future__ import annotations

import pytest
from ansible_collections.voiceops.vapi.plugins.plugin_utils import _action


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        ((300, 0, 1000, "campaign: 300 of 1000 called, 212 answered"), ["campaign: 300 of 1000 called, 212 answered"]),
        ((10, 0, 10, "campaign: 10 of 10 called, 2 answered"), ["campaign: 10 of 10 called, 2 answered"]),
        ((3, 1, 10), ["3 of 10 written, 1 failed, about 0 s left"]),
        ((0, 0, 10), ["0 of 10 written, about 0 s left"]),
        ((10, 0, 10), []),
    ],
)
@pytest.mark.parametrize("host", ["acme", ""])
def test_a_line_of_progress(
    told: tuple[int, int, int], lines: list[str], host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(_action, "PROGRESS_INTERVAL", 0.0)
    monkeypatch.setattr(
        _action.Display, "display", lambda _self, text, stderr=False: shown.append(text) if stderr else None
    )
    _action._progress(host)(*told)
    assert shown == [f"{host}: {line}" if host else line for line in lines]
    monkeypatch.setattr(_action, "PROGRESS_INTERVAL", 60.0)
    _action._progress(host)(*told)
    assert len(shown) == len(lines)
