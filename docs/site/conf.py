# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation site; `make docs` puts its sources together below .cache."""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

project = "voiceops.vapi"
copyright = "2026, The voiceops.vapi authors"
title = html_title = html_short_title = "voiceops.vapi"

REPOSITORY = "https://github.com/voiceops/vapi-ansible"

extensions = ["myst_parser", "sphinx.ext.intersphinx", "sphinx_antsibull_ext"]
# The build needs no network.
intersphinx_mapping: dict[str, tuple[str, None]] = {}
default_role = "any"
highlight_language = "YAML+Jinja"
pygments_style = "ansible"
myst_heading_anchors = 3

html_theme = "sphinx_ansible_theme"
html_theme_options = {
    "documentation_home_url": REPOSITORY,
    "topbar_links": {"Repository": REPOSITORY, "Issues": f"{REPOSITORY}/issues", "Ansible": "https://docs.ansible.com"},
}
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_use_index = False
html_copy_source = False

ANSIBLE = "https://docs.ansible.com/ansible/latest"
ELSEWHERE = {
    "action_plugins": f"{ANSIBLE}/plugins/action.html",
    "common_return_values": f"{ANSIBLE}/reference_appendices/common_return_values.html",
    "ansible_configuration_settings": f"{ANSIBLE}/reference_appendices/config.html",
}
"""Labels of Ansible's own documentation that antsibull-docs refers to."""


def setup(app: Sphinx) -> None:
    """Links that leave the site."""
    app.connect("missing-reference", refer_to_ansible)
    app.connect("source-read", refer_to_repository)


def refer_to_ansible(app: Sphinx, env: BuildEnvironment, node: pending_xref, shown: nodes.Element) -> nodes.Node | None:
    """A label of Ansible's documentation as a link there, without asking its server."""
    address = ELSEWHERE.get(node["reftarget"])
    return nodes.reference("", "", shown, refuri=address) if address else None


def refer_to_repository(app: Sphinx, page: str, source: list[str]) -> None:
    """What a Markdown page of docs/ links to outside of docs/ is in the repository."""
    source[0] = source[0].replace("](../", f"]({REPOSITORY}/blob/main/")
