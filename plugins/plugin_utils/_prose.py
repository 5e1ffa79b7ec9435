# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each option is for, by the noun of its shape; types, limits, carriers and defaults come from the declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Union

Prose = Mapping[str, Union[str, Sequence[str]]]

_MESSAGE = "A string, or a mapping with C(type=custom-message) and either C(content) or a list of C(contents), one entry per language."

_GATES = {
    "allowed_numbers": "Call only numbers that match one of these patterns, such as V(+1415*). Any other number is refused before a call is placed.",
    "do_not_call": "Never call numbers that match one of these patterns, such as V(+1900*). They are refused before a call is placed.",
    "do_not_call_files": "Files that list numbers never to call, one per line or in the first column of a CSV file.",
    "calling_hours": "Hours within which calls may be placed. Outside these hours the task fails before a call is placed.",
}
_PACE = {
    "concurrency": [
        "Maximum number of requests in flight. It is reduced for a while after a 429 (too many requests).",
        "Lower it when other systems use the same API key.",
    ],
    "retry_budget": "Maximum time in seconds to keep retrying after 429, for one request or while no request succeeds.",
}
_DATES = {
    f"{moment}_at_{bound}": f"Return only items {moment} {word} this time, in ISO 8601 format with a time zone."
    for moment in ("created", "updated")
    for bound, word in (("gt", "after"), ("ge", "at or after"), ("lt", "before"), ("le", "at or before"))
}

_OBJECTS = (
    ("credentials", "credentials", "vapi_credential"),
    ("files", "files", "vapi_file"),
    ("tools", "tools", "vapi_tool"),
    ("structured_outputs", "structured outputs", "vapi_structured_output"),
    ("assistants", "assistants", "vapi_assistant"),
    ("squads", "squads", "vapi_squad"),
)

PROSE: dict[str, Prose] = {
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
    "line": {
        "id": [
            "The id of the phone number. Set it to select exactly this record, for example to rename it.",
            "An unknown id is an error; no line is created.",
        ],
        "provider": [
            "The carrier. V(vapi) buys a number or creates a SIP line at Vapi; the others import a number that you already own.",
            "Required to create a line. It cannot be changed afterwards.",
        ],
        "name": [
            "Display name of the line. It need not be unique for imported numbers.",
            "A number bought from Vapi is identified by its name, so O(provider=vapi) requires one.",
            "Set it to null or an empty string to clear it.",
        ],
        "number": [
            "The number in E.164 format, such as V(+14155550100). It identifies an imported line.",
            "An unquoted number is accepted too, although YAML reads it as an integer without the plus.",
            "With O(provider=vapi) the service assigns the number; setting it here only identifies an existing line.",
        ],
        "number_desired_area_code": [
            "The US area code in which to buy a number. The purchase is immediate and cannot be undone.",
            "Used only when the line is created.",
        ],
        "number_e164_check_enabled": "Set to V(false) for numbers on your own SIP trunk that are not in E.164 format, such as extensions.",
        "sip_uri": [
            "The SIP URI of a line without a number, such as V(sip:support@sip.vapi.ai). It identifies the line.",
            "It is not case-sensitive.",
        ],
        "authentication": [
            "Credentials that inbound SIP INVITEs must present. Without them, anyone can call the SIP URI.",
            "Set it to null to remove it.",
        ],
        "credential_id": "The id of the credential for the number's carrier or SIP trunk.",
        "twilio_account_sid": "The Twilio account that owns the number.",
        "twilio_auth_token": "The auth token of the account. An import requires either the token or an API key with its secret.",
        "twilio_api_key": "A Twilio API key, as an alternative to the auth token. The service ignores it when a token is set.",
        "twilio_api_secret": "The secret of O(twilio_api_key).",
        "sms_enabled": [
            "Whether Vapi also handles SMS for the number. An import overwrites the number's messaging webhook at Twilio unless "
            "this is V(false). Set it to V(false) when another system handles your SMS.",
        ],
        "assistant": "The name (or id) of the assistant that answers. The name must be unique in the org.",
        "assistant_id": "The id of the assistant that answers. Set it to null to clear the route.",
        "squad": "The name (or id) of the squad that answers. Setting a route clears the others in the same request.",
        "squad_id": "The id of the squad that answers. Set it to null to clear the route.",
        "workflow_id": "The id of a workflow. The service has retired workflows; set it to null to clear what is left of one.",
        "credential": "The name (or id) of the credential, as an alternative to O(credential_id).",
        "route": [
            "V(server) removes assistant, squad and workflow, so that O(server) decides who answers each call.",
            "V(none) removes them too, so that only hooks and the fallback apply.",
            "To route to an assistant or squad, set those options instead.",
        ],
        "mode": [
            "V(normal) is the line as declared, and the default. V(closed) plays O(closed_message) to every caller; no assistant "
            "answers, because route, server, fallback and all other hooks are removed. V(failover) transfers every caller to "
            "O(failover_destination); this replaces all other C(call.ringing) hooks.",
            "Returning to V(normal) restores the declaration, so everything that a mode removes must be declared: O(hooks), and for "
            "V(closed) also a route, O(server) and O(fallback_destination) where the line has them. Otherwise the task fails "
            "before anything is written.",
        ],
        "closed_message": "The sentence that callers hear with O(mode=closed).",
        "failover_destination": "Where calls are transferred with O(mode=failover).",
        "server": [
            "Your server. It receives the line's messages and, when the line has no other route, decides who answers.",
            "It is replaced as a whole when any part of it changes. Set it to null to remove it.",
        ],
        "fallback_destination": [
            "Where a call is transferred when the line has no assistant or squad and its server does not name one. It does not "
            "apply when the server answers with a 5xx; use a C(call.ending) hook on C(assistant-request-*) for that.",
            "It is replaced as a whole when any part of it changes. Set it to null to remove it.",
        ],
        "hooks": [
            "Actions to take while the line rings and after a call could not be served, in this order.",
            "The list is authoritative: hooks that are not in it are removed, and an empty list removes all. Use "
            "M(voiceops.vapi.vapi_phone_hook) to manage a single hook.",
        ],
        "state": "V(absent) deletes the line. A bought number is released for good; an imported one stays at its carrier.",
        "update_secrets": [
            "When to send secrets. They cannot be read back and compared, so by default they are sent only when the line is "
            "created. V(always) sends them on every run, for example to rotate them, and always reports a change.",
        ],
        "verify": "What to do when the service does not store what was sent.",
        "lint_ignore": "Codes of M(voiceops.vapi.vapi_call_lines_lint) to ignore for this line, each with a reason.",
        "silent_reason": "Why this line deliberately answers no calls. With a reason, it is not reported as silent.",
        "unresolved": [
            "Whether check mode fails or warns when an assistant, squad or credential of the given name does not exist.",
            "Set it to V(warn) when another task of the same run creates it.",
        ],
        "wait": "Whether to wait until a bought number is active, which takes one to five minutes. Calls fail until then.",
        "wait_timeout": "Maximum time to wait, in seconds. A second run continues to wait and does not buy again.",
        "wait_interval": "Interval between polls, in seconds.",
    },
    "server": {
        "url": "The URL to which the service sends its messages.",
        "headers": [
            "Custom HTTP headers for each request, by name. They are passed through unchanged.",
            "An C(Authorization) header takes precedence over O(credential_id); do not set both.",
        ],
        "timeout_seconds": "How long the service waits for a response, in seconds.",
        "credential_id": "The id of the credential with which the service authenticates at your server.",
        "backoff_plan": "How the service retries failed requests. Without it, there are no retries.",
        "static_ip_addresses_enabled": "Whether requests come from Vapi's static IP addresses, which a firewall can allow.",
        "encrypted_paths": "Paths in the body to encrypt, when the credential has an encryption plan.",
    },
    "backoff plan": {
        "type": "Whether the delay between retries is constant (V(fixed)) or grows (V(exponential)).",
        "max_retries": "Maximum number of retries after a response other than 2xx.",
        "base_delay_seconds": "Delay before the first retry, in seconds.",
        "excluded_status_codes": "HTTP status codes after which a request is not retried.",
    },
    "SIP authentication": {
        "realm": "The realm of the challenge. Default of the service: the SIP host of the region.",
        "username": "The user name that callers must present.",
        "password": "The password that callers must present.",
    },
    "destination": {
        "type": "Whether to transfer to a phone number or to a SIP URI.",
        "number": "The number to transfer to, in E.164 format.",
        "number_e164_check_enabled": "Set to V(false) to transfer to a number that is not in E.164 format.",
        "extension": "The extension to dial once the number has answered.",
        "sip_uri": "The SIP URI to transfer to.",
        "sip_headers": "Custom SIP headers, by name. They are passed through unchanged.",
        "caller_id": [
            "The caller ID shown to the destination. Your carrier must allow it.",
            "By default, the caller's own number for an incoming call. A SIP transfer uses it only with C(sip_verb=dial).",
        ],
        "name": "Name of the destination, for your reference. It is new in the API and may be rejected.",
        "spoken_message": [
            "What the caller hears before the transfer. By default, the service plays its own announcement.",
            "Set it to an empty string to transfer silently.",
            _MESSAGE,
        ],
        "description": "Purpose of the destination, so that an assistant can choose between several.",
        "transfer_plan": "How to transfer, and what each side hears. Default: a blind transfer.",
    },
    "transfer plan": {
        "mode": [
            "V(blind-transfer) hands over the call without an announcement, V(blind-transfer-add-summary-to-sip-header) with a "
            "summary in the header C(X-Transfer-Summary).",
            "The V(warm-transfer-say-*) modes call the destination first and play the message or summary; those that wait for "
            "the operator do so once the operator has spoken.",
            "V(warm-transfer-twiml) runs O(twiml) on the destination's leg. V(warm-transfer-experimental) puts the caller on "
            "hold, detects voicemail, and falls back to O(fallback_plan).",
        ],
        "spoken_message": [
            "What the destination hears before it is connected, in the modes that say a message.",
            _MESSAGE,
        ],
        "timeout": "How long to wait for the operator to speak, in seconds, in the modes that wait.",
        "sip_verb": "SIP method of the transfer: V(refer) asks your PBX to take over, V(bye) ends the leg, V(dial) calls the destination.",
        "dial_timeout": "How long to let the destination ring, in seconds, with O(sip_verb=dial).",
        "hold_audio_url": "URL of an audio file (MP3 or WAV, publicly reachable) for the caller on hold, with O(mode=warm-transfer-experimental).",
        "transfer_complete_audio_url": "URL of an audio file, such as a beep, to play to the destination after the message, "
        "with O(mode=warm-transfer-experimental).",
        "context_engineering_plan": "How much of the conversation to pass to the transferring assistant, with O(mode=warm-transfer-experimental).",
        "twiml": [
            "TwiML for the destination's leg before the caller is connected, with O(mode=warm-transfer-twiml).",
            "Supported verbs: Play, Say, Gather, Hangup and Pause.",
        ],
        "summary_plan": "How to create the summary, in the modes that use one.",
        "sip_headers_in_refer_to_enabled": "Whether to add the SIP headers of the destination to the Refer-To URI as well.",
        "fallback_plan": [
            "What the caller hears when the destination is busy, unreachable or not a human.",
            "Used with O(mode=warm-transfer-experimental), and by blind SIP transfers where this is enabled for the org.",
        ],
    },
    "context engineering plan": {
        "type": "Whether to pass all messages, none, or only the last ones.",
        "max_messages": "Number of last messages to pass.",
    },
    "summary plan": {
        "enabled": "Whether to create a summary.",
        "messages": "Custom prompt for the summary, as a list of messages with C(role) and C(content). They are passed through unchanged.",
        "timeout_seconds": "How long to try to create the summary, in seconds.",
    },
    "transfer fallback plan": {
        "spoken_message": ["What the caller hears.", _MESSAGE],
        "end_call_enabled": "Whether to end the call afterwards. Otherwise the assistant continues.",
    },
    "hook": {
        "event": [
            "V(call.ringing) triggers before the assistant answers, V(call.ending) when a call could not be served.",
            "A V(say) action on V(call.ringing) ends the call. Use it to turn callers away; to greet them, set the assistant's first message.",
            "The API calls it C(on). That key is accepted too, even unquoted, when YAML reads it as true.",
        ],
        "filters": "Conditions for the hook. Without filters, it always applies.",
        "do": [
            "The actions. On C(call.ringing) the service runs only the first one, and C(call.ending) accepts only one. "
            "A single mapping may be given instead of a list.",
        ],
    },
    "hook filter": {
        "type": "Set from the event; it can be omitted.",
        "key": "Set from the event; it can be omitted.",
        "starts_with": "Prefixes of the caller's number, without the plus, for C(call.ringing).",
        "one_of": "Reasons why the call could not be served, for C(call.ending).",
    },
    "hook action": {
        "type": "Whether to say a sentence or to transfer the call.",
        "exact": "The sentence to say, word for word.",
        "destination": "Where to transfer the call.",
    },
    "hook of a number": {
        "phone_number": "The line: its name, number, SIP URI or id.",
        "state": "Whether the hook should exist.",
        "position": "Position of a new hook, counted from 0. Default: at the end. An existing hook keeps its position.",
    },
    "customer": {
        "number": "The number to call, in E.164 format.",
        "number_e164_check_enabled": "Set to V(false) to call a number that is not in E.164 format over your own SIP trunk.",
        "extension": "The extension to dial once the number has answered.",
        "sip_uri": "The SIP URI to call, as an alternative to O(number).",
        "name": "Name of the customer, for your reference.",
        "email": "E-mail address of the customer, for your reference.",
        "external_id": "Id of the customer in your own system.",
        "assistant_overrides": "Overrides of the assistant for this customer. They are passed through unchanged.",
        "squad_overrides": "Overrides of the squad members for this customer, when a squad calls. They are passed through unchanged.",
        "timezone": "Time zone of the customer, such as V(America/Chicago), for C(calling_hours) with V(customer).",
    },
    "retry": {
        "outcomes": "Outcomes after which to call a contact again. V(not_called) means that the campaign ended before the contact was called.",
        "attempts": "Maximum number of follow-up calls to a contact, not counting the first call.",
        "after": "Time to wait between the last call and the follow-up, such as V(4h).",
    },
    "schedule plan": {
        "earliest_at": "The earliest time to call, in ISO 8601 format with a time zone.",
        "latest_at": "The latest time to call. Default: no limit.",
    },
    "transient phone number": {
        "twilio_phone_number": "The Twilio number to call from.",
        "twilio_account_sid": "The Twilio account that owns it.",
        "twilio_auth_token": "The account's auth token.",
        "twilio_api_key": "An API key, as an alternative to the token.",
        "twilio_api_secret": "The API key's secret.",
        "sms_enabled": "Whether Vapi handles SMS for the number.",
        "name": "Name of the number, for your reference.",
        "assistant_id": "The id of an assistant.",
        "squad_id": "The id of a squad.",
        "workflow_id": "The id of a workflow.",
        "server": "Your server, with the options of an imported line.",
        "fallback_destination": "Where to transfer calls that cannot be served.",
        "hooks": "Hooks of the number.",
    },
    "expectation": {
        "ended_reason": "Accepted ended reasons, as the service names them.",
        "outcome": "Accepted outcomes. See RV(call.outcome).",
        "status": "The expected status.",
        "minimum_duration": "Minimum duration in seconds.",
        "maximum_duration": "Maximum duration in seconds.",
        "maximum_cost": "Maximum cost in US dollars.",
        "transcript": [
            "A regular expression that the transcript must match.",
            "An expression that repeats a repetition, such as V((a+\\)+), is refused. A search is stopped after one second "
            "of computing, and the expectation fails.",
        ],
    },
    "calling hours": {
        "start": "Start of the calling hours, quoted, such as V('09:00').",
        "end": "End of the calling hours, quoted, such as V('17:30'). A time before O(start) is on the next day.",
        "timezone": [
            "Name of the time zone, such as V(Europe/Berlin), or V(customer) for the time zone of each customer.",
            "V(customer) uses the C(timezone) of the customer, else all time zones of the North American area code, else the time "
            "zone of the country if it has only one.",
        ],
        "days": "Days of the week on which calls may be placed. Default: every day.",
    },
    "call": {
        "id": "The id of a call, to end it with O(state=absent).",
        "name": [
            "A name that makes the call unique. Within O(unique_within), a line calls each callee once under this name, however "
            "often the play runs. A call that never rang does not count.",
            "Without a name, every run places another call.",
        ],
        "phone_number": "The line to call from: its name, number, SIP URI or id.",
        "phone_number_id": "The id of the line to call from.",
        "phone_number_definition": "A Twilio number to call from that is not imported into the org.",
        "customer": "The customer to call.",
        "customers": [
            "Several customers. Each gets a call, and failures are reported for each customer.",
            "With O(name), customers who have already been called are skipped. An empty list places no call.",
        ],
        "customer_id": "The id of a customer known to the service.",
        "assistant": "The name (or id) of the assistant that speaks.",
        "assistant_id": "The id of the assistant that speaks.",
        "assistant_definition": "A complete assistant for this call only. It is passed through unchanged.",
        "assistant_overrides": "Overrides of the assistant for this call, such as C(variableValues). They are passed through unchanged.",
        "assistant_version": "Version of the assistant given by O(assistant) or O(assistant_id). Default: the latest.",
        "squad": "The name (or id) of the squad that speaks.",
        "squad_id": "The id of the squad that speaks.",
        "squad_version": "Version of the squad. It is new in the API and may be rejected.",
        "squad_definition": "A complete squad for this call only. It is passed through unchanged.",
        "squad_overrides": "Overrides of the squad members for this call. They are passed through unchanged.",
        "workflow_id": "The id of a workflow. The service has retired workflows.",
        "workflow": "A complete workflow for this call only. It is passed through unchanged.",
        "workflow_overrides": "Overrides of the workflow for this call. They are passed through unchanged.",
        "transport": "Transport of the call, with its C(provider). It is passed through unchanged.",
        "schedule_plan": [
            "Place the call later. The service reads assistant, number and customer at that time.",
            "A scheduled call is not rescheduled. Cancel it with O(state=absent), then schedule it again.",
        ],
        "state": [
            "V(absent) cancels a scheduled or queued call and hangs up a live one. With O(name), it ends all calls of that name, or "
            "only those to O(customer) or O(customers) if given.",
            "An ended call is not changed unless O(erase) is set.",
        ],
        "unresolved": [
            "Whether check mode fails or warns when no assistant or squad has the given name. Set it to V(warn) when an earlier "
            "task of the same run creates it.",
        ],
        "unique_within": [
            "How long O(name) is unique, in seconds. Default: 86400 (a day).",
            "With V(0), earlier calls are ignored and every run places another call.",
        ],
        "wait": "Whether to wait for the call and return its result.",
        "wait_for": "Whether to wait until the call has ended or until it is answered. Waiting stops when the call ends.",
        "wait_timeout": "Maximum time to wait, in seconds. The call continues afterwards. With a name, a second run continues to wait.",
        "wait_interval": "Interval between polls, in seconds.",
        "expect": [
            "Requirements for the finished call. The task fails and reports the differences when they are not met. Requires O(wait).",
            "Transcript and cost arrive some time after the end of the call. See O(artifact_timeout).",
        ],
        "artifacts": "Large or confidential parts of the call to return. Default: none.",
        "artifact_timeout": [
            "How long to wait for transcript and cost after the end of the call, in seconds, when O(expect) or O(artifacts) "
            "requires them. Default: 180.",
            "If the cost is unknown by then, C(maximum_cost) is not met.",
        ],
        "erase": "Whether O(state=absent) erases the data and recordings of an ended call. This cannot be undone.",
        "respect_concurrency": [
            "Call only as many customers as the concurrency limit of the org allows. The others are returned as RV(postponed), "
            "and a second run calls them.",
            "The limit is O(concurrency_limit), else the one that the service reports, else 10.",
        ],
        "concurrency_limit": "Concurrency limit of the org for O(respect_concurrency), if it is not 10.",
        **_GATES,
        "max_calls": "Maximum number of calls per task. If there are more, the task fails before a call is placed.",
    },
    "fleet": {
        "lines": [
            "The phone lines of the org, each with the options of M(voiceops.vapi.vapi_phone_number).",
            "All lines are validated before anything is read, and planned before anything is written.",
        ],
        "state": "Default C(state) of lines that do not set their own.",
        "mode": "Default C(mode) of lines that do not set their own. See there for each mode.",
        "mode_override": "Whether O(mode) overrides the mode of lines that set their own.",
        "select": [
            "Limit the run to these declared lines, by name, number, SIP URI or id.",
            "A selection that matches no declared line is an error. Cannot be combined with O(prune).",
        ],
        "create": [
            "Whether to create lines that do not exist. Set it to V(false) to change only existing lines.",
            "With V(false), missing lines are returned in RV(missing), and an invalid line does not stop the others.",
        ],
        "unresolved": [
            "Whether check mode fails or warns when an assistant, squad or credential of the given name does not exist.",
            "Set it to V(warn) when another task of the same run creates it.",
        ],
        "answering": "Whether to return which lines answer calls, and why the others do not.",
        **_PACE,
        "on_error": "Whether to continue with the other lines after one has failed. The task fails in both cases and names the failed lines.",
        "prune": [
            "Whether to delete the numbers of the org that are not declared. Refused when no line is declared, when the org could "
            "not be read completely, and for a number that a scheduled or live call or a campaign uses.",
        ],
        "max_deletions": "Maximum number of numbers that O(prune) may delete. If there are more, nothing is written.",
        "protected": "Patterns of names or numbers that O(prune) must never delete.",
        "only": "Limit O(prune) to these patterns of names or numbers.",
        "snapshot_dir": [
            "Directory for snapshots. Everything that is about to change is saved there before anything is written, so that the "
            "playbook C(voiceops.vapi.restore) can restore it. By default no snapshot is saved.",
            "It is created with mode 0700 if it does not exist. A relative path is relative to the working directory of Ansible.",
            "A run without changes saves no snapshot. If the snapshot cannot be saved, nothing is written.",
        ],
        "lint": [
            "Whether to lint the lines first, as M(voiceops.vapi.vapi_call_lines_lint) does, before anything is read.",
            "V(warn) reports each finding once for all lines that have it; V(fail) stops the task.",
            "With O(answering), models that the service retires are reported too (V(retiring-model), V(retired-model)).",
        ],
        "snapshot_open": [
            "Whether to keep the snapshot open until the change is proven. An open snapshot is never deleted, and a restore starts with the oldest one.",
            "M(voiceops.vapi.vapi_call_lines_restore) closes it, with C(state=proven) or by a restore.",
        ],
        "lint_ignore": "Lint codes to ignore for all of these lines, each with a reason.",
        "snapshots_kept": "Number of snapshots per org to keep in O(snapshot_dir). Older ones are deleted.",
    },
    "export": {
        "names": "Only lines whose name matches one of these patterns, such as V(Support *).",
        "providers": "Only lines of these carriers.",
        "numbers": "Only lines whose number or SIP URI matches one of these patterns, such as V(+1415*).",
        "portable": [
            "Omit all ids, so that the lines can be declared in another org that has assistants, squads and credentials with "
            "the same names.",
            "A line or reference that can be identified only by its id is omitted, with a warning that names the line.",
        ],
    },
    "org export": {
        "kinds": "Only objects of these kinds. Default: all.",
        "names": "Only objects whose name matches one of these patterns, such as V(Support *).",
        "portable": [
            "Omit all ids, so that the objects can be declared in another org, such as an empty one.",
            "An object or reference that can be identified only by its id is omitted, with a warning that names it.",
        ],
    },
    "list of calls": {
        "calls": "The calls, each with the options of M(voiceops.vapi.vapi_call).",
    },
    "list of loopback calls": {
        "loopbacks": "The loopback calls. Calls to different lines run in parallel.",
    },
    "loopback call": {
        "name": "Name of the proof in results, reports and the service's list of calls.",
        "caller": "The calling line: its name, number, SIP URI or id.",
        "line": "The called line, which must answer: its name, number, SIP URI or id.",
        "assistant": "The name (or id) of the assistant that speaks as the caller. An assistant that says one sentence and hangs up keeps the proof short.",
        "squad": "The name (or id) of the squad that speaks as the caller, as an alternative to O(assistant).",
        "answered_by": "The name (or id) of the assistant or squad that must answer. Default: the route of the line.",
        "expect": "Requirements for the caller's leg. Default: its outcome is V(ok).",
        "expect_inbound": "Requirements for the line's leg. Default: its outcome is V(ok).",
        "wait_timeout": "Maximum time to wait for each leg, in seconds.",
        "wait_interval": "Interval between polls, in seconds.",
        "artifact_timeout": "How long to wait for transcript and cost after the end of the call, in seconds, when an expectation requires them.",
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
        "names": "Only lines whose name matches one of these patterns, such as V(Support *).",
        "providers": "Only lines of these carriers.",
        "numbers": "Only lines whose number or SIP URI matches one of these patterns, such as V(+1415*).",
        "portable": [
            "Omit all ids, so that the lines can be declared in another org that has assistants, squads and credentials with "
            "the same names.",
            "A line or reference that can be identified only by its id is omitted, with a warning that names the line.",
        ],
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
        **_PACE,
    },
    "rotation": {
        "twilio_account_sid": "The Twilio account whose lines get the new secrets. An account without lines is an error.",
        "twilio_auth_token": "The new auth token. Required unless O(twilio_api_key) and O(twilio_api_secret) are set.",
        "twilio_api_key": "A new Twilio API key. The service ignores it on a line that has an auth token.",
        "twilio_api_secret": "The secret of O(twilio_api_key).",
        **_PACE,
    },
    "proof": {
        "org": "Name of the org in reports and of its report files.",
        "calls": "Smoke calls. By default each is placed on every run, waited for, and expected to end with the outcome V(ok).",
        "loopbacks": "Calls from one line of the org to another.",
        "carriers": [
            "Carrier accounts, with the options of M(voiceops.vapi.vapi_carrier_info). Each of their lines is a proof, which fails "
            "when a problem at the carrier prevents incoming calls.",
            "Only GET requests are sent to a carrier.",
        ],
        "simulations": "Simulation suites from Vapi's dashboard that must pass. Each run is charged for its conversations.",
        "planned": [
            "Declared lines that another task creates.",
            "With this list, check mode rejects proofs of lines that neither exist nor are listed.",
        ],
        "report_dir": "Directory for the reports in JSON, JUnit XML and HTML. By default no report is written.",
    },
    "simulation": {
        "suite": "The name (or id) of the suite.",
        "assistant": "The name (or id) of the assistant that must pass. Default: the only assistant or squad that the suite is assigned to.",
        "squad": "The name (or id) of the squad that must pass, as an alternative to O(assistant).",
        "iterations": "How many times to run each simulation of the suite.",
        "transport": "Transport of the conversations: V(vapi.websocket) for voice, V(vapi.webchat) for text, which is faster. By default the service decides.",
        "wait_timeout": "Maximum time to wait for the end of the run, in seconds.",
        "wait_interval": "Interval between polls, in seconds.",
    },
    "drift report": {
        "orgs": "The result of M(voiceops.vapi.vapi_drift_info) of each org, by the org's name; a failed result is reported as such.",
        "directory": "Directory for the reports.",
        "made": "Time of creation to show on the page. Without it, a second run writes identical files.",
    },
    "lint": {
        "lines": "The lines to lint, each with the options of M(voiceops.vapi.vapi_phone_number).",
        "credentials": "Declared credentials, each with the options of M(voiceops.vapi.vapi_credential).",
        "files": "Declared files, each with the options of M(voiceops.vapi.vapi_file).",
        "tools": "Declared tools, each with the options of M(voiceops.vapi.vapi_tool).",
        "structured_outputs": "Declared structured outputs, each with the options of M(voiceops.vapi.vapi_structured_output).",
        "assistants": "Declared assistants, each with the options of M(voiceops.vapi.vapi_assistant).",
        "squads": "Declared squads, each with the options of M(voiceops.vapi.vapi_squad).",
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
    "number query": {
        "id": "Only the number with this id.",
        "number": "Only this number.",
        "sip_uri": "Only this SIP URI. It is not case-sensitive.",
        "name": "Only numbers with exactly this name.",
        "provider": "Only numbers of this carrier.",
        "status": "Only numbers with this status.",
        "search": "Only numbers whose name, number or SIP URI contains this text.",
        **_DATES,
        "answering": "Whether to also return which numbers answer, and why the others do not. This reads assistants and squads.",
    },
    "call artifacts": {
        "dest": "Directory for the files, with a subdirectory per call id. Only the owner can read the files.",
        "call_ids": "Save only these calls. Not together with options that select calls. Default: all ended calls that those select.",
        "phone_number": "Save only calls of this line: its name, number, SIP URI or id.",
        "kinds": [
            "Artifacts to save. V(mono), V(stereo), V(customer), V(assistant) and V(video) are recordings, V(pcap) is the packet "
            "capture of the SIP leg, V(call_logs) is the log of the service.",
            "V(transcript), V(structured_outputs) and V(call) are read from the call itself, without URLs and secrets.",
        ],
        "created_at_ge": "Save only calls created at or after this time, in ISO 8601 format with a time zone.",
        "created_at_lt": "Save only calls created before this time, in ISO 8601 format with a time zone.",
        "newer_than": "Save only calls created within this period, such as V(14d), for example in a scheduled job.",
        "older_than": [
            "Remove local copies that are older than this, such as V(90d), to comply with a retention period.",
            "Only directories that this module has created are removed. Calls that ended before this are not saved.",
        ],
        **_PACE,
    },
    "campaign": {
        "name": [
            "Name of the campaign. Each contact is called once under this name.",
            "The service shows it as the name of each campaign, followed by the window or the number of the follow-up. "
            "A name that itself ends like this, such as C(Spring part 2), is an error.",
        ],
        "state": "V(absent) cancels calls that have not been placed yet. Live calls continue.",
        "phone_number": "The line to call from: its name, number or id. The service does not accept free Vapi numbers.",
        "phone_number_id": "The id of the line to call from.",
        "assistant": "The name (or id) of the assistant that speaks.",
        "assistant_id": "The id of the assistant that speaks.",
        "assistant_overrides": "Overrides of the assistant for all contacts. They are passed through unchanged.",
        "squad": "The name (or id) of the squad that speaks.",
        "squad_id": "The id of the squad that speaks.",
        "squad_overrides": "Overrides of the squad members for all contacts. They are passed through unchanged.",
        "customers": "The contacts. Duplicate numbers are an error.",
        "customers_file": [
            "A CSV file (UTF-8, with a header) with the contacts. Columns are C(number), C(name) and other options of "
            "O(customers). Any other column sets the variable of that name.",
            "If a row is invalid, the task fails with its line number and nothing is sent.",
        ],
        "max_concurrency": [
            "Maximum number of concurrent calls of the campaign. Default of the service: 10.",
            "With O(generation=v2), the default is the limit of the org, if recent calls report it.",
        ],
        "schedule_plan": [
            "The earliest and the latest time to call.",
            "The service tries to place all calls within an hour. Contacts that it does not reach in this time are V(not_called).",
        ],
        "server": "Your server for messages about the campaign.",
        "server_messages": "Types of messages that your server receives.",
        "predial_plan": "Ask O(server) before each call whether the contact may be called. It is passed through unchanged.",
        "generation": "Generation of the campaign API. V(v2) is not enabled for every org.",
        "unresolved": "Whether check mode fails or warns when no assistant or squad has the given name.",
        **_GATES,
        "calling_hours": [
            "Hours within which contacts may be called. Each contact is called in the next window that is open in all its time zones.",
            "A contact whose time zone is unknown is skipped with a warning.",
        ],
        "do_not_call": "Never call numbers that match one of these patterns, such as V(+1900*). These contacts are skipped.",
        "do_not_call_files": "Files that list numbers never to call, one per line or in the first column of a CSV file. These contacts are skipped.",
        "max_contacts": "Maximum number of contacts to call in a run, follow-ups included. If there are more, the task fails before anything is sent.",
        "retry": "Call contacts again who were not reached, in follow-up campaigns.",
        "wait": "Whether to wait for the end of all campaigns and follow-ups. O(wait_timeout) must cover all windows.",
        "wait_timeout": "Maximum time to wait, in seconds. The campaign continues afterwards; a second run continues to wait.",
        "wait_interval": "Interval between polls, in seconds.",
    },
    "list of campaigns": {
        "campaigns": "The campaigns, each with the options of M(voiceops.vapi.vapi_campaign).",
    },
    "campaign query": {
        "name": "Only campaigns of this name, including their windows and follow-ups.",
        "id": "Only the campaign with this id.",
        "status": "Only campaigns with one of these statuses.",
        "contacts": "Whether to return the result of each contact. This reads the calls.",
        "generation": "Generation of the campaign API.",
    },
    "call query": {
        "id": "Only the call with this id.",
        "phone_number": "Only calls of this line: its name, number, SIP URI or id.",
        "phone_number_id": "Only calls of the line with this id.",
        "assistant": "Only calls of the assistant with this name (or id).",
        "assistant_id": "Only calls of the assistant with this id.",
        "name": "Only calls with exactly this name.",
        "status": "Only calls with one of these statuses.",
        "customer": "Only calls to this number or SIP URI.",
        **_DATES,
        "limit": "Maximum number of calls to return.",
    },
}
PROSE["contact"] = {
    **PROSE["customer"],
    "variable_values": "Values of the variables in the prompt, by name.",
}
PROSE["hook of a number"] = {**PROSE["hook"], **PROSE["hook of a number"]}

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


PROSE.update(
    {
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
            **_PACE,
            "on_error": "Whether to continue with the other objects after one has failed.",
            "prune": [
                "Whether to delete undeclared objects of the kinds whose list is given. Objects that something else uses once the run is over are kept.",
                "Limit it with O(max_deletions), O(protected) and O(only).",
            ],
            "max_deletions": "Maximum number of objects that O(prune) may delete. If there are more, nothing is written.",
            "protected": "Patterns of names or ids that O(prune) must never delete.",
            "only": "Limit O(prune) to these patterns of names or ids.",
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
    }
)

_API_URL = "URL of the carrier's API, such as that of the simulator or a proxy."
_ACCOUNTS = {
    "twilio": "Twilio accounts whose numbers are lines of the org.",
    "telnyx": "Telnyx accounts whose numbers are lines of the org.",
    "vonage": "Vonage accounts whose numbers are lines of the org.",
    "countries": "Countries that the lines must be able to call, as ISO codes such as V(GB). By default none is checked.",
}

PROSE.update(
    {
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
)
