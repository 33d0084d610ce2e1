import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../../lib/root.ts';
import { loadScenario, type Scenario } from '../../../lib/simulate/scenario.ts';
import { type Simulation, simulate, simulateTogether } from '../../../lib/simulate/simulate.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';
import { exampleText, policyOf } from './make.ts';

/** Each example under examples/spark.yaml: every change of the count, as the README of the folder tells it. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  'article.yaml': ['2026-01-01T00:00:44.000Z 1 -> 3'],
  'training.yaml': ['2026-01-05T07:30:38.000Z 1 -> 3'],
  'filling.yaml': ['2026-01-01T00:41:52.000Z 1 -> 3', '2026-01-01T02:18:56.000Z 3 -> 4'],
  'pipeline.yaml': ['2026-01-05T07:30:38.000Z 1 -> 3'],
  'clocks.yaml': [],
  'growing.yaml': [
    '2026-01-03T03:00:05.000Z 1 -> 2',
    '2026-01-11T02:00:00.000Z 2 -> 3',
    '2026-01-19T02:00:00.000Z 3 -> 4',
  ],
  'outage.yaml': [
    '2026-01-01T00:10:30.000Z 1 -> 3',
    '2026-01-01T05:00:00.000Z 3 -> 2 by kubectl-scale',
    '2026-01-01T06:00:00.000Z 2 -> 3',
  ],
  'notebooks.yaml': ['2026-01-05T09:01:33.000Z 2 -> 4'],
  'people.yaml': ['2026-01-01T00:30:00.000Z 1 -> 3', '2026-01-01T02:00:00.000Z 3 -> 5'],
  'stuck.yaml': ['2026-01-01T00:13:19.000Z 2 -> 4'],
  'year.yaml': ['2026-01-01T07:31:14.000Z 1 -> 2', '2026-06-17T02:00:00.000Z 2 -> 3'],
};

/** The same of a scenario of several datasets, by dataset, before the documents of examples/ of the same name. */
const TOGETHER: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'budget.yaml': {
    'shop/catalog': ['2026-01-01T00:25:01.000Z 1 -> 3'],
    'lab/imagenet': [
      '2026-01-01T00:01:01.000Z 1 -> 3',
      '2026-01-01T00:06:01.000Z 3 -> 4',
      '2026-01-01T00:25:00.000Z 4 -> 1 by ana',
    ],
    'lab/voices': ['2026-01-01T00:02:46.000Z 1 -> 3', '2026-01-01T00:25:02.000Z 3 -> 4'],
  },
};

function changes({ changes: made }: Simulation): string[] {
  return made.map(({ at, from, to, manager }) => {
    const by = manager === 'fluid-autoscaler' ? '' : ` by ${manager}`;
    return `${new Date(at).toISOString()} ${from} -> ${to}${by}`;
  });
}

describe('the example scenarios', () => {
  it('are all played here, and told in their README', () => {
    const files = readdirSync(join(projectRoot, 'examples/scenarios'));
    const known = [...Object.keys(EXAMPLES), ...Object.keys(TOGETHER)];
    expect(files.filter((name) => name.endsWith('.yaml')).sort()).to.deep.equal(known.sort());
    const readme = exampleText('scenarios/README.md');
    for (const name of known) expect(readme).to.include(`(${name})`);
  });

  for (const [file, expected] of Object.entries(EXAMPLES)) {
    it(`${file} under examples/spark.yaml changes the count ${expected.length} times`, async () => {
      const { scenario, faults, notes } = loadScenario(exampleText(`scenarios/${file}`), file);
      expect([faults, notes]).to.deep.equal([[], []]);
      if (scenario === null) return;
      const policy = policyOf(exampleText('spark.yaml'), 'spark.yaml');
      expect(changes(await simulate({ policy, scenario }))).to.deep.equal(expected);
    }).timeout(20_000);
  }

  for (const [file, expected] of Object.entries(TOGETHER)) {
    it(`${file} under examples/${file} changes the counts of ${Object.keys(expected).length} datasets`, async () => {
      const { scenario, faults, notes } = loadScenario(exampleText(`scenarios/${file}`), file);
      expect([faults, notes]).to.deep.equal([[], []]);
      const { documents, budgets } = loadDocuments(exampleText(file), file, policies);
      const simulations = await simulateTogether(documents, { scenario: scenario as Scenario, budgets });
      const made = documents.map(({ key }, i) => [key, changes(simulations[i] as Simulation)]);
      expect(Object.fromEntries(made)).to.deep.equal(expected);
    });
  }
});
