# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything about a connection that can be wrong before the first request. Nothing is sent."""

from __future__ import annotations

import platform
import ssl
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ansible.module_utils.ansible_release import __version__ as ANSIBLE

from .._errors import InvalidOptions
from .._http.connection import CONNECTION, REGIONS, base_url, parsed
from .._http.environment import ca_bundle, proxy_for
from .._http.transport import REQUESTS_ERROR
from .._version import VERSION
from .checks import OK, PROBLEM, WARNING, Check, failed_check

OLDEST_ANSIBLE = (2, 18)
PUBLIC_HINT = "Copy the private key from the dashboard (API Keys), and set vapi_api_key or VAPI_API_KEY."


def offline_checks(
    connection: Mapping[str, Any], environment: Mapping[str, str], inventory_connection: str
) -> Iterator[Check]:
    """Findings about this machine and the options of the connection; the key itself is in none of them."""
    # An older Python than 3.9 cannot even load the collection.
    yield Check("python", OK, f"{platform.python_version()} ({sys.executable})")
    yield _requests()
    yield _ansible()
    yield Check("collection", OK, f"voiceops.vapi {VERSION}")
    yield _place(inventory_connection)
    yield _key(connection)
    yield from _address(connection, environment)


def _requests() -> Check:
    if REQUESTS_ERROR is not None:
        fix = f"Install it: {sys.executable} -m pip install requests."
        return Check("requests", PROBLEM, f"the library is missing for {sys.executable}", fix)
    versions = " with urllib3 ".join(version(name) for name in ("requests", "urllib3"))
    return Check("requests", OK, versions)


def _ansible() -> Check:
    numbers = tuple(int(part) for part in ANSIBLE.split(".")[:2])
    if numbers < OLDEST_ANSIBLE:
        return Check("ansible-core", PROBLEM, ANSIBLE, "Update ansible-core to 2.18 or newer.")
    return Check("ansible-core", OK, ANSIBLE)


def _place(inventory_connection: str) -> Check:
    if inventory_connection in ("", "local", "ansible.builtin.local"):
        return Check("connection", OK, "local")
    fix = "Set ansible_connection: local for hosts that are orgs: an org is not a machine."
    return Check("connection", PROBLEM, f"ansible_connection is {inventory_connection}", fix)


def _key(connection: Mapping[str, Any]) -> Check:
    key = str(connection.get("api_key") or "")
    problem = _problem_of("api_key", connection)
    if problem:
        return Check("key", PROBLEM, problem)
    if "{{" in key or key.startswith("$ANSIBLE_VAULT"):
        return Check("key", PROBLEM, "is a template or a vault text that was not resolved", PUBLIC_HINT)
    return Check("key", OK, "set (not shown)")


def _problem_of(option: str, connection: Mapping[str, Any]) -> str:
    sentences = CONNECTION.check(dict(connection)) if CONNECTION.check else ()
    return next((one.partition(": ")[2] for one in sentences if one.startswith(f"{option}:")), "")


def _address(connection: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[Check]:
    """Where requests go and through what; an address that cannot be read is neither shown nor looked at further."""
    problem = _problem_of("api_url", connection)
    if problem:
        yield Check("address", PROBLEM, problem)
        return
    base = base_url(connection)
    region = next((name for name, address in REGIONS.items() if address == base), "")
    if region and region != connection["region"]:
        fix = f"Set region: {region}, so that SIP addresses are right too."
        yield Check("address", WARNING, f"{base} is region {region}, and region says {connection['region']}", fix)
    else:
        yield Check("address", OK, f"{base} (region {connection['region']})")
    yield _proxy(base, environment)
    yield _certificates(base, connection, environment)


def _proxy(base: str, environment: Mapping[str, str]) -> Check:
    address = parsed(base) if REQUESTS_ERROR is None else None
    proxy = proxy_for(address.scheme or "", address.host or "", address.port, environment) if address else None
    if proxy is None:
        return Check("proxy", OK, "none")
    shown = f"{proxy.address} ({proxy.variable})"
    if proxy.url.lower().startswith("socks") and find_spec("socks") is None:
        fix = "Install it: python -m pip install 'requests[socks]'."
        return Check("proxy", PROBLEM, f"{shown}: the Python library for SOCKS is missing", fix)
    return Check("proxy", OK, shown)


def _certificates(base: str, connection: Mapping[str, Any], environment: Mapping[str, str]) -> Check:
    if base.startswith("http:"):
        return Check("certificates", OK, "not needed for a loopback address")
    if not connection["validate_certs"]:
        return Check("certificates", WARNING, "not checked", "Remove validate_certs: false.")
    try:
        bundle, variable = ca_bundle(environment)
    except InvalidOptions as error:
        return failed_check("certificates", error)
    if not bundle:
        return Check("certificates", OK, "bundled with requests")
    try:
        folder = Path(bundle).is_dir()
        ssl.create_default_context(cafile=None if folder else bundle, capath=bundle if folder else None)
    except (OSError, ssl.SSLError):
        return Check("certificates", PROBLEM, f"{variable}: {bundle} contains no certificates", f"Correct {variable}.")
    return Check("certificates", OK, f"{bundle} ({variable})")
