# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: resource_id
short_description: Look up the id of a Vapi assistant, squad, credential or phone number
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - Looks up the id of an object by its name, for settings that accept only an id. The name must be unique.
  - Phone numbers can also be looked up by number and SIP URI.
  - API calls are GET /assistant, /squad or /credential, and GET /v2/phone-number for numbers.
extends_documentation_fragment:
  - voiceops.vapi.options.connection_of_plugins
options:
  _terms:
    description:
      - The names to look up. Lists are flattened, and integers are converted to strings.
    type: list
    elements: str
    required: true
  kind:
    description: Kind of object that has these names.
    type: str
    choices: [assistant, squad, credential, phone_number]
    default: assistant
requirements:
  - requests
"""

EXAMPLES = r"""
- name: Pass the id of an assistant to another system
  ansible.builtin.uri:
    url: https://crm.example.com/bots
    method: POST
    body_format: json
    body:
      assistant: "{{ lookup('voiceops.vapi.resource_id', 'Support Bot') }}"
      line: "{{ lookup('voiceops.vapi.resource_id', '+14155550100', kind='phone_number') }}"
"""

RETURN = r"""
_raw:
  description: The ids, in the order of the names.
  type: list
  elements: str
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import VapiError
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.references import References, number_of
from ansible_collections.voiceops.vapi.plugins.plugin_utils._session import client_for, connection_from
from ansible_collections.voiceops.vapi.plugins.plugin_utils._unsafe import as_data


class LookupModule(LookupBase):
    """Ids by name."""

    def run(self, terms: list[Any], variables: Any = None, **kwargs: Any) -> list[str]:
        """The ids, in the order of the names; raises AnsibleLookupError unless each name has exactly one."""
        self.set_options(var_options=variables, direct=kwargs)
        kind = self.get_option("kind")
        names = list(_names(terms, kind))
        try:
            client = client_for(connection_from(kwargs, variables or {}, self._templar.template))
            references = References(client)
            if kind == "phone_number":
                return list(as_data([str(number_of(name, client)["id"]) for name in names]))
            return list(as_data([references.id_of(kind, name) for name in names]))
        except VapiError as error:
            raise AnsibleLookupError(error.sentence) from None


def _names(terms: Any, kind: str) -> Iterator[str]:
    """Terms, and the items of lists, as names."""
    for term in terms:
        if isinstance(term, (list, tuple)):
            yield from _names(term, kind)
        else:
            yield _name(term, kind)


def _name(term: Any, kind: str) -> str:
    """A term as a name. Raises AnsibleLookupError for what is none."""
    if isinstance(term, int) and not isinstance(term, bool):
        # YAML drops the plus of an unquoted number.
        return f"+{term}" if kind == "phone_number" and 11 <= len(str(term)) <= 15 else str(term)
    if isinstance(term, str) and term.strip():
        return str(term)
    kinds = ((str, "blank"), (bool, "a boolean"), (type(None), "null"), (Mapping, "a mapping"))
    what = next((word for kind_of, word in kinds if isinstance(term, kind_of)), f"of type {type(term).__name__}")
    raise AnsibleLookupError(f"resource_id: a name is {what}. Give each {kind} by its name, as text.")
