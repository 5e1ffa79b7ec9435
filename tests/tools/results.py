# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the RETURN block of each module from results.yml and the declarations. With --check it only compares.

A module's RETURN has to be a literal in its file: Ansible reads it without running the module, and has doc fragments
for options only.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import yaml
from argument_specs import Indented
from derived import ROOT, keep

sys.path[:0] = [str(ROOT / ".cache" / "links")]

from ansible_collections.voiceops.vapi.plugins.module_utils._resources.call import CALL  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.hook import HOOK  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Schema  # noqa: E402

Values = dict[str, Any]

SOURCE = Path(__file__).with_name("results.yml")
RECORDS = {"call": CALL, "hook": HOOK, "line": LINE}
"""The declaration behind each record of results.yml."""

BLOCK = re.compile(r'^RETURN = r"""\n.*?^"""$', re.MULTILINE | re.DOTALL)
WIDTH = 90
HEADER = "---\n# Written by `make generate` from tests/tools/results.yml and the declarations.\n"


class Literal(Indented):
    """YAML without anchors: each module's block is read by itself."""

    def ignore_aliases(self, data: Any) -> bool:
        """Always written out."""
        return True


def returned_fields(schema: Schema) -> Values:
    """Every key that ``to_options`` can put into a result, with its type as the documentation names it."""
    return {
        field.name: {"type": field.type, **({"elements": field.elements or "raw"} if field.type == "list" else {})}
        for field in schema.fields
        if not field.secret and field.is_returned
    }


def record_keys(source: Values, name: str) -> Values:
    """The documented keys of a record. Raises KeyError for a key of the declaration without words."""
    words = source["records"][name]["fields"]
    keys = {}
    for key, facts in returned_fields(RECORDS[name]).items():
        text = words[key]
        keys[key] = {**text, **facts} if isinstance(text, dict) else {"description": text, **facts}
    return keys


def result(source: Values, entry: Values) -> Values:
    """One documented result: the keys of its record, or where they are described; ``returned`` by default success."""
    entry = {"description": entry["description"], "returned": "success", **entry}
    if "see" in entry:
        entry["description"] = with_reference(entry["description"], entry.pop("see"), entry["type"])
    if "record" in entry:
        entry["contains"] = {**record_keys(source, entry.pop("record")), **entry.get("contains", {})}
    sample = {"sample": entry.pop("sample")} if "sample" in entry else {}
    return {**entry, **sample}


def with_reference(description: str | list[str], see: str, kind: str) -> list[str]:
    """The description, ending with the result that describes the keys."""
    module, _separator, key = see.partition("#")
    has = "Each has" if kind == "list" else "It has"
    sentence = f"{has} the keys of RV(voiceops.vapi.{module}#module:{key})."
    return [*(description if isinstance(description, list) else [description]), sentence]


def block(source: Values, module: str) -> str:
    """A module's RETURN assignment."""
    results = {key: result(source, entry) for key, entry in source["modules"][module].items()}
    text = yaml.dump(results, Dumper=Literal, sort_keys=False, allow_unicode=True, width=WIDTH)
    return f'RETURN = r"""\n{HEADER}{text}"""'


def main(words: list[str]) -> int:
    """Write the modules, or with --check say which of them are stale."""
    source = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    files = {}
    for path in sorted(ROOT.glob("plugins/modules/vapi_*.py")):
        text = path.read_text(encoding="utf-8")
        old = BLOCK.search(text)
        assert old, f"{path.name} has no RETURN block"
        files[path.relative_to(ROOT).as_posix()] = text.replace(old[0], block(source, path.stem))
    return keep(files, words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
