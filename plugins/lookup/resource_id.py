# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: resource_id
short_description: The id of a Vapi assistant, squad, credential or phone number by name
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - Looks an id up by its name, for the places where only an id will do. Exactly one must have the name.
  - Numbers are found by number and SIP URI too.
  - API calls are GET /assistant, /squad or /credential, and GET /v2/phone-number for numbers.
extends_documentation_fragment:
  - voiceops.vapi.connection.plugin
options:
  _terms:
    description: The names to look up.
    type: list
    elements: str
    required: true
  kind:
    description: What the names are names of.
    type: str
    choices: [assistant, squad, credential, phone_number]
    default: assistant
requirements:
  - requests
"""

EXAMPLES = r"""
- name: Tell another system the assistant's id
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

from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import VapiError
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.references import References, number_of
from ansible_collections.voiceops.vapi.plugins.plugin_utils._session import client_from


class LookupModule(LookupBase):
    """Ids by name."""

    def run(self, terms: list[str], variables: Any = None, **kwargs: Any) -> list[str]:
        """The ids, in the order of the names; raises AnsibleLookupError unless each name has exactly one."""
        self.set_options(var_options=variables, direct=kwargs)
        kind = self.get_option("kind")
        client = client_from(self.get_option)
        references = References(client)
        try:
            if kind == "phone_number":
                return [str(number_of(term, client)["id"]) for term in terms]
            return [references.id_of(kind, term) for term in terms]
        except VapiError as error:
            raise AnsibleLookupError(error.sentence) from None
