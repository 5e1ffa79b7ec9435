# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each option of an org, its objects and the looks at it is for. Types, limits and defaults come from the declaration."""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS
from ansible_collections.voiceops.vapi.plugins.plugin_utils._prose_shared import LINES_CHOSEN, PACE, Prose

_OBJECTS = tuple((name, f"{kind.noun}s", f"vapi_{kind.result}") for name, kind in LISTS.items())

_NAME = "Name of the object, which identifies it in the org. Required to create it."

_DEFINITION = [
    "The object in the JSON of the Vapi API. Only declared settings are managed; null removes a setting.",
    "Keys that refer to other objects accept a name instead of an id. Omit it to leave the object unchanged.",
]


def _object(noun: str, **own: str | Sequence[str]) -> Prose:
    """The options of an object of an org, and those that only this kind has."""
    return {
        "id": f"Id of the {noun}. Set it to rename the object, or when several have the same name.",
        "name": _NAME,
        "definition": _DEFINITION,
        "update_secrets": [
            "When to send the secrets of O(definition), which cannot be read back. V(always) sends them on every run, for example "
            "to rotate them, and always reports a change.",
        ],
        "state": f"Whether the {noun} should exist. V(absent) deletes it.",
        **own,
    }


_API_URL = "URL of the carrier's API, such as that of the simulator or a proxy."

_ACCOUNTS = {
    "twilio": "Twilio accounts whose numbers are lines of the org.",
    "telnyx": "Telnyx accounts whose numbers are lines of the org.",
    "vonage": "Vonage accounts whose numbers are lines of the org.",
    "countries": "Countries that the lines must be able to call, as ISO codes such as V(GB). By default none is checked.",
}

ORG: dict[str, Prose] = {
    "connection": {
        "api_key": [
            "The private API key of the org. Each org has its own key, and a key works only in its own region.",
            "Keep it in Ansible Vault or in the environment, never in a playbook.",
        ],
        "region": "The region of the org. The service rejects a key of another region as invalid.",
        "api_url": [
            "URL of the API, such as that of the simulator. Overrides O(region).",
            "Plain HTTP is accepted only for loopback addresses, because it would expose the key.",
            "Set the key and the URL in the same place, both as options or both in the environment; otherwise the key is not sent.",
        ],
        "timeout": "Timeout in seconds for connecting and for each response. Increase it on a slow link.",
        "retries": [
            "How many times to retry a request after a 429, a 5xx or a dropped connection.",
            "A request that creates something is retried only after a 429 or when it was never sent. In all other cases the "
            "service is read first, so that no number is bought twice and no customer is called twice.",
            "A connection that cannot be opened is retried at most three times before the first response of the service.",
        ],
        "validate_certs": "Whether to verify the TLS certificate of the service. Disable it only for a test server.",
        "org_id": [
            "Expected id of the org. If the key belongs to another org, the task fails before anything is written.",
            "Where neither the limits of the org nor any of its objects reveal its id, it is not checked.",
        ],
    },
    "SIP authentication": {
        "realm": "The realm of the challenge. Default of the service: the SIP host of the region.",
        "username": "The user name that callers must present.",
        "password": "The password that callers must present.",
    },
    "org export": {
        "kinds": "Only objects of these kinds. Default: all.",
        "names": "Only objects whose name matches one of these patterns, such as V(Support *).",
        "portable": [
            "Omit all ids, so that the objects can be declared in another org, such as an empty one.",
            "An object or reference that can be identified only by its id is omitted, with a warning that names it.",
        ],
    },
    "drift": {
        "carriers": [
            "Carrier accounts, with the options of M(voiceops.vapi.vapi_carrier_info). Problems at the carrier are findings of the "
            "line, and count as drift when the line cannot receive calls.",
            "Only GET requests are sent to a carrier.",
        ],
        "lines": [
            "The declared lines, each with the options of M(voiceops.vapi.vapi_phone_number).",
            "With an empty list or no list, every line of the org is undeclared.",
        ],
        **{
            name: f"The declared {kind}, each with the options of M(voiceops.vapi.{module}). Without a list, no object of this kind is undeclared."
            for name, kind, module in _OBJECTS
        },
        "mode": "Default C(mode) of lines that do not set their own. See there for each mode.",
        "protected": "Patterns of names or numbers that may exist without being declared.",
        "only": "Limit reporting of undeclared lines and objects to these patterns of names or numbers. Default: all.",
        "fail": "Whether the task fails when there is drift, for example in a scheduled job.",
    },
    "adoption": {
        **LINES_CHOSEN,
        "org": "Name of the subdirectory of O(directory), usually the inventory host. It must not contain a slash.",
        "directory": "Directory with a subdirectory for each org, usually C(host_vars) beside the inventory.",
        "kinds": "Only objects of these kinds. Default: all.",
        "inventory_directory": [
            "Directory of the inventory. Paths of prompts and files below it are written relative to C(inventory_dir), so that "
            "the inventory can be moved.",
        ],
        "force": "Whether to overwrite a C(lines.yml) with different content. C(vault.yml) is never overwritten.",
        "filled_variables": "Variables that already have a value and need no placeholder in C(vault.yml).",
    },
    "comparison": {
        "other": "Name of the other org in reports.",
        "other_api_key": "The private API key of the other org.",
        "other_region": "The region of the other org. Default: O(region).",
        "other_api_url": "URL of the API for the other org. Default: O(api_url).",
        "org": "Name of this org in reports and of its report files.",
        "kinds": "Compare only objects of these kinds, in addition to the lines. Default: all.",
        "ignore": [
            "Fields of lines and objects to ignore, such as V(server.url) or V(model.temperature). A field includes everything "
            "below it, and may be a pattern such as V(hooks*).",
        ],
        "report_dir": "Directory for the reports in JSON, Markdown and HTML. By default no report is written.",
    },
    "restore": {
        "snapshot": "Path of the snapshot, or V(latest) for the oldest open snapshot of the org, else its newest one.",
        "snapshot_dir": "Directory in which M(voiceops.vapi.vapi_call_lines) and M(voiceops.vapi.vapi_org) save snapshots.",
        "state": "V(restored) restores objects and lines; V(proven) only closes the open snapshots of the org.",
        "open_only": "Whether to restore only open snapshots, and to do nothing when none is open.",
        **PACE,
    },
    "drift report": {
        "orgs": "The result of M(voiceops.vapi.vapi_drift_info) of each org, by the org's name; a failed result is reported as such.",
        "directory": "Directory for the reports.",
        "made": "Time of creation to show on the page. Without it, a second run writes identical files.",
    },
    "lint": {
        "lines": "The lines to lint, each with the options of M(voiceops.vapi.vapi_phone_number).",
        **{
            name: f"Declared {kind}, each with the options of M(voiceops.vapi.{module})."
            for name, kind, module in _OBJECTS
        },
        "org": "Name of this org. Its own entry in O(other_orgs) is ignored.",
        "other_orgs": "Numbers and SIP URIs that other orgs declare, as a list per org, to find duplicates.",
        "ignore": "Lint codes to ignore, each with a reason.",
        "retirement": [
            "Whether to read the org and report models that the service retires: V(retiring-model), and from that day on V(retired-model).",
            "Requires the key of the org. Each kind that is declared or named by a line is read once.",
            "Covers declared objects, assistants and squads that lines name, and members of squads. A model that the declaration replaces is not reported.",
        ],
        "fail": "Whether the task fails when there are findings that are not ignored.",
    },
    "probe": {
        "confirm": "Must be V(true) for the probe to run, because it writes to the org: it creates one line and deletes it.",
        "cleanup": "Whether to delete lines that interrupted probes left behind, instead of probing. Requires O(confirm).",
        "report_dir": "Directory for the facts and switches as a JSON file named after O(org), which the simulator can load.",
        "org": "Name of the org in its report.",
    },
    "service check": {
        "inventory_connection": [
            "The C(ansible_connection) of the host in the inventory, to detect a host that Ansible would connect to by SSH.",
            "Empty when the inventory does not set it.",
        ],
        "report_dir": [
            "Directory for the report as a JSON file named after O(org). By default no report is written.",
            "Only the owner can read the file, because it contains names and numbers of lines.",
        ],
        "org": "Name of the org in its report.",
        "fail": "Whether the task fails when a problem is found. Warnings never fail the task.",
    },
    "assistant": _object(
        "assistant",
        prompt="System message of the assistant, which can be kept in a separate file. Other messages of the model are not changed.",
    ),
    "squad": _object("squad"),
    "tool": {
        **_object("tool"),
        "name": "Name of the tool: 1 to 64 letters, digits, C(-) and C(_). The model uses this name.",
    },
    "credential": _object("credential"),
    "structured output": _object("structured output"),
    "file": _object(
        "file",
        src="Path of the content, on the machine that runs the task. Required to create the file.",
        content_check=[
            "How to compare O(src) with a file that was uploaded by other means, such as the dashboard. The service keeps no checksum of it.",
            "V(size) compares the sizes, so that other content of the same size is not noticed. V(download) downloads the content on every run.",
            "A file that this collection has uploaded has its SHA-256 in its metadata and is never downloaded.",
        ],
    ),
    "org": {
        "credentials": "Credentials of carriers, models, voices and servers.",
        "files": "Files for knowledge bases.",
        "tools": "Tools that assistants call.",
        "structured_outputs": "Data to extract from calls.",
        "assistants": "Assistants, which answer calls.",
        "squads": "Squads of assistants that hand calls over to each other.",
        **PACE,
        "on_error": "Whether to continue with the other objects after one has failed.",
        "prune": [
            "Whether to delete undeclared objects of the kinds whose list is given. Objects that something else uses once the run is over are kept.",
            "Limit it with O(max_deletions), O(protected) and O(only).",
        ],
        "max_deletions": "Maximum number of objects that O(prune) may delete. If there are more, nothing is written.",
        "protected": "Patterns of names, or whole ids, that O(prune) must never delete.",
        "only": "Limit O(prune) to these patterns of names, or whole ids.",
        "carriers": [
            "Carrier accounts, with the options of M(voiceops.vapi.vapi_carrier_info). Problems of the org's lines at the carrier "
            "are reported as warnings at the end of the task.",
            "Only GET requests are sent to a carrier.",
        ],
        "call_lines": [
            "The phone lines of the org. They are written after the objects that answer them.",
        ],
        "lint_ignore": [
            "Codes of warnings to ignore for this org, such as V(handoff-outside-squad), each with a reason.",
        ],
        "version_name": [
            "Name of the version that a change of an assistant, tool or squad creates, such as the job and the commit.",
            "The service keeps versions but does not record who used a key; this name does.",
        ],
        "snapshot_dir": [
            "Directory for snapshots. All objects and lines that are about to change or to be deleted are saved there in one file, "
            "which M(voiceops.vapi.vapi_call_lines_restore) can restore. Default: that of C(call_lines).",
            "A snapshot contains the contents of files, but no secrets, because the service does not return them.",
            "A run without changes saves no snapshot. If the snapshot cannot be saved, nothing is written.",
        ],
        "snapshots_kept": "Number of snapshots per org to keep in O(snapshot_dir). Older ones are deleted.",
    },
    "carrier accounts": _ACCOUNTS,
    "carrier query": {
        **_ACCOUNTS,
        "fail_on": "Fail when a line has a finding of one of these severities, such as V(silent) in a scheduled job.",
    },
    "Twilio account": {
        "account_sid": "SID of the account.",
        "auth_token": "Auth token of the account. Required unless an API key with its secret is set.",
        "api_key": "SID of an API key, as an alternative to the auth token. A read-only key is sufficient.",
        "api_secret": "Secret of O(api_key).",
        "api_url": _API_URL,
        "voice_api_url": "URL of the API for dialing permissions.",
    },
    "Telnyx account": {
        "name": "Display name of the account in messages.",
        "api_key": "API key of the account.",
        "api_url": _API_URL,
    },
    "Vonage account": {
        "name": "Display name of the account in messages.",
        "api_key": "API key of the account.",
        "api_secret": "Secret of the API key.",
        "api_url": _API_URL,
        "numbers_api_url": "URL of the API that lists the numbers.",
    },
}
