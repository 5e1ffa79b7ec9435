# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: gitops
short_description: Read a gitops tree of Vapi as variables of the role org
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Reads the tree of Vapi's own gitops tool (C(resources/<org>/), files C(.yml), C(.yaml) and C(.md)) as the variables
    of the role C(voiceops.vapi.org), so that one playbook deploys the tree together with lines, credentials and
    hooks.
  - >-
    Files are read as YAML 1.2, as that tool does: C(backgroundSound: off) stays a string. References by path become
    references by name. The body of a Markdown file is the assistant's system prompt.
  - >-
    Files matched by C(.vapi-ignore) are skipped, and so are folders of kinds that the role does not manage
    (C(simulations), C(evals)). Code (C(.ts)) is rejected with an error. No request is sent.
options:
  _terms:
    description: Directories of orgs, such as C(resources/acme). The objects of several directories are merged.
    type: list
    elements: path
    required: true
  credentials:
    description:
      - Names of the credentials of the org. The tree refers to them by slugs, such as C(clinic-api) for C(Clinic
        API).
      - A credential whose name equals its slug can be omitted.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Deploy a gitops tree with phone lines
  hosts: acme
  connection: local
  gather_facts: false
  vars:
    tree: "{{ lookup('voiceops.vapi.gitops', 'resources/acme', credentials=['Clinic API']) }}"
  roles:
    - role: voiceops.vapi.org
      vars:
        org_tools: "{{ tree.org_tools }}"
        org_structured_outputs: "{{ tree.org_structured_outputs }}"
        org_assistants: "{{ tree.org_assistants }}"
        org_squads: "{{ tree.org_squads }}"
"""

RETURN = r"""
_raw:
  description: One mapping with the lists C(org_tools), C(org_structured_outputs), C(org_assistants) and C(org_squads).
  type: list
  elements: dict
"""

from pathlib import Path
from typing import Any

from ansible.plugins.lookup import LookupBase
from ansible_collections.voiceops.vapi.plugins.plugin_utils._gitops import VARIABLES, read_tree


class LookupModule(LookupBase):
    """The objects of gitops trees as variables."""

    def run(self, terms: list[str], variables: Any = None, **kwargs: Any) -> list[dict[str, Any]]:
        """One mapping of lists; raises AnsibleLookupError naming the file that cannot be read."""
        self.set_options(var_options=variables, direct=kwargs)
        credentials = self.get_option("credentials")
        folders = [Path(self._loader.path_dwim(str(term))).expanduser() for term in terms]
        trees = [read_tree(folder, credentials) for folder in folders]
        return [{variable: [one for tree in trees for one in tree[variable]] for variable in VARIABLES.values()}]
