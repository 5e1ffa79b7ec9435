#!/usr/bin/env bash
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes a release of galaxy.yml's version below $1: the artefact, its release notes, the bill of materials of the tools
# that made it. The checkout is not touched: its changelog is released in a copy. RELEASE_TAG has to be the version.
set -euo pipefail
cd "$(dirname "$0")/../.."
release=$1
rm -rf "$release"
tests/tools/tree.sh "$release/tree"
tree="$release/tree/ansible_collections/voiceops/vapi"
version=$(sed -n 's/^version: *//p' galaxy.yml)

if [ "${RELEASE_TAG:-$version}" != "$version" ]; then
    echo "The tag is $RELEASE_TAG, and galaxy.yml says $version: tag the commit with its version."
    exit 1
fi
if git rev-parse --quiet --verify "refs/tags/$version" >/dev/null && [ "$(git rev-list -1 "$version")" != "$(git rev-parse HEAD)" ]; then
    echo "Version $version is released already: raise it in galaxy.yml and plugins/module_utils/_version.py."
    exit 1
fi
if compgen -G "$tree/changelogs/fragments/*.yml" >/dev/null; then
    if [ -n "${RELEASE_TAG:-}" ]; then
        echo "A tagged commit has its changelog written: run make changelog, commit, and move the tag."
        exit 1
    fi
    (cd "$tree" && antsibull-changelog release --version "$version")
fi
grep -qxF "  $version:" "$tree/changelogs/changelog.yaml" ||
    { echo "The changelog says nothing about $version: add changelogs/fragments/$version.yml."; exit 1; }
(cd "$tree" && antsibull-changelog generate --only-latest --output-format md --output "$release/notes.md" "$version")
python tests/tools/editor_schemas.py "$tree/schemas" >/dev/null
python tests/tools/absolute_links.py "$tree" "$version"
ansible-galaxy collection build --output-path "$release" "$tree" >/dev/null
# Each requirement once, whichever file has it; reproducible, so that two releases can be compared.
grep -hv '^#' requirements/*.txt | sort -u |
    cyclonedx-py requirements --output-reproducible --output-format JSON --output-file "$release/sbom.cdx.json" -
echo "$release/voiceops-vapi-$version.tar.gz"
