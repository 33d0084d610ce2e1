import { expect } from 'chai';
import { bestOf, comparisonData, comparisonText, sideBySide } from '../../../lib/simulate/compare.ts';
import { simulate } from '../../../lib/simulate/simulate.ts';
import { policyOf, scenarioOf } from './make.ts';

const SCENARIO = scenarioOf(`  duration: 1h
  dataset: { size: 2.71GiB }
  workers: { capacity: 1GiB }
  loads: [{ at: 20s, rate: 40MiB/s }]`);

const policy = (max: number, more = '') =>
  policyOf(
    `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: spark }\nspec:\n  replicas: { max: ${max} }\n  policies: { threshold: { up: 90% }, step: { up: [{ pods: 4, per: 10m }] } }${more}`,
  );

async function compared(files: readonly string[], ...policies: ReturnType<typeof policy>[]) {
  const simulations = await Promise.all(policies.map((one) => simulate({ policy: one, scenario: SCENARIO })));
  return sideBySide(SCENARIO, files, policies, simulations);
}

describe('a comparison', () => {
  it('marks the least of each row in which less is better, and nothing where all are alike', async () => {
    const two = await compared(['wide.yaml', 'narrow.yaml'], policy(4), policy(1));
    expect(bestOf(two)).to.deep.equal({
      fullMs: ['wide'],
      provisionedGibHours: ['narrow'],
      wastedGibHours: ['narrow'],
      evictedBytes: ['wide'],
      lostBytes: [],
      underStoreBytes: ['narrow'],
      scalings: ['narrow'],
      oscillations: [],
    });
    const lines = comparisonText(two, 'test').split('\n');
    const line = (name: string) => lines.find((one) => one.startsWith(name))?.split(/ {3,}/);
    expect(lines[2]?.trim().split(/ +/)).to.deep.equal(['wide', 'narrow']);
    expect(line('workers, most')).to.deep.equal(['workers, most', '3', '1']);
    expect(line('scalings  ')).to.deep.equal(['scalings', '1', '0 *']);
  });

  it('of a policy with itself finds nothing better', async () => {
    const same = await compared(['a.yaml', 'b.yaml'], policy(4), policy(4));
    expect(Object.values(bestOf(same)).flat()).to.deep.equal([]);
    expect(comparisonText(same, 'test').match(/\*/g)).to.deep.equal(['*']);
  });

  it('names files without folder and ending, unless two would be called alike', async () => {
    const names = async (...files: readonly string[]) =>
      (await compared(files, policy(1), policy(2))).map(({ name }) => name);
    expect(await names('x/eager.yaml', 'x/careful.yml')).to.deep.equal(['eager', 'careful']);
    expect(await names('old/spark.yaml', 'new/spark.yaml')).to.deep.equal([
      'old/spark.yaml',
      'new/spark.yaml',
    ]);
  });

  it('is the same as data', async () => {
    const data = comparisonData(await compared(['a.yaml', 'b.yaml'], policy(4), policy(1)), 'test');
    expect(
      data.policies.map(({ name, decisions, summary }) => [name, decisions > 1, summary.workers.max]),
    ).to.deep.equal([
      ['a', true, 3],
      ['b', true, 1],
    ]);
    expect(data.best.fullMs).to.deep.equal(['a']);
  });
});
