# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: lines
short_description: Phone lines of a Vapi org as inventory hosts
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - Creates a host for each phone number of an org. Its fields are host variables (C(vapi_number), C(vapi_provider),
    C(vapi_status), ...), so that plays can run over lines.
  - Hosts are grouped by carrier (C(vapi_provider_twilio)), status (C(vapi_status_active)) and route
    (C(vapi_route_assistant), C(vapi_route_squad), C(vapi_route_server), C(vapi_route_none)).
  - Hosts are named after their line. If a line has no name or shares it with another line, its number, SIP URI or id
    is used.
  - >-
    Host names contain only ASCII letters, digits and C(. _ - + @). Accents are dropped, and other characters become
    underscores. The same applies if a name is reserved by Ansible or used by another host or group. The original name
    is in C(vapi_name).
  - API calls are GET /v2/phone-number only. Secrets are not among the variables.
extends_documentation_fragment:
  - voiceops.vapi.options.connection_of_plugins
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: Token that identifies a configuration file of this plugin.
    type: str
    required: true
    choices: [voiceops.vapi.lines]
  hostname:
    description:
      - A template for the names of hosts, from the variables of the line, such as C({{ vapi_provider }}-{{ vapi_name
        }}). If the template fails, for example because a line has no name, the default is used; with O(strict) it is
        an error.
      - The result is normalized by the same rules as names of lines.
    type: str
requirements:
  - requests
seealso:
  - module: voiceops.vapi.vapi_phone_number_info
"""

EXAMPLES = r"""
# lines.vapi.yml; the key comes from VAPI_API_KEY
plugin: voiceops.vapi.lines

---
# Another org with its key from another variable, groups by area code, an alias for the number, and a cache
plugin: voiceops.vapi.lines
api_key: "{{ lookup('ansible.builtin.env', 'VAPI_API_KEY') }}"
hostname: "{{ vapi_name }}"
compose:
  area_code: vapi_number[2:5]
keyed_groups:
  - key: area_code
    prefix: area
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.ansible/vapi-lines
"""

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.inventory.group import to_safe_group_name
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import VapiError
from ansible_collections.voiceops.vapi.plugins.module_utils._http.connection import CONNECTION
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.lines import LINES
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.answering import route_of
from ansible_collections.voiceops.vapi.plugins.plugin_utils._host_names import host_names
from ansible_collections.voiceops.vapi.plugins.plugin_utils._session import client_for, connection_from, fingerprint
from ansible_collections.voiceops.vapi.plugins.plugin_utils._unsafe import as_data


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Hosts from the lines of an org."""

    NAME = "voiceops.vapi.lines"

    @staticmethod
    def _sanitize_group_name(name: str) -> str:
        """Names of groups are variables of Ansible too, so that none may hold a template, whatever its settings."""
        return str(to_safe_group_name(name, force=True, silent=True))

    def verify_file(self, path: str) -> bool:
        """Files are told by their ending, as any YAML might hold somebody else's inventory."""
        return super().verify_file(path) and path.endswith(("vapi.yml", "vapi.yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Read the lines, or take them from the cache, and make hosts of them."""
        super().parse(inventory, loader, path, cache)
        config = self._read_config_data(path)
        try:
            lines = self._lines(config, path, cache)
        except VapiError as error:
            raise AnsibleParserError(error.sentence) from None
        variables = [as_data({f"vapi_{name}": value for name, value in line.items()}) for line in lines]
        wanted = [self._wanted_name(one) for one in variables]
        names = host_names(
            lines, [*inventory.groups, *inventory.hosts, *self._own_groups(inventory, variables)], wanted
        )
        for host, own in zip(names, variables, strict=True):
            self._add(host, own)

    def _lines(self, config: Mapping[str, Any], path: str, cache: bool) -> list[dict[str, Any]]:
        """The lines, as the cache or the service has them; raises VapiError."""
        direct = {name: self.templar.template(value) for name, value in config.items() if name in CONNECTION.by_name}
        connection = connection_from(direct, self._vars, self.templar.template)
        key = f"{self.get_cache_key(path)}_{fingerprint(connection)}"
        keeps = self.get_option("cache")
        lines: list[dict[str, Any]] | None = self._cache.get(key) if cache and keeps else None
        if lines is None:
            records = LINES.all(client_for(connection))
            lines = [{**LINES.as_options(record), "route": route_of(record).kind or "none"} for record in records]
            if keeps:
                self._cache[key] = lines
        return lines

    def _wanted_name(self, variables: Mapping[str, Any]) -> str | None:
        template = self.get_option("hostname")
        if not template:
            return None
        self.templar.available_variables = variables
        try:
            return str(self.templar.template(template))
        except AnsibleError as error:
            if self.get_option("strict"):
                raise AnsibleParserError(f"hostname: {error}") from None
            return None

    def _own_groups(self, inventory: Any, variables: list[dict[str, Any]]) -> list[str]:
        """The groups that the user's own rules would make, tried in an inventory of no consequence."""
        if not self.get_option("keyed_groups") and not self.get_option("groups"):
            return []
        self.inventory = InventoryData()
        try:
            for number, own in enumerate(variables):
                self._add(f"line-{number}", own)
            return list(self.inventory.groups)
        finally:
            self.inventory = inventory

    def _add(self, host: str, variables: Mapping[str, Any]) -> None:
        self.inventory.add_host(host)
        for name, value in variables.items():
            self.inventory.set_variable(host, name, value)
        for name in ("vapi_provider", "vapi_status", "vapi_route"):
            group = self._sanitize_group_name(f"{name}_{variables.get(name, 'unknown')}")
            self.inventory.add_child(self.inventory.add_group(group), host)
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, host, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, host, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, host, strict=strict)
