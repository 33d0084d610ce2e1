/** A report as one HTML file that asks nobody for anything. */
import { selfContainedPage } from '../../charts/document.ts';
import { html, type Markup } from '../../charts/html.ts';
import type { ChartSpec } from '../../charts/spec.ts';
import { printable } from '../../units/printable.ts';
import { formatPrice, type Price } from '../price.ts';
import type { DatasetReport, Report } from '../report.ts';
import { fillChart, flowChart, whatIfCharts, workersChart } from './charts.ts';
import { script } from './script.ts';
import { style } from './style.ts';
import { heldTable, overviewTable, rowsTable, tiles, whatIfTable } from './tables.ts';
import { errorSentence, instant, span } from './words.ts';

/** Charts by the id of the element they are drawn in, and the group whose cursors move together. */
type Charts = Record<string, { readonly spec: ChartSpec; readonly sync: string }>;

/** The same report, the same bytes. */
export function reportPage(report: Report): string {
  const charts: Charts = {};
  const sections = report.datasets.map((dataset, i) => section(dataset, i, report.price, charts));
  const { datasets, from, to } = report;
  const [only] = datasets;
  const about =
    datasets.length === 1 && only !== undefined ? printable(only.dataset) : `${datasets.length} datasets`;
  const title = `${about}, ${instant(from)} to ${instant(to)} UTC`;
  const body = html`<header class="top"><p class="brand">fluid-autoscaler report</p><h1>${about}</h1>
<p class="when-all">${instant(from)} to ${instant(to)} UTC, ${span(to - from)}</p></header>
<main>
${datasets.length > 1 ? html`<section class="card">${overviewTable(datasets, report.price)}</section>` : null}
${sections}
${leftOut(report)}
${report.daemon.length === 0 ? null : html`<section class="card"><h2>The daemon</h2>${rowsTable(report.daemon)}</section>`}
</main>
<footer>${footer(report)}</footer>`;
  return selfContainedPage({ title, body, data: charts, script, style });
}

function section(dataset: DatasetReport, index: number, price: Price | null, charts: Charts): Markup {
  const sync = `dataset-${index}`;
  const chart = (name: string, title: string, spec: ChartSpec): Markup => {
    const id = `${name}-${index}`;
    charts[id] = { spec, sync };
    return html`<figure><figcaption>${title}</figcaption><div class="plot" id="${id}"></div></figure>`;
  };
  const told = dataset.flows.some(({ ufs, served }) => ufs !== null || served !== null);
  return html`<section class="card dataset" id="${sync}"><h2>${printable(dataset.dataset)}</h2>
${tiles(dataset, price)}
${chart('fill', 'Utilization: used of the capacity', fillChart(dataset))}
${chart('workers', 'Workers', workersChart(dataset))}
${told ? chart('flow', 'Through the cache', flowChart(dataset)) : null}
${remarks(dataset)}
${whatIfPart(dataset, price, chart)}
<h3>What happened</h3>
${dataset.rows.length === 0 ? html`<p class="soft">Nothing but looks that decided nothing new.</p>` : rowsTable(dataset.rows)}
${dataset.happened > dataset.rows.length ? html`<p class="soft">The newest ${dataset.rows.length} of ${dataset.happened}; <code>history</code> tells all.</p>` : null}
${heldPart(dataset)}
</section>`;
}

function heldPart(dataset: DatasetReport): Markup | null {
  const table = heldTable(dataset);
  return table && html`<h3>Why the count stayed</h3>${table}`;
}

function whatIfPart(
  dataset: DatasetReport,
  price: Price | null,
  chart: (name: string, title: string, spec: ChartSpec) => Markup,
): Markup | null {
  const { whatIf } = dataset;
  if (whatIf === null) return null;
  const title = html`<h3>What another policy would have done</h3>`;
  if ('refused' in whatIf)
    return html`${title}<p class="soft">Not to be told: ${printable(whatIf.refused)}.</p>`;
  const { workers, fill } = whatIfCharts(dataset, whatIf);
  return html`${title}
<p class="error-line"><b>The replay’s error</b>, under the policy that really ran: ${errorSentence(whatIf.error)}.</p>
${chart('if-workers', 'Workers asked for, under each policy', workers)}
${chart('if-fill', 'Utilization, under each policy', fill)}
${whatIfTable(dataset, whatIf, price)}
${whatIf.others.map(({ name, timeline: { rows } }) => {
  const decided = rows.filter(({ kind }) => kind !== 'policy' && kind !== 'seen');
  return html`<details><summary>What ${printable(name)} would have decided</summary>${decided.length === 0 ? html`<p class="soft">Nothing: the count stays.</p>` : rowsTable(decided, false)}</details>`;
})}
<details><summary>What the replay rests on</summary><ul>${whatIf.notes.map((note) => html`<li>${printable(note)}</li>`)}</ul></details>`;
}

/** What the charts cannot show, and what they leave out. */
function remarks({ figures, mergedMs }: DatasetReport): Markup | null {
  const said = [
    ...(mergedMs > 0
      ? [
          `Points closer than ${span(mergedMs)} are drawn as one, from the least to the most of them, and bytes a second as their mean.`,
        ]
      : []),
    ...(figures.blindMs > 0
      ? [`For ${span(figures.blindMs)} the cache could not be read: nothing of it counts as used or wasted.`]
      : []),
    ...(figures.unwatchedMs > 0
      ? [`For ${span(figures.unwatchedMs)} nobody looked: that time is in no figure.`]
      : []),
  ];
  return said.length === 0 ? null : html`<p class="soft">${said.join(' ')}</p>`;
}

function leftOut({ leftOut: names }: Report): Markup | null {
  if (names.length === 0) return null;
  const named = names.slice(0, 200).map(printable).join(', ');
  return html`<section class="card"><h2>Not shown</h2><p>${names.length} more datasets, because one page would not hold them; name those you want with <code>--dataset</code>: ${named}${names.length > 200 ? ', …' : null}</p></section>`;
}

function footer({ version, records, price }: Report): Markup {
  return html`<p>Made by fluid-autoscaler ${version} of ${records} records. Provisioned is the capacity of the workers asked for, over time; wasted is what of it held no data; full is no room for another block while some of the dataset is not cached.${price === null ? null : ` Cost at ${formatPrice(price)}.`}</p>`;
}
