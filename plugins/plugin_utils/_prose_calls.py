# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each option of calls, batches, campaigns and proofs is for. Types, limits and defaults come from the declaration."""

from __future__ import annotations

from ansible_collections.voiceops.vapi.plugins.plugin_utils._prose_shared import DATES, PACE, Prose

_GATES = {
    "allowed_numbers": "Call only numbers that match one of these patterns, such as V(+1415*). Any other number is refused before a call is placed.",
    "do_not_call": "Never call numbers that match one of these patterns, such as V(+1900*). They are refused before a call is placed.",
    "do_not_call_files": "Files that list numbers never to call, one per line or in the first column of a CSV file. A file without any content is an error.",
    "calling_hours": "Hours within which calls may be placed. Outside these hours the task fails before a call is placed.",
}

CALLS: dict[str, Prose] = {
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
        **PACE,
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
        "do_not_call_files": "Files that list numbers never to call, one per line or in the first column of a CSV file. These contacts are skipped. A file without any content is an error.",
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
        **DATES,
        "limit": "Maximum number of calls to return.",
    },
}
CALLS["contact"] = {
    **CALLS["customer"],
    "variable_values": "Values of the variables in the prompt, by name.",
}
