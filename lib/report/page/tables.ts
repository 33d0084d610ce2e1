/** The tables of a report. */
import { html, type Markup } from '../../charts/html.ts';
import { printable } from '../../units/printable.ts';
import type { HistoryRow } from '../history.ts';
import { costOf, type Price } from '../price.ts';
import type { Figures, Timeline } from '../timeline/timeline.ts';
import type { WhatIf } from '../what-if.ts';
import { bytes, hours, instant, money, part, span } from './words.ts';

type Row = readonly [what: string, of: (figures: Figures) => string];

function figureRows(price: Price | null): readonly Row[] {
  const cost: readonly Row[] =
    price === null ? [] : [['cost', (f) => money(costOf(f, price).provisioned, price)]];
  const waste: readonly Row[] =
    price === null || price.per === 'worker-hour'
      ? []
      : [['of that for empty capacity', (f) => money(costOf(f, price).wasted, price)]];
  return [
    ['provisioned, GiB-hours', (f) => hours(f.provisionedGiBHours)],
    ['used, GiB-hours', (f) => hours(f.usedGiBHours)],
    ['wasted, GiB-hours', (f) => hours(f.wastedGiBHours)],
    ['worker-hours', (f) => hours(f.workerHours)],
    ...cost,
    ...waste,
    ['time full', (f) => `${span(f.fullMs)} (${part(f.fullMs, f.watchedMs)})`],
    ['from the under-store', (f) => bytes(f.ufsBytes)],
    ['to readers', (f) => bytes(f.servedBytes)],
    ['changes by policy', (f) => `${f.scalings}`],
    ['of those, the other way', (f) => `${f.oscillations}`],
  ];
}

/** Recorded, and each replay beside it. */
export function whatIfTable(
  timeline: Timeline,
  whatIf: Exclude<WhatIf, { refused: string }>,
  price: Price | null,
): Markup {
  const columns = [
    { name: 'recorded', note: 'what the ledger says', figures: timeline.figures },
    { name: whatIf.own.name, note: 'replayed', figures: whatIf.own.timeline.figures },
    ...whatIf.others.map(({ name, timeline: one }) => ({ name, note: 'replayed', figures: one.figures })),
  ];
  return html`<div class="scroll"><table class="compare">
<thead><tr><th></th>${columns.map(({ name, note }) => html`<th scope="col">${printable(name)}<small>${note}</small></th>`)}</tr></thead>
<tbody>${figureRows(price).map(
    ([what, of]) =>
      html`<tr><th scope="row">${what}</th>${columns.map(({ figures }) => html`<td>${of(figures)}</td>`)}</tr>\n`,
  )}</tbody></table></div>`;
}

export function heldTable({ held, figures }: Timeline): Markup | null {
  if (held.length === 0) return null;
  return html`<div class="scroll"><table class="held">
<thead><tr><th scope="col">for</th><th scope="col">of the time</th><th scope="col">reason</th><th scope="col">as it was last</th></tr></thead>
<tbody>${held.map(
    ({ code, ms, text }) =>
      html`<tr><td>${span(ms)}</td><td>${part(ms, figures.watchedMs)}</td><td><code>${code}</code></td><td>${printable(text)}</td></tr>\n`,
  )}</tbody></table></div>`;
}

/** @param seqs whether the rows are records of a ledger, whose number says where to look */
export function rowsTable(rows: readonly HistoryRow[], seqs = true): Markup {
  return html`<div class="scroll"><table class="rows">
<thead><tr><th scope="col">UTC</th><th scope="col">what</th><th scope="col">why</th>${seqs ? html`<th scope="col" class="seq">record</th>` : null}</tr></thead>
<tbody>${rows.map(
    ({ at, kind, what, detail, seq }) =>
      html`<tr class="${`kind-${kind}`}"><td class="when">${instant(Date.parse(at))}</td><td class="what">${what}</td><td>${detail}</td>${seqs ? html`<td class="seq">${seq}</td>` : null}</tr>\n`,
  )}</tbody></table></div>`;
}

/** All datasets at a glance, each a link to its part of the page. */
export function overviewTable(datasets: readonly Timeline[], price: Price | null): Markup {
  return html`<div class="scroll"><table class="overview">
<thead><tr><th scope="col">dataset</th><th scope="col">provisioned</th><th scope="col">wasted</th><th scope="col">time full</th><th scope="col">changes</th><th scope="col">from the under-store</th>${price === null ? null : html`<th scope="col">cost</th>`}</tr></thead>
<tbody>${datasets.map(({ dataset, figures }, i) => {
    const cost = price === null ? null : html`<td>${money(costOf(figures, price).provisioned, price)}</td>`;
    return html`<tr><th scope="row"><a href="${`#dataset-${i}`}">${printable(dataset)}</a></th><td>${hours(figures.provisionedGiBHours)} GiB-h</td><td>${hours(figures.wastedGiBHours)} GiB-h</td><td>${part(figures.fullMs, figures.watchedMs)}</td><td>${figures.scalings}</td><td>${bytes(figures.ufsBytes)}</td>${cost}</tr>\n`;
  })}</tbody></table></div>`;
}

/** The main figures of one dataset. */
export function tiles({ figures }: Timeline, price: Price | null): Markup {
  const { provisionedGiBHours: all, usedGiBHours, wastedGiBHours, fullMs, watchedMs } = figures;
  const shown: readonly (readonly [what: string, figure: string, note: string])[] = [
    ['GiB-hours provisioned', hours(all), `${hours(figures.workerHours)} worker-hours`],
    ['GiB-hours used', hours(usedGiBHours), part(usedGiBHours, all)],
    ['GiB-hours wasted', hours(wastedGiBHours), part(wastedGiBHours, all)],
    ...(price === null
      ? []
      : [
          [
            price.currency === '' ? 'cost' : `cost, ${price.currency}`,
            money(costOf(figures, price).provisioned, { ...price, currency: '' }),
            `${price.amount} a ${price.per}`,
          ] as const,
        ]),
    ['time full', part(fullMs, watchedMs), `${span(fullMs)} of ${span(watchedMs)}`],
    [
      'changes of the count',
      `${figures.scalings}`,
      figures.scalingsByOthers === 0 ? 'by policy' : `by policy, ${figures.scalingsByOthers} by others`,
    ],
    ['from the under-store', bytes(figures.ufsBytes), `of ${bytes(figures.servedBytes)} read`],
  ];
  return html`<dl class="tiles">${shown.map(
    ([what, figure, note]) => html`<div><dt>${what}</dt><dd>${figure}<small>${note}</small></dd></div>\n`,
  )}</dl>`;
}
