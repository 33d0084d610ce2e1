import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { projectRoot } from '../../../lib/root.ts';
import { createMetrics, type Documented } from '../../../lib/serve/metrics/metrics.ts';
import { describeNeeding } from '../../support/describe-needing.ts';
import { promtool, promtoolMissing } from '../../support/promtool.ts';
import { tempFolder } from '../../support/temp.ts';
import { stagedSubject } from './subject.ts';

const folder = join(projectRoot, 'examples/monitoring');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

/** Every metric there is, by name. */
const subject = stagedSubject(0);
const metrics = createMetrics(
  () => subject,
  () => null,
).catalogue();
const byName = new Map(metrics.map((metric) => [metric.name, metric]));
const ours = metrics.filter(({ name }) => name.startsWith('fluid_autoscaler_'));

/** As the page documents it. */
const lineOf = ({ name, type, labels, help }: Documented) =>
  `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`;

interface Rule {
  readonly alert: string;
  readonly expr: string;
}
const rules = (parse(read('alerts.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
}
const dashboard = JSON.parse(read('dashboard.json')) as Dashboard;
const queries = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
  ...dashboard.annotations.list.map(({ expr }) => ['annotation', expr] as const),
];

/** Metrics a query names, with the suffix of a histogram's parts taken off. */
function named(query: string): string[] {
  const names = query.match(/\b(?:fluid_autoscaler|process|nodejs)_\w+/g) ?? [];
  return names.map((name) => (byName.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '')));
}

/** As Prometheus reads it: Grafana's variables filled in. */
const filled = (query: string) => query.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '.*');

describe('the page about metrics', () => {
  const lines = read('README.md')
    .split('\n')
    .filter((line) => line.startsWith('| `fluid_autoscaler_'));

  it('has one line for each metric there is, with its type, labels and meaning, and none besides', () => {
    expect(lines).to.deep.equal(ours.map(lineOf));
  });

  it('names every alert', () => {
    for (const { alert } of rules) expect(read('README.md'), alert).to.contain(`\`${alert}\``);
  });
});

describe('dashboard and alert rules', () => {
  it('name only metrics that there are', () => {
    const variables = dashboard.templating.list.map(
      ({ name, definition = '' }) => [name, definition] as const,
    );
    const all = [...queries, ...variables, ...rules.map(({ alert, expr }) => [alert, expr] as const)];
    const unknown = all.flatMap(([where, query]) =>
      named(query)
        .filter((name) => !byName.has(name))
        .map((name) => `${where}: ${name}`),
    );
    expect(unknown).to.deep.equal([]);
    expect(new Set(all.flatMap(([, query]) => named(query))).size).to.be.above(30);
  });

  it('select by labels that the metrics have', () => {
    const own = new Set(['instance', 'job', 'le']);
    for (const [title, query] of queries) {
      for (const [, name = '', selectors = ''] of query.matchAll(/(fluid_autoscaler_\w+)\{([^}]*)\}/g)) {
        const used = [...selectors.matchAll(/(\w+)=~?"/g)].map(([, label]) => label as string);
        const known =
          byName.get(name.replace(/_(bucket|sum|count)$/, ''))?.labels ?? byName.get(name)?.labels ?? [];
        expect(
          used.filter((label) => !own.has(label) && !known.includes(label)),
          `${title}: ${query}`,
        ).to.deep.equal([]);
      }
    }
  });

  it('show every metric of a dataset somewhere', () => {
    const shown = new Set(queries.flatMap(([, query]) => named(query)));
    const perDataset = ours.filter(({ labels }) => labels.includes('dataset')).map(({ name }) => name);
    expect(perDataset.filter((name) => !shown.has(name))).to.deep.equal([]);
  });
});

describeNeeding(promtoolMissing(), 'promtool on what is shipped', () => {
  it('accepts the alert rules', () => {
    const { code, output } = promtool(['check', 'rules', join(folder, 'alerts.yaml')]);
    expect(output).to.contain(`${rules.length} rules found`);
    expect(code).to.equal(0);
  });

  it('finds that each alert fires when it should, and stays silent when it should', () => {
    const { code, output } = promtool(['test', 'rules', join(folder, 'alerts.test.yaml')]);
    expect(code, output).to.equal(0);
    const tests = parse(read('alerts.test.yaml')) as {
      tests: { alert_rule_test: { alertname: string; exp_alerts?: unknown[] }[] }[];
    };
    const cases = tests.tests.flatMap(({ alert_rule_test: all }) => all);
    for (const { alert } of rules) {
      const own = cases.filter(({ alertname }) => alertname === alert);
      expect(
        own.some(({ exp_alerts: fires = [] }) => fires.length > 0),
        `${alert} fires in a test`,
      ).to.equal(true);
      expect(
        own.some(({ exp_alerts: fires = [] }) => fires.length === 0),
        `${alert} is silent in a test`,
      ).to.equal(true);
    }
  });

  it('can read every query of the dashboard', () => {
    const file = join(tempFolder('rules'), 'dashboard.yaml');
    const recorded = queries.map(([, query], index) => ({
      record: `panel:query:n${index}`,
      expr: filled(query),
    }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules: recorded }] }));
    const { code, output } = promtool(['check', 'rules', file]);
    expect(code, output).to.equal(0);
    expect(output).to.contain(`${queries.length} rules found`);
  });

  it('accepts the scrape configuration of the page', () => {
    const [, block = ''] = /```yaml\n([\s\S]*?)```/.exec(read('README.md')) ?? [];
    const file = join(tempFolder('prometheus'), 'prometheus.yaml');
    // Debian's promtool knows no discovery by Kubernetes; the rest of the block is checked as it stands.
    writeFileSync(
      file,
      block.replace('kubernetes_sd_configs: [{ role: pod }]', 'static_configs: [{ targets: ["a:1"] }]'),
    );
    const { code, output } = promtool(['check', 'config', '--syntax-only', file]);
    expect(code, output).to.equal(0);
    expect(block).to.contain('job_name: fluid-autoscaler');
  });

  it('would find a query that is none', () => {
    const file = join(tempFolder('rules'), 'broken.yaml');
    writeFileSync(
      file,
      JSON.stringify({ groups: [{ name: 'g', rules: [{ record: 'a:b:c', expr: 'sum by (x' }] }] }),
    );
    expect(promtool(['check', 'rules', file]).code).not.to.equal(0);
  });
});
