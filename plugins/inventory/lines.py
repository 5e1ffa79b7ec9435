# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: lines
short_description: The phone lines of a Vapi org as hosts
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - Makes a host of each phone number of an org, with everything the service tells of it as variables (C(vapi_number),
    C(vapi_provider), C(vapi_status), ...), so that plays can be run over lines and reports written.
  - Hosts are grouped by carrier (C(vapi_provider_twilio)), status (C(vapi_status_active)) and route
    (C(vapi_route_assistant), C(vapi_route_squad), C(vapi_route_server), C(vapi_route_none)).
  - A host is called by the line's name; where two lines share a name or one has none, by number, SIP URI or id.
  - API calls are GET /v2/phone-number only. Secrets are not among the variables.
extends_documentation_fragment:
  - voiceops.vapi.connection.plugin
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: Marks a file as this plugin's.
    type: str
    required: true
    choices: [voiceops.vapi.lines]
requirements:
  - requests
seealso:
  - module: voiceops.vapi.vapi_phone_number_info
"""

EXAMPLES = r"""
# lines.vapi.yml; the key comes from VAPI_API_KEY
plugin: voiceops.vapi.lines

---
# With groups by area code, an alias for the number, and a cache
plugin: voiceops.vapi.lines
compose:
  area_code: vapi_number[2:5]
keyed_groups:
  - key: area_code
    prefix: area
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: /tmp/vapi-lines
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import VapiError, printable
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.lines import LIST, as_options
from ansible_collections.voiceops.vapi.plugins.plugin_utils._session import client_from


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Hosts from the lines of an org."""

    NAME = "voiceops.vapi.lines"

    def verify_file(self, path: str) -> bool:
        """Files are told by their ending, as any YAML might hold somebody else's inventory."""
        return super().verify_file(path) and path.endswith(("vapi.yml", "vapi.yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Read the lines, or take them from the cache, and make hosts of them."""
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        key = self.get_cache_key(path)
        use_cache = cache and self.get_option("cache")
        lines = self._cache.get(key) if use_cache else None
        if lines is None:
            lines = self._read_lines()
            if self.get_option("cache"):
                self._cache[key] = lines
        for host, line in _named(lines):
            self._add(host, line)

    def _read_lines(self) -> list[dict[str, Any]]:
        try:
            return [as_options(record) for record in client_from(self.get_option).numbered_pages(LIST)]
        except VapiError as error:
            raise AnsibleParserError(error.sentence) from None

    def _add(self, host: str, line: Mapping[str, Any]) -> None:
        self.inventory.add_host(host)
        variables = {f"vapi_{name}": value for name, value in line.items()}
        variables["vapi_route"] = route_of(line)
        for name, value in variables.items():
            self.inventory.set_variable(host, name, value)
        for name in ("vapi_provider", "vapi_status", "vapi_route"):
            group = self._sanitize_group_name(f"{name}_{variables.get(name, 'unknown')}")
            self.inventory.add_child(self.inventory.add_group(group), host)
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, host, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, host, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, host, strict=strict)


def route_of(line: Mapping[str, Any]) -> str:
    """assistant, squad, workflow, server or none: what answers a line."""
    for kind in ("assistant", "squad", "workflow"):
        if line.get(f"{kind}_id"):
            return kind
    return "server" if (line.get("server") or {}).get("url") else "none"


def _named(lines: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line with the name of its host."""
    names = Counter(line.get("name") for line in lines)
    for line in lines:
        handles = [line.get("name")] if names[line.get("name")] == 1 else []
        handles += [line.get("number"), line.get("sip_uri")]
        yield printable(next((str(handle) for handle in handles if handle), line["id"])), line
