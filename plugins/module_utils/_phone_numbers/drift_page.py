# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every page of a drift report begins and ends with: nothing in it comes from data."""

from __future__ import annotations

HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Drift</title>
<style>
:root { color-scheme: light dark; --back: #fbfbf9; --card: #fff; --ink: #1d2021; --soft: #5f6b6d; --rule: #e2e4e0;
  --same: #2c7a4b; --changed: #9a5b00; --missing: #b3261e; --undeclared: #3757a6; }
@media (prefers-color-scheme: dark) { :root {
  --back: #15181a; --card: #1e2225; --ink: #e8eaea; --soft: #9aa5a8; --rule: #32383b;
  --same: #6fcf97; --changed: #f2b45c; --missing: #ff8a80; --undeclared: #9db4ff; } }
* { box-sizing: border-box; } [hidden] { display: none !important; }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem 1rem 4rem; background: var(--back); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .25rem; }
.soft, .counts { color: var(--soft); margin: .25rem 0 .75rem; }
.tools { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0; align-items: baseline; }
input[type=search] { flex: 1 1 14rem; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--rule); border-radius: .5rem; padding: .5rem .75rem; }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--rule);
  border-radius: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-top: 1px solid var(--rule); }
td[data-label=Line], td[data-label=Route], td[data-label=Drift], h2 { overflow-wrap: anywhere; }
td[data-label=Line], td[data-label=Route] { min-width: 9rem; }
thead th { border-top: 0; white-space: nowrap; color: var(--soft); font-weight: 600; font-size: .85rem; }
.mark { white-space: nowrap; font-weight: 600; } .mark::before { content: "● "; }
.same { color: var(--same); } .changed { color: var(--changed); } .missing, .failed { color: var(--missing); }
.undeclared, .should_be_absent { color: var(--undeclared); }
details { margin-top: .25rem; } summary { cursor: pointer; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .15rem .75rem; margin: .5rem 0 .75rem; }
dt { color: var(--soft); } dd { margin: 0; } pre { margin: 0; white-space: pre-wrap; font-size: .85rem; }
ul { margin: .25rem 0 0; padding-left: 1.1rem; }
@media (max-width: 44rem) {
  thead { display: none; } tr { display: block; padding: .5rem 0; border-top: 1px solid var(--rule); }
  td { display: flex; gap: .75rem; border: 0; padding: .15rem .75rem; }
  td::before { content: attr(data-label); flex: 0 0 5.5rem; color: var(--soft); }
  td > div { flex: 1 1 0; min-width: 0; overflow-wrap: anywhere; } dl { grid-template-columns: 1fr; } }
</style>
</head>
<body>
<h1>Drift</h1>
<p class="soft">What the orgs have, against what is declared.{made}</p>
<div class="tools">
<input type="search" id="search" placeholder="Name, number, carrier, route …" aria-label="Show what has this text">
<label><input type="checkbox" id="drifting"> only what drifts</label>
<span id="count" class="soft" role="status"></span>
</div>
"""

FOOT = r"""<script>
const search = document.getElementById("search"), drifting = document.getElementById("drifting");
const rows = [...document.querySelectorAll("tbody tr")];
function show() {
  const words = search.value.toLowerCase().split(/\s+/);
  let shown = 0;
  for (const row of rows) {
    const fits = words.every(word => row.textContent.toLowerCase().includes(word));
    row.hidden = !fits || (drifting.checked && row.dataset.drift === "no");
    shown += !row.hidden;
  }
  for (const part of document.querySelectorAll("section, table"))
    part.hidden = part.querySelector("tbody tr") && !part.querySelector("tbody tr:not([hidden])");
  document.getElementById("count").textContent = shown + " of " + rows.length;
}
search.addEventListener("input", show);
drifting.addEventListener("change", show);
show();
</script>
</body>
</html>
"""
