# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxies and the CA bundle, read from a given environment by the rules of requests and urllib.

Not from os.environ: inside the controller the environment of a task, block or play is data, and requests would ask the
operating system for proxies, which kills a forked worker on macOS.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .._errors import InvalidOptions

CA_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""The variables that name a CA bundle, the one that counts first (requests: merge_environment_settings)."""


class Proxy(NamedTuple):
    """A proxy's URL, as it may hold a password, and the variable that names it."""

    url: str
    variable: str

    @property
    def address(self) -> str:
        """The proxy's URL without user and password."""
        scheme, separator, rest = self.url.rpartition("://")
        return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine's loopback address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def proxy_for(scheme: str, host: str, port: int | None, environment: Mapping[str, str]) -> Proxy | None:
    """The proxy for this address; none for loopback addresses, whose traffic belongs to this machine."""
    variables = dict(_proxy_variables(environment))
    name = variables.get(scheme) or variables.get("all")
    bypass = environment.get(variables.get("no", ""), "")
    if not name or is_loopback(host) or _is_bypassed(host, port, bypass):
        return None
    return Proxy(environment[name].strip(), name)


def _proxy_variables(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(scheme, variable) of each ``…_proxy``; lower-case names win, and an empty one takes a proxy away (urllib)."""
    names = [name for name in environment if name.lower().endswith("_proxy")]
    for name in sorted(names, key=lambda one: one.endswith("_proxy")):
        scheme = name[: -len("_proxy")].lower()
        # A CGI program gets a client's Proxy header as HTTP_PROXY.
        is_cgi = scheme == "http" and "REQUEST_METHOD" in environment and not name.endswith("_proxy")
        if environment[name].strip() and not is_cgi:
            yield scheme, name
        elif name.endswith("_proxy"):
            yield scheme, ""


def _is_bypassed(host: str, port: int | None, no_proxy: str) -> bool:
    entries = [entry.lower() for entry in no_proxy.replace(" ", "").split(",") if entry]
    if entries == ["*"]:
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        names = (host.lower(), f"{host.lower()}:{port}")
        return any(name.endswith(entry) or name == entry.lstrip(".") for entry in entries for name in names)
    return any(address in network for network in _networks(entries))


def _networks(entries: list[str]) -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    for entry in entries:
        try:
            yield ipaddress.ip_network(entry.strip("[]"), strict=False)
        except ValueError:
            continue  # A host name.


def ca_bundle(environment: Mapping[str, str]) -> tuple[str, str]:
    """(file or folder, variable) of the CA bundle, both empty without one.

    Raises InvalidOptions where the variable names nothing.
    """
    for variable in CA_BUNDLES:
        path = environment.get(variable)
        if path:
            if not os.path.exists(path):
                raise InvalidOptions(f"{variable}: no such file: {path}", hint=f"Correct or unset {variable}.")
            return path, variable
    return "", ""
