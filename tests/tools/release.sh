#!/usr/bin/env bash
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds the artefact of galaxy.yml's version below $1, then installs it into an empty path and runs the demo from there
# with the programs of $2. The checkout is not touched: its changelog is released in a copy.
set -euo pipefail
cd "$(dirname "$0")/../.."
release=$1
programs=$2
rm -rf "$release"
tests/tools/tree.sh "$release/tree"
tree="$release/tree/ansible_collections/voiceops/vapi"
version=$(sed -n 's/^version: *//p' galaxy.yml)

if git rev-parse --quiet --verify "refs/tags/$version" >/dev/null && [ "$(git rev-list -1 "$version")" != "$(git rev-parse HEAD)" ]; then
    echo "Version $version is released already: raise it in galaxy.yml and plugins/module_utils/_version.py."
    exit 1
fi
if compgen -G "$tree/changelogs/fragments/*.yml" >/dev/null; then
    (cd "$tree" && antsibull-changelog release --version "$version")
fi
grep -qxF "  $version:" "$tree/changelogs/changelog.yaml" ||
    { echo "The changelog says nothing about $version: add changelogs/fragments/$version.yml."; exit 1; }
python tests/tools/editor_schemas.py "$tree/schemas" >/dev/null
ansible-galaxy collection build --output-path "$release" "$tree" >/dev/null

export ANSIBLE_COLLECTIONS_PATH="$release/installed"
ansible-galaxy collection install --offline --no-deps --collections-path "$release/installed" \
    "$release/voiceops-vapi-$version.tar.gz" >/dev/null
ansible-galaxy collection verify --offline voiceops.vapi
cd "$release/installed/ansible_collections/voiceops/vapi"
[ -s schemas/vars.json ] || { echo "The artefact has no schemas for editors."; exit 1; }
PATH="$programs:$PATH" TMPDIR="$release" ANSIBLE_LOCALHOST_WARNING=false ansible-playbook voiceops.vapi.demo >"$release/demo.log" 2>&1 ||
    { cat "$release/demo.log"; exit 1; }
echo "$release/voiceops-vapi-$version.tar.gz was installed into an empty path, and its demo runs."
