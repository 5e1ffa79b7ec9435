# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client for plugins that Ansible hands their options to (inventory, lookup)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.voiceops.vapi.plugins.module_utils._errors import InvalidOptions
from ansible_collections.voiceops.vapi.plugins.module_utils._http.client import Client
from ansible_collections.voiceops.vapi.plugins.module_utils._http.connection import (
    CONNECTION,
    ENVIRONMENT,
    base_url,
    gathered,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.spec import with_defaults
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import read


def connection_from(
    direct: Mapping[str, Any], variables: Mapping[str, Any], template: Callable[[Any], Any]
) -> dict[str, Any]:
    """A plugin's connection options: given directly, else as variable ``vapi_<option>``, else in the environment.

    Variables are templated, as they come the way they were written. A blank value counts as not given, wherever it
    stands. Raises InvalidOptions when they are wrong.
    """
    written = {field.name: _value_of(field, direct, variables, template) for field in CONNECTION.fields}
    given, problems = gathered({name: value for name, value in written.items() if value is not None}, os.environ)
    connection = read(CONNECTION, {name: value for name, value in given.items() if str(value).strip()}, problems)
    if problems:
        raise InvalidOptions(" ".join(problems))
    return with_defaults(CONNECTION, connection)


def client_for(connection: Mapping[str, Any]) -> Client:
    """A client for these connection options."""
    return Client(dict(connection), os.environ)


def fingerprint(connection: Mapping[str, Any]) -> str:
    """A text that another address, region or key would not have, and that tells none of them."""
    parts = (base_url(dict(connection)), connection["region"], connection["api_key"])
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _value_of(
    field: Field, direct: Mapping[str, Any], variables: Mapping[str, Any], template: Callable[[Any], Any]
) -> Any:
    variable = variables.get(f"vapi_{field.name}") if field.name in ENVIRONMENT else None
    for value in (direct.get(field.name), None if variable is None else template(variable)):
        if value is not None and str(value).strip():
            # A vaulted value is an object of Ansible's own.
            return value if isinstance(value, (str, int, float)) else str(value)
    return None
