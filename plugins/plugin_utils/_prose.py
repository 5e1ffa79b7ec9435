# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each option is for, by the noun of its shape; types, limits, carriers and defaults come from the declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Union

Prose = Mapping[str, Union[str, Sequence[str]]]

_MESSAGE = "A text, or a mapping with C(type=custom-message) and C(content) or one of C(contents) for each language."

_GATES = {
    "allowed_numbers": "Patterns of numbers that may be called, such as V(+1415*); any other is refused before anything is dialled.",
    "do_not_call": "Patterns of numbers that must not be called, such as V(+1900*); they are refused before anything is dialled.",
    "do_not_call_files": "Files with such numbers, one in a line, or in the first column.",
    "calling_hours": "When calls may be made; outside, the task is refused before anything is dialled.",
}
_PACE = {
    "concurrency": [
        "How many requests to send at the same time. After 429 (too many requests) fewer are sent for a while.",
        "Lower it when other systems share the org's limits.",
    ],
    "retry_budget": "Seconds that 429 may hold up a request, or all of them while none gets through.",
}
_DATES = {
    f"{moment}_at_{bound}": f"Only those {moment} {word} this moment, an ISO 8601 time with its zone."
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
            "The private key of the org. Each org has its own, and a key works in its own region only.",
            "Keep it in a vault or hand it over by the environment, so that it stands in no playbook.",
        ],
        "region": "The region the org lives in. A key of another region looks like a wrong key.",
        "api_url": [
            "Another address of the API, such as the simulator's. It wins over O(region).",
            "Plain http is accepted for loopback addresses only, as it would send the key readable.",
            "A key is sent only to the address that came with it: set both as options or both in the environment.",
        ],
        "timeout": "Seconds to wait for the service to connect and to answer. Raise it on a slow link.",
        "retries": [
            "How often a request goes out again after 429, a 5xx or a cut connection.",
            "A request that creates something is sent again only after 429, or when it never left: otherwise the service is "
            "read first, so that no number is bought twice and no customer called twice.",
        ],
        "validate_certs": "Whether the service's certificate is checked. Turn it off for a test server only.",
        "org_id": [
            "The id of the org that the key has to belong to. With the key of another org the task fails before it writes.",
            "An org without any object cannot tell its id, and is not checked.",
        ],
    },
    "line": {
        "id": [
            "The number's own id. Give it to mean exactly this record, for example to rename or to re-number it.",
            "An id that is not there is an error; it never creates anything.",
        ],
        "provider": [
            "The carrier: V(vapi) buys a number or makes a SIP line at Vapi, the others import a number you have there.",
            "Needed to create a line; it cannot change afterwards.",
        ],
        "name": [
            "The line's name, for people. It need not be unique for imported numbers.",
            "It is how a bought number is found again, so O(provider=vapi) needs it: without a name nothing is bought.",
            "Null or an empty text clears it.",
        ],
        "number": [
            "The number in E.164 form, such as V(+14155550100). It identifies an imported line.",
            "An unquoted number, which YAML reads as an integer without its plus, is understood too.",
            "With O(provider=vapi) the service assigns the number; given here it only finds the line.",
        ],
        "number_desired_area_code": [
            "The US area code to buy a number in. Buying happens at once and cannot be undone.",
            "Only looked at when the line is created.",
        ],
        "number_e164_check_enabled": "Set it to V(false) for numbers of your own trunk that are not E.164, such as extensions.",
        "sip_uri": [
            "The SIP URI of a line without a number, such as V(sip:support@sip.vapi.ai). It identifies the line.",
            "Upper and lower case are the same.",
        ],
        "authentication": [
            "What inbound SIP INVITEs have to authenticate with. Without it anybody may call the SIP URI.",
            "Null removes it.",
        ],
        "credential_id": "The id of the credential, made in Vapi's dashboard, that reaches the number's carrier or SIP trunk.",
        "twilio_account_sid": "The Twilio account that owns the number.",
        "twilio_auth_token": "The account's auth token. Either this or an API key with its secret is needed to import.",
        "twilio_api_key": "A Twilio API key, instead of the auth token; it is ignored by the service when a token is given.",
        "twilio_api_secret": "The secret of O(twilio_api_key).",
        "sms_enabled": [
            "Whether Vapi takes the number's messages too. An import rewrites the number's messaging URL at Twilio unless "
            "this is V(false): set it so when another system handles your SMS.",
        ],
        "assistant": "The name (or id) of the assistant that answers. Exactly one assistant of the org must have it.",
        "assistant_id": "The id of the assistant that answers. Null clears the route.",
        "squad": "The name (or id) of the squad that answers. Setting a route clears the others in the same request.",
        "squad_id": "The id of the squad that answers. Null clears the route.",
        "workflow_id": "The id of a workflow. Workflows were retired by the service; null clears what is left of one.",
        "credential": "The name (or id) of the credential, instead of O(credential_id).",
        "route": [
            "V(server) removes assistant, squad and workflow, so that the O(server) is asked for each call.",
            "V(none) removes them too: only hooks and the fallback act.",
            "To route to an assistant or squad, give those instead.",
        ],
        "mode": [
            "V(normal), the same as leaving it out, is the line as it is declared. V(closed) says O(closed_message) to whoever "
            "calls, and no assistant answers: route, server, fallback and all other hooks are taken away. V(failover) transfers whoever "
            "calls to O(failover_destination): that takes the place of all other C(call.ringing) hooks.",
            "The way back to V(normal) is the declaration. What a mode takes away therefore has to be declared: O(hooks), and for "
            "V(closed) a route, and O(server) and O(fallback_destination) where the line has them. If not, nothing is written.",
        ],
        "closed_message": "What a caller hears in O(mode=closed).",
        "failover_destination": "Where a call goes in O(mode=failover).",
        "server": [
            "Your server: it gets the line's messages and, when the line has no other route, is asked who answers.",
            "It is replaced as a whole when any part of it changes. Null removes it.",
        ],
        "fallback_destination": [
            "Where a call goes when the line has no assistant or squad and its server fails to name one. A server that "
            "answers 5xx bypasses it: a C(call.ending) hook on C(assistant-request-*) is the net that holds.",
            "It is replaced as a whole when any part of it changes. Null removes it.",
        ],
        "hooks": [
            "What happens while the line rings and after a call could not be served, in this order.",
            "The list is the whole truth: what is not in it is removed, and an empty list removes all. Use "
            "M(voiceops.vapi.vapi_phone_hook) to manage one hook and leave the others alone.",
        ],
        "state": "V(absent) deletes the line: a bought number is released for good, an imported one stays at its carrier.",
        "update_secrets": [
            "Secrets cannot be read back and compared, so they are sent when the line is "
            "created. V(always) sends them with every run, for a rotation; such a run always reports a change.",
        ],
        "verify": "What happens when the service does not keep what was sent: a warning, a failure, or nothing.",
        "lint_ignore": "Codes of M(voiceops.vapi.vapi_call_lines_lint) that do not count for this line, each with the reason why.",
        "silent_reason": "Why this line answers no call on purpose; drift and the end of a run then do not report it.",
        "unresolved": [
            "What check mode does with the name of an assistant, squad or credential that does not exist: fail, as the "
            "run itself does, or warn.",
            "Set it to V(warn) where another task of the same run creates it.",
        ],
        "wait": "Wait until a bought number is active, as calls fail before. It takes one to five minutes.",
        "wait_timeout": "Seconds to wait at most. A second run waits on and does not buy again.",
        "wait_interval": "Seconds between two looks.",
    },
    "server": {
        "url": "Where the service sends its messages.",
        "headers": [
            "Headers of your own for each request, by name; they pass through as they are.",
            "An C(Authorization) header wins over O(credential_id): leave it out when there is a credential.",
        ],
        "timeout_seconds": "Seconds the service waits for your answer.",
        "credential_id": "The id of the credential that authenticates the service at your server.",
        "backoff_plan": "How the service repeats a request that failed. Without it nothing is repeated.",
        "static_ip_addresses_enabled": "Whether requests come from Vapi's fixed addresses, for a firewall.",
        "encrypted_paths": "Paths of the body that are encrypted, when the credential has an encryption plan.",
    },
    "backoff plan": {
        "type": "Whether the delay between two tries stays the same (V(fixed)) or grows (V(exponential)).",
        "max_retries": "How often a request is repeated after any answer that is not 2xx.",
        "base_delay_seconds": "Seconds before the first repetition.",
        "excluded_status_codes": "HTTP statuses of your server after which nothing is repeated.",
    },
    "SIP authentication": {
        "realm": "The realm of the challenge. The service takes the region's SIP host when it is left out.",
        "username": "The user name a caller has to give.",
        "password": "The password that goes with it.",
    },
    "destination": {
        "type": "Whether the call goes to a telephone number or to a SIP URI.",
        "number": "The number to transfer to, in E.164 form.",
        "number_e164_check_enabled": "Set it to V(false) to transfer to a number that is not E.164.",
        "extension": "The extension dialled after the number has answered.",
        "sip_uri": "The SIP URI to transfer to.",
        "sip_headers": "SIP headers of your own, by name; they pass through as they are.",
        "caller_id": [
            "The number the destination sees as the caller; your carrier has to let you use it.",
            "Left out, it is the caller's own number for an incoming call. A SIP transfer heeds it with C(sip_verb=dial) only.",
        ],
        "name": "The destination's name, for your reference. Fairly new: the service may not know it yet.",
        "message": [
            "What the caller hears before the transfer; left out, the service announces it in its own words.",
            "An empty text makes the transfer a silent one.",
            _MESSAGE,
        ],
        "description": "What the destination is for, so that an assistant can choose between several.",
        "transfer_plan": "How the transfer is made, and what each side hears. Left out, it is a blind transfer.",
    },
    "transfer plan": {
        "mode": [
            "V(blind-transfer) hands the call over without a word, V(blind-transfer-add-summary-to-sip-header) with a summary "
            "in the header C(X-Transfer-Summary).",
            "The V(warm-transfer-say-*) modes call the destination first and say the message or summary; those that wait for "
            "the operator do so once somebody has spoken.",
            "V(warm-transfer-twiml) runs O(twiml) on the destination's leg. V(warm-transfer-experimental) puts the caller on "
            "hold, notices a voicemail, and falls back on O(fallback_plan).",
        ],
        "message": ["What the destination hears before it is connected, in the modes that say a message.", _MESSAGE],
        "timeout": "Seconds to wait for the operator to speak first, in the modes that wait for it.",
        "sip_verb": "How a SIP transfer is made: V(refer) asks your PBX to take over, V(bye) ends the leg, V(dial) calls the destination itself.",
        "dial_timeout": "Seconds to let the destination ring, with O(sip_verb=dial).",
        "hold_audio_url": "An audio file (MP3 or WAV, publicly reachable) for the caller on hold, with O(mode=warm-transfer-experimental).",
        "transfer_complete_audio_url": "An audio file, such as a beep, for the destination after its message, with O(mode=warm-transfer-experimental).",
        "context_engineering_plan": "How much of the conversation the transferring assistant gets, with O(mode=warm-transfer-experimental).",
        "twiml": [
            "TwiML for the destination's leg before the caller is connected, with O(mode=warm-transfer-twiml).",
            "It knows Play, Say, Gather, Hangup and Pause.",
        ],
        "summary_plan": "How the summary is made, in the modes that give one.",
        "sip_headers_in_refer_to_enabled": "Whether the destination's SIP headers also go into the Refer-To URI.",
        "fallback_plan": [
            "What the caller hears when the destination is busy, unreachable or no human.",
            "Heeded with O(mode=warm-transfer-experimental), and by blind SIP transfers where the org has that enabled.",
        ],
    },
    "context engineering plan": {
        "type": "All messages, none, or the last few.",
        "max_messages": "How many of the last messages.",
    },
    "summary plan": {
        "enabled": "Whether a summary is made.",
        "messages": "A prompt of your own for the summary, a list of messages with C(role) and C(content); they pass through as they are.",
        "timeout_seconds": "Seconds to try before there is no summary.",
    },
    "transfer fallback plan": {
        "message": ["What the caller hears.", _MESSAGE],
        "end_call_enabled": "Whether the call ends afterwards; otherwise the assistant goes on.",
    },
    "hook": {
        "event": [
            "V(call.ringing) acts before the assistant answers; V(call.ending) acts when a call could not be served.",
            "A sentence on V(call.ringing) ends the call: use it to turn callers away. The greeting is the assistant's first message.",
            "The API's own name is C(on). Unquoted, YAML reads that key as true; it is understood all the same.",
        ],
        "filters": "When the hook acts; without filters always.",
        "do": [
            "What to do. Of several actions on C(call.ringing) the service runs the first only, and C(call.ending) takes "
            "one; a single mapping may be written instead of a list.",
        ],
    },
    "hook filter": {
        "type": "Follows from the event and need not be written.",
        "key": "Follows from the event and need not be written.",
        "starts_with": "Beginnings of the caller's number, written without a plus, for C(call.ringing).",
        "one_of": "Reasons for which the call could not be served, for C(call.ending).",
    },
    "hook action": {
        "type": "Say a sentence, or transfer the call.",
        "exact": "The sentence to say, word for word.",
        "destination": "Where to transfer the call.",
    },
    "hook of a number": {
        "phone_number": "The line: its name, number, SIP URI or id.",
        "state": "Whether the hook should exist.",
        "position": "Where a new hook goes, counted from 0; at the end when it is left out. An existing one keeps its place.",
    },
    "customer": {
        "number": "The number to call, in E.164 form.",
        "number_e164_check_enabled": "Set it to V(false) to call a number that is not E.164 over your own trunk.",
        "extension": "The extension dialled after the number has answered, for somebody behind a switchboard.",
        "sip_uri": "The SIP URI to call, instead of a number.",
        "name": "The customer's name, for your reference.",
        "email": "The customer's e-mail address, for your reference.",
        "external_id": "The customer's id in a system of yours.",
        "assistant_overrides": "Changes to the assistant for this customer; they pass through as they are.",
        "squad_overrides": "Changes to the squad's members for this customer, when a squad calls; they pass through as they are.",
        "timezone": "The customer's time zone, for C(calling_hours) with V(customer), such as V(America/Chicago).",
    },
    "retry": {
        "outcomes": "Outcomes after which a contact is called again. V(not_called) means that the campaign ended without a call.",
        "attempts": "Follow-up calls to one contact at most, the first call aside.",
        "after": "Time between the end of the last call and the follow-up, such as V(4h).",
    },
    "schedule plan": {
        "earliest_at": "The earliest moment to dial, an ISO 8601 time with its zone.",
        "latest_at": "The latest moment to dial. Left out, there is no latest one.",
    },
    "transient phone number": {
        "twilio_phone_number": "The Twilio number to call from.",
        "twilio_account_sid": "The Twilio account that owns it.",
        "twilio_auth_token": "The account's auth token.",
        "twilio_api_key": "An API key instead of the token.",
        "twilio_api_secret": "The API key's secret.",
        "sms_enabled": "Whether Vapi takes the number's messages.",
        "name": "A name for your reference.",
        "assistant_id": "The id of an assistant.",
        "squad_id": "The id of a squad.",
        "workflow_id": "The id of a workflow.",
        "server": "Your server, as a line that is imported has it.",
        "fallback_destination": "Where a call goes that cannot be served.",
        "hooks": "Hooks of the number.",
    },
    "expectation": {
        "ended_reason": "Accepted ended reasons, in the service's words.",
        "outcome": "Accepted outcomes, see RV(call.outcome).",
        "status": "The expected status.",
        "minimum_duration": "The shortest accepted duration in seconds.",
        "maximum_duration": "The longest accepted duration in seconds.",
        "maximum_cost": "The highest accepted cost in US dollars.",
        "transcript": "A regular expression to find in the transcript.",
    },
    "calling hours": {
        "start": "When calling begins, as V('09:00') in quotes.",
        "end": "When calling ends, as V('17:30') in quotes. Before the start means: on the next day.",
        "timezone": [
            "The time zone's name, such as V(Europe/Berlin), or V(customer) for the zone of each customer.",
            "That is the C(timezone) of the customer, else the zones of the area code in North America, all of which have to "
            "be open, else the zone of a country that has one.",
        ],
        "days": "The days of the week on which calls are made; every day when it is left out.",
    },
    "call": {
        "id": "The id of a call, to end it with O(state=absent).",
        "name": [
            "A name that makes the call unique: within O(unique_within) each callee is called once under it from a line, "
            "however often the play runs. A call that never rang does not count.",
            "Without a name every run places another call.",
        ],
        "phone_number": "The line to call from: its name, number, SIP URI or id.",
        "phone_number_id": "The id of the line to call from.",
        "phone_number_definition": "A Twilio number to call from that is not imported.",
        "customer": "Whom to call.",
        "customers": [
            "Several customers at once; each has a call of its own, and refusals are reported one by one.",
            "With O(name), those who were called already are left out. An empty list places no call.",
        ],
        "customer_id": "The id of a customer known to the service.",
        "assistant": "The name (or id) of the assistant that speaks.",
        "assistant_id": "The id of the assistant that speaks.",
        "assistant_definition": "A whole assistant for this call only; it passes through as it is.",
        "assistant_overrides": "Changes to the assistant for this call, such as C(variableValues); they pass through as they are.",
        "assistant_version": "The version of the assistant to use, with O(assistant) or O(assistant_id); the latest when it is left out.",
        "squad": "The name (or id) of the squad that speaks.",
        "squad_id": "The id of the squad that speaks.",
        "squad_version": "The version of the squad to use. Fairly new: the service may not know it yet.",
        "squad_definition": "A whole squad for this call only; it passes through as it is.",
        "squad_overrides": "Changes to the squad's members for this call; they pass through as they are.",
        "workflow_id": "The id of a workflow; workflows were retired by the service.",
        "workflow": "A whole workflow for this call only; it passes through as it is.",
        "workflow_overrides": "Changes to the workflow for this call; they pass through as they are.",
        "transport": "Details of the call's transport, with its C(provider); they pass through as they are.",
        "schedule_plan": [
            "Dial later. Assistant, number and customer are read again at that time.",
            "A call that is scheduled already is not moved: end it (O(state=absent)), then schedule it anew.",
        ],
        "state": [
            "V(absent) cancels a call that is scheduled or queued and hangs up one that is live. With O(name), it ends all calls "
            "of that name, or those to O(customer) or O(customers) where they are given.",
            "An ended call is left alone unless O(erase) is set.",
        ],
        "unresolved": [
            "Whether check mode fails too when no assistant or squad has the given name. V(warn) lets it go on, for runs whose "
            "earlier tasks create them.",
        ],
        "unique_within": [
            "Seconds for which O(name) is unique. Default: 86400 (a day).",
            "With V(0) no earlier call is looked for: every run places another one.",
        ],
        "wait": "Wait for the call, and return how it went.",
        "wait_for": "What to wait for: the end, or that somebody answered. A call that ends first is waited for no longer.",
        "wait_timeout": "Seconds to wait at most. The call goes on; with a name, a second run waits on.",
        "wait_interval": "Seconds between two looks.",
        "expect": [
            "Requirements for the finished call. The task fails, naming what differs, when they are not met. Needs O(wait).",
            "Transcript and cost arrive some time after the end and are waited for, see O(artifact_timeout).",
        ],
        "artifacts": "Parts of a call to return that are long or hold what was said. Default: none of them.",
        "artifact_timeout": [
            "Seconds to wait after a call's end for its transcript and cost, where O(expect) or O(artifacts) needs them. "
            "Default: 180.",
            "A cost that is not known by then does not meet C(maximum_cost).",
        ],
        "erase": "With O(state=absent): erase the data and recordings of a call that has ended. This cannot be undone.",
        "respect_concurrency": [
            "Call only as many customers as the org's concurrency limit leaves free; the others are returned as RV(postponed), "
            "and a second run calls them.",
            "The limit is O(concurrency_limit), else what the service's answers say, else ten.",
        ],
        "concurrency_limit": "The org's limit of calls at the same time, for O(respect_concurrency), where it is not ten.",
        **_GATES,
        "max_calls": "How many calls this task may place at most; more are refused before anything is dialled.",
    },
    "fleet": {
        "lines": [
            "The lines of the org, each with the options of M(voiceops.vapi.vapi_phone_number).",
            "All are checked before anything is read, and all are planned before anything is written.",
        ],
        "state": "State of lines without their own C(state).",
        "mode": "Mode of lines without their own C(mode), which explains each.",
        "mode_override": "Whether O(mode) also holds for lines with another mode of their own.",
        "select": [
            "Limit the run to these of the declared lines, by name, number, SIP URI or id.",
            "A selection that fits no declared line is an error. Not together with O(prune).",
        ],
        "create": [
            "Whether lines that do not exist are created. Set it to V(false) to change existing lines only.",
            "Then the missing ones are returned in RV(missing), and a line at fault does not hold up the others.",
        ],
        "unresolved": [
            "What check mode does with the name of an assistant, squad or credential that does not exist: fail, as the "
            "run itself does, or warn.",
            "Set it to V(warn) where another task of the same run creates it.",
        ],
        "answering": "Return which lines answer their calls, and why the others do not.",
        **_PACE,
        "on_error": "Whether the other lines are still written after one has failed. The task fails either way, naming them.",
        "prune": [
            "Delete the numbers of the org that are not declared. Refused without any declared line, when not the whole "
            "org could be read, and for a number that a scheduled or live call or a campaign uses.",
        ],
        "max_deletions": "How many numbers O(prune) may delete; if it were more, nothing is written at all.",
        "protected": "Patterns of names or numbers that O(prune) never deletes.",
        "only": "Patterns of names or numbers that O(prune) is limited to.",
        "snapshot_dir": [
            "The folder in which everything that is about to change is saved before anything is written, to be put back by "
            "the playbook C(voiceops.vapi.restore). Without it nothing is saved.",
            "It is made, for its owner only, where there is none. A relative path counts from where Ansible was started.",
            "A run that changes nothing saves nothing; one that cannot save its snapshot writes nothing at all.",
        ],
        "lint": [
            "Whether to look first at what the lines mean, as M(voiceops.vapi.vapi_call_lines_lint) does, before anything is read.",
            "V(warn) tells each finding once for all lines that have it; V(fail) stops the task.",
        ],
        "snapshot_open": [
            "Whether the snapshot stays open until the change is proven: it is never deleted, and a restore begins at the oldest one.",
            "M(voiceops.vapi.vapi_call_lines_restore) closes it, with C(state=proven) or by a restore.",
        ],
        "lint_ignore": "Codes that do not count for all of these lines, each with the reason why.",
        "snapshots_kept": "How many snapshots of an org stay in O(snapshot_dir); older ones are deleted.",
    },
    "export": {
        "names": "Only lines whose name fits one of these patterns, such as V(Support *).",
        "providers": "Only lines of these carriers.",
        "numbers": "Only lines whose number or SIP URI fits one of these patterns, such as V(+1415*).",
        "portable": [
            "Leave out every id, so that the lines can be declared in another org that has assistants, squads and credentials "
            "of the same names.",
            "A line or a reference that nothing but an id tells apart is left out, with a warning that names the line.",
        ],
    },
    "org export": {
        "kinds": "Only objects of these kinds. Default: all.",
        "names": "Only objects whose name fits one of these patterns, such as V(Support *).",
        "portable": [
            "Leave out every id, so that the objects can be declared in another org, such as an empty one.",
            "An object or a reference that nothing but an id tells apart is left out, with a warning that names it.",
        ],
    },
    "list of calls": {
        "calls": "The calls, each with the options of M(voiceops.vapi.vapi_call).",
    },
    "list of loopback calls": {
        "loopbacks": "The loopback calls. Those to different lines run at the same time.",
    },
    "loopback call": {
        "name": "What the proof is called in results, reports and the service's list of calls.",
        "caller": "The line that calls: its name, number, SIP URI or id.",
        "line": "The line that is called and has to answer: its name, number, SIP URI or id.",
        "assistant": "The name (or id) of the assistant that speaks as the caller. One that says a sentence and hangs up keeps the proof short.",
        "squad": "The name (or id) of a squad that speaks as the caller, instead of O(assistant).",
        "answered_by": "The name (or id) of the assistant or squad that has to answer. Default: the line's own route.",
        "expect": "Requirements for the caller's leg. Default: its outcome is V(ok).",
        "expect_inbound": "Requirements for the line's leg. Default: its outcome is V(ok).",
        "wait_timeout": "Seconds to wait for each leg at most.",
        "wait_interval": "Seconds between two looks.",
        "artifact_timeout": "Seconds to wait after the end for transcript and cost, where an expectation needs them.",
    },
    "drift": {
        "carriers": [
            "Accounts at carriers, with the options of M(voiceops.vapi.vapi_carrier_info). What is wrong with a line there is a "
            "finding of the line; it counts as drift where calls do not come in.",
            "A carrier is sent nothing but GET.",
        ],
        "lines": [
            "The declared lines, each with the options of M(voiceops.vapi.vapi_phone_number).",
            "With an empty list, or without any list, every line of the org is undeclared.",
        ],
        **{
            name: f"The declared {kind}, each with the options of M(voiceops.vapi.{module}). Left out, none is undeclared."
            for name, kind, module in _OBJECTS
        },
        "mode": "Mode of lines without their own C(mode), which explains each.",
        "protected": "Patterns of names or numbers that may be there without being declared.",
        "only": "Limit reporting of what is undeclared to these patterns of names or numbers (default: all).",
        "fail": "Whether the task fails when something drifts, as a schedule needs it.",
    },
    "adoption": {
        "names": "Only lines whose name fits one of these patterns, such as V(Support *).",
        "providers": "Only lines of these carriers.",
        "numbers": "Only lines whose number or SIP URI fits one of these patterns, such as V(+1415*).",
        "portable": [
            "Leave out every id, so that the lines can be declared in another org that has assistants, squads and credentials "
            "of the same names.",
            "A line or a reference that nothing but an id tells apart is left out, with a warning that names the line.",
        ],
        "org": "The name of the folder below O(directory), usually the inventory host. A name with a slash is refused.",
        "directory": "The folder with a folder for each org, usually C(host_vars) beside the inventory.",
        "kinds": "Only objects of these kinds. Default: all.",
        "inventory_directory": [
            "The folder of the inventory. Paths of prompts and contents below it are written from C(inventory_dir) on, so "
            "that the inventory can move.",
        ],
        "force": "Whether a C(lines.yml) with other content is overwritten. C(vault.yml) never is.",
        "filled_variables": "Variables that have a value already, so that no secret is missing for them.",
    },
    "comparison": {
        "other": "The name of the org to compare with, as reports show it.",
        "other_api_key": "The private key of the other org.",
        "other_region": "The region of the other org. Default: O(region).",
        "other_api_url": "Another address of the API for the other org. Default: O(api_url).",
        "org": "The name of this org, as reports show it, and of its report files.",
        "kinds": "Compare only objects of these kinds, besides the lines. Default: all.",
        "ignore": [
            "Fields of lines and objects that may differ, such as V(server.url) or V(model.temperature); a field covers what "
            "is below it, and may be a pattern such as V(hooks*).",
        ],
        "report_dir": "The folder for a JSON, a Markdown and an HTML file. Without it no file is written.",
    },
    "restore": {
        "snapshot": "The file of the snapshot, or V(latest): the oldest open one of the org, else its newest one.",
        "snapshot_dir": "The folder in which M(voiceops.vapi.vapi_call_lines) and M(voiceops.vapi.vapi_org) save snapshots.",
        "state": "V(restored) puts objects and lines back; V(proven) only closes the open snapshots of the org.",
        "open_only": "Restore open snapshots only, and do nothing when none is open.",
        **_PACE,
    },
    "rotation": {
        "twilio_account_sid": "The Twilio account whose lines get the secrets. An account without a line is an error.",
        "twilio_auth_token": "The new auth token. Give it, or O(twilio_api_key) and O(twilio_api_secret).",
        "twilio_api_key": "A new Twilio API key. The service ignores it on a line that has an auth token.",
        "twilio_api_secret": "The secret of O(twilio_api_key).",
        **_PACE,
    },
    "proof": {
        "org": "The name of the org, as reports show it, and of its report files.",
        "calls": "Smoke calls. Without other options they are placed anew, awaited, and expected to end well.",
        "loopbacks": "Calls from one line of the org to another.",
        "carriers": [
            "Accounts at carriers, with the options of M(voiceops.vapi.vapi_carrier_info). Each line of theirs is a proof: at its "
            "carrier nothing may keep calls from coming in.",
            "A carrier is sent nothing but GET.",
        ],
        "simulations": "Simulation suites that have to pass, made in Vapi's dashboard. Each run costs what its conversations cost.",
        "planned": [
            "Lines that another task creates, as they are declared.",
            "With it, check mode refuses proofs with a line that is neither there nor among them.",
        ],
        "report_dir": "The folder for a JSON, a JUnit and an HTML file. Without it no file is written.",
    },
    "simulation": {
        "suite": "The name (or id) of the suite.",
        "assistant": "The name (or id) of the assistant that has to pass. Without it and O(squad) the only one that the suite is assigned to.",
        "squad": "The name (or id) of the squad that has to pass, instead of O(assistant).",
        "iterations": "How often each simulation of the suite is run.",
        "transport": "How the conversations are held: V(vapi.websocket) by voice, V(vapi.webchat) in writing, which is faster. The service decides without it.",
        "wait_timeout": "Seconds to wait for the end of the run.",
        "wait_interval": "Seconds between two looks at the run.",
    },
    "drift report": {
        "orgs": "The result of M(voiceops.vapi.vapi_drift_info) of each org, by the org's name; a failed result is reported as such.",
        "directory": "The folder for the reports.",
        "made": "The time to show in the page. Without one a second run writes the same files.",
    },
    "lint": {
        "lines": "The lines to look at, each with the options of M(voiceops.vapi.vapi_phone_number).",
        "credentials": "Declared credentials, each with the options of M(voiceops.vapi.vapi_credential).",
        "files": "Declared files, each with the options of M(voiceops.vapi.vapi_file).",
        "tools": "Declared tools, each with the options of M(voiceops.vapi.vapi_tool).",
        "structured_outputs": "Declared structured outputs, each with the options of M(voiceops.vapi.vapi_structured_output).",
        "assistants": "Declared assistants, each with the options of M(voiceops.vapi.vapi_assistant).",
        "squads": "Declared squads, each with the options of M(voiceops.vapi.vapi_squad).",
        "org": "The name of this org; its own entry in O(other_orgs) does not count.",
        "other_orgs": "Numbers and SIP URIs that other orgs declare, as a list for each org, to find what is declared twice.",
        "ignore": "Codes that do not count here, each with the reason why.",
        "fail": "Whether the task fails when something is found that is not ignored.",
    },
    "probe": {
        "confirm": "Whether to do anything at all. A probe writes to the org: it makes one line, and deletes it.",
        "cleanup": "Whether to delete lines that killed probes left behind, instead of probing. Needs O(confirm).",
        "report_dir": "A folder for the facts and switches as JSON, a file with the name of O(org), as the simulator takes it.",
        "org": "The org's name, for its report.",
    },
    "service check": {
        "inventory_connection": [
            "The host's C(ansible_connection) as the inventory has it, to find a host that Ansible would log in to.",
            "Empty where the inventory does not set it.",
        ],
        "report_dir": [
            "A folder for the report as JSON: a file with the name of O(org). No report is written without it.",
            "Only its owner can read the file, as it names lines and numbers of the org.",
        ],
        "org": "The org's name, for its report.",
        "fail": "Whether the task fails when there is a problem. Warnings never fail it.",
    },
    "number query": {
        "id": "Only the number with this id.",
        "number": "Only this number.",
        "sip_uri": "Only this SIP URI, upper and lower case being the same.",
        "name": "Only numbers with exactly this name.",
        "provider": "Only numbers of this carrier.",
        "status": "Only numbers with this status.",
        "search": "Only numbers whose name, number or SIP URI contains this text.",
        **_DATES,
        "answering": "Also tell whether each number answers, and if not, why. Assistants and squads are read for it.",
    },
    "call artifacts": {
        "dest": "Folder of the files, one folder per call id below it. Files are readable for their owner only.",
        "call_ids": "Save these calls. Without it, all ended calls that the other options select.",
        "phone_number": "Save only calls of this line: its name, number, SIP URI or id.",
        "kinds": [
            "What to save. V(mono), V(stereo), V(customer), V(assistant) and V(video) are recordings, V(pcap) is the packet "
            "capture of the SIP leg, V(call_logs) the service's log.",
            "V(transcript), V(structured_outputs) and V(call) are read from the call itself; URLs and secrets are left out.",
        ],
        "created_at_ge": "Save only calls created at or after this moment, an ISO 8601 time with its zone.",
        "created_at_lt": "Save only calls created before this moment, an ISO 8601 time with its zone.",
        "newer_than": "Save only calls created within this time, such as V(14d). For a scheduled job.",
        "older_than": [
            "Remove local copies of calls that were saved longer ago than this, such as V(90d), to keep a retention period.",
            "Only folders that this module has made are removed.",
        ],
        **_PACE,
    },
    "campaign": {
        "name": [
            "The name under which each contact is called once.",
            "Campaigns of the service have it as their name, with the window or the number of the follow-up behind it.",
        ],
        "state": "V(absent) cancels what has not been called yet. Calls that are live go on.",
        "phone_number": "The line to call from: its name, number or id. The service refuses free Vapi numbers.",
        "phone_number_id": "The id of the line to call from.",
        "assistant": "The name (or id) of the assistant that speaks.",
        "assistant_id": "The id of the assistant that speaks.",
        "assistant_overrides": "Changes to the assistant for all contacts; they pass through as they are.",
        "squad": "The name (or id) of the squad that speaks.",
        "squad_id": "The id of the squad that speaks.",
        "squad_overrides": "Changes to the squad's members for all contacts; they pass through as they are.",
        "customers": "The contacts. Two of one number are an error.",
        "customers_file": [
            "A CSV file with the contacts, UTF-8, with a header. Columns are C(number), C(name) and other options of "
            "O(customers); any other column is a variable value of its name.",
            "A row at fault is named by its line, and nothing is sent then.",
        ],
        "max_concurrency": "How many calls the campaign may have at the same time. Default of the service: 10.",
        "schedule_plan": [
            "When to call at the earliest and at the latest.",
            "The service tries for an hour to place all calls; contacts that it does not get to are V(not_called).",
        ],
        "server": "Your server for messages about the campaign.",
        "server_messages": "The messages that your server gets.",
        "predial_plan": "Ask O(server) before each call whether the contact may be called; it passes through as it is.",
        "generation": "The generation of the service's campaigns. V(v2) is not enabled in every org.",
        "unresolved": "Whether check mode fails too when no assistant or squad has the given name.",
        **_GATES,
        "calling_hours": [
            "When contacts may be called. Each is sent in a campaign of the next window in which all its zones are open.",
            "A contact whose zone is not known is skipped with a warning.",
        ],
        "do_not_call": "Patterns of numbers that must not be called, such as V(+1900*). These contacts are skipped.",
        "do_not_call_files": "Files with such numbers, one in a line, or in the first column. These contacts are skipped.",
        "max_contacts": "How many contacts one run may send at most; more are refused before anything is sent.",
        "retry": "Call those again who were not reached, each in a follow-up campaign.",
        "wait": "Wait for the end of all campaigns and follow-ups. O(wait_timeout) has to cover the windows.",
        "wait_timeout": "Seconds to wait at most. The campaign goes on; a second run waits on.",
        "wait_interval": "Seconds between two looks.",
    },
    "list of campaigns": {
        "campaigns": "The campaigns, each with the options of M(voiceops.vapi.vapi_campaign).",
    },
    "campaign query": {
        "name": "Only the campaigns of this name, with their windows and follow-ups.",
        "id": "Only the campaign with this id.",
        "status": "Only campaigns with one of these statuses.",
        "contacts": "Also return what became of each contact. Calls are read for it.",
        "generation": "The generation of the service's campaigns.",
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
        "limit": "How many calls to return at most.",
    },
}
PROSE["contact"] = {
    **PROSE["customer"],
    "variable_values": "Values for the variables of the prompt, by name.",
}
PROSE["hook of a number"] = {**PROSE["hook"], **PROSE["hook of a number"]}

_NAME = "Name of the object in the org, by which it is found. Required to create it."
_DEFINITION = [
    "The object in the service's own JSON. What is declared is a part of what the service has; null removes a setting.",
    "Under keys that refer to other objects a name may stand for an id. Leave it out to keep everything as it is.",
]


def _object(noun: str, **own: str | Sequence[str]) -> Prose:
    """The options of an object of an org, and those that only this kind has."""
    return {
        "id": f"Id of the {noun}. Use it to rename one, or where several have the same name.",
        "name": _NAME,
        "definition": _DEFINITION,
        "update_secrets": [
            "When to send the secrets of O(definition), which cannot be read back. V(always) sends them with every run, for a "
            "rotation, and such a run always reports a change.",
        ],
        "state": f"Whether the {noun} should exist. V(absent) deletes it.",
        **own,
    }


PROSE.update(
    {
        "assistant": _object(
            "assistant",
            prompt="The assistant's system message, so that it can live in a file of its own. Other messages of the model stay.",
        ),
        "squad": _object("squad"),
        "tool": {
            **_object("tool"),
            "name": "Name of the tool: 1 to 64 letters, digits, C(-) and C(_). The model calls it so.",
        },
        "credential": _object("credential"),
        "structured output": _object("structured output"),
        "file": _object(
            "file", src="Path of the content on the machine that runs the task. Required to create the file."
        ),
        "org": {
            "credentials": "Credentials of carriers, models, voices and servers.",
            "files": "Files for knowledge bases.",
            "tools": "Tools that assistants call.",
            "structured_outputs": "What to extract from calls.",
            "assistants": "Assistants, which answer calls.",
            "squads": "Squads of assistants that hand calls over to each other.",
            **_PACE,
            "on_error": "Whether to try the other objects after one has failed. V(stop) tries no more.",
            "prune": [
                "Delete what is not declared, of the kinds whose list is given. Never what an undeclared object still uses.",
                "Narrow it with O(max_deletions), O(protected) and O(only).",
            ],
            "max_deletions": "Refuse to prune more objects than this, so that a wrong inventory deletes little.",
            "protected": "Never prune objects whose name or id fits one of these patterns.",
            "only": "Prune only objects whose name or id fits one of these patterns.",
            "carriers": [
                "Accounts at carriers, with the options of M(voiceops.vapi.vapi_carrier_info): at the end of the task, what is "
                "wrong there with the org's lines is a warning.",
                "A carrier is sent nothing but GET.",
            ],
            "call_lines": [
                "The org's phone lines, written after the objects that answer them; the lists that both need are read once.",
            ],
            "lint_ignore": [
                "Codes of warnings that do not count for this org, each with the reason why, such as V(handoff-outside-squad).",
            ],
            "version_name": [
                "Name for the version that a change of an assistant, tool or squad makes, such as the job and the commit.",
                "The service keeps versions but does not tell who used a key; this tells.",
            ],
            "snapshot_dir": [
                "Save what is about to change or to be deleted, objects and lines, in one file of this folder, to be put back "
                "by M(voiceops.vapi.vapi_call_lines_restore). Default: that of C(call_lines).",
                "Secrets are not in it, as the service does not show them; contents of files are.",
                "A run that changes nothing saves nothing; one that cannot save its snapshot writes nothing at all.",
            ],
            "snapshots_kept": "How many snapshots of an org stay in O(snapshot_dir); older ones are deleted.",
        },
    }
)

_API_URL = "Another address of the carrier's API, such as the simulator's or a proxy's."
_ACCOUNTS = {
    "twilio": "Twilio accounts whose numbers are lines of the org.",
    "telnyx": "Telnyx accounts whose numbers are lines of the org.",
    "vonage": "Vonage accounts whose numbers are lines of the org.",
    "countries": "Countries that the lines have to be able to call, as two capital letters. Without it, none is checked.",
}

PROSE.update(
    {
        "carrier accounts": _ACCOUNTS,
        "carrier query": {
            **_ACCOUNTS,
            "fail_on": "Fail when a line has a finding of one of these severities, such as V(silent) on a schedule.",
        },
        "Twilio account": {
            "account_sid": "SID of the account.",
            "auth_token": "Auth token of the account. Give it, or an API key with its secret.",
            "api_key": "SID of an API key, so that the auth token need not be here. One that may only read is enough.",
            "api_secret": "Secret of O(api_key).",
            "api_url": _API_URL,
            "voice_api_url": "Another address of the API that knows the dialing permissions.",
        },
        "Telnyx account": {
            "name": "Name of the account in messages.",
            "api_key": "API key of the account.",
            "api_url": _API_URL,
        },
        "Vonage account": {
            "name": "Name of the account in messages.",
            "api_key": "API key of the account.",
            "api_secret": "Secret of the API key.",
            "api_url": _API_URL,
            "numbers_api_url": "Another address of the API that lists the numbers.",
        },
    }
)
