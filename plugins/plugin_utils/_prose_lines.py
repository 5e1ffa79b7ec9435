# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each option of lines, hooks and fleets is for. Types, limits and defaults come from the declaration."""

from __future__ import annotations

from ansible_collections.voiceops.vapi.plugins.plugin_utils._prose_shared import DATES, LINES_CHOSEN, PACE, Prose

_MESSAGE = "A string, or a mapping with C(type=custom-message) and either C(content) or a list of C(contents), one entry per language."

LINES: dict[str, Prose] = {
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
        **PACE,
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
    "export": LINES_CHOSEN,
    "rotation": {
        "twilio_account_sid": "The Twilio account whose lines get the new secrets. An account without lines is an error.",
        "twilio_auth_token": "The new auth token. Required unless O(twilio_api_key) and O(twilio_api_secret) are set.",
        "twilio_api_key": "A new Twilio API key. The service ignores it on a line that has an auth token.",
        "twilio_api_secret": "The secret of O(twilio_api_key).",
        **PACE,
    },
    "number query": {
        "id": "Only the number with this id.",
        "number": "Only this number.",
        "sip_uri": "Only this SIP URI. It is not case-sensitive.",
        "name": "Only numbers with exactly this name.",
        "provider": "Only numbers of this carrier.",
        "status": "Only numbers with this status.",
        "search": "Only numbers whose name, number or SIP URI contains this text.",
        **DATES,
        "answering": "Whether to also return which numbers answer, and why the others do not. This reads assistants and squads.",
    },
}
LINES["hook of a number"] = {**LINES["hook"], **LINES["hook of a number"]}
