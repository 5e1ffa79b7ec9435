# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A canary in every secret: none of them appears anywhere, in no encoding, whatever happens."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
import yaml
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute

from tests.contract.harness import FALLBACK, TWILIO, task
from tests.faults.answers import Server
from tests.faults.figures import Figures
from tests.faults.operations import CALL, CALLEES, DIAL, call, line_to_call_from
from tests.faults.playbooks import environment, recap, start
from tests.faults.world import World

Result = dict[str, Any]

SECRETS = {
    "vapi_key": "canary-Key+0a1b2c/3d4e=",
    "twilio_token": 'canary-Token "quoted" \\ + ä',
    "twilio_key": "canary-TwilioKey-77f0",
    "twilio_secret": "canary-TwilioSecret/88=",
    "sip_password": "canary-SIP-password-991122",
    "header": "Bearer canary-Header+5511",
    "other_header": "canary two  spaces\tand a tab",
}
TOKEN_OF_URL = CALL.replace("-", "")[::-1]


def encodings(secret: str) -> Iterator[bytes]:
    """How a secret may be written."""
    for text in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]):
        yield text.encode()
    yield json.dumps(secret, ensure_ascii=False)[1:-1].encode()
    yield json.dumps(json.dumps(secret)[1:-1])[1:-1].encode()
    yield repr(secret)[1:-1].encode()
    yield " ".join(secret.split()).encode()
    yield secret.encode().hex().encode()
    for shift in range(3):
        # In the middle of something longer, only the characters that depend on nothing else are certain.
        text = base64.b64encode(b"x" * shift + secret.encode())[4 if shift else 0 :].rstrip(b"=")
        yield text[: len(text) - 2]


def leaks(data: bytes, secrets: Iterator[str] | list[str]) -> list[str]:
    """The secrets that appear."""
    return [secret for secret in secrets if any(form in data for form in encodings(secret))]


ALL = [*SECRETS.values(), TOKEN_OF_URL]

TWILIO_LINE = {
    **{name: value for name, value in TWILIO.items() if not name.startswith("twilio_auth")},
    "twilio_auth_token": "{{ twilio_token }}",
    "assistant": "Support Bot",
    "fallback_destination": FALLBACK,
    "server": {"url": "https://example.com/x", "headers": {"X-Key": "{{ header }}", "Plain": "{{ other_header }}"}},
}
KEY_LINE = {
    **{name: value for name, value in TWILIO_LINE.items() if name != "twilio_auth_token"},
    "name": "Key Line",
    "number": "+14155550160",
    "twilio_api_key": "{{ twilio_key }}",
    "twilio_api_secret": "{{ twilio_secret }}",
}
SIP_LINE = {
    "name": "SIP Line",
    "provider": "vapi",
    "sip_uri": "sip:desk@sip.vapi.ai",
    "authentication": {"username": "front-desk-user-00001", "password": "{{ sip_password }}"},
    "server": TWILIO_LINE["server"],
}
LINES = [TWILIO_LINE, KEY_LINE, SIP_LINE]
BAD = {
    "a secret of the wrong type": {**TWILIO_LINE, "twilio_auth_token": ["{{ twilio_token }}"]},
    "secrets under wrong names": {**TWILIO_LINE, "twilio_tokn": "{{ twilio_token }}"},
    "too short a password": {**SIP_LINE, "authentication": {"username": "x", "password": "{{ sip_password }}"}},
    "a mapping for a text": {**TWILIO_LINE, "twilio_auth_token": {"inner": "{{ twilio_token }}"}},
    "headers as a text": {**TWILIO_LINE, "server": {"url": "https://example.com", "headers": "{{ header }}"}},
    "a wrong provider": {**TWILIO_LINE, "provider": "vapi", "number_desired_area_code": "415"},
}


def a_task(module: str, options: Result, **more: Any) -> Result:
    """A task, its result printed too."""
    return {"name": module, f"voiceops.vapi.{module}": options, "register": "result", "ignore_errors": True, **more}


def tasks() -> list[Result]:
    """Success, failure, check, diff, loops, fleet, calls, reading: everything with its result printed."""
    show = {"name": "show", "ansible.builtin.debug": {"var": "result"}}
    looped = {"loop": ["One", "Three"]}
    another = {**TWILIO_LINE, "number": "+1415555018{{ item | length }}"}
    found: list[Result] = []
    for check in (True, False):
        found += [a_task("vapi_phone_number", line, check_mode=check, diff=True) for line in LINES]
    found += [
        a_task("vapi_phone_number", {**another, "name": "{{ item }}"}, **looped),
        a_task("vapi_call_lines", {"lines": LINES}, check_mode=True, diff=True),
        a_task("vapi_call_lines", {"lines": [{**one, "update_secrets": "always"} for one in LINES]}, diff=True),
        a_task("vapi_call_lines", {"lines": [*LINES, *BAD.values()]}),
        *(a_task("vapi_phone_number", line) for line in BAD.values()),
        a_task("vapi_phone_number", {**TWILIO_LINE, "sms_enabled": "{{ twilio_token }}"}),
        a_task("vapi_phone_number_info", {}),
        a_task("vapi_call", {**DIAL, "name": "New", "customer": {"number": CALLEES[1]}}),
        a_task("vapi_call", {**DIAL, "name": "New", "customer": {"number": CALLEES[1]}}, check_mode=True, diff=True),
        a_task("vapi_call_info", {}),
        a_task("vapi_call", {"name": "Reminder 17", "phone_number": TWILIO["number"], "state": "absent"}, diff=True),
        a_task("vapi_phone_number", {**TWILIO_LINE, "api_key": "{{ twilio_secret }}"}),
        a_task("vapi_phone_number", {**TWILIO_LINE, "api_key": "{{ other_header }}"}),
        a_task("vapi_phone_number", {**TWILIO_LINE, "state": "absent"}, diff=True),
        a_task("vapi_call_lines", {"lines": LINES, "state": "absent"}, diff=True),
    ]
    return [step for one in found for step in (one, show)]


def playbook(folder: Path, world: World, steps: list[Result] | None = None) -> Path:
    """The play, its secrets in a file of variables."""
    (folder / "secrets.yml").write_text(yaml.safe_dump(SECRETS, allow_unicode=True), encoding="utf-8")
    defaults = {"group/voiceops.vapi.all": {"api_key": "{{ vapi_key }}", "api_url": world.simulator.url}}
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "vars_files": [str(folder / "secrets.yml")],
        "module_defaults": defaults,
        "tasks": steps or tasks(),
    }
    path = folder / "secrets-play.yml"
    path.write_text(yaml.safe_dump([play], allow_unicode=True), encoding="utf-8")
    return path


def roles() -> list[Result]:
    """Every role that is handed secrets, with what goes well, what fails in the service, and what cannot be read."""
    connection = {"vapi_api_key": "{{ vapi_key }}"}
    lines = {"call_lines": [{**one, "update_secrets": "always"} for one in LINES]}
    account = {"rotate_twilio_account_sid": TWILIO["twilio_account_sid"]}
    given: list[tuple[str, Result]] = [
        ("call_lines", {"call_lines": LINES}),
        ("call_lines", {**lines, "call_lines_snapshot_dir": "snapshots"}),
        *(("call_lines", {"call_lines": [line]}) for line in BAD.values()),
        ("rotate", {**account, "rotate_twilio_auth_token": "{{ twilio_token }}"}),
        (
            "rotate",
            {
                **account,
                "rotate_twilio_api_key": "{{ twilio_key }}",
                "rotate_twilio_api_secret": ["{{ twilio_secret }}"],
            },
        ),
        ("outbound_calls", {"outbound_calls": [{**DIAL, "name": "New", "customer": {"number": CALLEES[1]}}]}),
        (
            "outbound_calls",
            {"outbound_calls": [{"phone_number_definition": {"twilio_auth_token": "{{ twilio_token }}"}}]},
        ),
    ]
    return [
        {
            "name": f"role {role} {number}",
            "block": [
                {"ansible.builtin.include_role": {"name": f"voiceops.vapi.{role}"}, "vars": {**connection, **values}}
            ],
            "rescue": [{"ansible.builtin.debug": {"var": "ansible_failed_result"}}],
        }
        for number, (role, values) in enumerate(given)
    ]


@pytest.fixture(scope="module")
def keyed_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A service whose org has the canary for its key."""
    with World(tmp_path_factory.mktemp("keyed") / "state.jsonl", SECRETS["vapi_key"]) as world:
        yield world


def prepare(world: World, secrets: str = "echo") -> None:
    """A service that shows every secret it was given, with a live call and its URLs."""
    world.reset(line_to_call_from(), [call("in-progress")], secrets=secrets)
    world.simulator.fault("504", when="after", match={"method": "POST", "path": "phone-number"}, nth=[1])
    world.simulator.fault("500", match={"method": "PATCH"}, nth=[2])


def left_behind(folder: Path, but_for: tuple[str, ...]) -> bytes:
    """Every file below a folder, in one."""
    return b"\n".join(
        path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in but_for
    )


@pytest.mark.parametrize("in_process", ["true", pytest.param("false", marks=pytest.mark.whole)])
def test_playbook(in_process: str, keyed_world: World, figures: Figures, tmp_path: Path) -> None:
    """-vvvv and --diff, and what lies around afterwards."""
    prepare(keyed_world)
    book = playbook(tmp_path, keyed_world)
    variables = environment(keyed_world, tmp_path, VAPI_IN_PROCESS=in_process, ANSIBLE_LOG_PATH=str(tmp_path / "log"))
    variables.pop("VAPI_API_KEY")
    output = start(book, variables, "-vvvv", "--diff").communicate(timeout=300)[0]
    counts = recap(output)
    assert counts["failed"] == 0 and counts["ignored"] > 5 and counts["changed"] > 8, output[-3000:]
    figures.count("runs", counts["ok"] // 2)
    for where, data in (
        ("output", output.encode()),
        ("files", left_behind(tmp_path, ("secrets.yml", book.name))),
    ):
        for secret in leaks(data, ALL):
            figures.fail("leaks", f"{where}: {secret}: {around(data, secret)}")
    figures.check()


@pytest.mark.parametrize(
    ("in_process", "words"),
    [
        ("true", []),
        pytest.param("true", ["--check"], marks=pytest.mark.whole),
        pytest.param("false", [], marks=pytest.mark.whole),
    ],
)
def test_roles(in_process: str, words: list[str], keyed_world: World, figures: Figures, tmp_path: Path) -> None:
    """What the roles, their argument specs and their snapshots make of secrets, and what lies around afterwards."""
    prepare(keyed_world)
    book = playbook(tmp_path, keyed_world, roles())
    variables = environment(keyed_world, tmp_path, VAPI_IN_PROCESS=in_process, ANSIBLE_LOG_PATH=str(tmp_path / "log"))
    variables.pop("VAPI_API_KEY")
    output = start(book, variables, "-vvvv", "--diff", *words).communicate(timeout=300)[0]
    counts = recap(output)
    assert counts["failed"] == 0 and counts["rescued"] > 4 and counts["changed"] > 1, output[-3000:]
    assert words or list(tmp_path.rglob("snapshots/*")), "what was there before is saved, and searched below"
    figures.count("runs", len(roles()))
    for where, data in (("output", output.encode()), ("files", left_behind(tmp_path, ("secrets.yml", book.name)))):
        for secret in leaks(data, ALL):
            figures.fail("leaks", f"{where}: {secret}: {around(data, secret)}")
    figures.check()


def around(data: bytes, secret: str) -> str:
    """What stands before a secret that was found."""
    place = min(at for at in (data.find(form) for form in encodings(secret)) if at >= 0)
    return data[max(0, place - 300) : place + 80].decode(errors="replace")


def test_ansible_runner(keyed_world: World, figures: Figures, tmp_path: Path) -> None:
    """What ansible-runner (and so AWX) keeps of a run: events, output, facts."""
    import ansible_runner

    prepare(keyed_world)
    (tmp_path / "project").mkdir()
    book = playbook(tmp_path / "project", keyed_world)
    variables = environment(keyed_world, tmp_path)
    variables.pop("VAPI_API_KEY")
    previous = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update(variables)
        run = ansible_runner.run(private_data_dir=str(tmp_path), playbook=book.name, verbosity=4, quiet=True)
    finally:
        os.environ.clear()
        os.environ.update(previous)
    assert run.status == "successful", run.stdout.read()[-2000:]
    data = left_behind(tmp_path / "artifacts", ())
    assert len(data) > 100_000
    figures.count("runs", len(tasks()) // 2)
    for secret in leaks(data, ALL):
        figures.fail("leaks", f"artefacts: {secret}: {around(data, secret)}")
    figures.check()


def given(options: Any) -> Any:
    """Options with the secrets in their places."""
    if isinstance(options, dict):
        return {key: given(value) for key, value in options.items()}
    if isinstance(options, list):
        return [given(value) for value in options]
    for name, secret in SECRETS.items():
        if options == f"{{{{ {name} }}}}":
            return secret
    return options


@pytest.mark.spread("form", "status")
@pytest.mark.parametrize("form", ["plain", "quoted", "json", "base64", "list"])
@pytest.mark.parametrize("status", [400, 403, 429, 500])
def test_secrets_in_the_words_of_an_error(form: str, status: int, figures: Figures) -> None:
    """A service, or a proxy before it, that repeats what it was sent."""
    every = " and ".join(SECRETS.values())
    words: Any = {
        "plain": every,
        "quoted": " ".join(quote(one, safe="") for one in SECRETS.values()),
        "json": json.dumps(list(SECRETS.values())),
        "base64": " ".join(base64.b64encode(one.encode()).decode() for one in SECRETS.values()),
        "list": [f"you sent {one}" for one in SECRETS.values()],
    }[form]
    with Server() as server:
        page = {"results": [], "metadata": {"totalItems": 0, "itemsPerPage": 100}}
        thing = [{"id": "1f0e2d3c-0000-4000-8000-000000000001", "name": "Support Bot"}]
        body = json.dumps({"message": words}).encode()

        def answer(method: str, path: str) -> tuple[int, dict[str, str], bytes]:
            if method == "GET":
                return 200, {}, json.dumps(page if "phone-number" in path else thing).encode()
            return status, {"X-Echo": quote(every)}, body

        server.answer = answer
        connection = {"api_key": SECRETS["vapi_key"], "api_url": server.url, "retries": 1}
        for module, options in (
            ("vapi_phone_number", {**given(TWILIO_LINE), **connection}),
            ("vapi_phone_number", {**given(KEY_LINE), **connection}),
            ("vapi_phone_number", {**given(SIP_LINE), **connection}),
            # A line's refusal is cleared of that line's secrets: what the service says of a line it was sent with it.
            *(("vapi_call_lines", {"lines": [given(line)], "retry_budget": 0.05, **connection}) for line in LINES),
        ):
            result = execute(task(module), options, False, {})
            figures.count("runs")
            assert result["failed"]
            own = leaks(json.dumps(options, ensure_ascii=False).encode(), list(SECRETS.values()))
            for secret in leaks(json.dumps(result, ensure_ascii=False).encode(), own):
                figures.fail("leaks", f"{module}: {secret}: {result['msg']}")
    figures.check()
