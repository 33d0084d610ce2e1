/** The page's own rules, after the charts' theme. */
export const style = `
body { padding: 0 0 3rem; }
.top, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1rem; }
.top { padding-top: 1.6rem; padding-bottom: 0.6rem; }
.brand { margin: 0; color: var(--text-soft); font-size: 0.85rem; letter-spacing: 0.02em; }
h1 { margin: 0.1rem 0; font-size: 1.6rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 0 0 0.8rem; font-size: 1.2rem; overflow-wrap: anywhere; }
h3 { margin: 1.8rem 0 0.6rem; font-size: 1rem; }
.when-all { margin: 0; color: var(--text-soft); font-variant-numeric: tabular-nums; }
.card { background: var(--surface); border: 1px solid var(--edge); border-radius: 10px; padding: 1.1rem 1.2rem; margin: 1rem 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.2rem, 1fr)); gap: 0.6rem; margin: 0 0 1.2rem; }
.tiles div { background: var(--ground); border-radius: 8px; padding: 0.55rem 0.75rem; min-width: 0; }
.tiles dt { color: var(--text-soft); font-size: 0.8rem; }
.tiles dd { margin: 0; font-size: 1.15rem; font-weight: 650; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
small { display: block; font-weight: 400; font-size: 0.78rem; color: var(--text-soft); }
figure { margin: 0 0 1.1rem; }
figcaption { font-weight: 600; font-size: 0.9rem; margin-bottom: 0.2rem; }
.plot { min-height: 200px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.88rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.9rem 0.35rem 0; border-top: 1px solid var(--edge); }
thead th { border-top: 0; color: var(--text-soft); font-weight: 600; font-size: 0.8rem; }
tbody th { font-weight: 500; }
.compare td, .compare thead th { text-align: right; padding: 0.35rem 0 0.35rem 1.2rem; }
.compare thead th { color: var(--text); overflow-wrap: anywhere; }
.compare thead th:first-child { padding: 0; }
.when, .what, .held td:nth-child(-n + 3), .held th { white-space: nowrap; }
.rows .when, .rows .what { width: 1%; }
.what { font-weight: 600; }
.kind-decision .what { color: var(--tone-replicas); }
.kind-change .what { color: var(--tone-other); }
.kind-fault .what, .kind-waiting .what { color: var(--tone-bad); }
.seq { color: var(--text-soft); text-align: right; padding-right: 0; }
code { font-family: var(--mono); font-size: 0.92em; }
.soft, footer { color: var(--text-soft); font-size: 0.86rem; }
.error-line { background: var(--wash-calm); border-radius: 8px; padding: 0.6rem 0.8rem; font-size: 0.9rem; }
details { margin-top: 0.9rem; font-size: 0.88rem; }
summary { cursor: pointer; font-weight: 600; }
@media (max-width: 40rem) {
  .top, main, footer { padding-left: 0.6rem; padding-right: 0.6rem; }
  .card { padding: 0.9rem 0.8rem; border-radius: 8px; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .rows thead, .held thead { display: none; }
  .held tr { display: grid; grid-template-columns: auto auto 1fr; column-gap: 0.8rem; border-top: 1px solid var(--edge); padding: 0.4rem 0; }
  .held td { border: 0; padding: 0.05rem 0; overflow-wrap: anywhere; }
  .held td:nth-child(4) { grid-column: 1 / 4; }
  .rows tr { display: grid; grid-template-columns: 1fr auto; border-top: 1px solid var(--edge); padding: 0.4rem 0; }
  .rows td { border: 0; padding: 0.05rem 0; }
  .rows .what { grid-column: 1; grid-row: 1; }
  .rows .when { grid-column: 2; grid-row: 1; color: var(--text-soft); font-size: 0.8rem; }
  .rows td:nth-child(3) { grid-column: 1 / 3; }
  .rows .seq { display: none; }
}
@media print {
  body { background: #fff; font-size: 11px; }
  .card { border: 0; padding: 0; break-inside: auto; }
  figure, tr, .tiles { break-inside: avoid; }
  .dataset + .dataset { break-before: page; }
  .scroll { overflow: visible; }
}
`;
