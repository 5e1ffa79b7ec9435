# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options every module has."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from .._schema.fields import Field, Schema

REGIONS = {"us": "https://api.vapi.ai", "eu": "https://api.eu.vapi.ai"}
SIP_HOSTS = {"us": "sip.vapi.ai", "eu": "sip.eu.vapi.ai"}


def _check(connection: dict[str, Any]) -> Iterator[str]:
    if not connection.get("api_key"):
        yield "api_key: is missing; set it, or VAPI_API_KEY in the environment, to the org's private key."
    elif not connection["api_key"].isascii() or any(character.isspace() for character in connection["api_key"]):
        yield "api_key: holds spaces, line breaks or foreign letters; copy it again."
    url = connection.get("api_url")
    if url and urlsplit(url).scheme.lower() == "http" and not _is_loopback(urlsplit(url).hostname or ""):
        yield "api_url: plain http would send the key readable; use https (http is for loopback addresses only)."


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


CONNECTION = Schema(
    "connection",
    (
        Field("api_key", secret=True, env="VAPI_API_KEY"),
        Field("region", choices=tuple(REGIONS), default="us", env="VAPI_REGION"),
        Field("api_url", format="url", env="VAPI_API_URL"),
        Field("timeout", "float", minimum=0.1, maximum=3600, default=30),
        Field("retries", "int", minimum=0, maximum=100, default=5),
        Field("validate_certs", "bool", default=True),
    ),
    check=_check,
)


def base_url(connection: dict[str, Any]) -> str:
    """Where requests go: ``api_url``, else the region's address; without a slash at the end."""
    return str(connection.get("api_url") or REGIONS[connection["region"]]).rstrip("/")
