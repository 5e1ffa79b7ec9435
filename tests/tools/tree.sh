#!/usr/bin/env bash
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes the tree that ansible-test wants, ansible_collections/voiceops/vapi, as a copy of this checkout below $1.
set -euo pipefail
cd "$(dirname "$0")/../.."
tree="$1/ansible_collections/voiceops/vapi"
rm -rf "$tree"
mkdir -p "$tree"
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' name; do
    if [ -e "$name" ]; then printf '%s\0' "$name"; fi
done | xargs -0 cp -P --parents -t "$tree"
# Without a repository of its own, ansible-test sanity skips everything and calls that a success.
git -C "$tree" init -q
