#include "codegen/report/style.hpp"

namespace nngen::codegen {

const std::string_view report_style = R"css(
:root {
  color-scheme: light dark;
  --page: #ffffff; --sheet: #f6f7f9; --ink: #1d2127; --muted: #5f6875; --rule: #e1e4e9;
  --link: #0b62a8; --input: #0b62a8; --target: #0f766e; --param: #7a4fbf; --value: #30363d;
  --adjoint: #b4440e; --function: #a3297a; --number: #8a5a00; --faint: #a9b1bb;
  --math: "STIX Two Math", "Latin Modern Math", "Cambria Math", "STIX Math", math;
  --mono: ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --sheet: #1c2026; --ink: #e4e7eb; --muted: #98a2ae; --rule: #2d333b;
    --link: #6cb2f0; --input: #6cb2f0; --target: #4fc3b4; --param: #b79cf0; --value: #d0d5db;
    --adjoint: #f0935a; --function: #e58ac6; --number: #d9b25f; --faint: #5d6773;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 3.5rem 2rem 6rem; max-width: 66rem;
  background: var(--page); color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
header h1 { margin: 0; font-size: 2rem; line-height: 1.2; letter-spacing: -0.01em; overflow-wrap: anywhere; }
header p { margin: 0.5rem 0 0; color: var(--muted); font-size: 1.05rem; overflow-wrap: anywhere; }
nav { margin: 1.75rem 0 0; padding: 0 0 1.25rem; border-bottom: 1px solid var(--rule); }
nav a { margin-right: 1.5rem; white-space: nowrap; }
section { margin-top: 3.25rem; }
h2 { margin: 0 0 1rem; font-size: 1.25rem; line-height: 1.3; scroll-margin-top: 1rem; }
p.note, figcaption { margin: 0.75rem 0; max-width: 48rem; color: var(--muted); font-size: 0.9rem; }
math { font-family: var(--math); font-size: 1.15em; }

pre.source {
  margin: 0; padding: 1.25rem 1.5rem 2.75rem; overflow-x: auto; tab-size: 4;
  background: var(--sheet); border-radius: 10px;
  font: 0.9rem/1.7 var(--mono);
}
.comment { color: var(--muted); font-style: italic; }
.keyword { font-weight: 650; }
.number { color: var(--number); }
.input { color: var(--input); } .target { color: var(--target); } .param { color: var(--param); }
.const { color: var(--number); } .function { color: var(--function); } .loss { color: var(--adjoint); }
.source [data-note] { position: relative; cursor: help; border-bottom: 1px dotted currentColor; }
.source [data-note]:hover::after, .source [data-note]:focus::after {
  content: attr(data-note); position: absolute; z-index: 2; left: 0; top: 1.75em; padding: 0.2em 0.7em;
  background: var(--ink); color: var(--page); border-radius: 6px; white-space: nowrap;
  font: 0.8rem/1.6 var(--mono); pointer-events: none;
}

.scroll { overflow-x: auto; overflow-y: hidden; }
table { border-collapse: collapse; font-size: 0.95rem; }
th { text-align: left; font-weight: 500; color: var(--muted); font-size: 0.85rem; }
th, td { padding: 0.4rem 1.75rem 0.4rem 0; border-bottom: 1px solid var(--rule); white-space: nowrap; }
td:last-child, th:last-child { padding-right: 0; }
td sup, .shape sup { font-size: 0.75em; line-height: 0; }
table.names { margin-top: 1.5rem; }

figure { margin: 0; }
figure .scroll { padding: 1rem; background: var(--sheet); border-radius: 10px; }
figure svg { display: block; margin: 0 auto; }
svg text { fill: var(--ink); }
svg .node path, svg .node polygon { stroke: var(--value); fill: var(--page); }
svg .input path, svg .input polygon { stroke: var(--input); }
svg .target path, svg .target polygon { stroke: var(--target); }
svg .param path, svg .param polygon { stroke: var(--param); }
svg .const path, svg .const polygon { stroke: var(--number); }
svg .node.adjoint path, svg .node.gradient path { stroke: var(--adjoint); }
svg .node.gradient path { fill: var(--adjoint); fill-opacity: 0.12; }
svg .edge path { stroke: var(--value); }
svg .edge polygon { stroke: var(--value); fill: var(--value); }
svg .edge.adjoint path { stroke: var(--adjoint); }
svg .edge.adjoint polygon { stroke: var(--adjoint); fill: var(--adjoint); }
svg .edge.used path { stroke: var(--faint); }
svg .edge.used polygon { stroke: var(--faint); fill: var(--faint); }
.legend span { margin-right: 1.25rem; white-space: nowrap; }
.legend i { display: inline-block; width: 1.9rem; margin-right: 0.5rem; vertical-align: 0.25em; border-top: 2px solid var(--value); }
.legend .adjoint i { border-top: 2px dashed var(--adjoint); }
.legend .used i { border-top: 2px dotted var(--faint); }

.line, .heads { display: grid; grid-template-columns: minmax(0, 1fr) 8rem 7rem 7rem; column-gap: 1.5rem; align-items: baseline; }
.line { padding: 0.65rem 0; border-bottom: 1px solid var(--rule); }
.heads { padding-bottom: 0.35rem; border-bottom: 1px solid var(--rule); color: var(--muted); font-size: 0.85rem; }
.heads .count { text-align: right; }
.formula { overflow-x: auto; overflow-y: hidden; padding: 0.2rem 0; font-size: 1.05rem; }
.range { margin-left: 1.5em; color: var(--muted); font-size: 0.9rem; white-space: nowrap; }
.shape { color: var(--muted); }
.count { text-align: right; font-variant-numeric: tabular-nums; color: var(--muted); overflow-wrap: anywhere; }
.count::after { content: none; }
.total { font-weight: 600; border-bottom: 0; padding-top: 0.9rem; }
.total .count, .total .shape { color: var(--ink); }
details, .line .note { grid-column: 1 / -1; }
.line .note { margin: 0.2rem 0 0; }
details { margin-top: 0.15rem; font-size: 0.9rem; }
summary { display: inline-block; cursor: pointer; color: var(--link); font-size: 0.85rem; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: "▸"; display: inline-block; width: 1em; transition: transform 0.15s; }
details[open] > summary::before { transform: rotate(90deg); transform-origin: 35% 55%; }
ol.steps { margin: 0.6rem 0 0.9rem; padding: 0.9rem 1.25rem 0.9rem 2.75rem; background: var(--sheet); border-radius: 10px; }
ol.steps li + li { margin-top: 0.9rem; }
ol.steps li::marker { color: var(--muted); }
.rule { margin: 0; }
.rule cite { margin-left: 0.5rem; color: var(--muted); font-style: normal; font-size: 0.85em; }
.step { overflow-x: auto; overflow-y: hidden; padding: 0.15rem 0; }
footer { margin-top: 4rem; color: var(--muted); font-size: 0.85rem; }

@media (max-width: 42rem) {
  body { padding: 1.75rem 1.1rem 4rem; }
  header h1 { font-size: 1.55rem; }
  nav { line-height: 2; }
  nav a { margin-right: 1.1rem; }
  section { margin-top: 2.5rem; }
  pre.source { padding: 1rem 1rem 2.75rem; margin: 0 -0.4rem; font-size: 0.8rem; }
  .source [data-note] { position: static; }
  .source [data-note]:hover::after, .source [data-note]:focus::after {
    position: fixed; left: 1rem; right: 1rem; top: auto; bottom: 1rem; padding: 0.6em 1em; white-space: normal;
  }
  .heads { display: none; }
  .line { grid-template-columns: auto auto 1fr; column-gap: 1.1rem; row-gap: 0.15rem; padding: 0.8rem 0; }
  .formula { grid-column: 1 / -1; }
  .range { display: block; margin: 0.2rem 0 0; }
  .shape, .count { font-size: 0.85rem; text-align: left; }
  .count[data-unit]:not(:empty)::after { content: " " attr(data-unit); }
  ol.steps { padding: 0.8rem 1rem 0.8rem 2.1rem; }
  th, td { padding-right: 1.1rem; }
}
@media print {
  :root {
    --page: #fff; --sheet: #fff; --ink: #000; --muted: #333; --rule: #bbb; --link: #000; --input: #000;
    --target: #000; --param: #000; --value: #000; --adjoint: #000; --function: #000; --number: #000; --faint: #999;
  }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav, summary { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  pre.source { padding: 0; white-space: pre-wrap; overflow: visible; }
  .source [data-note] { border-bottom: 0; }
  figure .scroll, ol.steps { padding-top: 0; padding-bottom: 0; }
  figure svg { max-width: 100%; height: auto; }
  .formula, .step, .scroll { overflow: visible; }
  .line, ol.steps li, tr, figure { break-inside: avoid; }
  h2, .heads, p.note { break-after: avoid; }
}
)css";

}  // namespace nngen::codegen
