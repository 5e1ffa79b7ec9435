# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches: each of them has a test, and each is told of in the role's README."""

from __future__ import annotations

import json
import re
import sys
import urllib.error
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.conftest import CARRIERS, SIP, TRANSFER, TWILIO, Api, Body
from tests.support.simulator import FILES

sys.path.insert(0, str(FILES))

from vapi_simulator.switches import SWITCHES  # noqa: E402

README = Path(__file__).parents[2] / "roles" / "simulator" / "README.md"
HIDDEN = "hidden-0123456789-0123456789"
SERVER = {"url": "https://example.com", "headers": {"X-Key": HIDDEN}}
NO_STOCK = "This area code is currently not available. Hint: Try one of "


def test_every_switch_is_documented_and_tested(api: Api) -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    readme = README.read_text(encoding="utf-8")
    names = api.simulator.switches()
    assert [name for name in names if f"`{name}`" not in readme] == []
    assert [name for name in names if f"{name}=" not in tests and f'"{name}"' not in tests] == []


def test_the_table_says_the_choices_and_defaults(api: Api) -> None:
    """One row may tell of several switches, their defaults in the same order."""
    rows = re.findall(
        r"^\| (`[^|]+`) \| ([^|]+) \|", README.read_text(encoding="utf-8").partition("## Switches")[2], re.M
    )
    told = {}
    for names, values in rows:
        several = re.findall(r"`(\w+)`", names)
        given = [values] if len(several) == 1 else values.split(", ")
        told.update(dict(zip(several, given, strict=True)))
    assert told == {name: shown_choice(choice) for name, choice in SWITCHES.items()}


def shown_choice(choice: Any) -> str:
    """A switch's default and choices as the README writes them."""
    if isinstance(choice, tuple):
        return ", ".join(choice)
    if isinstance(choice, bool):
        return f"{choice}, {not choice}".lower()
    if isinstance(choice, (list, dict)):
        return f"`{json.dumps(choice)}`"
    return f"{choice:g}" if isinstance(choice, float) else str(choice)


def with_secrets(api: Api) -> list[Body]:
    """One line of every kind of secret, as it is read back."""
    twilio = {**TWILIO, "twilioAuthToken": HIDDEN, "twilioApiKey": HIDDEN, "twilioApiSecret": HIDDEN}
    sip = {**SIP, "authentication": {"username": "u" * 20, "password": HIDDEN}}
    return [api.make("phone-number", **twilio, server=SERVER), api.make("phone-number", **sip)]


@pytest.mark.parametrize(("how", "in_clear", "keys"), [("omit", 0, 0), ("mask", 0, 5), ("echo", 5, 5)])
def test_secrets(api: Api, how: str, in_clear: int, keys: int) -> None:
    api.simulator.switch(secrets=how)
    made = with_secrets(api)
    for shown in (made, [api.get(f"/phone-number/{one['id']}") for one in made], api.get("/phone-number")):
        text = json.dumps(shown)
        assert text.count(HIDDEN) == in_clear
        names = ("twilioAuthToken", "twilioApiKey", "twilioApiSecret", "password", "headers")
        assert sum(text.count(f'"{name}"') for name in names) == keys
    assert HIDDEN in json.dumps(api.simulator.state()), "the service itself knows them"


def test_nulls(api: Api) -> None:
    made = api.line(name="Line")
    assert None not in api.patch("phone-number", made, name=None).values()
    api.simulator.switch(nulls="keep")
    shown = api.get(f"/phone-number/{made['id']}")
    assert shown["name"] is None and shown["assistantId"] is None and shown["server"] is None


def test_defaults(api: Api) -> None:
    made = [api.line(server=SERVER), api.make("phone-number", **api.body_for("byo-phone-number"))]
    assert "smsEnabled" not in made[0] and "timeoutSeconds" not in made[0]["server"]
    api.simulator.switch(defaults="inject")
    twilio, byo = (api.get(f"/phone-number/{one['id']}") for one in made)
    assert twilio["smsEnabled"] is True and byo["numberE164CheckEnabled"] is True
    assert twilio["server"] == {"timeoutSeconds": 20, "staticIpAddressesEnabled": False, **SERVER}


def test_extra_fields(api: Api) -> None:
    made = api.make("phone-number", **CARRIERS["vapi"])
    assert "providerResourceId" not in made
    api.simulator.switch(extra_fields=True)
    assert {"providerResourceId", "useClusterSip", "smsEnabled"} < set(api.get(f"/phone-number/{made['id']}"))


def test_key_order(api: Api) -> None:
    made = api.line(fallbackDestination={**TRANSFER, "extension": "4"})
    keys = list(made["fallbackDestination"])
    api.simulator.switch(key_order="reversed")
    assert list(api.get(f"/phone-number/{made['id']}")["fallbackDestination"]) == keys[::-1]


def test_dropped_fields(api: Api) -> None:
    api.simulator.switch(dropped_fields=["name", "fallbackDestination"])
    made = api.line(name="Line", fallbackDestination=TRANSFER)
    assert not {"name", "fallbackDestination"} & set(api.patch("phone-number", made, name="Line"))


@pytest.mark.parametrize("result", ["active", "blocked"])
def test_activation(api: Api, result: str) -> None:
    api.simulator.switch(activation_seconds=90.0, activation_result=result)
    made = api.make("phone-number", **CARRIERS["vapi"])
    assert made["status"] == api.get("/phone-number")[0]["status"] == "activating"
    api.simulator.advance(91)
    assert api.get("/phone-number")[0]["status"] == api.get(f"/phone-number/{made['id']}")["status"] == result
    assert api.line()["status"] == "active", "what is imported is active at once"


def test_incomplete(api: Api) -> None:
    api.simulator.switch(incomplete=True)
    for body in (CARRIERS["vapi"], SIP):
        made = api.make("phone-number", **body)
        assert made["status"] == "active" and not {"number", "sipUri"} & set(made)


def test_stock(api: Api) -> None:
    nowhere = {**CARRIERS["vapi"], "numberDesiredAreaCode": "000"}
    assert api.refused("POST", "/phone-number", nowhere).startswith(NO_STOCK)
    api.simulator.switch(area_codes=["562", "662"])
    assert api.refused("POST", "/phone-number", CARRIERS["vapi"]) == NO_STOCK + "562, 662."
    api.make("phone-number", provider="vapi", numberDesiredAreaCode="662")
    api.simulator.switch(area_codes=[], stock="none")
    assert api.refused("POST", "/phone-number", CARRIERS["vapi"]) == NO_STOCK + "562, 662, 716."
    api.make("phone-number", **SIP)


def test_free_number_limit(api: Api) -> None:
    api.simulator.switch(free_number_limit=2)
    api.make("phone-number", **SIP)
    bought = [api.make("phone-number", **CARRIERS["vapi"]) for _time in range(2)]
    assert "2 free Vapi numbers" in api.refused("POST", "/phone-number", CARRIERS["vapi"])
    api.ask("DELETE", f"/phone-number/{bought[0]['id']}")
    api.simulator.switch(free_limit_scope="all")
    api.refused("POST", "/phone-number", CARRIERS["vapi"])
    api.simulator.switch(free_limit_scope="bought")
    api.make("phone-number", **CARRIERS["vapi"])


def test_provider_in_patch(api: Api) -> None:
    made = api.line()
    api.patch("phone-number", made, provider="twilio")
    words = api.refused("PATCH", f"/phone-number/{made['id']}", {"provider": "vapi"})
    assert words == ["provider must be one of the following values: twilio"]
    api.simulator.switch(provider_in_patch="refuse")
    words = api.refused("PATCH", f"/phone-number/{made['id']}", {"provider": "twilio"})
    assert words == ["property provider should not exist"]


def test_null_clears(api: Api) -> None:
    assistant = api.make("assistant", name="Bot")["id"]
    made = api.line(name="Line", assistantId=assistant, server={"url": "https://example.com"})
    cleared: dict[str, Any] = {"server": None, "assistantId": None}
    api.simulator.switch(null_clears="refuse")
    assert api.refused("PATCH", f"/phone-number/{made['id']}", cleared) == ["server should not be null or undefined"]
    api.simulator.switch(null_clears="ignore")
    kept = api.patch("phone-number", made, **cleared)
    assert "server" in kept and "assistantId" not in kept
    api.simulator.switch(null_clears="accept")
    assert "server" not in api.patch("phone-number", made, **cleared)


def test_empty_string_ids(api: Api) -> None:
    made = api.line(assistantId=api.make("assistant", name="Bot")["id"])
    words = api.refused("PATCH", f"/phone-number/{made['id']}", {"assistantId": ""})
    assert words == ["assistantId must be a UUID"]
    api.simulator.switch(empty_string_ids="clear")
    assert "assistantId" not in api.patch("phone-number", made, assistantId="")


def test_latency(api: Api) -> None:
    api.simulator.switch(latency=250)
    assert api.raw("GET", "/call").elapsed.total_seconds() >= 0.25


def test_latency_counts_whole_milliseconds(api: Api) -> None:
    """A test that takes it for seconds is told, as 0.1 ms would prove nothing."""
    with pytest.raises(urllib.error.HTTPError):
        api.simulator.switch(latency=0.1)


def test_duplicate_sip_uri(api: Api) -> None:
    api.make("phone-number", **SIP)
    api.refused("POST", "/phone-number", SIP)
    api.simulator.switch(duplicate_sip_uri="accept")
    assert api.make("phone-number", **SIP)["sipUri"] == SIP["sipUri"]


@pytest.mark.parametrize("names", ["kept", "trimmed"])
def test_names(api: Api, names: str) -> None:
    api.simulator.switch(names=names)
    made = api.make("phone-number", **{**SIP, "name": " Desk "})
    assert made["name"] == (" Desk " if names == "kept" else "Desk")


@pytest.mark.parametrize("empty_patch", ["touch", "keep"])
def test_empty_patch(api: Api, empty_patch: str) -> None:
    made = api.make("phone-number", **SIP)
    api.simulator.switch(empty_patch=empty_patch)
    assert (api.patch("phone-number", made)["updatedAt"] == made["updatedAt"]) == (empty_patch == "keep")


@pytest.mark.parametrize(("second_delete", "status"), [("not_found", 404), ("accept", 200)])
def test_second_delete(api: Api, second_delete: str, status: int) -> None:
    made = api.make("phone-number", **SIP)
    api.simulator.switch(second_delete=second_delete)
    answers = [api.ask("DELETE", f"/phone-number/{made['id']}").status for _time in range(2)]
    assert answers == [200, status]
