# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals of the service that are known, and what helps against each."""

from __future__ import annotations

import re
from typing import NamedTuple


class Remedy(NamedTuple):
    """What a refusal means: a pattern of the service's words, such words, why it says so, and the fix."""

    words: str
    sample: str
    why: str
    fix: str


REFUSALS: dict[str, tuple[Remedy, ...]] = {
    "Keys and connection": (
        Remedy(
            r"Invalid Key",
            "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa.",
            "The key is a public one, of another region, or deleted.",
            "Use the private key of this org, and the region it lives in (region: us or eu).",
        ),
        Remedy(
            r"Missing Authorization Header",
            "Missing Authorization Header.",
            "The key did not reach the API.",
            "Check that api_url leads to the Vapi API and that no gateway drops the Authorization header.",
        ),
        Remedy(
            r"error code: 1010",
            "error code: 1010",
            "Cloudflare in front of Vapi refuses this client.",
            "Check proxies between this machine and the API.",
        ),
        Remedy(
            r"HTTP 404 to GET /credential",
            "HTTP 404 to GET /credential",
            "This API does not list credentials.",
            "Set credential_id instead of credential.",
        ),
        Remedy(
            r"property .* should not exist",
            "property X should not exist",
            "The service does not know this field, or no longer.",
            "Remove the option that the message names, or update the collection.",
        ),
    ),
    "Numbers": (
        Remedy(
            r"E\.164",
            "customer.number must be a valid phone number in the E.164 format.",
            "The number is incomplete, or no carrier assigns it (such as +15555551234).",
            "Write the number with a plus and its country code: +14155550100. Invented numbers are rejected too.",
        ),
        Remedy(
            r"area code is currently not available",
            "This area code is currently not available. Hint: Try one of 562, 662, 716.",
            "Vapi has no number of this area code left.",
            "Set number_desired_area_code to one that the hint names.",
        ),
        Remedy(
            r"free.*(limit|numbers)\b(?!.*international)|limit.*free",
            "Free numbers limit",
            "An account may have five numbers from Vapi.",
            "Import your own number, or delete a free one you do not need.",
        ),
        Remedy(
            r"already in use by another org",
            "Phone number +1… already in use by another org.",
            "A number can be in one org only.",
            "Release the number in the other org, or declare it for that org's host.",
        ),
        Remedy(
            r"Existing Phone Number .* Has Identical",
            "Existing Phone Number … Has Identical `twilioAccountSid` … and `number` …",
            "The number is in this org already.",
            "Run again; or set id to the one that the message names.",
        ),
        Remedy(
            r"Number Not Found on Twilio",
            "Number Not Found on Twilio",
            "This Twilio account does not own the number.",
            "Check number, and set twilio_account_sid to the account or subaccount that owns it.",
        ),
        Remedy(
            r"Twilio Error: Authenticate",
            "Twilio Error: Authenticate",
            "Twilio refuses the account SID with this token or key.",
            "Copy twilio_account_sid and twilio_auth_token (or the API key and secret) from the Twilio console again.",
        ),
        Remedy(
            r"Couldn't Update Telnyx Number.*404",
            "Couldn't Update Telnyx Number. Error: Request failed with status code 404",
            "The Telnyx account of the credential does not own the number.",
            "Check number, and set credential to that of the account that owns it.",
        ),
        Remedy(
            r"Couldn't validate SIP trunk credential",
            "Couldn't validate SIP trunk credential. SIP gateway creation failed.",
            "An inbound gateway needs an IPv4 address.",
            "Give inbound gateways an IPv4 address and a netmask from 24 to 32, or set inboundEnabled: false.",
        ),
    ),
    "References": (
        Remedy(
            r"Id`? .*Does Not Exist",
            "Couldn't Get Assistant. `assistantId` … Does Not Exist.",
            "The org has nothing with this id.",
            "Check the id; it may belong to another org or region.",
        ),
        Remedy(
            r"Id must be a UUID",
            "phoneNumberId must be a UUID",
            "The value is not an id.",
            "Copy the id, or write the name in the option without _id.",
        ),
        Remedy(
            r"Couldn't Get Assistant\. Need Either",
            "Couldn't Get Assistant. Need Either `assistant`, `assistantId`, `squad`, Or `squadId`",
            "The call has no assistant or squad.",
            "Set assistant or squad.",
        ),
        Remedy(
            r"Couldn't Get Phone Number\. Need Either",
            "Couldn't Get Phone Number. Need Either `phoneNumberId` Or `phoneNumber`",
            "The call has no line to come from.",
            "Set phone_number.",
        ),
        Remedy(
            r"Couldn't Get Customer\. Need Either",
            "Couldn't Get Customer. Need Either …",
            "The call has no customer.",
            "Set customer or customers.",
        ),
        Remedy(
            r"[a-z]_pinned\b",
            "Assistant … is pinned by a squad. (assistant_pinned)",
            "Another object uses a fixed version of it.",
            "Remove it from the objects that pin it, then run again.",
        ),
        Remedy(
            r"[a-z]_write_conflict\b",
            "Tool … was changed by another request. (tool_write_conflict)",
            "Another client changed it at the same time, twice in a row.",
            "Run again.",
        ),
        Remedy(
            r" is in use\b",
            "assistant … is in use.",
            "Another object refers to it.",
            "Remove it from what uses it, then run again.",
        ),
    ),
    "Outbound calls": (
        Remedy(
            r"do not support international calls|vapi-number-international",
            "Couldn't start call. Free Vapi numbers do not support international calls.",
            "Numbers from Vapi call within the US only.",
            "Import your own number (provider: twilio, vonage, telnyx) and call from it.",
        ),
        Remedy(
            r"Daily Outbound Call Limit|outbound-daily-limit",
            "Couldn't Start Call. Numbers Bought On Vapi Have A Daily Outbound Call Limit.",
            "Numbers from Vapi have a daily limit of outbound calls.",
            "Wait until tomorrow, or import your own number and call from it.",
        ),
        Remedy(
            r"Can't Dial Outbound Yet",
            "Vapi Numbers Can't Dial Outbound Yet.",
            "SIP lines of Vapi receive calls only.",
            "Call from an imported number (provider: twilio, vonage, telnyx, byo-phone-number).",
        ),
        Remedy(
            r"Over Concurrency Limit|concurrency-limit-reached",
            "Over Concurrency Limit",
            "The limit of concurrent calls is reached: ten, or the org's own.",
            "Wait for running calls to end, set respect_concurrency: true, or have the org's limit raised.",
        ),
        Remedy(
            r"is unverified",
            "The number … is unverified. Trial accounts may only make calls to verified numbers.",
            "The Twilio account is a trial account.",
            "Verify the number in the Twilio console, or upgrade the account.",
        ),
        Remedy(
            r"Account not authorized to call",
            "Account not authorized to call …",
            "The carrier's account does not allow calls to this country.",
            "Allow the country in the carrier's console (Twilio: Voice, Geo permissions).",
        ),
    ),
    "Ended calls": (
        Remedy(
            r"error-subscription-(frozen|insufficient-credits|wallet|upgrade)",
            "call.start.error-subscription-insufficient-credits",
            "The call never rang: the org cannot pay for it.",
            "Check the org's billing in Vapi's dashboard: payment method, credits, auto-reload.",
        ),
        Remedy(
            r"error-fraud-check-failed",
            "call.start.error-fraud-check-failed",
            "The call never rang: Vapi classified it as fraud.",
            "Ask Vapi's support why its fraud detection blocks these calls.",
        ),
        Remedy(
            r"error-get-(assistant|phone-number|customer|resources)|assistant-not-(found|valid)|version-error-validation",
            "call.start.error-get-assistant",
            "The call never rang: something it needs is gone or not valid.",
            "Check that the assistant, its tools, the squad and the line still exist and are valid.",
        ),
        Remedy(
            r"error-get-transport",
            "call.start.error-get-transport",
            "The call never rang: the carrier could not be reached with the line's credential.",
            "Check the credential and the permissions of the line's carrier.",
        ),
        Remedy(
            r"assistant-request-",
            "assistant-request-failed",
            "Your server was asked for an assistant and returned none.",
            "Check your server: it must return an assistant in time.",
        ),
        Remedy(
            r"outbound-sip-(403|407|503)",
            "call.in-progress.error-providerfault-outbound-sip-403-forbidden",
            "The SIP trunk refused the call.",
            "Check the credential, the permissions and the capacity of the SIP trunk.",
        ),
        Remedy(
            r"error-(warm-)?transfer-",
            "call.in-progress.error-transfer-failed",
            "The transfer was not accepted.",
            "Check the transfer's destination and the carrier's permission to call it.",
        ),
        Remedy(
            r"configfault",
            "call.in-progress.error-configfault-transport-unsupported-for-model",
            "The components of the assistant or squad are not compatible.",
            "Change the model or the transport: the service does not support this combination.",
        ),
        Remedy(
            r"vapifault|worker-(died|shutdown)",
            "call.in-progress.error-vapifault-worker-died",
            "A fault of Vapi itself.",
            "Run again; ask Vapi's support when it persists.",
        ),
        Remedy(
            r"providerfault-|pipeline-",
            "call.in-progress.error-providerfault-openai-llm-failed",
            "The model, voice or transcriber failed, or refused its key.",
            "Check key and quota of the assistant's model, voice and transcriber, or configure fallbacks.",
        ),
    ),
}
"""Every refusal of the service that is known, by subject (recorded or documented); the page of error messages
is made from it."""


def remedy(message: str) -> str:
    """What helps, by the service's own words; nothing where they are not known."""
    known = (one for group in REFUSALS.values() for one in group)
    return next((one.fix for one in known if re.search(one.words, message, re.IGNORECASE)), "")
