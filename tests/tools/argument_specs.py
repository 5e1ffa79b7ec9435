# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what is derived from the declarations: the roles' argument specs. With --check it only compares."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from typing import Any

import yaml
from derived import ROOT, keep

sys.path[:0] = [str(ROOT / ".cache" / "links")]

from ansible_collections.voiceops.vapi.plugins.module_utils._adoption import ADOPTION  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.artifacts import ARTIFACTS  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.loopback import LOOPBACK  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._carriers.info import CARRIER_QUERY  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._comparison import COMPARISON  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._drift import DRIFT  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS, ORG  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.export import EXPORT  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.fleet import FLEET  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._proof import PROOF as ALL_PROOFS  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._provision import PROVISION  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.call import CALL  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.campaign import CAMPAIGN  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.simulation import SIMULATION  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Schema  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.plugin_utils._documentation import options_of  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.plugin_utils._prose import PROSE  # noqa: E402

HEADER = """# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Written by `make generate` from the modules' declarations.
---
"""

CONNECTION = {
    "vapi_api_key": "The private API key of the host's org. Default: the environment variable E(VAPI_API_KEY).",
    "vapi_region": "The region of the org, V(us) or V(eu).",
    "vapi_api_url": "URL of the API, such as that of the simulator.",
    "vapi_org_id": "Expected id of the org. If the key belongs to another org, nothing is written.",
}
"""Inventory variables that all roles of an org read."""

REPORT = {
    "call_lines_answering": {
        "type": "bool",
        "default": True,
        "description": [
            "Whether to return in C(call_lines_result) which lines answer after the run, and why the others do not.",
        ],
    },
    "call_lines_lint": {
        "type": "str",
        "choices": ["off", "warn", "fail"],
        "default": "warn",
        "description": [
            "Whether to lint the lines before anything is read, as M(voiceops.vapi.vapi_call_lines_lint) does.",
            "V(warn) reports each finding once for all lines that have it; V(fail) stops the task.",
            "With O(call_lines_answering), models that the service retires are findings too.",
        ],
    },
    "call_lines_progress": {
        "type": "bool",
        "default": True,
        "description": ["Whether to print progress messages every few seconds while writing."],
    },
}

CARRIER = {
    "rotate_twilio_account_sid": {
        "type": "str",
        "required": True,
        "description": ["The Twilio account whose lines get the new secrets. Lines of other accounts are not changed."],
    },
    "rotate_twilio_auth_token": {
        "type": "str",
        "description": ["The new auth token of the account. Required unless an API key with its secret is set."],
    },
    "rotate_twilio_api_key": {
        "type": "str",
        "description": ["A new Twilio API key. The service ignores it on a line that has an auth token."],
    },
    "rotate_twilio_api_secret": {"type": "str", "description": ["The secret of O(rotate_twilio_api_key)."]},
}

PROOF = {
    "prove_planned": {
        "type": "list",
        "elements": "dict",
        "description": [
            "Lines that are created before the proofs, such as C(call_lines).",
            "With this list, check mode rejects proofs of lines that neither exist nor are listed.",
        ],
    },
    "prove_report_dir": {
        "type": "str",
        "default": "",
        "description": [
            "Directory on the controller for reports of each host in JSON, JUnit XML and HTML, without secrets.",
            "By default no report is written.",
        ],
    },
}

LINES = {
    "call_lines": "The lines of this host's org. All of them are validated before anything is written.",
    "prove_calls": "Smoke calls. By default each is placed on every run, waited for, and expected to end with "
    "the outcome V(ok).",
    "prove_loopbacks": "Calls from one line of the org to another.",
    "prove_simulations": "Simulation suites that must pass.",
    "outbound_calls": "The calls to place from this org, in this order. A call with a name is placed once.",
    "campaigns": "The campaigns of this org. Each calls its contacts once under its name.",
    **{f"org_{name}": str(PROSE["org"][name]) for name in LISTS},
}


OBJECTS = {f"org_{name}": kind.schema for name, kind in LISTS.items()}
"""The lists of an org's objects."""

SCHEMAS = {
    "call_lines": LINE,
    "outbound_calls": CALL,
    "campaigns": CAMPAIGN,
    "prove_calls": CALL,
    "prove_loopbacks": LOOPBACK,
    "prove_simulations": SIMULATION,
    **OBJECTS,
}
"""What each of these lists holds."""


def role_options(schema: Schema) -> dict[str, Any]:
    """Sub-options of a role's list: as documented for the module, in the words of an argument spec."""
    return {name: _as_role_option(option) for name, option in options_of(schema).items()}


def _as_role_option(option: dict[str, Any]) -> dict[str, Any]:
    # A role's spec knows no aliases; the names of options beside each other need no path here.
    result = {key: value for key, value in option.items() if key not in ("suboptions", "aliases")}
    texts = (re.sub(r"\bO\((?:[\w\[\]]+\.)*", "C(", text) for text in option["description"])
    result["description"] = [text.replace("RV(", "C(") for text in texts]
    if "suboptions" in option:
        result["options"] = {name: _as_role_option(inner) for name, inner in option["suboptions"].items()}
    return result


def role_variables(schema: Schema, prefix: str, skipped: str = "", only: Collection[str] = ()) -> dict[str, Any]:
    """The options of a module, or ``only`` some, as variables of a role; its own list is skipped and keeps its name."""

    def renamed(name: re.Match[str]) -> str:
        return name[0] if name[1] in (skipped, "call_lines") else f"O({prefix}{name[1]})"

    variables = {}
    for name, option in options_of(schema).items():
        if name != skipped and (not only or name in only):
            texts = [re.sub(r"\bO\((\w+)\)", renamed, text).replace("RV(", "C(") for text in option["description"]]
            nested = option.get("suboptions")
            variables[prefix + name] = {
                **{key: option[key] for key in option if key != "suboptions"},
                "description": texts,
            }
            if nested:
                variables[prefix + name]["options"] = placed(nested, name, prefix)
    return variables


def placed(nested: dict[str, Any], name: str, prefix: str) -> dict[str, Any]:
    """Options inside of a variable, which speak of each other by the variable's name."""
    inside = re.compile(rf"O\({name}(?=[\[.])")
    found = {}
    for key, option in nested.items():
        texts = [inside.sub(f"O({prefix}{name}", text) for text in option["description"]]
        found[key] = {**{part: option[part] for part in option if part != "suboptions"}, "description": texts}
        if "suboptions" in option:
            found[key]["options"] = placed(option["suboptions"], name, prefix)
    return found


def pointed(variable: str, role: str) -> dict[str, Any]:
    """A list variable whose items are those of another role's list: the module checks every one of them."""
    texts = [LINES[variable], f"For the options of each item, see C({role}) of P(voiceops.vapi.{role}#role)."]
    return {"type": "list", "elements": "raw", "description": texts}


def listed(variable: str) -> dict[str, Any]:
    """A role's list variable."""
    # `elements: raw` keeps Ansible's validator out of the list: it names no line, refuses an unquoted `on:`, and copies
    # a thousand lines several times. The sub-options are for readers and editors; the module checks every one of them.
    options = role_options(SCHEMAS[variable])
    return {"type": "list", "elements": "raw", "required": True, "description": [LINES[variable]], "options": options}


def connection() -> dict[str, Any]:
    """The inventory variables of the connection."""
    return {name: {"type": "str", "description": [text]} for name, text in CONNECTION.items()}


def plain(type_: str, *sentences: str, **facts: Any) -> dict[str, Any]:
    """A variable that no module's option stands behind."""
    return {"type": type_, **facts, "description": list(sentences)}


def specs() -> dict[str, dict[str, Any]]:
    """The argument spec of each role."""
    return {
        "call_lines": {
            "short_description": "Provision the phone lines of a Vapi org",
            "description": [
                "Applies the lines of C(call_lines) to an org, in one task that writes only the differences.",
                "C(call_lines_result) is the result of M(voiceops.vapi.vapi_call_lines), even if the task failed.",
            ],
            "author": "The voiceops.vapi authors (@voiceops)",
            "options": {
                "call_lines": listed("call_lines"),
                **role_variables(FLEET, "call_lines_", "lines"),
                **REPORT,
                **connection(),
            },
        },
        "org": {
            "short_description": "Apply the declared objects and lines of a Vapi org",
            "description": [
                "Applies credentials, files, tools, structured outputs, assistants and squads, and then the lines of "
                "C(call_lines), in one task that reads each kind once and writes only the differences.",
                "Only the lists that a host declares are managed. A host without any of them is skipped.",
                "Lines are configured with the variables of P(voiceops.vapi.call_lines#role).",
                "C(org_result) is the result of M(voiceops.vapi.vapi_org), even if the task failed; "
                "C(org_result.call_lines) is that of M(voiceops.vapi.vapi_call_lines).",
            ],
            "author": "The voiceops.vapi authors (@voiceops)",
            "options": {
                **{name: {**listed(name), "required": False} for name in OBJECTS},
                "call_lines": pointed("call_lines", "call_lines"),
                **{name: option for name, option in role_variables(ORG, "org_").items() if name not in OBJECTS},
                **role_variables(PROVISION, "org_", only=("carriers",)),
                "org_progress": plain(
                    "bool", "Whether to print progress messages every few seconds while writing.", default=True
                ),
                **connection(),
            },
        },
        "adopt": {
            "short_description": "Import the existing objects and lines of a Vapi org into its inventory",
            "description": [
                "Nothing is written to the org, and provisioning the files changes nothing.",
                "C(adopt_result) is the result of M(voiceops.vapi.vapi_call_lines_adopt).",
            ],
            "author": "The voiceops.vapi authors (@voiceops)",
            "options": {
                "adopt_directory": plain(
                    "path",
                    "Directory with a subdirectory for each host, to which C(org.yml), C(lines.yml), "
                    "C(vault.yml), C(prompts) and "
                    "C(files.d) are written.",
                    "Default: C(host_vars) beside the inventory.",
                ),
                **role_variables(EXPORT, "adopt_"),
                **role_variables(ADOPTION, "adopt_", only=("kinds",)),
                "adopt_force": plain(
                    "bool",
                    "Whether to overwrite files with different content. C(vault.yml) is never overwritten.",
                    default=False,
                ),
                **connection(),
            },
        },
        "compare": {
            "short_description": "Compare the objects and lines of two Vapi orgs",
            "description": [
                "Compares the objects and lines of the host's org with those of another org by name. Nothing is "
                "changed.",
                "C(compare_result) is the result of M(voiceops.vapi.vapi_call_lines_compare).",
            ],
            "author": "The voiceops.vapi authors (@voiceops)",
            "options": {
                "compare_with": plain(
                    "str", "The other org: a host of the inventory with its own C(vapi_api_key).", required=True
                ),
                **role_variables(COMPARISON, "compare_", only=("kinds",)),
                "compare_ignore": {
                    **plain(
                        "list",
                        "Fields to ignore, such as V(server.url) or V(model.temperature). A field includes "
                        "everything below "
                        "it, and may be a pattern such as V(hooks*).",
                        default=[],
                    ),
                    "elements": "str",
                },
                "compare_report_dir": plain(
                    "str",
                    "Directory on the controller for reports of each host in JSON, Markdown and HTML.",
                    "By default no report is written.",
                    default="",
                ),
                **connection(),
            },
        },
        "prove": {
            "short_description": "Prove by calls that the lines of a Vapi org answer",
            "description": [
                "Runs simulation suites, places smoke and loopback calls, and fails if any does not pass.",
                "C(prove_result) is the result of M(voiceops.vapi.vapi_prove).",
            ],
            "author": "The voiceops.vapi authors (@voiceops)",
            "options": {
                "prove_calls": {**pointed("prove_calls", "outbound_calls"), "default": []},
                "prove_loopbacks": {**listed("prove_loopbacks"), "required": False, "default": []},
                "prove_simulations": {**listed("prove_simulations"), "required": False, "default": []},
                **role_variables(ALL_PROOFS, "prove_", only=("carriers",)),
                **PROOF,
                **connection(),
            },
        },
        "drift": {
            "short_description": "Detect drift of the objects and lines of Vapi orgs",
            "description": [
                "Only the kinds of objects that a host declares are compared. Without C(call_lines), all lines "
                "are undeclared.",
                "Nothing is written to the service. All hosts of the play share one report.",
                "C(drift_result) is the result of M(voiceops.vapi.vapi_drift_info).",
            ],
            "author": "The voiceops.vapi authors (@voiceops)",
            "options": {
                "call_lines": pointed("call_lines", "call_lines"),
                **{name: pointed(name, "org") for name in OBJECTS},
                **role_variables(FLEET, "call_lines_", "lines", only=("mode",)),
                **role_variables(DRIFT, "drift_", "lines", only=("protected", "only", "carriers")),
                "drift_fail": plain(
                    "bool", "Whether the run fails when there is drift, for example in a scheduled job.", default=False
                ),
                "drift_report_dir": plain(
                    "str", "Directory on the controller for the report. By default no report is written.", default=""
                ),
                **connection(),
            },
        },
        "carriers": {
            "short_description": "Find problems of the lines of a Vapi org at their carriers",
            "description": [
                "Only GET requests are sent to a carrier, with its own credentials.",
                "C(carriers_result) is the result of M(voiceops.vapi.vapi_carrier_info).",
            ],
            "author": "The voiceops.vapi authors (@voiceops)",
            "options": {
                **role_variables(CARRIER_QUERY, "carriers_"),
                **connection(),
            },
        },
        "rotate": {
            "short_description": "Rotate the secrets of a Twilio account",
            "description": [
                "Sends new secrets to every line of the account, with one request per line.",
                "C(rotate_result) is the result of M(voiceops.vapi.vapi_call_lines_rotate).",
            ],
            "author": "The voiceops.vapi authors (@voiceops)",
            "options": {**CARRIER, **connection()},
        },
        "outbound_calls": {
            "short_description": "Place outbound calls from the lines of a Vapi org",
            "description": [
                "Places C(outbound_calls), each once under its name. C(outbound_calls_result) contains the calls.",
            ],
            "author": "The voiceops.vapi authors (@voiceops)",
            "options": {"outbound_calls": listed("outbound_calls"), **connection()},
        },
        "campaigns": {
            "short_description": "Send the campaigns of a Vapi org",
            "description": [
                "Sends C(campaigns), each contact once under the name of the campaign. C(campaigns_result) "
                "contains one "
                "result for each campaign.",
            ],
            "author": "The voiceops.vapi authors (@voiceops)",
            "options": {"campaigns": listed("campaigns"), **connection()},
        },
        "artifacts": {
            "short_description": "Save recordings, logs and transcripts of calls as files",
            "description": [
                "Saves artifacts that are not saved yet. Run it on a schedule, because the service deletes them "
                "after some time.",
                "C(artifacts_result) is the result of M(voiceops.vapi.vapi_call_artifacts).",
            ],
            "author": "The voiceops.vapi authors (@voiceops)",
            "options": {**role_variables(ARTIFACTS, "artifacts_"), **connection()},
        },
        "restore": {
            "short_description": "Restore the objects and lines of a Vapi org from a snapshot",
            "description": [
                "Restores objects that the saved run changed or deleted, and route, hooks, fallback, server and "
                "name of "
                "its lines. Use check mode and diff first.",
                "C(restore_result) is the result of M(voiceops.vapi.vapi_call_lines_restore).",
            ],
            "author": "The voiceops.vapi authors (@voiceops)",
            "options": {
                "restore_snapshot": plain(
                    "str",
                    "Path of the snapshot, or V(latest) for the oldest open one in O(call_lines_snapshot_dir), "
                    "else the "
                    "newest one.",
                    default="latest",
                ),
                "call_lines_snapshot_dir": plain(
                    "path", "Directory in which the role P(voiceops.vapi.call_lines#role) saves snapshots."
                ),
                "org_snapshot_dir": plain(
                    "path", "Directory in which the role P(voiceops.vapi.org#role) saves snapshots, if it differs."
                ),
                **connection(),
            },
        },
    }


def with_role_defaults(role: str, spec: dict[str, Any]) -> dict[str, Any]:
    """A spec whose defaults are those of the role, which may differ from the module's; templates are left out."""
    path = ROOT / "roles" / role / "defaults" / "main.yml"
    defaults = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    for name, option in spec["options"].items():
        value = (defaults or {}).get(name)
        if value is not None and "{{" not in str(value) and not option.get("required"):
            option["default"] = value
    return spec


class Indented(yaml.SafeDumper):
    """YAML as the linter wants it: lists are indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Never without an indent."""
        super().increase_indent(flow, False)


def written(spec: dict[str, Any]) -> str:
    """An argument spec as YAML."""
    return str(
        yaml.dump({"argument_specs": {"main": spec}}, Dumper=Indented, sort_keys=False, allow_unicode=True, width=110)
    )


def main(words: list[str]) -> int:
    """Write the files, or with --check say which of them are stale."""
    return keep(
        {
            f"roles/{role}/meta/argument_specs.yml": HEADER + written(with_role_defaults(role, spec))
            for role, spec in specs().items()
        },
        words,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
