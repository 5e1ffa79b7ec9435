# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that people met at the service: late, refused in the recorded words, in other forms."""

from __future__ import annotations

import http.client

import pytest
import requests

from tests.simulator.conftest import CARRIERS, SAY, SIP, TRANSFER, TWILIO, Api, Body

ANN = {"number": "+14155550190"}


def dial(api: Api, line: Body) -> Body:
    """A call from a line."""
    speaker = api.make("assistant", name="Bot")["id"]
    return {"assistantId": speaker, "phoneNumberId": line["id"], "customer": ANN}


@pytest.mark.case(44)
def test_a_number_that_comes_when_it_is_active(api: Api) -> None:
    api.simulator.switch(activation_seconds=60.0, number_assigned="when_active", activation_result="verifying")
    made = [api.make("phone-number", **CARRIERS["vapi"]) for _time in range(2)]
    assert all("number" not in one and one["status"] == "activating" for one in made)
    api.simulator.advance(61)
    active = api.get("/phone-number")
    assert len({one["number"] for one in active}) == 2 and {one["status"] for one in active} == {"verifying"}


@pytest.mark.case(111)
def test_fields_that_no_document_names(api: Api) -> None:
    hook = {**SAY, "name": "greeting"}
    plan = {"mode": "blind-transfer", "transferAssistant": {"name": "Helper"}}
    ending = {"on": "call.ending", "do": {"type": "transfer", "destination": {**TRANSFER, "transferPlan": plan}}}
    tool = {"on": "call.ringing", "do": [{"type": "tool", "toolId": "any"}]}
    server = {"url": "https://example.com", "secret": "legacy-secret"}
    given = {"hooks": [hook, ending, tool], "server": server, "serverUrl": "https://example.com/old"}
    made = api.line(**given)
    assert given.items() <= made.items()
    api.simulator.switch(undocumented_fields="refuse")
    words = api.refused("PATCH", f"/phone-number/{made['id']}", given)
    assert "property serverUrl should not exist" in words and "server.property secret should not exist" in words
    assert "hooks.0.property name should not exist" in words and len(words) == 5


@pytest.mark.case(48)
def test_recorded_refusals(api: Api) -> None:
    api.simulator.switch(import_refusal="authenticate")
    assert api.refused("POST", "/phone-number", TWILIO) == "Twilio Error: Authenticate"
    api.simulator.switch(import_refusal="not-found")
    assert api.refused("POST", "/phone-number", TWILIO) == "Number Not Found on Twilio"
    api.simulator.switch(import_refusal="telnyx")
    assert "status code 404" in api.refused("POST", "/phone-number", api.body_for("telnyx"))
    line = api.line()
    api.simulator.switch(outbound_refusal="unverified")
    assert "is unverified. Trial accounts may only" in api.refused("POST", "/call", dial(api, line))
    api.simulator.switch(outbound_refusal="unauthorized")
    assert "Account not authorized to call" in api.refused("POST", "/call", dial(api, line))


@pytest.mark.case(25)
def test_a_sip_line_does_not_dial(api: Api) -> None:
    api.make("call", **dial(api, api.make("phone-number", **SIP)))
    api.simulator.advance(60)
    (call,) = api.get("/call")
    assert call["endedReason"] == "call.start.error-get-transport"
    assert call["endedMessage"] == "Vapi Numbers Can't Dial Outbound Yet." and "startedAt" not in call


@pytest.mark.case(113)
def test_provider_that_has_to_be_sent(api: Api) -> None:
    made = api.line()
    api.simulator.switch(provider_in_patch="require")
    assert api.refused("PATCH", f"/phone-number/{made['id']}", {"name": "x"})[0].startswith("provider must be one of")
    assert api.patch("phone-number", made, name="x", provider="twilio")["name"] == "x"
    call = api.make("call", **dial(api, made), schedulePlan={"earliestAt": "2060-01-01T09:00:00Z"})
    assert api.ask("DELETE", f"/call/{call['id']}", {}).status == 200


@pytest.mark.case(114)
def test_a_call_that_waits_begins_when_a_slot_is_free(api: Api) -> None:
    slow = {"call_queue_seconds": 10.0, "call_ring_seconds": 10.0, "call_talk_seconds": 60.0}
    api.simulator.switch(concurrency_limit=1, over_concurrency="queue", **slow)
    body = dial(api, api.line())
    first, second = api.make("call", **body), api.make("call", **body)
    api.simulator.advance(50)
    assert api.get(f"/call/{second['id']}")["status"] == "queued"
    api.simulator.advance(50)
    assert api.get(f"/call/{first['id']}")["status"] == "ended"
    assert api.get(f"/call/{second['id']}")["status"] == "queued"
    api.simulator.advance(30)
    assert api.get(f"/call/{second['id']}")["status"] == "in-progress"


@pytest.mark.case(115)
def test_what_a_call_shows(api: Api) -> None:
    number = {"twilioPhoneNumber": "+14155550177", "twilioAccountSid": "AC1", "twilioAuthToken": "hidden-token"}
    body = {"assistant": {"name": "Once"}, "phoneNumber": number, "customer": ANN}
    assert api.make("call", **body)["phoneNumber"] == number
    api.simulator.switch(secrets="omit")
    assert "twilioAuthToken" not in api.get("/call")[0]["phoneNumber"]
    words = api.refused("POST", "/call", {**body, "assistant": {"nonsense": 1}})
    assert words == ["assistant.property nonsense should not exist"]
    assert api.refused("POST", "/call", {**body, "assistantOverrides": {"x": 1}})[0].startswith("assistantOverrides.")


@pytest.mark.case(115)
def test_a_masked_password_is_long_enough(api: Api) -> None:
    api.simulator.switch(secrets="mask")
    plan = {"username": "u" * 20, "password": "p" * 20}
    shown = api.make("phone-number", **SIP, authentication=plan)["authentication"]["password"]
    assert 20 <= len(shown) <= 40 and shown != plan["password"]


@pytest.mark.case(115)
@pytest.mark.parametrize("area", ["4x5", "   ", "٤١٥", "-41"])
def test_area_codes_are_digits(api: Api, area: str) -> None:
    api.refused("POST", "/phone-number", {"provider": "vapi", "numberDesiredAreaCode": area})


@pytest.mark.case(115)
def test_a_chunked_body_is_read(api: Api) -> None:
    chunks = iter([b'{"name": ', b'"Chunked"}'])
    answer = api.raw("POST", "/assistant", data=chunks, headers={"Content-Type": "application/json"})
    assert answer.status_code == 201 and answer.json()["name"] == "Chunked"
    assert api.get("/assistant")[0]["name"] == "Chunked", "the connection goes on"


@pytest.mark.case(115)
def test_after_a_ringing_say_there_is_no_transcript(api: Api) -> None:
    line = api.line(hooks=[SAY])
    api.simulator.inbound(line["number"])
    api.simulator.advance(60)
    (call,) = api.get("/call")
    assert call["artifact"] == {} and "startedAt" not in call


@pytest.mark.case(116)
@pytest.mark.parametrize("status", ["not-found", "deletion-failed"])
def test_final_statuses(api: Api, status: str) -> None:
    api.simulator.switch(call_final_status=status)
    api.make("call", **dial(api, api.line()))
    api.simulator.advance(60)
    assert api.get("/call")[0]["status"] == status


@pytest.mark.case(117)
def test_other_forms_of_an_error(api: Api) -> None:
    api.simulator.switch(missing_paths=["credential"], error_bodies="problem")
    answer = api.raw("GET", "/credential")
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "Cannot GET /credential"}
    assert answer.json() == problem
    api.simulator.switch(missing_paths=[], error_bodies="nest")


def test_requests_per_minute(api: Api) -> None:
    api.simulator.switch(requests_per_minute=2)
    statuses = [api.raw("GET", "/call").status_code for _time in range(3)]
    assert statuses == [200, 200, 429]
    api.simulator.advance(60)
    assert api.raw("GET", "/call").status_code == 200


@pytest.mark.case(122)
def test_recordings_are_behind_a_redirect(api: Api) -> None:
    made = api.make("call", **dial(api, api.line()))
    api.refused("GET", f"/call/{made['id']}/mono-recording", status=404)
    api.simulator.advance(60)
    answer = api.raw("GET", f"/call/{made['id']}/mono-recording")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("http://localhost:")
    address = answer.headers["Location"].replace("localhost", "127.0.0.1")
    assert requests.get(address, timeout=10, proxies={"http": ""}).headers["Content-Type"] == "audio/wav"
    api.simulator.advance(901)
    assert requests.get(address, timeout=10, proxies={"http": ""}).status_code == 403
    api.simulator.switch(retention_days=0)
    api.refused("GET", f"/call/{made['id']}/mono-recording", status=404)


@pytest.mark.case(122)
def test_paths_of_older_clients(api: Api) -> None:
    body = dial(api, api.line())
    assert api.ask("POST", "/call/phone", body).body["type"] == "outboundPhoneCall"
    web = api.ask("POST", "/call/web", {"assistantId": body["assistantId"]})
    assert (web.status, web.body["type"]) == (201, "webCall") and web.body["webCallUrl"].startswith("https://")
    transport = {"provider": "vapi.websocket", "audioFormat": {"format": "pcm_s16le"}}
    socket = api.make("call", assistantId=body["assistantId"], transport=transport)
    assert socket["transport"]["websocketCallUrl"].startswith("ws://127.0.0.1")


@pytest.mark.case(139)
@pytest.mark.parametrize("seconds", [1e12, -1e12, float("inf")])
def test_the_clock_has_bounds(api: Api, seconds: float) -> None:
    data = str(seconds).replace("inf", "Infinity")
    answer = api.raw("POST", "/_simulator/advance", data='{"seconds": ' + data + "}")
    assert answer.status_code == 400 and api.get("/call") == []


@pytest.mark.case(139)
@pytest.mark.parametrize("path", ["(a+)+$", "(a|a)*b", "a*a*a*a*b", r"(a)\1", "x" * 201])
def test_a_fault_takes_no_expensive_pattern(api: Api, path: str) -> None:
    answer = api.raw("POST", "/_simulator/faults", json={"fault": "503", "match": {"path": path}})
    assert answer.status_code == 400 and "too long" in answer.json()["message"]


@pytest.mark.case(139)
@pytest.mark.parametrize("token", ["", "x", "0" * 32, "\u0660" * 32])
@pytest.mark.parametrize("what", ["state", "switches", "stop"])
def test_the_control_plane_wants_its_token(api: Api, token: str, what: str) -> None:
    method = "POST" if what == "stop" else "GET"
    path = f"{api.simulator.url}/_simulator/{token}/{what}"
    answer = requests.request(method, path, timeout=10, proxies={"http": ""})
    assert answer.status_code == 403 and api.simulator.key not in answer.text
    assert api.get("/call") == []


@pytest.mark.case(139)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/call", "/_simulator/state"])
def test_web_pages_are_not_answered(api: Api, path: str, headers: dict[str, str]) -> None:
    connection = http.client.HTTPConnection(api.simulator.url[len("http://") :], timeout=10)
    connection.request("GET", path, headers={"Authorization": f"Bearer {api.simulator.key}", **headers})
    answer = connection.getresponse()
    assert answer.status == 403 and api.simulator.key.encode() not in answer.read()
    connection.close()
