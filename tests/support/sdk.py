# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official SDK, at a tenth of the price of its import: 3 seconds of a processor instead of 30.

It has pydantic build the validators of 2,000 models while they are imported, and validates none of the answers. Here a
model's fields are known at once, as its own client needs them, and its validator is built when something uses it.
"""

from __future__ import annotations

import functools
import inspect
from importlib import import_module
from types import ModuleType
from typing import Any

import httpx
import typing_extensions
from pydantic import BaseModel
from pydantic._internal._config import ConfigWrapper
from pydantic._internal._fields import rebuild_model_fields
from pydantic._internal._namespace_utils import NsResolver
from vapi.core import pydantic_utilities, serialization, unchecked_base_model


def _resolve_fields(model: Any, **_names: Any) -> None:
    """In the place of the SDK's ``update_forward_refs``, which also builds the validators."""
    if not model.__pydantic_fields_complete__:
        wrapper = ConfigWrapper(model.model_config, check=False)
        model.__pydantic_fields__ = rebuild_model_fields(
            model, config_wrapper=wrapper, ns_resolver=NsResolver(), typevars_map={}
        )


_parse = pydantic_utilities.parse_obj_as


def _parse_with_one_validator(type_: Any, object_: Any) -> Any:
    """In the place of the SDK's ``parse_obj_as``, which builds the validator of an unfinished model for each object."""
    if inspect.isclass(type_) and issubclass(type_, BaseModel):
        type_.model_rebuild()
    return _parse(type_, object_)


# It evaluates a model's annotations for each object that it sends or reads.
_typing = ModuleType(typing_extensions.__name__)
vars(_typing).update(vars(typing_extensions))
vars(_typing)["get_type_hints"] = functools.cache(typing_extensions.get_type_hints)
serialization.typing_extensions = _typing  # type: ignore[attr-defined]

# Before the first model is imported: each of them takes over the setting and the function.
for _base in (pydantic_utilities.UniversalBaseModel, unchecked_base_model.UncheckedBaseModel):
    _base.model_config["defer_build"] = True
pydantic_utilities.update_forward_refs = _resolve_fields
pydantic_utilities.parse_obj_as = unchecked_base_model.parse_obj_as = _parse_with_one_validator

import vapi  # noqa: E402
from vapi.core.api_error import ApiError  # noqa: E402

__all__ = ["ApiError", "Vapi", "sdk_module"]

_HTTP = httpx.Client(timeout=60, follow_redirects=True)
"""One for all: each would read the authorities for TLS, which the simulator does not speak."""


class Vapi(vapi.Vapi):
    """The SDK's client."""

    def __init__(self, token: str, base_url: str) -> None:
        super().__init__(token=token, base_url=base_url, httpx_client=_HTTP)


def sdk_module(name: str) -> ModuleType:
    """A module of the SDK, such as ``types.assistant``."""
    return import_module(f"vapi.{name}")
