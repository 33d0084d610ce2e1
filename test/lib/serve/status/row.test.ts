import { expect } from 'chai';
import { panelOf } from '../../../../lib/serve/status/row.ts';
import { observation, oneTroubled, plan } from '../../decide/make.ts';

describe('the panel of a dataset', () => {
  it('names each worker that does not serve, why, and for how long', () => {
    const seen = observation({ replicas: 4, workers: oneTroubled(), reading: { used: 2, workers: 3 } });
    const reason = { code: 'BelowThreshold', numbers: {} } as const;
    const status = { dataset: 'default/spark', plan: plan(), observation: seen, reason };
    const { facts } = panelOf({ ...status, decision: null, history: null }, []);
    expect(facts.filter(([name]) => name === 'Workers' || name === 'Not serving')).to.deep.equal([
      ['Workers', '4 asked for, 3 serving, 1 pending, 0 going'],
      ['Not serving', 'spark-worker-3 does not serve for 20m: Unschedulable (0/4 nodes are available)'],
    ]);
  });
});
