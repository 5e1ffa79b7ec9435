# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the tasks of roles that hand variables to a module's options one by one. With --check it only compares.

Both roles hand the lines over, so that which variable is which option is said by the declarations alone.
"""

from __future__ import annotations

import json
import sys

import yaml
from derived import ROOT, keep

sys.path[:0] = [str(ROOT / ".cache" / "links")]

from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS, ORG  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.fleet import FLEET  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field, Schema  # noqa: E402

HEADER = """# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Written by `make generate` from the modules' declarations.
---
"""

SNAPSHOTS = ("snapshot_dir", "snapshots_kept")

CONNECTION = ("api_key", "region", "api_url", "org_id")

DECLARED = ["call_lines", *(f"org_{name}" for name in LISTS)]
"""The variables of which a host has one at least; one without any has nothing to do."""


def role_defaults(role: str) -> dict[str, object]:
    """The defaults of a role's variables."""
    path = ROOT / "roles" / role / "defaults" / "main.yml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {})


def value(variable: str, field: Field, defaults: dict[str, object]) -> str:
    """An option's value: the variable, else the role's default where it is not the module's."""
    default = defaults.get(variable)
    instead = "omit" if default is None or default == field.default else json.dumps(default).replace('"', "'")
    return f'"{{{{ {variable} | default({instead}) }}}}"'


def options(schema: Schema, role: str, skipped: tuple[str, ...] = ()) -> list[str]:
    """Every option of a role's module, as ``name: value``."""
    defaults = role_defaults(role)
    lines = []
    for field in schema.fields:
        if field.name not in skipped:
            variable = role if field.name == "lines" else f"{role}_{field.name}"
            if role == "org" and field.name in SNAPSHOTS:
                # One folder for both, whichever of the two names it.
                variable = f"{variable} | default(call_lines_{field.name})"
            lines.append(f"{field.name}: {value(variable, field, defaults)}")
    return lines


def indented(lines: list[str], depth: int) -> str:
    """Lines of YAML, so many spaces to the right."""
    return "".join(f"{' ' * depth}{line}\n" for line in lines)


def connection() -> list[str]:
    """The options of the connection."""
    return [f'{name}: "{{{{ vapi_{name} | default(omit) }}}}"' for name in CONNECTION]


def of_lines() -> str:
    """The task of the role call_lines."""
    return (
        "- name: Apply the declared lines\n  voiceops.vapi.vapi_call_lines:\n"
        + indented([*connection(), *options(FLEET, "call_lines")], 4)
        + '  vars:\n    vapi_progress: "{{ call_lines_progress }}"\n  register: call_lines_result\n'
    )


def of_org() -> str:
    """The task of the role org: its objects and, where the host declares them, its lines."""
    return (
        "- name: Apply the declared org\n  voiceops.vapi.vapi_org:\n"
        + indented([*connection(), *options(ORG, "org")], 4)
        + '    call_lines: "{{ org_declared_lines if call_lines is defined else omit }}"\n'
        + '    carriers: "{{ org_carriers | default(omit) }}"\n'
        + '  vars:\n    vapi_progress: "{{ org_progress }}"\n'
        + f"    vapi_needs: [{', '.join(DECLARED)}]\n"
        + "    org_declared_lines:\n"
        + indented(options(FLEET, "call_lines"), 6)
        + "  register: org_result\n"
    )


def main(words: list[str]) -> int:
    """Write the files, or with --check say which of them are stale."""
    tasks = {"call_lines": of_lines(), "org": of_org()}
    return keep({f"roles/{role}/tasks/main.yml": HEADER + text for role, text in tasks.items()}, words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
