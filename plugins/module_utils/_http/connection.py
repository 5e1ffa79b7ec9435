# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options every module has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._schema.fields import Field, Schema
from .environment import is_loopback

try:
    from urllib3.exceptions import LocationParseError
    from urllib3.util import Url, parse_url
except ImportError:
    # The client says that requests, and urllib3 with it, is missing.
    parse_url = None  # type: ignore[assignment]

REGIONS = {"us": "https://api.vapi.ai", "eu": "https://api.eu.vapi.ai"}
SIP_HOSTS = {"us": "sip.vapi.ai", "eu": "sip.eu.vapi.ai"}


def _connection_problems(connection: dict[str, Any]) -> Iterator[str]:
    if not connection.get("api_key"):
        yield (
            "api_key: is missing; set it (vapi_api_key in inventory), or VAPI_API_KEY in the environment, "
            "to the org's private key."
        )
    elif not connection["api_key"].isascii() or any(character.isspace() for character in connection["api_key"]):
        yield "api_key: contains whitespace or non-ASCII characters; copy it again (vapi_api_key in inventory)."
    yield from _url_problems(connection.get("api_url") or "")


def _url_problems(url: str) -> Iterator[str]:
    """Why an address would not lead where it seems to; the address itself may hold a password and is not repeated."""
    if not url or parse_url is None:
        return
    if "\\" in url or not url.isprintable() or " " in url:
        yield "api_url: contains a backslash, a blank or a control character; write it as https://host."
        return
    try:
        address = parsed(url)
    except ValueError:
        address = Url()
    if address.scheme not in ("http", "https") or not address.host:
        yield "api_url: is not a URL; write it as https://host."
    elif address.auth is not None:
        yield "api_url: contains a user name or a password; remove it, and set api_key."
    elif address.query is not None or address.fragment is not None:
        yield "api_url: contains a query or a fragment (? or #); remove it."
    elif address.scheme == "http" and not is_loopback(address.host):
        yield "api_url: plain http would send the key readable; use https (http is for loopback addresses only)."


def parsed(url: str) -> Url:
    """A URL as urllib3 reads it, which is what connects; raises ValueError."""
    try:
        return parse_url(url)
    except LocationParseError:
        raise ValueError("not a URL") from None


ENVIRONMENT = {"api_key": "VAPI_API_KEY", "region": "VAPI_REGION", "api_url": "VAPI_API_URL"}
"""Options that are taken from the environment where they are not given."""

KEY_GOES_ELSEWHERE = (
    "api_url: {url}, and the key comes from {key}: a key is sent only to the address that came with it. "
    "Set both in one place: vapi_api_key and vapi_api_url in inventory, or VAPI_API_KEY and VAPI_API_URL."
)


def gathered(given: Mapping[str, Any], environment: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """What is given, and from the environment what is not; with a sentence where a key would go to a strange address.

    Whoever can set an option of a job must not be able to send its key elsewhere. An empty VAPI_API_URL beside the key
    is an address too: the service's own.
    """
    found = {name: environment[key] for name, key in ENVIRONMENT.items() if environment.get(key)}
    return {**found, **given}, list(_strays(given, environment))


def _strays(given: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[str]:
    address, beside = str(given.get("api_url") or ""), environment.get(ENVIRONMENT["api_url"])
    if given.get("api_key"):
        if beside and not address and not _is_here(beside):
            yield KEY_GOES_ELSEWHERE.format(url="comes from VAPI_API_URL", key="an option")
        return
    is_other = bool(address) and address.rstrip("/") != (beside or "").rstrip("/")
    if environment.get(ENVIRONMENT["api_key"]) and is_other and (beside is not None or not _is_here(address)):
        yield KEY_GOES_ELSEWHERE.format(url="is given as an option", key="VAPI_API_KEY")


def _is_here(url: str) -> bool:
    """Whether an address is this machine's own; what is no URL is refused as such."""
    try:
        return parse_url is None or is_loopback(parsed(url).host or "")
    except ValueError:
        return True


CONNECTION = Schema(
    "connection",
    (
        Field("api_key", secret=True),
        Field("region", choices=tuple(REGIONS), default="us"),
        Field("api_url"),
        Field("timeout", "float", minimum=0.1, maximum=3600, default=30),
        Field("retries", "int", minimum=0, maximum=100, default=5),
        Field("validate_certs", "bool", default=True),
        Field("org_id", format="uuid", guard=True),
    ),
    check=_connection_problems,
)


def base_url(connection: Mapping[str, Any]) -> str:
    """Where requests go: ``api_url``, else the region's address; without a slash at the end."""
    return str(connection.get("api_url") or REGIONS[connection["region"]]).rstrip("/")
