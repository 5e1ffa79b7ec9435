# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation site; `make docs` puts its sources together below .cache."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

project = "voiceops.vapi"
copyright = "2026, The voiceops.vapi authors"
title = html_title = html_short_title = "voiceops.vapi"

DOCSITE = Path(__file__).resolve().parents[1] / "docsite"
REPOSITORY = "https://github.com/voiceops/vapi-ansible"

extensions = ["myst_parser", "sphinx.ext.intersphinx", "sphinx_antsibull_ext"]
# The build needs no network.
intersphinx_mapping: dict[str, tuple[str, None]] = {}
default_role = "any"
highlight_language = "YAML+Jinja"
# Quotes and dashes stay what can be copied.
smartquotes = False
pygments_style = "a11y-high-contrast-light"
myst_heading_anchors = 3

pygments_dark_style = "a11y-high-contrast-dark"

html_theme = "furo"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b6169", "color-brand-content": "#0b6169"},
    "dark_css_variables": {"color-brand-primary": "#6fd3dc", "color-brand-content": "#6fd3dc"},
    "footer_icons": [
        {"name": "Repository", "url": REPOSITORY, "html": "Repository", "class": ""},
        {"name": "Issues", "url": f"{REPOSITORY}/issues", "html": "Issues", "class": ""},
    ],
}
html_static_path = ["_static"]
html_favicon = "_static/icon.svg"
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


CONTENTS = re.compile(r"^\.\. contents::.*\n(?: +:.*\n)*", re.MULTILINE)
FILE_NAME = re.compile(r"(?<=\n\n)( *)``(\S+)``\n\n *(\.\. code-block:: .+)\n")
GUIDE_LINK = re.compile(r"(?<=<)(guide_\w+)\.rst(?=[#>])")
MODULE_LINK = re.compile(r"(?<=<)\.\./\.\./\.\./plugins/modules/(\w+)\.py(?=>)")
ROLE_LINK = re.compile(r"(?<=<)\.\./\.\./\.\./roles/(\w+)/README\.md(?=>)")
PLUGIN_TITLE = re.compile(r"^voiceops\.vapi\.(\w+ \w+) -- (?=.*\n\++$)", re.MULTILINE)


def setup(app: Sphinx) -> None:
    """Links that leave the site, and the landing page's map."""
    app.connect("missing-reference", refer_to_ansible)
    app.connect("source-read", refer_to_repository)
    app.connect("source-read", adapt_guide)
    app.connect("source-read", draw_map)


def refer_to_ansible(app: Sphinx, env: BuildEnvironment, node: pending_xref, shown: nodes.Element) -> nodes.Node | None:
    """A label of Ansible's documentation as a link there, without asking its server."""
    address = ELSEWHERE.get(node["reftarget"])
    return nodes.reference("", "", shown, refuri=address) if address else None


def refer_to_repository(app: Sphinx, page: str, source: list[str]) -> None:
    """What a Markdown page of docs/ links to outside of docs/ is in the repository."""
    source[0] = source[0].replace("](../", f"]({REPOSITORY}/blob/main/")


def adapt_guide(app: Sphinx, page: str, source: list[str]) -> None:
    """Guides are written for forges: links lead to files, and the name of a file stands above its content."""
    if page.startswith("collection/docsite/"):
        text = FILE_NAME.sub(r"\n\1\3\n\1   :caption: \2\n", source[0])
        text = GUIDE_LINK.sub(r"\1.html", text)
        text = MODULE_LINK.sub(r"../\1_module.html", text)
        source[0] = ROLE_LINK.sub(r"../\1_role.html", text)


def draw_map(app: Sphinx, page: str, source: list[str]) -> None:
    """The landing page lists every guide by its section; the collection's own page is called after what it holds.

    Titles of plugins go without the collection's name, and no page repeats the contents that the theme shows beside it.
    """
    source[0] = CONTENTS.sub("", PLUGIN_TITLE.sub(r"\1 – ", source[0]))
    if page == "index":
        source[0] = source[0].replace("@MAP@", "\n".join(cards()))
    elif page == "collection/index":
        source[0] = source[0].replace("Voiceops.Vapi\n=============", "Guides and reference\n====================")


def cards() -> Iterator[str]:
    """A card for each section of guides, one for the reference, one for what else is written."""
    sections = yaml.safe_load((DOCSITE / "extra-docs.yml").read_text(encoding="utf-8"))["sections"]
    lists = {
        section["title"]: [f":ref:`ansible_collections.voiceops.vapi.docsite.{guide}`" for guide in section["toctree"]]
        for section in sections
    }
    lists["Reference"] = [f":ref:`{title} <plugins_in_voiceops.vapi>`" for title in ("Modules", "Roles", "Plugins")]
    lists["Background"] = [f":doc:`{path.stem}`" for path in sorted(DOCSITE.parent.glob("*.md"))]
    yield ".. container:: cards\n"
    for title, links in lists.items():
        yield f"   .. container:: card\n\n      .. rubric:: {title}\n"
        yield from (f"      - {link}" for link in links)
        yield ""
