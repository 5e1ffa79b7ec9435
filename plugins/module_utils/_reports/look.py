# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How every page of a report looks, and its one script. Both are fixed: nothing in them comes from data."""

from __future__ import annotations

import base64
import hashlib

STYLE = """
:root { color-scheme: light dark; --back: #f4f6f5; --card: #fff; --ink: #182022; --soft: #566366; --rule: #dce1df;
  --good: #1c7043; --warn: #8a5200; --bad: #b3261e; --info: #3550a0; --minus: #fdecea; --plus: #e7f4ec; }
@media (prefers-color-scheme: dark) { :root { --back: #121617; --card: #1b2022; --ink: #e7ebea; --soft: #9caaac;
  --rule: #30383a; --good: #74d19b; --warn: #f0b35a; --bad: #ff8f86; --info: #a3b8ff; --minus: #3a2020;
  --plus: #1a3225; } }
* { box-sizing: border-box; } [hidden] { display: none !important; }
body { margin: 0 auto; max-width: 74rem; padding: 2rem 1.25rem 5rem; background: var(--back); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; } h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; }
h2 small { font-size: .9rem; font-weight: 400; color: var(--soft); margin-left: .5rem; }
h2 small, td b, .side span { unicode-bidi: isolate; }
.lead { color: var(--soft); margin: .35rem 0 0; max-width: 46rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; }
.figure { display: flex; flex-direction: column; text-align: left; font: inherit; color: inherit;
  background: var(--card); cursor: pointer;
  border: 1px solid var(--rule); border-top: 4px solid var(--tone, var(--rule)); border-radius: .6rem;
  padding: .6rem .9rem .7rem; }
.figure b { font-size: 1.9rem; line-height: 1.15; color: var(--tone, inherit);
  font-variant-numeric: tabular-nums; }
.figure span { color: var(--soft); font-size: .92rem; }
.figure:disabled { cursor: default; } .figure.none { opacity: .62; border-top-color: var(--rule); }
.figure.none b { color: inherit; } .figure[aria-pressed=true] { outline: 3px solid var(--tone); outline-offset: 1px; }
:focus-visible { outline: 3px solid var(--info); outline-offset: 2px; }
.good { --tone: var(--good); } .warn { --tone: var(--warn); } .bad { --tone: var(--bad); }
.info { --tone: var(--info); }
.tools { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center;
  margin: 1rem -1.25rem 0; padding: .75rem 1.25rem; background: var(--back); border-bottom: 1px solid var(--rule); }
.tools input, .tools select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--rule);
  border-radius: .5rem; padding: .45rem .7rem; }
.tools input { flex: 1 1 13rem; min-width: 0; } .tools label, .tools output { color: var(--soft); }
table { width: 100%; table-layout: fixed; border-collapse: separate; border-spacing: 0; background: var(--card);
  margin: .5rem 0 0;
  border: 1px solid var(--rule); border-radius: .6rem; }
th, td { text-align: left; vertical-align: top; padding: .6rem .9rem; }
tbody td { border-top: 1px solid var(--rule); }
th { color: var(--soft); font-weight: 600; font-size: .85rem; white-space: nowrap; }
th:first-child { width: 24%; } th:nth-child(2):nth-last-child(2) { width: 20%; }
th:nth-child(2):nth-last-child(3) { width: 18%; } th:nth-child(3):nth-last-child(2) { width: 17%; }
td b { font-weight: 600; } td small { display: block; color: var(--soft); font-size: .87rem; }
.mark { display: inline-block; padding-left: 1em; text-indent: -1em; font-weight: 600; color: var(--tone); }
.mark::before { content: ""; display: inline-block; width: .55em; height: .55em; border-radius: 50%;
  background: var(--tone); margin-right: .45em; }
.change { margin: 0 0 .6rem; } .change:last-child { margin-bottom: 0; }
.change code, .side, .lines { font: .87rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.change > code { font-weight: 600; }
.side { display: flex; gap: .6rem; padding: .1rem .5rem; border-radius: .3rem; margin-top: .15rem;
  white-space: pre-wrap; }
.side i { flex: 0 0 auto; min-width: 4.6rem; max-width: 40%;
  font: .82rem/1.7 system-ui, sans-serif; color: var(--soft); }
.was { background: var(--minus); } .now { background: var(--plus); }
.lines { margin: .2rem 0 0; white-space: pre-wrap; }
.lines span { display: block; padding: 0 .5rem; min-height: 1.5em; }
.notes { margin: 0; padding: 0; list-style: none; } .notes li { margin: 0 0 .25rem; }
.problem { background: var(--card); border: 1px solid var(--rule); border-left: 4px solid var(--bad); margin: .5rem 0 0;
  border-radius: .4rem; padding: .6rem .9rem; }
.fine { color: var(--soft); margin: .5rem 0 0; }
summary { cursor: pointer; } .rest { margin: .75rem 0 0; } .rest > summary { color: var(--soft); padding: .3rem 0; }
td summary { color: var(--soft); font-size: .9rem; }
@media screen and (max-width: 52rem) {
  body { padding: 1.25rem .9rem 4rem; } .tools { margin: 1rem -.9rem 0; padding: .6rem .9rem; }
  .figures { grid-template-columns: repeat(auto-fit, minmax(8.4rem, 1fr)); gap: .5rem; }
  .figure { padding: .4rem .7rem .5rem; } .figure b { font-size: 1.5rem; }
  table, tbody, tr, td { display: block; } thead { display: none; }
  tr { padding: .65rem .9rem; } tr + tr { border-top: 1px solid var(--rule); }
  td, tbody td { border: 0; padding: .12rem 0; } td[data-label]::before { content: attr(data-label) " ";
    color: var(--soft); font-size: .87rem; } td:empty { display: none; } .side { flex-direction: column; gap: 0; } }
@media print {
  :root { color-scheme: light; --back: #fff; --card: #fff; --ink: #000; --soft: #444; --rule: #bbb; --good: #1c7043;
    --warn: #8a5200; --bad: #b3261e; --info: #3550a0; --minus: #fdecea; --plus: #e7f4ec; }
  body { max-width: none; padding: 0; font-size: 10pt; } .tools { display: none; } th, td { padding: .35rem .5rem; }
  .figure, .change, tr:not(:has(.change)) { break-inside: avoid; }
  h2 { break-after: avoid; } thead { display: table-header-group; } * { print-color-adjust: exact; } }
"""

SCRIPT = r"""
const find = id => document.getElementById(id);
const all = (what, where = document) => [...where.querySelectorAll(what)];
const rows = all("tr[data-state]").map((row, index) => ({
  row, index, state: row.dataset.state, name: row.cells[0].textContent.trim(),
  text: (row.closest("section").querySelector("h2").firstChild.data + " " + row.textContent).toLowerCase() }));
const search = find("search"), order = find("order"), figures = all("button[data-state]");
const sections = all("section").map(part => ({
  part, problem: part.querySelector(".problem"), text: part.textContent.toLowerCase() }));
const unfolded = new Set();
function unfold(fold, wanted) {
  if (wanted && !fold.open) { unfolded.add(fold); fold.open = true; }
  if (!wanted && unfolded.delete(fold)) fold.open = false;
}
function show() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = figures.filter(one => one.ariaPressed === "true").map(one => one.dataset.state);
  const said = text => words.every(word => text.includes(word));
  let shown = 0;
  for (const one of rows) {
    const fits = said(one.text) && (!wanted.length || wanted.includes(one.state));
    one.row.hidden = !fits;
    shown += fits;
  }
  const narrowed = Boolean(words.length || wanted.length);
  for (const part of all("table, details.rest"))
    part.hidden = narrowed && !part.querySelector("tbody tr:not([hidden])");
  for (const { part, problem, text } of sections)
    part.hidden = narrowed && !part.querySelector("tbody tr:not([hidden])")
      && !(problem && !wanted.length && said(text));
  for (const fold of all("details.rest")) unfold(fold, narrowed);
  for (const fold of all("td details"))
    unfold(fold, words.some(word => fold.textContent.toLowerCase().includes(word)));
  for (const text of all(".fine")) text.hidden = narrowed;
  find("count").textContent = shown + " of " + rows.length;
  find("nothing").hidden = !narrowed || sections.some(one => !one.part.hidden);
}
function sort() {
  const by = { name: one => one.name, state: one => one.state }[order.value];
  const sorted = [...rows].sort((a, b) => by
    ? by(a).localeCompare(by(b), undefined, { numeric: true }) || a.index - b.index : a.index - b.index);
  for (const body of all("tbody")) body.append(...sorted.map(one => one.row).filter(row => row.parentNode === body));
}
for (const figure of figures)
  figure.addEventListener("click", () => { figure.ariaPressed = String(figure.ariaPressed !== "true"); show(); });
document.querySelector(".tools").hidden = !sections.length;
search.addEventListener("input", show);
order.addEventListener("change", sort);
let closed = [];
addEventListener("beforeprint", () => {
  closed = all("details:not([open])"); closed.forEach(one => { one.open = true; }); });
addEventListener("afterprint", () => closed.forEach(one => { one.open = false; }));
show();
"""


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


POLICY = "; ".join(
    (
        "default-src 'none'",
        f"style-src {_digest(STYLE)}",
        f"script-src {_digest(SCRIPT)}",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
"""What a browser lets the page do: this style, this script, nothing from anywhere, whatever the data says."""
