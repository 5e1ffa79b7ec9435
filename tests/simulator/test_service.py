# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the simulated service, over HTTP, in the words that were recorded of the real one."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.support.simulator import KEY, Simulator

TWILIO = {"provider": "twilio", "number": "+14155550100", "twilioAccountSid": "AC1", "twilioAuthToken": "token"}
ASSISTANT = "11111111-1111-4111-8111-111111111111"
NOBODY = "99999999-9999-4999-8999-999999999999"
INVALID_KEY = "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa."


def ask(org: Simulator, method: str, path: str, body: Any = None, key: str = KEY, **query: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {key}", "User-Agent": "test"}
    return requests.request(method, org.url + path, json=body, params=query, headers=headers, timeout=10)


def make(org: Simulator, path: str, **body: Any) -> dict[str, Any]:
    answer = ask(org, "POST", path, body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.fixture
def org(simulator: Simulator) -> Simulator:
    simulator.put_state(
        {KEY: {"assistant": [{"id": ASSISTANT, "name": "Bot", "createdAt": "2026-01-01T00:00:00.000Z"}]}}
    )
    return simulator


def refusal(answer: requests.Response) -> Any:
    body = answer.json()
    assert set(body) == {"message", "error", "statusCode"} and body["statusCode"] == answer.status_code
    return body["message"]


def test_keys_are_orgs(org: Simulator) -> None:
    answer = ask(org, "GET", "/phone-number", key="another")
    assert answer.status_code == 401 and refusal(answer) == INVALID_KEY


def test_urllib_is_turned_away(org: Simulator) -> None:
    answer = requests.get(f"{org.url}/phone-number", headers={"User-Agent": "Python-urllib/3.12"}, timeout=10)
    assert (answer.status_code, answer.text) == (403, "error code: 1010")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({**TWILIO, "foo": 1}, "property foo should not exist"),
        ({**TWILIO, "id": NOBODY}, "property id should not exist"),
        ({**TWILIO, "server": {"foo": 1}}, "server.property foo should not exist"),
        ({**TWILIO, "name": "x" * 41}, "name must be shorter than or equal to 40 characters"),
        ({**TWILIO, "assistantId": "x"}, "assistantId must be a UUID"),
        ({"provider": "twilio", "number": "+14155550100"}, "twilioAccountSid should not be empty"),
        ({"provider": "nobody"}, "provider must be one of"),
        ({**TWILIO, "hooks": [{"on": "call.rung"}]}, "hooks.0.on must be one of"),
        ({**TWILIO, "hooks": [{"on": "call.ending", "do": []}]}, "must be"),
        ({**TWILIO, "number": "4155550100"}, "must be a valid phone number in the E.164 format"),
    ],
)
def test_validation_answers_a_list(org: Simulator, body: dict[str, Any], sentence: str) -> None:
    answer = ask(org, "POST", "/phone-number", body)
    message = refusal(answer)
    assert answer.status_code == 400 and isinstance(message, list) and any(sentence in one for one in message), message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({**TWILIO, "assistantId": NOBODY}, f"`assistantId` {NOBODY} Does Not Exist."),
        ({"provider": "vapi"}, "Need Either"),
        ({"provider": "vapi", "numberDesiredAreaCode": "000"}, "Hint: Try one of 562, 662, 716."),
    ],
)
def test_business_rules_answer_a_text(org: Simulator, body: dict[str, Any], words: str) -> None:
    answer = ask(org, "POST", "/phone-number", body)
    message = refusal(answer)
    assert answer.status_code == 400 and isinstance(message, str) and words in message


def test_a_number_is_imported_once(org: Simulator) -> None:
    first = make(org, "/phone-number", **TWILIO)
    again = refusal(ask(org, "POST", "/phone-number", TWILIO))
    assert (
        again == f"Existing Phone Number {first['id']} Has Identical `twilioAccountSid` AC1 and `number` +14155550100"
    )


def test_life_of_a_number(org: Simulator) -> None:
    number = make(org, "/phone-number", **TWILIO, assistantId=ASSISTANT, server={"url": "https://a.example"})
    path = f"/phone-number/{number['id']}"
    changed = ask(org, "PATCH", path, {"name": "New", "assistantId": None}).json()
    assert (
        changed["name"] == "New" and "assistantId" not in changed and changed["server"] == {"url": "https://a.example"}
    )
    assert ask(org, "PATCH", path, {"server": {"timeoutSeconds": 9}}).json()["server"] == {"timeoutSeconds": 9}
    assert ask(org, "DELETE", path).json()["id"] == number["id"]
    assert ask(org, "DELETE", path).status_code == ask(org, "GET", path).status_code == 404
    assert make(org, "/phone-number", **TWILIO)["id"] != number["id"]


def test_free_numbers_have_a_limit(org: Simulator) -> None:
    numbers = {make(org, "/phone-number", provider="vapi", numberDesiredAreaCode="415")["number"] for _time in range(5)}
    assert len(numbers) == 5 and all(number.startswith("+1415") for number in numbers)
    assert "up to 5 free" in refusal(
        ask(org, "POST", "/phone-number", {"provider": "vapi", "numberDesiredAreaCode": "415"})
    )


def test_activation(org: Simulator) -> None:
    org.switch(activation_seconds=60)
    number = make(org, "/phone-number", provider="vapi", numberDesiredAreaCode="415")
    assert number["status"] == "activating"
    org.advance(61)
    assert ask(org, "GET", f"/phone-number/{number['id']}").json()["status"] == "active"


@pytest.mark.parametrize("how", ["omit", "mask", "echo"])
def test_secrets_are_a_switch(org: Simulator, how: str) -> None:
    org.switch(secrets=how)
    shown = make(org, "/phone-number", **TWILIO).get("twilioAuthToken")
    assert shown == {"omit": None, "mask": "****en", "echo": "token"}[how]


def test_pages(org: Simulator) -> None:
    made = [
        make(org, "/phone-number", **{**TWILIO, "number": f"+1415555{n:04d}"}, name=f"n{n}")["id"] for n in range(7)
    ]
    first = ask(org, "GET", "/v2/phone-number", limit=3, page=1, sortBy="createdAt", sortOrder="ASC").json()
    assert first["metadata"] | {"totalPages": 0} == {
        "itemsPerPage": 3,
        "totalItems": 7,
        "currentPage": 1,
        "totalPages": 0,
        "hasNextPage": True,
        "sortOrder": "ASC",
    }
    pages = [ask(org, "GET", "/v2/phone-number", limit=3, page=n, sortOrder="ASC").json()["results"] for n in (1, 2, 3)]
    assert sorted(one["id"] for page in pages for one in page) == sorted(made)
    assert [one["name"] for one in ask(org, "GET", "/v2/phone-number", search="N6").json()["results"]] == ["n6"]
    assert len(ask(org, "GET", "/phone-number", limit=2).json()) == 2
    assert ask(org, "GET", "/phone-number", page=1).status_code == 400
    assert ask(org, "GET", "/phone-number", limit=1001).status_code == 400


def call(org: Simulator, number: str, callee: str = "+14155550111", **more: Any) -> requests.Response:
    body = {"assistantId": ASSISTANT, "phoneNumberId": number, "customer": {"number": callee}, **more}
    return ask(org, "POST", "/call", body)


def test_life_of_a_call(org: Simulator) -> None:
    number = make(org, "/phone-number", **TWILIO)["id"]
    placed = call(org, number, name="one").json()
    assert placed["status"] == "queued" and placed["subscriptionLimits"]["remainingConcurrentCalls"] == 9
    org.advance(5)
    ended = ask(org, "GET", f"/call/{placed['id']}").json()
    assert (ended["status"], ended["endedReason"]) == ("ended", "customer-ended-call")
    assert ended["cost"] > 0 and ended["artifact"]["transcript"]
    erased = ask(org, "DELETE", f"/call/{placed['id']}").json()
    assert "artifact" not in erased and erased["status"] == "ended"


def test_a_live_call_is_hung_up_by_its_control_url(org: Simulator) -> None:
    org.switch(call_talk_seconds=600.0)
    placed = call(org, make(org, "/phone-number", **TWILIO)["id"]).json()
    org.advance(5)
    assert requests.post(placed["monitor"]["controlUrl"] + "0", json={"type": "end-call"}, timeout=5).status_code == 404
    assert requests.post(placed["monitor"]["controlUrl"], json={"type": "end-call"}, timeout=5).status_code == 200
    assert ask(org, "GET", f"/call/{placed['id']}").json()["endedReason"] == "manually-canceled"


def test_a_scheduled_call_is_cancelled(org: Simulator) -> None:
    placed = call(
        org, make(org, "/phone-number", **TWILIO)["id"], schedulePlan={"earliestAt": "2099-01-01T00:00:00Z"}
    ).json()
    assert placed["status"] == "scheduled"
    assert ask(org, "DELETE", f"/call/{placed['id']}").json()["endedReason"] == "scheduled-call-deleted"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"assistantId": ASSISTANT, "customer": {"number": "+14155550111"}}, "Couldn't Get Phone Number."),
        ({"phoneNumberId": "NUMBER", "customer": {"number": "+14155550111"}}, "Couldn't Get Assistant."),
        ({"phoneNumberId": "NUMBER", "assistantId": NOBODY, "customer": {"number": "+14155550111"}}, "Does Not Exist"),
        (
            {"phoneNumberId": "NUMBER", "assistantId": ASSISTANT, "customer": {"number": "555"}},
            "customer.number must be",
        ),
        (
            {"phoneNumberId": "NUMBER", "assistantId": ASSISTANT, "customer": {"number": "+442071838750"}},
            "international",
        ),
        ({"phoneNumberId": "x", "assistantId": ASSISTANT}, "phoneNumberId must be a UUID"),
    ],
)
def test_calls_that_are_refused(org: Simulator, body: dict[str, Any], words: str) -> None:
    number = make(org, "/phone-number", provider="vapi", numberDesiredAreaCode="415")["id"]
    answer = ask(
        org, "POST", "/call", {**body, **({"phoneNumberId": number} if body.get("phoneNumberId") == "NUMBER" else {})}
    )
    assert answer.status_code == 400 and words in str(refusal(answer))


def test_limits_of_calls(org: Simulator) -> None:
    org.switch(concurrency_limit=1, daily_outbound_limit=2)
    number = make(org, "/phone-number", provider="vapi", numberDesiredAreaCode="415")["id"]
    assert call(org, number).status_code == 201
    assert "Over Concurrency Limit" in refusal(call(org, number))
    org.advance(10)
    assert call(org, number).status_code == 201
    org.advance(10)
    assert "Daily Outbound Call Limit" in refusal(call(org, number))


def test_a_batch_tells_of_each(org: Simulator) -> None:
    org.switch(concurrency_limit=1)
    number = make(org, "/phone-number", **TWILIO)["id"]
    customers = [{"number": "+14155550111"}, {"number": "+14155550112"}]
    answer = ask(
        org, "POST", "/call", {"assistantId": ASSISTANT, "phoneNumberId": number, "customers": customers}
    ).json()
    assert [one["customer"] for one in answer["results"]] == customers[:1]
    assert [one["customer"] for one in answer["errors"]] == customers[1:]


def test_inbound_follows_hooks_and_route(org: Simulator) -> None:
    say = {"on": "call.ringing", "filters": [{"type": "startsWith", "key": "number", "startsWith": ["49"]}]}
    hook = {**say, "do": [{"type": "say", "exact": "Hello"}]}
    make(org, "/phone-number", **TWILIO, assistantId=ASSISTANT, hooks=[hook])
    org.inbound("+14155550100", "+493012345")
    answered = org.inbound("+14155550100", "+14155550177")
    org.advance(10)
    reasons = {one["customer"]["number"]: one["endedReason"] for one in ask(org, "GET", "/call").json()}
    assert reasons == {"+493012345": "call.ringing.hook-executed-say", "+14155550177": "customer-ended-call"}
    assert answered["assistantId"] == ASSISTANT
