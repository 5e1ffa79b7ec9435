# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys, refusals, paths, the log: what holds for every request."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from tests.simulator.conftest import NOBODY, TRUNK, TWILIO, Api
from tests.support.simulator import OPENER, Simulator

WRONG_KEY = "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa."
KINDS = ("phone-number", "call", "assistant", "squad", "tool", "credential")


@pytest.mark.parametrize("header", ["Bearer wrong", "Basic simulator-private-key-0001", "simulator-private-key-0001"])
def test_a_wrong_key_is_refused_in_the_recorded_words(api: Api, header: str) -> None:
    answer = api.ask("GET", "/phone-number", headers={"Authorization": header})
    assert answer.body == {"message": WRONG_KEY, "error": "Unauthorized", "statusCode": 401}


def test_a_request_without_a_key(api: Api) -> None:
    answer = api.ask("GET", "/phone-number", headers={"Authorization": ""})
    assert (answer.status, answer.message) == (401, "Missing Authorization Header.")


def test_python_urllib_is_turned_away(api: Api) -> None:
    answer = api.raw("GET", "/phone-number", headers={"User-Agent": "Python-urllib/3.12"})
    assert (answer.status_code, answer.text) == (403, "error code: 1010")
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/v2/call", 404),
        ("GET", "/phone-number/a/b", 404),
        ("PUT", "/phone-number", 405),
        ("PUT", f"/phone-number/{NOBODY}", 405),
        ("POST", "/v2/phone-number", 405),
        ("DELETE", "/call", 405),
        ("OPTIONS", "/call", 405),
    ],
)
def test_unknown_paths_and_methods(api: Api, method: str, path: str, status: int) -> None:
    assert api.refused(method, path, status=status) == f"Cannot {method} {path}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_what_is_not_there_is_404(api: Api, kind: str, method: str) -> None:
    assert NOBODY in api.refused(method, f"/{kind}/{NOBODY}", {}, status=404)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", ["{", "[]", '"text"', "7", "", "nul"])
def test_a_body_that_is_no_object_is_refused(api: Api, kind: str, data: str) -> None:
    answer = api.raw("POST", f"/{kind}", data=data)
    assert answer.status_code == 400 and answer.json()["error"] == "Bad Request"


def test_a_credential_never_shows_its_secrets(api: Api) -> None:
    plan = {"authUsername": "me", "authPassword": "hidden-5"}
    given = {**TRUNK, "outboundAuthenticationPlan": plan}
    made = api.make("credential", **given)
    shown = [
        made,
        api.get("/credential"),
        api.get(f"/credential/{made['id']}"),
        api.patch("credential", made, name="W"),
    ]
    assert "hidden" not in json.dumps(shown) and made["outboundAuthenticationPlan"] == {"authUsername": "me"}


def test_orgs_are_apart(two_orgs: tuple[Api, Api]) -> None:
    mine, theirs = two_orgs
    line = mine.line()
    assert theirs.get("/phone-number") == [] and theirs.get("/v2/phone-number")["results"] == []
    for method in ("GET", "PATCH", "DELETE"):
        theirs.refused(method, f"/phone-number/{line['id']}", {}, status=404)
    held = "Phone number +14155550100 already in use by another org."
    assert theirs.refused("POST", "/phone-number", TWILIO) == held
    other = theirs.line(number="+14155550104")
    assert theirs.refused("PATCH", f"/phone-number/{other['id']}", {"number": "+14155550100"}) == held
    assert other["orgId"] != line["orgId"]


def test_the_log_shows_everything_but_the_key(api: Api) -> None:
    api.line(name="One")
    api.ask("GET", "/phone-number", params={"limit": 3})
    posted, read = api.simulator.log()
    assert (posted["n"], posted["method"], posted["path"], posted["status"]) == (1, "POST", "/phone-number", 201)
    assert posted["body"] == {**TWILIO, "name": "One"} and posted["org"] == 0 and posted["fault"] is None
    assert read["query"] == {"limit": "3"} and read["body"] is None and read["time"] >= posted["time"]
    assert api.simulator.key not in json.dumps([posted["headers"], read["headers"]])
    assert posted["headers"]["authorization"] == "Bearer ***" and "user-agent" in posted["headers"]
    assert api.simulator.writes() == [posted]
    api.simulator.clear_log()
    assert api.simulator.log() == []


def test_control_plane_names_what_it_does_not_know(api: Api) -> None:
    assert "secrets" in control(api, "PATCH", "switches", {"secret": "omit"}, 400)
    assert "echo, mask, omit" in control(api, "PATCH", "switches", {"secrets": "perhaps"}, 400)
    assert "int" in control(api, "PATCH", "switches", {"page_size": "many"}, 400)
    assert "latency, 400, 429" in control(api, "POST", "faults", {"fault": "flood"}, 400)
    assert "regular expression" in control(api, "POST", "faults", {"fault": "503", "match": {"path": "("}}, 400)
    assert "keys" in control(api, "PUT", "state", {"unknown key": {}}, 400)
    assert "seconds" in control(api, "POST", "advance", {}, 400)
    control(api, "POST", "inbound", {"number": "+19995550100"}, 404)
    control(api, "GET", "nothing", None, 404)


def control(api: Api, method: str, what: str, body: object, status: int) -> str:
    """The message of a refusal of the control plane, which asks for no key."""
    answer = api.raw(method, f"/_simulator/{what}", json=body, headers={"Authorization": ""})
    assert answer.status_code == status, answer.text
    return str(answer.json()["message"])


def test_keep_alive_and_head(api: Api) -> None:
    host, port = api.simulator.url[len("http://") :].split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        stream = connection.makefile("rb")
        for _time in range(3):
            key = api.simulator.key.encode()
            connection.sendall(b"HEAD /call HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + b"\r\n\r\n")
            assert stream.readline() == b"HTTP/1.1 405 Method Not Allowed\r\n"
            while stream.readline() != b"\r\n":
                pass


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux tells so easily who listens where")
def test_never_beyond_loopback(simulator: Simulator) -> None:
    port = int(simulator.url.rpartition(":")[2])
    tables = [Path(f"/proc/net/{name}").read_text(encoding="ascii") for name in ("tcp", "tcp6")]
    table = [line.split() for text in tables for line in text.splitlines()]
    listening = [row[1] for row in table if len(row) > 3 and row[3] == "0A" and row[1].endswith(f":{port:04X}")]
    assert listening == [f"0100007F:{port:04X}"]
    assert OPENER.open(simulator.control_url + "/switches").status == 200
