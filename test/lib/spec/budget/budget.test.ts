import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Budget, type Selection, selects } from '../../../../lib/budget/budget.ts';
import { projectRoot } from '../../../../lib/root.ts';
import { budgetForm } from '../../../../lib/spec/budget/document.ts';
import { formatFault } from '../../../../lib/spec/fault.ts';
import { loadDocuments } from '../../../../lib/spec/load.ts';
import { reconcile } from '../../../../lib/spec/reconcile.ts';
import { row } from '../../../../lib/spec/reference.ts';
import { restore } from '../../../../lib/spec/restore.ts';
import { fieldsOf } from '../../../../lib/spec/schema-tree.ts';
import { validate, validationText } from '../../../../lib/spec/validation.ts';
import { policies } from '../../../../policies/index.ts';
import { both, lookAt, play, rules } from '../folder-story.ts';

const budget = (spec: string, name = 'pool') =>
  `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetBudget\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`;
const autoscaler = (name: string, min: number) =>
  `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: ${name} }\nspec: { replicas: { min: ${min}, max: 9 } }\n`;
const EIGHT = 'limit: { workers: 8 }, datasets: {}';

function faultsIn(text: string): string {
  return loadDocuments(text, 'b.yaml', policies)
    .faults.map((fault) => formatFault(fault))
    .join('\n');
}

describe('a budget document', () => {
  it('is so many workers, or bytes, for datasets', () => {
    const plans = (spec: string) =>
      loadDocuments(budget(spec), 'b.yaml', policies).budgets.map(({ plan }) => plan);
    expect(plans(EIGHT)[0]).to.deep.include({ name: 'pool', unit: 'workers', limit: 8, datasets: {} });
    expect(plans('limit: { bytes: 2TiB }, datasets: { namespaces: [a] }')[0]).to.deep.include({
      unit: 'bytes',
      limit: 2 * 2 ** 40,
      datasets: { namespaces: ['a'] },
    });
  });

  for (const [what, datasets, dataset, labels, expected] of [
    ['all', {}, 'a/x', {}, true],
    ['a namespace', { namespaces: ['a', 'b'] }, 'b/x', {}, true],
    ['another namespace', { namespaces: ['a', 'b'] }, 'c/x', {}, false],
    ['a label', { labels: { tier: 'gold' } }, 'a/x', { tier: 'gold', more: '1' }, true],
    ['another label', { labels: { tier: 'gold' } }, 'a/x', { tier: 'iron' }, false],
    ['a label that nobody knows yet', { labels: { tier: 'gold' } }, 'a/x', null, true],
    ['a label that is a word of the language', { labels: { constructor: 'x' } }, 'a/x', {}, false],
    ['both', { namespaces: ['a'], labels: { tier: 'gold' } }, 'b/x', { tier: 'gold' }, false],
  ] as const) {
    it(`is over ${what}: ${expected}`, () => {
      const pool: Budget = {
        name: 'pool',
        hash: '',
        unit: 'workers',
        limit: 1,
        datasets: datasets as Selection,
      };
      expect(selects(pool, dataset, labels)).to.equal(expected);
    });
  }

  for (const [what, text, fault] of [
    [
      'bytes without a unit',
      budget('limit: { bytes: "500" }, datasets: {}'),
      'b.yaml:4:25: spec.limit.bytes: "500" is not allowed; allowed: a size with its unit, such as 500GiB',
    ],
    [
      'bytes as a bare number',
      budget('limit: { bytes: 500 }, datasets: {}'),
      'spec.limit.bytes: 500 is not allowed',
    ],
    [
      'no bytes at all',
      budget('limit: { bytes: 0GiB }, datasets: {}'),
      'spec.limit.bytes: "0GiB" is not allowed; allowed: a size above 0',
    ],
    [
      'a negative number of workers',
      budget('limit: { workers: -1 }, datasets: {}'),
      'spec.limit.workers: -1 is not allowed',
    ],
    [
      '10⁹ workers',
      budget('limit: { workers: 1000000000 }, datasets: {}'),
      'spec.limit.workers: 1000000000 is not allowed',
    ],
    [
      'two limits',
      budget('limit: { workers: 1, bytes: 1GiB }, datasets: {}'),
      'give either `workers` or `bytes`',
    ],
    ['no limit', budget('limit: {}, datasets: {}'), 'give either `workers` or `bytes`'],
    ['no datasets', budget('limit: { workers: 8 }'), 'spec.datasets: required, but missing'],
    [
      'a selector of another shape',
      budget('limit: { workers: 8 }, datasets: { matchLabels: { a: b } }'),
      'unknown field "matchLabels"',
    ],
    [
      'labels that are none',
      budget('limit: { workers: 8 }, datasets: { labels: {} }'),
      'allowed: labels, as { tier: gold }',
    ],
    [
      'a namespace of its own',
      budget(EIGHT).replace('name: pool', 'name: pool, namespace: a'),
      'metadata.namespace: unknown field "namespace"',
    ],
  ] as const) {
    it(`with ${what} is refused, with file, line and column`, () => {
      expect(faultsIn(text))
        .to.include(fault)
        .and.to.match(/^b\.yaml:\d+:\d+: /);
    });
  }

  it('of a kind that nobody knows is refused as ever', () => {
    expect(faultsIn(budget(EIGHT).replace('DatasetBudget', 'DatasetBudgets'))).to.include(
      'b.yaml:2:7: kind: "DatasetBudgets" is not allowed',
    );
  });

  it('has the fields that the README tells', () => {
    const readme = readFileSync(join(projectRoot, 'lib', 'spec', 'budget', 'README.md'), 'utf8');
    const rows = readme
      .split('\n')
      .filter((line) => /^\| `[a-zA-Z]+(\.|`)/.test(line) && !line.includes('.ts`'));
    expect(rows).to.deep.equal(fieldsOf(budgetForm().tree).map(row));
  });
});

describe('budgets in a policy folder', () => {
  const limits = (state: ReturnType<typeof play>) =>
    [...state.budgets].map(([name, { plan }]) => `${name} ${plan.limit}`);
  const pool = (workers: number) => budget(`limit: { workers: ${workers} }, datasets: {}`);

  it('come into force, change, and go when a second look misses them', () => {
    const state = play([
      { files: { 'b.yaml': pool(8) }, events: ['budgets'], inForce: [] },
      { files: { 'b.yaml': pool(8) }, events: [] },
      { files: { 'b.yaml': pool(9) }, events: ['budgets'] },
    ]);
    expect(limits(state)).to.deep.equal(['pool 9']);
    const gone = play(
      [
        { at: 60_000, files: {} },
        { at: 70_000, files: {}, events: ['budgets'] },
      ],
      state,
    );
    expect(limits(gone)).to.deep.equal([]);
  });

  it('keep their last good version while the file has a fault, and say so', () => {
    const state = play([
      { files: { 'b.yaml': pool(8) }, events: ['budgets'] },
      {
        files: { 'b.yaml': pool(8).replace('workers: 8', 'workers: many') },
        events: ['faulty b.yaml'],
        faults: [/as last read well, still in force: pool/],
      },
    ]);
    expect(limits(state)).to.deep.equal(['pool 8']);
  });

  it('leave the documents beside them alone, and the other way round', () => {
    const files = { 'b.yaml': both(pool(8), 'apiVersion: [\n', pool(9).replace('pool', 'gold')) };
    const state = play([{ files, events: ['budgets', 'faulty b.yaml'], faults: [/not YAML/] }]);
    expect(limits(state)).to.deep.equal(['pool 8', 'gold 9']);
  });

  it('of one name are refused but for the first', () => {
    const state = play([
      {
        files: { 'a.yaml': pool(8), 'b.yaml': pool(9) },
        events: ['budgets', 'refused undefined in policies/b.yaml'],
        faults: [/there is a budget pool already, in policies\/a\.yaml:1/],
      },
    ]);
    expect(limits(state)).to.deep.equal(['pool 8']);
  });

  it('are in force after a restart as the ledger has them, until the folder says otherwise', () => {
    const record = { budget: 'pool', hash: '', file: 'b.yaml', text: pool(8) };
    const before = restore([], rules, [record]);
    expect([...before.budgets.keys()]).to.deep.equal(['pool']);
    const { state, events } = reconcile(before, lookAt(0, { 'b.yaml': 'apiVersion: [' }), rules);
    expect([limits(state), events.map(({ type }) => type)]).to.deep.equal([
      ['pool 8'],
      ['budgets', 'faulty'],
    ]);
  });

  it('that this version cannot read any more are told', () => {
    const { lost } = restore([], rules, [{ budget: 'pool', hash: '', file: 'b.yaml', text: 'kind: Else' }]);
    expect(lost[0]).to.deep.include({ budget: 'pool' });
    expect(lost[0]?.follows).to.include('budget pool limits nobody');
  });
});

describe('validate, of budgets', () => {
  const notesOf = (...texts: string[]) => {
    const sources = new Map([['b.yaml', { text: both(...texts) }]]);
    return validationText(validate(sources, policies, 0), sources).out;
  };

  it('names them beside the others', () => {
    expect(notesOf(autoscaler('a', 1), budget(EIGHT)))
      .to.include('ok  budget pool  (b.yaml:6)')
      .and.to.include('2 documents, 0 faults');
  });

  it('notes more replicas.min than the limit', () => {
    expect(notesOf(autoscaler('a', 5), autoscaler('b', 4), budget(EIGHT))).to.include(
      'note     14:9: the datasets under it have a replicas.min of 9 workers in all, more than its limit of 8',
    );
  });

  it('notes that two may share datasets, and not where they cannot', () => {
    const over = (datasets: string, name: string) =>
      budget(`limit: { workers: 8 }, datasets: ${datasets}`, name);
    const shared = 'it may share datasets with budget gold: both hold, and the lower ceiling decides';
    expect(notesOf(budget(EIGHT), over('{ namespaces: [a] }', 'gold'))).to.include(shared);
    for (const [one, other] of [
      ['{ namespaces: [a] }', '{ namespaces: [b] }'],
      ['{ labels: { tier: iron } }', '{ labels: { tier: gold } }'],
    ] as const)
      expect(notesOf(over(one, 'pool'), over(other, 'gold'))).to.not.include('share');
  });
});
