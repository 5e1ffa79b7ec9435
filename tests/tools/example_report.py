# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drift report that the landing page shows: as the page itself, and as pictures of it in light and dark.

With a path it writes the page there. Without one it takes the pictures anew, with the page's digest beside them: a test
compares it, so that the pictures are those of today's page.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

from derived import ROOT

sys.path[:0] = [str(ROOT / ".cache" / "links"), str(ROOT)]

from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.drift_report import drift_page  # noqa: E402

PICTURES = ROOT / "docs" / "site" / "pictures"
SIZE = {"width": 1200, "height": 720}


def entry(name: str, drift: str = "same", **more: Any) -> dict[str, Any]:
    """A compared line or object as vapi_drift_info returns it."""
    return {"name": name, "drift": drift, "changes": [], "findings": [], **more}


def line(name: str, number: str, drift: str = "same", **more: Any) -> dict[str, Any]:
    """A line with its number, answered by Support Bot."""
    common = {"number": number, "provider": "twilio", "status": "active", "route": "assistant Support Bot"}
    return entry(name, drift, **{**common, **more})


def orgs() -> dict[str, Any]:
    """Two orgs: one that somebody changed in the dashboard, one as declared."""
    branches = [line(f"Branch {number}", f"+14155552{number:03d}") for number in range(1, 37)]
    wrong_route = [{"field": "assistant", "actual": "Sales Bot", "declared": "Support Bot"}]
    prompt = ["@@ -1,2 +1,2 @@", " You answer the phone of a clinic.", "-Offer a discount.", "+Be brief and kind."]
    silent = {"message": "The line does not answer: it has no assistant.", "fix": "Route it to an assistant."}
    lines = [
        line("Main line", "+14155550100", "changed", changes=wrong_route, route="assistant Sales Bot", hooks=1),
        line("Test of Ann", "+14155550177", "undeclared"),
        line("Night line", "+14155550102", findings=[silent], route=None),
        *branches,
    ]
    changed = [{"field": "prompt", "actual": "", "declared": "", "diff": prompt}]
    objects = [
        entry("Receptionist", "changed", kind="assistant", changes=changed),
        entry("lookup_patient", kind="tool"),
    ]
    london = line("London", "+442071838750", provider="vonage")
    return {
        "acme": {"error": None, "lines": lines, "objects": objects},
        "globex": {"error": None, "lines": [london], "objects": []},
    }


def page() -> str:
    """The report as a page."""
    return str(drift_page(orgs(), "2026-11-26"))


def digest() -> str:
    """What tells whether the pictures are of this page."""
    return hashlib.sha256(page().encode()).hexdigest()


def take_pictures() -> None:
    """Write both pictures and the digest. Needs Chromium."""
    from tests.support.browser import launched  # noqa: PLC0415 - the page alone needs no browser

    PICTURES.mkdir(exist_ok=True)
    with launched() as browser:
        for scheme in ("light", "dark"):
            view = browser.new_page(viewport=SIZE, color_scheme=scheme)
            view.set_content(page())
            view.screenshot(path=PICTURES / f"drift-{scheme}.png")
    (PICTURES / "drift.sha256").write_text(digest() + "\n", encoding="utf-8")


def main(words: list[str]) -> None:
    """Write the page to the path that is given, or take the pictures."""
    if words:
        Path(words[0]).write_text(page(), encoding="utf-8")
    else:
        take_pictures()


if __name__ == "__main__":
    main(sys.argv[1:])
