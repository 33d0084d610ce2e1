import { expect } from 'chai';
import { loadScenario } from '../../../lib/simulate/scenario.ts';
import { simulate } from '../../../lib/simulate/simulate.ts';
import { policyOf, scenarioText } from './make.ts';

/** More than the cache holds, read again and again: what is used swings at every look. */
const SCENARIO = scenarioText(`  duration: 20m
  interval: 5s
  dataset: { size: 9GiB }
  workers: { capacity: 1GiB, replicas: 4 }
  loads: [{ at: 0, rate: 100MiB/s }]
  reads: [{ at: 1m, rate: 100MiB/s }]`);

const policy = (policies: string) =>
  policyOf(
    `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark }
spec: { replicas: { max: 4 }, policies: ${policies} }`,
    'spark.yaml',
  );

describe('a wish that the bounds cut', () => {
  for (const policies of [
    '{ fit: {} }',
    '{ fit: {}, threshold: { up: 90% } }',
    '{ fit: {}, target: { utilization: 90% } }',
  ]) {
    it(`under ${policies} is one record, not one a look, while what is used swings`, async () => {
      const { scenario } = loadScenario(SCENARIO, 's.yaml');
      if (scenario === null) throw new Error('no scenario');
      const { records, taken } = await simulate({ policy: policy(policies), scenario, keepQuiet: true });
      const cut = records.filter(
        ({ entry }) => entry.kind === 'decision' && entry.reason.code === 'AboveMax',
      );
      const used = records.flatMap(({ entry }) =>
        entry.kind === 'quiet' && entry.used !== null ? [entry.used] : [],
      );
      expect(cut).to.have.lengthOf(1);
      expect(used.filter(({ min, max }) => max > min)).to.have.length.above(5);
      expect(taken).to.be.above(200);
    });
  }
});
