# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vapi_phone_number against the simulator: every carrier, under every answer the service may give."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._task import invocation

from tests.contract.harness import (
    API_SECRET,
    AUTHENTICATION,
    BYO,
    FALLBACK,
    FULL_LINES,
    HEADER,
    HOOKS,
    LINES,
    PASSWORD,
    SAY,
    SECRETS,
    SERVER,
    SIP,
    TOKEN,
    TWILIO,
    VAPI,
    VONAGE,
    Org,
    an_id,
    record,
    task,
)
from tests.support.simulator import Simulator

MODULE = "vapi_phone_number"

SERVICES = [
    {
        "secrets": secrets,
        "nulls": nulls,
        "defaults": defaults,
        **(
            {"extra_fields": True, "key_order": "reversed", "page_size": 3, "provider_in_patch": "refuse"}
            if odd
            else {}
        ),
    }
    for secrets, nulls, defaults, odd in product(
        ("omit", "mask", "echo"), ("drop", "keep"), ("omit", "inject"), (False, True)
    )
]
"""Every service there may be."""


def service_name(switches: dict[str, Any]) -> str:
    """A service as a test's name."""
    return "-".join(str(value) for name, value in switches.items() if name in ("secrets", "nulls", "defaults")) + (
        "-odd" if "page_size" in switches else ""
    )


NEARLY = ("Bought Line 2", "A Bought Line", "bought line", "Bought Lin")


def other(serial: int) -> dict[str, Any]:
    """A number whose name is nearly that of one of our lines; five were made at each instant."""
    name = list(LINES.values())[serial % len(LINES)]["name"]
    bought = {"provider": "vapi", "name": NEARLY[serial]} if serial < len(NEARLY) else {}
    return record(
        **{
            "provider": "byo-phone-number",
            "name": f"{name} {serial}",
            "number": f"+1212555{serial:04d}",
            "credentialId": an_id("Carrier"),
            "status": "active",
            "createdAt": f"2026-02-01T00:00:00.{serial // 5:03d}Z",
            **bought,
        }
    )


OTHERS = [other(serial) for serial in range(250)]


def existing(**fields: Any) -> dict[str, Any]:
    """A number that is there already."""
    base = {"provider": "twilio", "number": TWILIO["number"], "name": TWILIO["name"], "status": "active"}
    return {**base, "twilioAccountSid": TWILIO["twilio_account_sid"], **fields}


def bodies(writes: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Writes as method and body."""
    return [(write["method"], write["body"]) for write in writes]


# --- the whole life ---------------------------------------------------------------------------------------------------


@pytest.mark.spread("switches", "carrier", each=2)
@pytest.mark.parametrize("switches", SERVICES, ids=service_name)
@pytest.mark.parametrize("carrier", FULL_LINES)
def test_life_of_a_line(org: Org, carrier: str, switches: dict[str, Any]) -> None:
    org.simulator.switch(**switches)
    live(org, FULL_LINES[carrier])


def live(org: Org, line: dict[str, Any]) -> list[Any]:
    """Created, changed in one field, deleted; each time foretold, and nothing twice. Returns the results."""
    created, writes = org.settle(MODULE, **line)
    assert [write["method"] for write in writes] == ["POST"]
    changed, writes = org.settle(MODULE, **{**line, "assistant": "Night Bot"})
    assert bodies(writes) == [("PATCH", {"assistantId": an_id("Night Bot")})]
    hooks = [*line["hooks"][:1], {name: value for name, value in line["hooks"][1].items() if name != "filters"}]
    fewer, writes = org.settle(MODULE, **{**line, "assistant": "Night Bot", "hooks": hooks})
    assert [(method, list(body)) for method, body in bodies(writes)] == [("PATCH", ["hooks"])]
    deleted, writes = org.settle(MODULE, **line, state="absent")
    assert [write["method"] for write in writes] == ["DELETE"]
    return [created, changed, fewer, deleted]


@pytest.mark.spread("order", "carrier")
@pytest.mark.parametrize("order", ["newest", "oldest", "shuffled"])
@pytest.mark.parametrize("carrier", FULL_LINES)
def test_250_other_numbers_and_small_pages_change_nothing(org: Org, carrier: str, order: str) -> None:
    alone = live(org, FULL_LINES[carrier])
    org.furnish(OTHERS)
    org.simulator.switch(page_size=50 if carrier in ("vapi", "sip") else 3, list_order=order)
    crowded = live(org, FULL_LINES[carrier])
    assert [anonymous(result) for result in crowded] == [anonymous(result) for result in alone]
    assert org.numbers() == OTHERS


def anonymous(result: dict[str, Any]) -> dict[str, Any]:
    """A result without what differs between any two runs."""
    number = {
        name: value for name, value in result["phone_number"].items() if name not in ("id", "created_at", "updated_at")
    }
    diff = {
        side: {name: value for name, value in shown.items() if name != "id"} for side, shown in result["diff"].items()
    }
    return {**result, "phone_number": number, "diff": diff}


@pytest.mark.parametrize("carrier", FULL_LINES)
def test_results_can_be_fed_back(org: Org, carrier: str) -> None:
    org.simulator.switch(extra_fields=True, defaults="inject", secrets="echo")
    result = org.run(MODULE, **FULL_LINES[carrier])
    again, writes = org.writes(MODULE, **result["phone_number"])
    assert not again["failed"], again["msg"]
    assert not again["changed"] and writes == []
    info = org.run("vapi_phone_number_info", id=result["phone_number"]["id"])
    assert info["phone_numbers"] == [result["phone_number"]]


@pytest.mark.parametrize("secrets", ["omit", "mask", "echo"])
@pytest.mark.parametrize("carrier", FULL_LINES)
def test_secrets_never_come_back(org: Org, carrier: str, secrets: str) -> None:
    org.simulator.switch(secrets=secrets)
    line = FULL_LINES[carrier]
    refused = {**line, "assistant": None, "assistant_id": an_id("nobody")}
    shown = [
        org.run(MODULE, True, **line),
        org.run(MODULE, **refused),
        org.run(MODULE, **line),
        org.run(MODULE, **{**line, "name": "x" * 41}),
        org.run(MODULE, **line, update_secrets="always"),
        org.run("vapi_phone_number_info"),
        org.run("vapi_call_lines", lines=[line]),
        org.run("vapi_call_lines", lines=[{**refused, "number": "+14155550177"} if "number" in line else refused]),
        org.run(MODULE, **line, state="absent"),
        invocation(task(MODULE), line, org.environment),
    ]
    text = json.dumps(shown)
    assert [secret for secret in (*SECRETS, "twilio-key-555555", org.key) if secret in text] == []


# --- the seed flows ---------------------------------------------------------------------------------------------------


def test_buy_a_number(org: Org) -> None:
    result, writes = org.settle(MODULE, **VAPI, assistant="Support Bot")
    body = {
        "provider": "vapi",
        "name": "Bought Line",
        "numberDesiredAreaCode": "415",
        "assistantId": an_id("Support Bot"),
    }
    assert bodies(writes) == [("POST", body)]
    assert result["phone_number"]["number"].startswith("+1415")


@pytest.mark.parametrize("carrier", ["twilio", "vonage", "telnyx", "byo"])
def test_import_a_number(org: Org, carrier: str) -> None:
    result, writes = org.settle(MODULE, **LINES[carrier], assistant="Support Bot")
    assert [write["path"] for write in writes] == ["/phone-number"]
    assert result["phone_number"]["assistant_id"] == an_id("Support Bot")
    assert result["phone_number"]["number"] == LINES[carrier]["number"]


def test_assign_a_squad_instead_of_an_assistant(org: Org) -> None:
    org.run(MODULE, **TWILIO, assistant="Support Bot")
    result, writes = org.settle(MODULE, **TWILIO, squad="Front Desk")
    assert bodies(writes) == [("PATCH", {"squadId": an_id("Front Desk"), "assistantId": None})]
    assert result["diff"] == {
        "before": {"assistant_id": an_id("Support Bot"), **DIFFED},
        "after": {"squad": "Front Desk", **DIFFED},
    }


def test_an_id_in_capitals_is_the_same_id(org: Org) -> None:
    line = org.run(MODULE, **TWILIO)["phone_number"]["id"].upper()
    org.settle(MODULE, id=line, assistant=an_id("Support Bot").upper())
    org.settle(MODULE, id=line, assistant_id=an_id("Night Bot").upper())
    org.settle("vapi_phone_hook", phone_number=line, event="call.ending")
    org.simulator.switch(versions=False)
    members = [{"assistantId": an_id("Night Bot").upper()}]
    org.settle("vapi_squad", name="Reception", definition={"members": members})
    org.settle(MODULE, id=line, state="absent")


DIFFED = {
    "name": "Twilio Line",
    "number": "+14155550100",
    "provider": "twilio",
    "twilio_account_sid": "AC0123456789abcdef",
}


def test_a_hook_that_asks_to_hold(org: Org) -> None:
    org.run(MODULE, **TWILIO)
    _result, writes = org.settle(MODULE, **TWILIO, hooks=[SAY])
    hook = {"on": "call.ringing", "do": [{"type": "say", "exact": "Please hold while we connect you."}]}
    assert bodies(writes) == [("PATCH", {"hooks": [hook]})]


def test_list_get_rename_delete(org: Org) -> None:
    made = [org.run(MODULE, **line)["phone_number"] for line in LINES.values()]
    assert org.run("vapi_phone_number_info")["phone_numbers"] == made
    assert org.run("vapi_phone_number_info", name="Vonage Line")["phone_numbers"] == [made[3]]
    renamed, writes = org.settle(MODULE, id=made[3]["id"], name="Renamed")
    assert bodies(writes) == [("PATCH", {"name": "Renamed"})]
    assert renamed["phone_number"]["name"] == "Renamed"
    org.settle(MODULE, id=made[3]["id"], state="absent")
    assert len(org.run("vapi_phone_number_info")["phone_numbers"]) == 5


def test_which_lines_answer(org: Org) -> None:
    for fields in (
        {"assistantId": an_id("Support Bot")},
        {"squadId": an_id("gone")},
        {"status": "activating", "_activeAt": 4e9},
        {"number": None},
        {"server": {"url": "https://example.com"}},
        {},
        {"workflowId": an_id("w")},
    ):
        org.add("phone-number", **{**existing(provider="vapi"), **fields})
    numbers = org.run("vapi_phone_number_info", answering=True)["phone_numbers"]
    reasons = {number["not_answering_reason"] for number in numbers if not number["answering"]}
    assert sum(number["answering"] for number in numbers) == 2
    assert reasons == {
        f"its squad {an_id('gone')} does not exist",
        "it is activating",
        "it has neither number nor SIP URI",
        "it has no assistant, squad or server",
        "it is routed to a workflow, and workflows were retired",
    }


def test_the_free_limit(org: Org) -> None:
    for number in range(5):
        org.run(MODULE, **{**VAPI, "name": f"Free {number}"})
    foretold = org.run(MODULE, True, **VAPI)
    assert "5 free Vapi numbers" in foretold["warnings"][0]
    assert "Import your own" in org.refuses(MODULE, **VAPI)


def test_an_area_code_without_stock(org: Org) -> None:
    org.simulator.switch(area_codes=["562", "662", "716"])
    sentence = org.refuses(MODULE, **VAPI)
    assert "Try one of 562, 662, 716" in sentence and "number_desired_area_code" in sentence


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["assistant", "squad", "credential"])
def test_names_stand_for_ids(org: Org, kind: str) -> None:
    name = {"assistant": "Night Bot", "squad": "Back Office", "credential": "Other Carrier"}[kind]
    by_name, writes = org.settle(MODULE, **{**VONAGE, kind: name})
    assert writes[0]["body"][f"{kind}Id"] == an_id(name)
    by_id, none = org.writes(MODULE, **{**VONAGE, kind: None, f"{kind}_id": an_id(name)})
    assert none == [] and by_id["phone_number"] == by_name["phone_number"]
    assert org.writes(MODULE, **{**VONAGE, kind: an_id(name)})[1] == []


@pytest.mark.parametrize("kind", ["assistant", "squad", "credential"])
def test_a_name_that_is_there_twice_or_not_at_all(org: Org, kind: str) -> None:
    twin = org.add(kind, name="Twin")
    other = org.add(kind, name="Twin")
    sentence = org.refuses(MODULE, **{**VONAGE, kind: "Twin"})
    assert twin in sentence and other in sentence and f"{kind}_id" in sentence and "Vonage Line" in sentence
    sentence = org.refuses(MODULE, **{**VONAGE, kind: "Nobody"})
    assert "'Nobody'" in sentence and "Twin" in sentence
    foretold, writes = org.writes(MODULE, True, **{**VONAGE, kind: "Nobody"})
    assert foretold["failed"] and foretold["msg"] == sentence and not writes
    foretold, writes = org.writes(MODULE, True, **{**VONAGE, kind: "Nobody", "unresolved": "warn"})
    assert not foretold["failed"] and foretold["changed"] and "'Nobody'" in foretold["warnings"][0]


def test_the_one_name_among_many_pages(org: Org) -> None:
    org.simulator.switch(page_size=3)
    for number in range(10):
        org.add("assistant", name=f"Bot {number}", createdAt=f"2026-03-01T00:00:00.00{number // 2}Z")
    _result, writes = org.settle(MODULE, **TWILIO, assistant="Bot 0")
    assert len(writes) == 1


# --- identity and adoption --------------------------------------------------------------------------------------------


def test_a_line_is_found_by_id(org: Org) -> None:
    number_id = org.add("phone-number", **existing())
    _result, writes = org.settle(MODULE, id=number_id, number="+14155550177")
    assert bodies(writes) == [("PATCH", {"number": "+14155550177"})]


def test_a_number_goes_out_with_what_it_is_checked_by(org: Org) -> None:
    desk = {**BYO, "number_e164_check_enabled": False}
    made, _writes = org.settle(MODULE, **{**desk, "number": "desk42"})
    moved = {**desk, "number": "desk43", "id": made["phone_number"]["id"]}
    result, writes = org.settle(MODULE, **moved)
    assert [write["body"] for write in writes] == [{"number": "desk43", "numberE164CheckEnabled": False}]
    assert result["diff"]["after"]["number"] == "desk43"
    assert {
        key for key in result["diff"]["after"] if result["diff"]["before"].get(key) != result["diff"]["after"][key]
    } == {"number"}


@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_unknown_id_never_creates(org: Org, state: str) -> None:
    options = {**TWILIO, "id": an_id("nothing"), "state": state}
    result, writes = org.writes(MODULE, **options)
    assert writes == [] and not result["changed"]
    assert result["failed"] == (state == "present")
    assert result.get("failure", {}).get("status") == (404 if state == "present" else None)


def test_a_sip_uri_ignores_case(org: Org) -> None:
    org.add("phone-number", provider="vapi", name="SIP Line", sipUri=SIP["sip_uri"].upper(), status="active")
    result, writes = org.writes(MODULE, **SIP)
    assert not result["changed"] and writes == []


@pytest.mark.parametrize("line", [VAPI, TWILIO, SIP], ids=["name", "number", "sip_uri"])
def test_duplicates_are_named(org: Org, line: dict[str, Any]) -> None:
    own = {
        "name": line["name"],
        "provider": line["provider"],
        "status": "active",
        "number": line.get("number", "+14155550111"),
    }
    own.update({"sipUri": line["sip_uri"], "number": None} if "sip_uri" in line else {})
    twins = [org.add("phone-number", **own) for _time in range(2)]
    for state in ("present", "absent"):
        sentence = org.refuses(MODULE, **line, state=state)
        assert all(twin in sentence for twin in twins) and line["name"] in sentence


def test_a_number_that_is_there_is_adopted_without_a_write(org: Org) -> None:
    org.add("phone-number", **existing(assistantId=an_id("Support Bot")))
    result, writes = org.writes(MODULE, **TWILIO, assistant="Support Bot")
    assert not result["changed"] and writes == []


def test_a_refused_second_import_adopts_the_first(org: Org) -> None:
    """The first POST took effect behind a 429, so the second is refused: the number is there, as declared."""
    org.simulator.fault("429", match={"method": "POST"}, when="after", nth=[1])
    result, writes = org.writes(MODULE, **TWILIO, assistant="Support Bot")
    assert not result["failed"], result["msg"]
    assert [write["status"] for write in writes] == [429, 400]
    assert result["changed"] and len(org.numbers()) == 1
    assert org.writes(MODULE, **TWILIO, assistant="Support Bot")[1] == []


def test_a_number_the_list_does_not_show_yet_is_adopted(org: Org) -> None:
    org.run(MODULE, **{**TWILIO, "name": "Before"})
    org.simulator.switch(stale_list_seconds=60)
    org.simulator.fault("429", match={"method": "POST"}, when="after", nth=[1])
    result = org.run(MODULE, **{**TWILIO, "number": "+14155550122"})
    assert not result["failed"], result["msg"]
    assert len(org.numbers()) == 2


@pytest.fixture(scope="module")
def two_orgs() -> Iterator[Simulator]:
    """A simulator with a second org."""
    with Simulator(keys=["first-org-private-key-01", "second-org-private-key-2"]) as simulator:
        yield simulator


def test_another_orgs_number(two_orgs: Simulator) -> None:
    first, second = (Org(two_orgs, key) for key in two_orgs.keys)
    first.furnish()
    second.run(MODULE, **TWILIO)
    assert "other org" in first.refuses(MODULE, **TWILIO)
    assert first.numbers() == []


def test_another_orgs_number_is_not_seen(two_orgs: Simulator) -> None:
    first, second = (Org(two_orgs, key) for key in two_orgs.keys)
    first.furnish()
    number_id = second.run(MODULE, **TWILIO)["phone_number"]["id"]
    assert first.run("vapi_phone_number_info")["phone_numbers"] == []
    assert not first.run(MODULE, number=TWILIO["number"], state="absent")["changed"]
    assert "no phone number of this org" in first.refuses(MODULE, id=number_id, name="Mine")


# --- changing ---------------------------------------------------------------------------------------------------------

CLEARABLE = {
    "name": ("name", "Twilio Line"),
    "assistant_id": ("assistantId", an_id("Support Bot")),
    "squad_id": ("squadId", an_id("Front Desk")),
    "workflow_id": ("workflowId", an_id("w")),
    "server": ("server", {"url": "https://example.com"}),
    "fallback_destination": ("fallbackDestination", {"type": "number", "number": "+14155550199"}),
    "hooks": ("hooks", [{"on": "call.ringing", "do": [{"type": "say", "exact": "Hello"}]}]),
}


@pytest.mark.parametrize("nulls", ["drop", "keep"])
@pytest.mark.parametrize(
    ("option", "emptiness"), [*product(CLEARABLE, (None, "")), ("hooks", [])], ids=lambda part: repr(part).strip("'")
)
def test_null_and_the_empty_string_clear(org: Org, option: str, emptiness: Any, nulls: str) -> None:
    org.simulator.switch(nulls=nulls)
    name, value = CLEARABLE[option]
    org.add("phone-number", **existing(**{name: value}))
    untouched, none = org.writes(MODULE, number=TWILIO["number"])
    assert none == [] and not untouched["changed"]
    _result, writes = org.settle(MODULE, **{"number": TWILIO["number"], option: emptiness})
    assert bodies(writes) == [("PATCH", {name: [] if option == "hooks" else None})]


@pytest.mark.parametrize("route", [{"route": "none"}, {"route": "server", "server": {"url": "https://example.com"}}])
def test_route_none_clears_every_route(org: Org, route: dict[str, Any]) -> None:
    org.add("phone-number", **existing(assistantId=an_id("Support Bot"), workflowId=an_id("w")))
    _result, writes = org.settle(MODULE, **TWILIO, **route)
    cleared = {"assistantId": None, "workflowId": None}
    assert bodies(writes) == [("PATCH", {**cleared, **({"server": route["server"]} if "server" in route else {})})]


def test_a_line_routed_to_its_server_from_the_start(org: Org) -> None:
    assert "server: is required" in org.refuses(MODULE, **TWILIO, route="server")
    _result, writes = org.settle(MODULE, **TWILIO, route="server", server={"url": "https://example.com"})
    assert "assistantId" not in writes[0]["body"]


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({**VONAGE, "number": TWILIO["number"]}, "from twilio to vonage"),
        ({"number": TWILIO["number"], "credential": "Carrier"}, "credential"),
        ({"number": TWILIO["number"], "authentication": AUTHENTICATION}, "authentication"),
    ],
)
def test_what_cannot_change_is_refused(org: Org, options: dict[str, Any], word: str) -> None:
    org.add("phone-number", **existing())
    assert word in org.refuses(MODULE, **options)


def test_the_number_of_a_bought_line_cannot_change(org: Org) -> None:
    number_id = org.run(MODULE, **VAPI)["phone_number"]["id"]
    assert "cannot change" in org.refuses(MODULE, id=number_id, number="+14155559999")
    assert "Vapi assigns it" in org.refuses(MODULE, **{**VAPI, "name": "Other", "number": "+14155559999"})


def test_secrets_go_out_again_only_when_asked(org: Org) -> None:
    org.run(MODULE, **TWILIO, server=SERVER)
    changed = {
        **TWILIO,
        "twilio_auth_token": "another-token-0123456",
        "server": {**SERVER, "headers": {"A": "another"}},
    }
    assert org.writes(MODULE, **changed)[1] == []
    for _time in range(2):
        result, writes = org.writes(MODULE, **changed, update_secrets="always")
        assert result["changed"]
        assert {name: value for name, value in writes[0]["body"].items() if name != "server"} == {
            "twilioAuthToken": "another-token-0123456"
        }
        assert writes[0]["body"]["server"]["headers"] == {"A": "another"}
        assert result["diff"]["after"]["secrets_sent"] == ["server", "twilio_auth_token"]


@pytest.mark.parametrize(
    ("line", "field", "part", "value"),
    [
        (TWILIO, "server", "url", "https://example.com/other"),
        (SIP, "authentication", "realm", "sip.example.com"),
    ],
)
def test_an_object_that_changes_keeps_its_secrets(
    org: Org, line: dict[str, Any], field: str, part: str, value: str
) -> None:
    """The service replaces nested objects whole: one that goes out without its secret would lose it."""
    nested = {"server": SERVER, "authentication": AUTHENTICATION}[field]
    org.run(MODULE, **line, **{field: nested})
    _result, writes = org.writes(MODULE, **line, **{field: {**nested, part: value}})
    text = json.dumps(writes[0]["body"])
    assert list(writes[0]["body"]) == [field] and (HEADER in text or PASSWORD in text)


def test_an_object_that_changes_keeps_what_is_not_declared(org: Org) -> None:
    """A declared object is a subset of the actual one, and stays so when the service replaces it whole."""
    org.run(MODULE, **TWILIO, server={"url": "https://example.com", "timeout_seconds": 33})
    _result, writes = org.writes(MODULE, **TWILIO, server={"url": "https://example.com/other"})
    assert bodies(writes) == [("PATCH", {"server": {"url": "https://example.com/other", "timeoutSeconds": 33}})]


def test_lists_that_are_sets_have_no_order(org: Org) -> None:
    org.run(MODULE, **TWILIO, server=SERVER, hooks=HOOKS)
    turned = {**SERVER, "encrypted_paths": SERVER["encrypted_paths"][::-1]}  # type: ignore[index]
    hooks = [{**SAY, "filters": [{"starts_with": ["86", "91"]}]}, HOOKS[1]]
    assert org.writes(MODULE, **TWILIO, server=turned, hooks=hooks)[1] == []
    assert len(org.writes(MODULE, **TWILIO, hooks=HOOKS[::-1])[1]) == 1


@pytest.mark.parametrize("defaults", ["omit", "inject"])
def test_a_documented_default_is_as_good_as_nothing(org: Org, defaults: str) -> None:
    org.simulator.switch(defaults=defaults)
    org.run(MODULE, **TWILIO, server={"url": "https://example.com"})
    explicit = {"url": "https://example.com", "timeout_seconds": 20, "static_ip_addresses_enabled": False}
    assert org.writes(MODULE, **TWILIO, sms_enabled=True, server=explicit)[1] == []
    _result, writes = org.settle(MODULE, **TWILIO, sms_enabled=False)
    assert bodies(writes) == [("PATCH", {"smsEnabled": False})]
    org.settle(MODULE, **TWILIO, sms_enabled=True)


@pytest.mark.parametrize(("verify", "failed", "warned"), [("warn", False, 1), ("fail", True, 0), ("off", False, 0)])
def test_what_the_service_does_not_keep_is_reported(org: Org, verify: str, failed: bool, warned: int) -> None:
    org.simulator.switch(dropped_fields=["fallbackDestination"])
    result = org.run(MODULE, **TWILIO, fallback_destination=FALLBACK, verify=verify)
    assert result["failed"] == failed
    told = [*result.get("warnings", []), *([result["msg"]] if failed else [])]
    assert len(told) == warned + failed and all("fallback_destination" in text for text in told)


# --- waiting ----------------------------------------------------------------------------------------------------------

WAIT = {"wait": True, "wait_interval": 0.1, "wait_timeout": 5}


def test_wait_until_active(org: Org) -> None:
    org.simulator.switch(activation_seconds=0.4)
    result, writes = org.settle(MODULE, **VAPI, **WAIT)
    assert result["phone_number"]["status"] == "active" and len(writes) == 1
    reads = [entry for entry in org.simulator.log() if entry["path"].startswith("/phone-number/")]
    assert reads == []  # the second run found it active


def test_without_wait_the_line_may_still_be_activating(org: Org) -> None:
    org.simulator.switch(activation_seconds=60)
    assert org.run(MODULE, **VAPI)["phone_number"]["status"] == "activating"


def test_check_mode_foretells_a_line_that_is_activating(org: Org) -> None:
    org.simulator.switch(activation_seconds=60)
    foretold = org.run(MODULE, True, **VAPI)["phone_number"]["status"]
    assert foretold == "activating" == org.run(MODULE, **VAPI)["phone_number"]["status"]
    assert org.run(MODULE, True, **{**VAPI, "name": "Another"}, wait=True)["phone_number"]["status"] == "active"
    assert org.run(MODULE, True, **SIP)["phone_number"]["status"] == "active"


def test_whether_a_line_answers_can_be_handed_in_again(org: Org) -> None:
    org.run(MODULE, **BYO)
    (number,) = org.run("vapi_phone_number_info", answering=True)["phone_numbers"]
    assert "not_answering_reason" in number
    result, writes = org.settle(MODULE, **number)
    assert not result["changed"] and writes == []


def test_a_silent_transfer(org: Org) -> None:
    message = "spoken_message"
    destination = {"type": "number", "number": "+14155550177"}
    org.settle(MODULE, **BYO, fallback_destination=destination)
    _result, writes = org.settle(MODULE, **BYO, fallback_destination={**destination, message: ""})
    assert [write["body"]["fallbackDestination"].get("message") for write in writes] == [""]
    assert org.numbers()[0]["fallbackDestination"]["message"] == ""
    # Left out is untouched; another text is a change.
    assert org.settle(MODULE, **BYO, fallback_destination=destination)[1] == []
    assert org.settle(MODULE, **BYO, fallback_destination={**destination, message: "Please hold."})[0]["changed"]


def test_waiting_ends(org: Org) -> None:
    org.simulator.switch(activation_seconds=60)
    result = org.run(MODULE, **VAPI, **{**WAIT, "wait_timeout": 0.3})
    assert result["failed"] and "still activating" in result["msg"]
    org.rewrite("phone-number", _activeAt=0)
    again, writes = org.writes(MODULE, **VAPI, **WAIT)
    assert not again["failed"] and writes == [] and again["phone_number"]["status"] == "active"


def test_blocked_while_waiting(org: Org) -> None:
    org.simulator.switch(activation_seconds=0.2, activation_result="blocked")
    for _time in range(2):
        result = org.run(MODULE, **VAPI, **WAIT)
        assert result["failed"] and "blocked" in result["msg"]
    assert len(org.numbers()) == 1


def test_a_half_made_record_is_named_and_no_success(org: Org) -> None:
    org.simulator.switch(incomplete=True)
    result = org.run(MODULE, **VAPI)
    made = org.numbers()[0]["id"]
    assert result["failed"] and made in result["msg"]
    org.simulator.switch(incomplete=False)
    assert made in org.refuses(MODULE, **VAPI)
    assert len(org.numbers()) == 1
    org.settle(MODULE, id=made, state="absent")
    org.settle(MODULE, **VAPI)


# --- a POST in doubt --------------------------------------------------------------------------------------------------


@pytest.mark.spread("fault", "carrier")
@pytest.mark.parametrize("fault", ["500", "502", "cut", "garbage", "truncate"])
@pytest.mark.parametrize("carrier", FULL_LINES)
def test_a_write_that_took_effect_unseen_is_found(org: Org, carrier: str, fault: str) -> None:
    org.simulator.fault(fault, match={"method": "POST"}, when="after", nth=[1])
    result, writes = org.writes(MODULE, **FULL_LINES[carrier])
    assert not result["failed"], result["msg"]
    assert result["changed"] and [write["method"] for write in writes] == ["POST"]
    assert len(org.numbers()) == 1


# --- bad input --------------------------------------------------------------------------------------------------------

WITHOUT = {name: {key: value for key, value in TWILIO.items() if key != name} for name in TWILIO}

BAD_LINES = {
    "no provider": (WITHOUT["provider"], "provider: is missing"),
    "no number": (WITHOUT["number"], "number: is required"),
    "no account": (WITHOUT["twilio_account_sid"], "twilio_account_sid: is required"),
    "no token": (WITHOUT["twilio_auth_token"], "twilio_auth_token: is required"),
    "key without secret": ({**TWILIO, "twilio_api_key": "k"}, "twilio_api_secret"),
    "no credential": ({**VONAGE, "credential": None}, "credential_id: is required"),
    "two credentials": ({**VONAGE, "credential_id": an_id("Carrier")}, "credential_id: credential and credential_id"),
    "no area code": ({"provider": "vapi", "name": "Line"}, "number_desired_area_code: is required"),
    "no name": ({"provider": "vapi", "number_desired_area_code": "415"}, "name: is missing; add a name"),
    "no name for a SIP line": ({"provider": "vapi", "sip_uri": "sip:desk@sip.vapi.ai"}, "name: is required"),
    "unknown option": ({**TWILIO, "asistant": "Bot"}, "did you mean assistant?"),
    "long name": ({**TWILIO, "name": "n" * 41}, "41 characters long; the service takes at most 40"),
    "no E.164": ({**TWILIO, "number": "4155550100"}, "is not an E.164 number"),
    "letters": ({**TWILIO, "number": "+1415CALLME"}, "is not an E.164 number"),
    "two routes": ({**TWILIO, "assistant": "Support Bot", "squad": "Front Desk"}, "mutually exclusive"),
    "route and none": ({**TWILIO, "assistant": "Support Bot", "route": "none"}, "mutually exclusive"),
    "other carrier's field": ({**TWILIO, "credential_id": an_id("Carrier")}, "belongs to provider vonage"),
    "unknown provider": ({**TWILIO, "provider": "plivo"}, "must be one of vapi, twilio"),
    "area code": ({**VAPI, "number_desired_area_code": "41"}, "three digits"),
    "area code and SIP": ({**VAPI, "sip_uri": "sip:a@b"}, "either a number"),
    "bad id": ({"id": "42", "name": "x"}, "is not an id"),
    "hook without event": ({**TWILIO, "hooks": [{"do": SAY["do"]}]}, "hooks[0].event: is required"),
    "hook without action": ({**TWILIO, "hooks": [{"event": "call.ringing"}]}, "hooks[0].do: is required"),
    "two endings": ({**TWILIO, "hooks": [{"event": "call.ending", "do": [*SAY["do"], *SAY["do"]]}]}, "one action only"),  # type: ignore[misc]
    "wrong filter": (
        {**TWILIO, "hooks": [{**SAY, "filters": [{"one_of": ["assistant-request-failed"]}]}]},
        "starts_with",
    ),
    "deep typo": (
        {**TWILIO, "server": {"backoff_plan": {"type": "linear"}}},
        "server.backoff_plan.type: must be one of",
    ),
    "too long a timeout": ({**TWILIO, "server": {"timeout_seconds": 301}}, "at most 300"),
    "no password": (
        {**SIP, "authentication": {**AUTHENTICATION, "password": None}},
        "authentication.password: is required",
    ),
    "short password": ({**SIP, "authentication": {**AUTHENTICATION, "password": "short"}}, "at least 20"),
    "byo letters": ({**BYO, "number": "desk 42", "number_e164_check_enabled": False}, "other characters than letters"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_bad_input_is_one_sentence_and_nothing_is_written(org: Org, case: str) -> None:
    line, words = BAD_LINES[case]
    sentence = org.refuses(MODULE, **line)
    assert words in sentence
    if line.get("name") and case != "long name":
        assert repr(line["name"]) in sentence
    assert org.simulator.writes() == []
    together = org.refuses(
        "vapi_call_lines", lines=[VONAGE, line] if line.get("number") != VONAGE["number"] else [line]
    )
    assert words in together and org.simulator.writes() == []


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"VAPI_API_KEY": ""}, "api_key: is missing"),
        ({"VAPI_API_KEY": "a-wrong-private-key-42"}, "private key of this org, and the region"),
        ({"VAPI_API_URL": "http://127.0.0.1:9"}, "cannot be reached"),
        ({"VAPI_API_URL": "http://api.example.com"}, "plain http"),
        ({"VAPI_API_URL": "ftp://127.0.0.1"}, "is not a URL"),
        ({"VAPI_API_URL": "", "VAPI_REGION": "mars"}, "must be one of us, eu"),
    ],
)
def test_a_bad_connection_is_one_sentence(org: Org, environment: dict[str, str], words: str) -> None:
    org.environment = {**org.environment, **environment}
    sentence = org.refuses(MODULE, **TWILIO, retries=0)
    assert words in sentence and "a-wrong-private" not in sentence


# --- traps of YAML ----------------------------------------------------------------------------------------------------


def test_an_integer_number_works(org: Org) -> None:
    _result, writes = org.settle(MODULE, **{**TWILIO, "number": 14155550100})
    assert writes[0]["body"]["number"] == "+14155550100"


def test_an_unquoted_on_works(org: Org) -> None:
    _result, writes = org.settle(MODULE, **TWILIO, hooks=[{True: "call.ringing", "do": SAY["do"]}])
    assert writes[0]["body"]["hooks"][0]["on"] == "call.ringing"


def test_a_second_action_that_never_runs_is_told(org: Org) -> None:
    result = org.run(MODULE, **TWILIO, hooks=[{**SAY, "do": SAY["do"] * 2}])  # type: ignore[operator]
    assert "only the first action" in result["warnings"][0]


@pytest.mark.parametrize("secret", [TOKEN, API_SECRET])
def test_a_refusal_that_repeats_a_secret_is_struck(org: Org, secret: str) -> None:
    result = org.run(MODULE, **{**TWILIO, "twilio_auth_token": secret, "assistant_id": an_id("x"), "name": secret})
    assert result["failed"] and secret not in json.dumps(result)


@pytest.mark.case(5)
@pytest.mark.parametrize("kind", ["assistant", "squad"])
def test_check_mode_goes_on_without_what_another_task_creates(org: Org, kind: str) -> None:
    line = {**TWILIO, kind: "Nigth Bot"}
    assert f"no {kind} is named 'Nigth Bot'" in org.run("vapi_phone_number", True, **line)["msg"]
    foretold = org.run("vapi_phone_number", True, **line, unresolved="warn")
    assert not foretold["failed"] and foretold["changed"] and "Nigth Bot" in foretold["warnings"][0]
    assert org.run("vapi_phone_number", **line, unresolved="warn")["failed"], "the run itself fails"
