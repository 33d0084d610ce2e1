import { expect } from 'chai';
import { defaultBehavior, defaultRules, defaultSpec } from '../../../../lib/spec/hpa/defaults.ts';
import { parseHpa } from '../../../../lib/spec/hpa/parse.ts';
import type { HpaSpec, ScalingRules } from '../../../../lib/spec/hpa/types.ts';
import { hpa, type Raw } from './documents.ts';

const NOTHING: ScalingRules = {
  stabilizationWindowSeconds: null,
  selectPolicy: null,
  policies: null,
  tolerance: null,
};
const UP = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
  tolerance: null,
};
const DOWN = {
  stabilizationWindowSeconds: null,
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  tolerance: null,
};

function specOf(spec: Raw): HpaSpec {
  const parsed = parseHpa(hpa(spec));
  if (!parsed.ok) throw new Error(parsed.errors.map(({ text }) => text).join('; '));
  return defaultSpec(parsed.value.spec);
}

describe('The reader of HPA documents, filling in defaults', () => {
  it('leaves an absent behavior absent', () => {
    expect(specOf({ behavior: undefined }).behavior).to.equal(null);
  });

  it('fills an empty behavior, which is another algorithm than none', () => {
    expect(specOf({ behavior: {} }).behavior).to.deep.equal({ scaleUp: UP, scaleDown: DOWN });
    expect(defaultBehavior({ scaleUp: null, scaleDown: null })).to.deep.equal({
      scaleUp: UP,
      scaleDown: DOWN,
    });
  });

  it('has rules of its own in each direction', () => {
    expect(defaultRules('scaleUp', null)).to.deep.equal(UP);
    expect(defaultRules('scaleDown', null)).to.deep.equal(DOWN);
  });

  it('fills field by field', () => {
    expect(defaultRules('scaleUp', { ...NOTHING, selectPolicy: 'Min' })).to.deep.equal({
      ...UP,
      selectPolicy: 'Min',
    });
    const window = { ...NOTHING, stabilizationWindowSeconds: 0 };
    expect(defaultRules('scaleDown', window)).to.deep.equal({ ...DOWN, stabilizationWindowSeconds: 0 });
  });

  it('replaces a list of policies and never merges it, an empty one too', () => {
    const policies = [{ type: 'Percent', value: 1, periodSeconds: 2 }];
    expect(defaultRules('scaleUp', { ...NOTHING, policies }).policies).to.deep.equal(policies);
    expect(defaultRules('scaleUp', { ...NOTHING, policies: [] }).policies).to.deep.equal([]);
  });

  it('takes 1 for an absent minReplicas and CPU at 80 % for absent metrics', () => {
    const spec = specOf({ minReplicas: undefined, metrics: undefined });
    expect(spec.minReplicas).to.equal(1);
    expect(spec.metrics).to.have.length(1);
    expect(spec.metrics[0]?.resource?.name).to.equal('cpu');
    expect(spec.metrics[0]?.resource?.target.averageUtilization).to.equal(80);
  });

  it('keeps a minReplicas of 0', () => {
    expect(specOf({ minReplicas: 0 }).minReplicas).to.equal(0);
  });
});
