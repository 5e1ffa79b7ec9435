# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules' documentation says, held against the declarations that the modules run by."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.vapi.plugins.module_utils._http.connection import CONNECTION, ENVIRONMENT
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.call import CALL
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.hook import ENDING, HOOK, RINGING
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE, PROVIDERS
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field, Schema
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import read
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task

PLUGINS = "ansible_collections.voiceops.vapi.plugins"
MODULES = sorted(path.stem for path in Path(__file__).parents[2].glob("plugins/modules/vapi_*.py"))
ATTRIBUTES = ("action_group", "check_mode", "diff_mode", "idempotent", "platform")
FACTS = ("type", "elements", "choices", "aliases", "required", "default")
SENTENCE = re.compile(r"(?s)[A-Z].*\w.*[.!]|[OVCEM]\(.*[.!]")
TASK_KEYWORDS = {"name", "register", "failed_when", "until", "retries", "delay", "module_defaults"}

# --- what the files say -----------------------------------------------------------------------------------------------


def loaded(module: str) -> Any:
    """A module's Python module."""
    return importlib.import_module(f"{PLUGINS}.modules.{module}")


def task_of(module: str) -> Task:
    """A module's declaration."""
    task: Task = loaded(module).TASK
    return task


def fragments(names: list[str]) -> Iterator[dict[str, Any]]:
    """The doc fragments of these names, as Ansible finds them."""
    for name in names:
        file, _separator, variant = name.removeprefix("voiceops.vapi.").partition(".")
        fragment = importlib.import_module(f"{PLUGINS}.doc_fragments.{file}").ModuleDocFragment()
        yield yaml.safe_load(getattr(fragment, (variant or "documentation").upper()))


@cache
def documentation(module: str) -> dict[str, Any]:
    """A module's documentation with its fragments merged in; what the module itself says counts."""
    own: dict[str, Any] = yaml.safe_load(loaded(module).DOCUMENTATION)
    own.setdefault("options", {})
    own.setdefault("attributes", {})
    for fragment in fragments(own["extends_documentation_fragment"]):
        own["requirements"] = [*own.get("requirements", []), *fragment.get("requirements", [])]
        own["notes"] = [*own.get("notes", []), *fragment.get("notes", [])]
        own["seealso"] = [*own.get("seealso", []), *fragment.get("seealso", [])]
        own["options"] = {**fragment.get("options", {}), **own["options"]}
        for name, attribute in fragment.get("attributes", {}).items():
            own["attributes"][name] = {**attribute, **own["attributes"].get(name, {})}
    return own


def fields_of(module: str) -> tuple[Field, ...]:
    """Every option of a module."""
    return (*task_of(module).connection.fields, *task_of(module).schema.fields)


# --- options ----------------------------------------------------------------------------------------------------------


def differences(documented: Mapping[str, Any], spec: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Every fact in which documented options and an argument spec disagree."""
    for name in sorted(documented.keys() ^ spec.keys()):
        yield f"{path}{name}: only in the {'documentation' if name in documented else 'argument spec'}"
    for name in sorted(documented.keys() & spec.keys()):
        option, argument = documented[name], spec[name]
        yield from (
            f"{path}{name}.{fact}: documented {option.get(fact)!r}, in the argument spec {argument.get(fact)!r}"
            for fact in FACTS
            if option.get(fact) != argument.get(fact)
        )
        yield from differences(option.get("suboptions") or {}, argument.get("options") or {}, f"{path}{name}.")


@pytest.mark.parametrize("module", MODULES)
def test_options_are_those_of_the_argument_spec(module: str) -> None:
    assert list(differences(documentation(module)["options"], task_of(module).argument_spec)) == []


def test_differences_are_found() -> None:
    documented = {"a": {"type": "str", "suboptions": {"b": {"type": "int", "default": 1}}}, "c": {}}
    spec = {"a": {"type": "str", "options": {"b": {"type": "int", "default": 2}}}}
    assert [sentence.partition(":")[0] for sentence in differences(documented, spec)] == ["c", "a.b.default"]


def described(options: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every option's path and description, at any depth."""
    for name, option in options.items():
        text = option.get("description") or []
        yield f"{path}{name}", [text] if isinstance(text, str) else text
        yield from described(option.get("suboptions") or option.get("contains") or {}, f"{path}{name}.")


@pytest.mark.parametrize("module", MODULES)
def test_every_option_is_explained_in_sentences(module: str) -> None:
    for path, sentences in described(documentation(module)["options"]):
        assert sentences, f"{path} has no description"
        for sentence in sentences:
            assert SENTENCE.fullmatch(sentence), f"{path}: {sentence!r} is not a sentence"
        assert len(sentences[0].split()) > 2, f"{path}: {sentences[0]!r} says nothing"


def facts_of(schema: Schema, field: Field) -> Iterator[str]:
    """Words that the description of a field cannot do without."""
    for bound in (field.minimum, field.maximum):
        if bound is not None:
            yield f"{bound:g}"
    yield from (f"{variant})" for variant in field.variants if schema.selector)
    if field.service_default is not None:
        yield f"V({str(field.service_default).lower()})"
    if field.secret:
        yield "never returned"
    if schema.title == CONNECTION.title and field.name in ENVIRONMENT:
        yield f"E({ENVIRONMENT[field.name]})"


def unsaid(schema: Schema, fields: tuple[Field, ...], options: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Every limit, carrier, default and secret of the declaration that the documentation keeps to itself."""
    for field in fields:
        if field.read_only:
            continue
        option = options[field.name]
        text = " ".join(option["description"])
        yield from (f"{path}{field.name}: {fact}" for fact in facts_of(schema, field) if fact not in text)
        if field.schema and not field.schema.module:
            yield from unsaid(field.schema, field.schema.fields, option["suboptions"], f"{path}{field.name}.")


@pytest.mark.parametrize("module", MODULES)
def test_limits_carriers_defaults_and_secrets_are_told(module: str) -> None:
    assert list(unsaid(task_of(module).schema, fields_of(module), documentation(module)["options"])) == []


# --- the rest of the documentation ------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES)
def test_attributes_say_what_can_be_relied_on(module: str) -> None:
    attributes = documentation(module)["attributes"]
    assert sorted(attributes) == sorted(ATTRIBUTES)
    for name, attribute in attributes.items():
        assert attribute["support"] in ("full", "partial", "none", "N/A"), name
        assert attribute["support"] != "partial" or attribute["details"], name
    assert attributes["action_group"]["membership"] == ["voiceops.vapi.all"]


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_needs_and_calls(module: str) -> None:
    documented = documentation(module)
    assert documented["module"] == module
    assert documented["version_added"] == "0.1.0"
    assert documented["author"] == "The voiceops.vapi authors (@voiceops)"
    assert {"requests", "Python"} <= {what.partition(" ")[0] for what in documented["requirements"]}
    assert not documented["short_description"].endswith(".")
    assert any("API calls:" in paragraph for paragraph in documented["description"])
    others = {reference["module"].rpartition(".")[2] for reference in documented["seealso"] if "module" in reference}
    assert others and others <= set(MODULES) - {module}


# --- examples ---------------------------------------------------------------------------------------------------------


def filled(value: Any) -> Any:
    """Templates replaced by what might be behind them."""
    if isinstance(value, dict):
        return {key: filled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item) for item in value]
    template = re.fullmatch(r"\{\{ (\w+) \}\}", value) if isinstance(value, str) else None
    if template is None:
        return value
    if template[1].endswith("account_sid"):
        return "AC0123456789abcdef"
    return [{"name": "Main Support Line"}] if template[1] == "call_lines" else f"what {template[1]} holds"


def examples(module: str) -> list[dict[str, Any]]:
    """The tasks of a module's examples, templates filled."""
    return [filled(example) for example in yaml.safe_load(loaded(module).EXAMPLES)]


def options_of(module: str, example: Mapping[str, Any]) -> dict[str, Any]:
    """What an example hands to the module."""
    return example[f"voiceops.vapi.{module}"] or {}


@pytest.mark.parametrize("module", MODULES)
def test_examples_are_tasks_with_full_names(module: str) -> None:
    tasks = examples(module)
    names = [example["name"] for example in tasks]
    assert len(tasks) > 1
    assert len(set(names)) == len(names)
    for example in tasks:
        assert example.keys() - TASK_KEYWORDS == {f"voiceops.vapi.{module}"}, example["name"]
        assert example["name"][0].isupper(), example["name"]


@pytest.mark.parametrize("module", MODULES)
def test_examples_are_read_without_complaint(module: str) -> None:
    for example in examples(module):
        given = options_of(module, example)
        names = {name for field in CONNECTION.fields for name in (field.name, *field.aliases)}
        problems: list[str] = []
        read(task_of(module).schema, {key: value for key, value in given.items() if key not in names}, problems)
        read(CONNECTION, {"api_key": "key", **{k: v for k, v in given.items() if k in names}}, problems)
        assert problems == [], example["name"]


def undocumented(options: Mapping[str, Any], given: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Options that an example uses and the documentation does not list, by that name, at any depth."""
    for name, value in given.items():
        option = options.get(name)
        if option is None:
            yield f"{path}{name}"
        elif option.get("suboptions"):
            for item in value if isinstance(value, list) else [value]:
                yield from undocumented(option["suboptions"], item or {}, f"{path}{name}.")


@pytest.mark.parametrize("module", MODULES)
def test_examples_use_listed_options_only(module: str) -> None:
    options = documentation(module)["options"]
    for example in examples(module):
        assert list(undocumented(options, options_of(module, example))) == [], example["name"]


def test_examples_cover_every_carrier_and_every_kind_of_hook() -> None:
    lines = [options_of("vapi_phone_number", example) for example in examples("vapi_phone_number")]
    assert {line["provider"] for line in lines if "provider" in line} == set(PROVIDERS)
    hooks = [hook for line in lines for hook in line.get("hooks") or []]
    hooks += [options_of("vapi_phone_hook", example) for example in examples("vapi_phone_hook")]
    for event, condition in ((RINGING, "starts_with"), (ENDING, "one_of")):
        assert any(condition in one for hook in hooks if hook["event"] == event for one in hook.get("filters", []))


NOT_SHOWN = {"workflow_id": "retired by the service", "squad_id": "like assistant_id"}
"""Options of a line that no example has, and why."""


def test_examples_show_every_option_of_a_line() -> None:
    shown = {name for example in examples("vapi_phone_number") for name in options_of("vapi_phone_number", example)}
    options = {field.name for field in LINE.fields if not field.read_only}
    assert options - shown == NOT_SHOWN.keys()


# --- results ----------------------------------------------------------------------------------------------------------


def returned_by(schema: Schema) -> set[str]:
    """Every key that ``to_options`` can put into a result."""
    return {field.name for field in schema.fields if not field.secret and field.is_returned}


def returns(module: str) -> dict[str, Any]:
    """What a module says it returns."""
    return dict(yaml.safe_load(loaded(module).RETURN))


@pytest.mark.parametrize(
    ("module", "key", "schema", "besides"),
    [
        ("vapi_phone_number", "phone_number", LINE, set()),
        ("vapi_phone_hook", "hook", HOOK, set()),
        ("vapi_call", "call", CALL, {"duration", "outcome", "transcript"}),
    ],
)
def test_results_have_the_keys_of_the_declaration(module: str, key: str, schema: Schema, besides: set[str]) -> None:
    contents = returns(module)[key]["contains"]
    assert contents.keys() == returned_by(schema) | besides
    for field in schema.fields:
        if field.name in contents and field.type != "raw":
            assert contents[field.name]["type"] == field.type, field.name
    assert returns(module)[key].get("sample", {}).keys() <= contents.keys()


@pytest.mark.parametrize("module", MODULES)
def test_every_result_is_described(module: str) -> None:
    results = returns(module)
    for path, sentences in described(results):
        assert sentences, f"{path} has no description"
        for sentence in sentences:
            assert SENTENCE.fullmatch(sentence), f"{path}: {sentence!r} is not a sentence"
    for key, value in results.items():
        assert value["returned"] and value["type"], key
        assert (value["type"] == "list") == ("elements" in value), key
    assert "diff" not in results or documentation(module)["attributes"]["diff_mode"]["support"] == "full"


def test_no_keys_are_described_twice() -> None:
    keys = [
        (f"{module}#{name}", frozenset(entry["contains"]))
        for module in MODULES
        for name, entry in returns(module).items()
        if "contains" in entry and name != "diff"
    ]
    assert len({described for _place, described in keys}) == len(keys), keys


FAILURE = "RV(voiceops.vapi.vapi_call_lines#module:failure)"


def test_a_failure_is_described() -> None:
    failure = returns("vapi_call_lines")["failure"]
    assert failure["contains"].keys() == failure["sample"].keys() == {"status", "message", "hint"}
    assert all(any(FAILURE in note for note in documentation(module)["notes"]) for module in MODULES)


RESERVED = {
    *("skipped", "skip_reason", "unreachable", "ansible_facts", "add_host", "add_group", "exception"),
    *("deprecations", "invocation", "censored", "ansible_job_id", "parsed"),
}
"""Keys of a result that mean something to Ansible: a list under ``skipped`` makes it a task that was skipped."""


@pytest.mark.parametrize("module", MODULES)
def test_no_result_has_a_meaning_of_ansibles_own(module: str) -> None:
    returned = yaml.safe_load(loaded(module).RETURN) or {}
    assert not RESERVED & set(returned)
