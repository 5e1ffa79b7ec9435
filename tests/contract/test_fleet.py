# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vapi_call_lines against the simulator: one reading, only the differences, nothing lost, nothing deleted unasked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.harness import BYO, FULL_LINES, LINES, SECRETS, SIP, TELNYX, TWILIO, VAPI, VONAGE, Org, an_id
from tests.contract.test_lines import OTHERS, SERVICES, service_name

MODULE = "vapi_call_lines"
ALL = [{**line, "assistant": "Support Bot"} for name, line in FULL_LINES.items() if name != "twilio-key"]
READS = {"/v2/phone-number", "/assistant", "/squad", "/credential"}


def many(count: int, **fields: Any) -> list[dict[str, Any]]:
    """So many lines of one kind."""
    return [{**TELNYX, "name": f"Line {n}", "number": f"+1212555{n:04d}", **fields} for n in range(count)]


def reads(org: Org) -> list[str]:
    """The paths that were read since the log was cleared."""
    return [entry["path"] for entry in org.simulator.log() if entry["method"] == "GET"]


def actions(result: dict[str, Any]) -> list[str]:
    """What became of each line."""
    return [line["action"] for line in result["lines"]]


@pytest.mark.parametrize("switches", SERVICES[::3], ids=service_name)
def test_life_of_a_fleet(org: Org, switches: dict[str, Any]) -> None:
    org.simulator.switch(**switches)
    created, writes = org.settle(MODULE, lines=ALL)
    assert actions(created) == ["created"] * len(ALL) and len(writes) == len(ALL)
    changed = [ALL[0], {**ALL[1], "assistant": "Night Bot"}, *ALL[2:]]
    result, writes = org.settle(MODULE, lines=changed)
    assert [write["body"] for write in writes] == [{"assistantId": an_id("Night Bot")}]
    assert result["summary"]["updated"] == 1 and result["lines"][1]["changed_fields"] == ["assistant_id"]
    result, writes = org.settle(MODULE, lines=ALL, state="absent")
    assert {write["method"] for write in writes} == {"DELETE"} and actions(result) == ["deleted"] * len(ALL)
    assert org.numbers() == []


@pytest.mark.parametrize("carrier", LINES)
def test_a_fleet_sends_what_the_module_sends(org: Org, carrier: str) -> None:
    line = FULL_LINES[carrier]
    _result, alone = org.writes("vapi_phone_number", **line)
    org.furnish()
    _result, together = org.writes(MODULE, lines=[line])
    assert [write["body"] for write in together] == [write["body"] for write in alone]


@pytest.mark.parametrize("count", [2, 40])
def test_reads_do_not_grow_with_the_fleet(org: Org, count: int) -> None:
    lines = many(count, assistant="Support Bot")
    org.run(MODULE, lines=lines)
    org.simulator.clear_log()
    assert not org.run(MODULE, lines=lines)["changed"]
    assert sorted(set(reads(org))) == ["/assistant", "/credential", "/v2/phone-number"] and len(reads(org)) <= 5


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ({**TELNYX, "assistant": "Support Bot"}, ["/assistant", "/credential"]),
        ({**TELNYX, "assistant": an_id("Support Bot"), "credential": None}, []),
        ({**TELNYX, "assistant": "Support Bot", "state": "absent"}, []),
    ],
    ids=["names", "ids", "absent"],
)
def test_what_names_need_is_asked_for_while_the_numbers_are_read(
    org: Org, line: dict[str, Any], kinds: list[str]
) -> None:
    org.simulator.fault("400", match={"path": "/v2/phone-number"})
    assert org.run(MODULE, lines=[line])["failed"]
    assert sorted(reads(org)) == [*kinds, "/v2/phone-number"]


def test_250_other_numbers_stay(org: Org) -> None:
    org.furnish(OTHERS)
    org.simulator.switch(page_size=50, list_order="shuffled")
    org.settle(MODULE, lines=ALL)
    org.settle(MODULE, lines=ALL, state="absent")
    assert org.numbers() == OTHERS


def test_the_order_of_results_is_that_of_the_declaration(org: Org) -> None:
    result = org.run(MODULE, lines=many(20))
    assert [line["name"] for line in result["lines"]] == [f"Line {n}" for n in range(20)]
    assert [diff["after_header"] for diff in result["diff"]] == [f"line 'Line {n}' (create)" for n in range(20)]


def test_a_line_of_its_own_state(org: Org) -> None:
    org.run(MODULE, lines=many(3))
    result, _writes = org.settle(
        MODULE, lines=[{**line, "state": "absent"} if n == 1 else line for n, line in enumerate(many(3))]
    )
    assert actions(result) == ["unchanged", "deleted", "unchanged"]


def test_waiting_for_all(org: Org) -> None:
    org.simulator.switch(activation_seconds=0.3)
    lines = [{**VAPI, "name": f"Free {n}", "wait": True, "wait_interval": 0.1} for n in range(3)]
    result, _writes = org.settle(MODULE, lines=lines)
    assert {line["status"] for line in result["lines"]} == {"active"}


# --- failures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on_error", "rest"), [("continue", "created"), ("stop", "skipped")])
def test_one_line_that_fails(org: Org, on_error: str, rest: str) -> None:
    lines = [TWILIO, {**VAPI, "number_desired_area_code": "000"}, VONAGE]
    result = org.run(MODULE, lines=lines, on_error=on_error, concurrency=1)
    assert actions(result) == ["created", "failed", rest]
    assert result["failed"] and result["changed"] and "Bought Line" in result["msg"]
    assert "Try one of" in result["lines"][1]["error"]
    again = org.run(MODULE, lines=[lines[0], VAPI, lines[2]])
    assert not again["failed"] and len(org.numbers()) == 3


def test_every_line_at_fault_is_named_before_anything_is_written(org: Org) -> None:
    lines = [TWILIO, {**VONAGE, "credential": "Nobody"}, {**TELNYX, "assistant": "Nobody"}, {"name": "Nothing"}]
    sentence = org.refuses(MODULE, lines=lines)
    assert all(repr(line["name"]) in sentence for line in lines[1:]) and "Nothing was written" in sentence
    assert org.simulator.writes() == []


def test_bad_options_name_the_line_and_its_place(org: Org) -> None:
    sentence = org.refuses(MODULE, lines=[TWILIO, {**VONAGE, "nmae": "x"}])
    assert "lines[1] 'Vonage Line' nmae: is not an option; did you mean name?" in sentence


@pytest.mark.parametrize(
    "twins",
    [
        [TWILIO, {**TWILIO, "name": "Other"}],
        [LINES["sip"], {**LINES["sip"], "sip_uri": str(LINES["sip"]["sip_uri"]).upper()}],
        [VAPI, VAPI],
    ],
    ids=["number", "sip_uri", "name"],
)
def test_the_same_line_twice(org: Org, twins: list[dict[str, Any]]) -> None:
    assert "lines[0] and lines[1] are the same line" in org.refuses(MODULE, lines=twins)


def test_secrets_of_one_line_do_not_show_in_another(org: Org) -> None:
    org.simulator.switch(secrets="echo")
    failing = {**TWILIO, "number": "+14155550177", "assistant_id": an_id("nobody")}
    text = json.dumps([org.run(MODULE, lines=[*ALL, failing]), org.run(MODULE, True, lines=ALL)])
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize("fault", ["500", "cut", "garbage", "429"])
def test_a_write_that_took_effect_unseen_is_found(org: Org, fault: str) -> None:
    # One at a time, so that the third is always an import: a 429 is believed, and a purchase would be made again.
    org.simulator.fault(fault, match={"method": "POST"}, when="after", nth=[3])
    result = org.run(MODULE, lines=ALL, concurrency=1)
    assert not result["failed"], result["msg"]
    assert actions(result) == ["created"] * len(ALL) and len(org.numbers()) == len(ALL)


# --- prune ------------------------------------------------------------------------------------------------------------


def test_nothing_is_deleted_unasked(org: Org) -> None:
    org.run(MODULE, lines=many(4))
    assert not org.run(MODULE, lines=many(2))["changed"]
    assert len(org.numbers()) == 4


def test_prune(org: Org) -> None:
    org.run(MODULE, lines=many(4))
    result, writes = org.settle(MODULE, lines=many(2), prune=True)
    assert result["summary"]["deleted"] == 2 and len(writes) == 2
    assert sorted(number["name"] for number in org.numbers()) == ["Line 0", "Line 1"]


@pytest.mark.parametrize(
    ("rail", "left"),
    [
        ({"protected": ["Line 3"]}, {"Line 0", "Line 3"}),
        ({"protected": ["+12125550*"]}, {"Line 0", "Line 1", "Line 2", "Line 3"}),
        ({"only": ["Line [123]"]}, {"Line 0"}),
        ({"only": ["Line *"], "protected": ["Line 2", "L*3"]}, {"Line 0", "Line 2", "Line 3"}),
    ],
)
def test_rails_of_prune(org: Org, rail: dict[str, Any], left: set[str]) -> None:
    org.run(MODULE, lines=many(4))
    org.settle(MODULE, lines=many(1), prune=True, **rail)
    assert {number["name"] for number in org.numbers()} == left


@pytest.mark.case(1)
@pytest.mark.parametrize(
    "pattern",
    ["Support [EU]", " Support [EU] ", 12125550177, "+1 (212) 555-0177", "+1 (212) 555-017*", "1-212-555-0177"],
)
def test_a_protected_line_stays_however_it_is_written(org: Org, pattern: Any) -> None:
    org.run(MODULE, lines=[*many(2), {**many(1)[0], "name": "Support [EU]", "number": "+12125550177"}])
    org.settle(MODULE, lines=many(1), prune=True, protected=[pattern])
    assert {number["name"] for number in org.numbers()} == {"Line 0", "Support [EU]"}


@pytest.mark.case(1)
@pytest.mark.parametrize("rail", ["protected", "only"])
@pytest.mark.parametrize("pattern", ["Zzz*", "line 1", "+12125559999", "Line 1x"])
def test_a_rail_that_fits_nothing_is_an_error_before_any_write(org: Org, rail: str, pattern: str) -> None:
    org.run(MODULE, lines=many(3))
    told = org.refuses(MODULE, lines=many(1, name="Renamed"), prune=True, **{rail: ["Line 2", pattern]})
    assert f"{rail}: {pattern!r} fits no line of this org. Nothing was written." in told
    assert len(org.numbers()) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"max_deletions": 2}, "prune would delete 3 phone numbers and max_deletions is 2"),
        ({"lines": []}, "all lines of the org would be deleted"),
        ({"state": "absent"}, "prune: is only valid with state: present"),
    ],
)
def test_prune_refuses(org: Org, options: dict[str, Any], words: str) -> None:
    org.run(MODULE, lines=many(4))
    assert words in org.refuses(MODULE, **{"lines": many(1), "prune": True, **options})
    assert len(org.numbers()) == 4


def test_prune_does_not_delete_what_the_list_only_seems_to_miss(org: Org) -> None:
    """A listing that cannot be complete ends the task."""
    org.run(MODULE, lines=many(4))
    org.simulator.fault("garbage", match={"method": "GET", "path": "^/v2/phone-number"})
    assert org.run(MODULE, lines=many(1), prune=True, retries=0)["failed"]
    assert len(org.numbers()) == 4


def test_a_fleet_is_linted_before_anything_is_read(org: Org) -> None:
    shadowing = [{"event": "call.ringing", "do": [{"type": "say", "exact": "Hello"}]}] * 2
    lines = many(7, hooks=shadowing)
    org.simulator.clear_log()
    told = org.refuses(MODULE, lines=lines, lint="fail")
    assert told.startswith("shadowed-hook: line 'Line 0', ") and told.endswith("Nothing was read or written.")
    assert org.simulator.log() == []
    result = org.run(MODULE, lines=lines, lint="warn")
    assert len(result["warnings"]) == 1 and "and 2 more" in result["warnings"][0]
    lines[0]["lint_ignore"] = {"shadowed-hook": "Somebody tries it out."}
    assert not org.run(MODULE, lines=lines[:1], lint="fail")["changed"]
    assert not org.run(MODULE, lines=lines, lint="fail", lint_ignore={"shadowed-hook": "All of it is a test."})[
        "changed"
    ]


@pytest.mark.case(53)
def test_what_an_import_does_is_linted_only_where_there_is_one(org: Org) -> None:
    """Lines that exist have their import behind them: 1,000 of them are no sentence in every run."""
    lines = many(3, provider="twilio", credential=None, twilio_account_sid="AC1", twilio_auth_token="token-0001")
    result = org.run(MODULE, lines=lines[:2], lint="warn")
    assert [text.partition(":")[0] for text in result["warnings"]] == ["sms-webhook"]
    assert org.run(MODULE, lines=lines[:2], lint="warn")["warnings"] == []
    assert not org.run(MODULE, lines=lines[:2], lint="fail")["changed"]
    told = org.refuses(MODULE, lines=lines, lint="fail")
    assert told.startswith("sms-webhook: line 'Line 2': ") and told.endswith("Nothing was written.")


@pytest.mark.case(64)
def test_the_summary_names_what_changed_the_bought_number_and_what_is_undeclared(org: Org) -> None:
    org.run(MODULE, lines=[TWILIO, TELNYX, SIP])
    lines = [VAPI, {**TWILIO, "assistant": "Night Bot"}, {"number": TELNYX["number"], "state": "absent"}]
    assert org.run(MODULE, True, lines=lines)["text"] == (
        "would create 1 (Bought Line), would update 1 (Twilio Line), would delete 1 (Telnyx Line), 1 undeclared"
    )
    result = org.run(MODULE, lines=lines)
    bought = next(number["number"] for number in org.numbers() if number.get("name") == "Bought Line")
    assert result["text"] == (
        f"1 created (Bought Line {bought}), 1 updated (Twilio Line), 1 deleted (Telnyx Line), 1 undeclared"
    )
    assert org.run(MODULE, lines=lines)["text"] == "3 unchanged, 1 undeclared"
    # What changed is told also where something failed.
    org.simulator.fault("400", match={"method": "PATCH"})
    more = [{**BYO}, *lines[:1], {**TWILIO, "assistant": "Support Bot"}]
    failed = org.run(MODULE, lines=more)
    assert failed["failed"] and "Twilio Line" in failed["msg"]
    assert "1 created (Own Line +14155550103)" in failed["msg"], failed["msg"]


@pytest.mark.case(113)
def test_updates_side_by_side_learn_that_the_provider_has_to_go_along(org: Org) -> None:
    """All of the first requests are refused before any of them is answered again."""
    org.run(MODULE, lines=many(8))
    org.simulator.switch(provider_in_patch="require", latency=50)
    changed = [{**line, "assistant": "Night Bot"} for line in many(8)]
    result, writes = org.writes(MODULE, lines=changed, concurrency=8)
    assert not result["failed"], result["msg"]
    assert result["summary"]["updated"] == 8 and 8 < len(writes) <= 16
    assert {write["body"].get("provider") for write in writes if write["status"] == 200} == {many(1)[0]["provider"]}
