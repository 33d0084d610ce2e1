import { expect } from 'chai';
import { decide } from '../../../../lib/decide/decide.ts';
import { planOf } from '../../../../lib/spec/hpa/plan.ts';
import { readHpa } from '../../../../lib/spec/hpa/read.ts';
import { policies } from '../../../../policies/index.ts';
import { history, NOW, observation } from '../../../conformance/setting.ts';
import { decided, entry, planFor, translate, WIDE } from './decided.ts';
import { hpa, metric, OBJECT_VALUE, type Raw } from './documents.ts';

describe('An HPA document as a plan', () => {
  it('carries what the document says and adds nothing', () => {
    const { sizers, limiters, readingLimiters, raise, ...rest } = planFor({});
    expect(rest).to.deep.equal({
      namespace: 'default',
      dataset: 'spark',
      hash: 'h',
      semantics: 'hpa',
      mode: 'auto',
      pause: null,
      bounds: { min: 1, max: 4 },
      respectMs: 0,
      adopt: 'move',
      otherAutoscalers: 'hold',
      sources: [{ type: 'engine', url: null, perPod: false }, { type: 'status' }],
      intervalMs: null,
      defaults: [],
      needs: new Set(),
      priority: 0,
      claimants: [],
      nextChanges: [],
      windowMs: 600_000,
    });
    expect(sizers.map(({ policy }) => policy)).to.deep.equal(['target']);
    expect(readingLimiters.map(({ policy }) => policy)).to.deep.equal(['stabilization']);
    expect(limiters.map(({ policy }) => policy)).to.deep.equal(['step', 'scaleDown']);
    expect(raise).to.equal(undefined);
  });

  it("grows the article's cache by two when the ratio asks for more", () => {
    const { target, outcome, reason } = decided({ maxReplicas: 9 }, 100, { replicas: 4 });
    expect({ target, outcome }).to.deep.equal({ target: 5, outcome: 'move' });
    expect(reason.code).to.equal('AboveTarget');
    expect(decided({ maxReplicas: 9 }, 270, { replicas: 4 }).target).to.equal(6);
    expect(decided({ maxReplicas: 9 }, 1, { replicas: 4 }).target).to.equal(4);
  });

  it('holds a shrink for the 300 s of the flag where the document gives no window down', () => {
    const rules = { ...WIDE, behavior: {} };
    const held = decided(rules, 9, { replicas: 10 }, { wishes: [entry(10, 299)] });
    expect(held.target).to.equal(10);
    expect(decided(rules, 9, { replicas: 10 }, { wishes: [entry(10, 300)] }).target).to.equal(1);
  });

  it('seeds the window with the size first seen, as the HPA does when it starts', () => {
    const rules = { ...WIDE, behavior: {} };
    const first = { ...history({ replicas: 10 }), firstSeen: { at: NOW - 1000, replicas: 10 } };
    expect(decide(planFor(rules), observation({ replicas: 10, usage: 9000 }), first, NOW).target).to.equal(
      10,
    );
    const bare = planFor({ ...WIDE, behavior: undefined });
    expect(decide(bare, observation({ replicas: 10, usage: 9000 }), first, NOW).target).to.equal(10);
  });

  it('takes the tolerance of each direction from the document, else 10 %', () => {
    const tolerant = { ...WIDE, behavior: { scaleUp: { tolerance: '0.5' }, scaleDown: { tolerance: 0 } } };
    expect(decided(tolerant, 134, { replicas: 10 }).wish).to.equal(10);
    expect(decided(tolerant, 136, { replicas: 10 }).wish).to.equal(16);
    expect(decided(tolerant, 89, { replicas: 10 }).wish).to.equal(10);
    expect(decided(tolerant, 80, { replicas: 10 }).wish).to.equal(9);
    expect(decided({ ...WIDE, behavior: {} }, 99, { replicas: 10 }).wish).to.equal(10);
    expect(decided({ ...WIDE, behavior: {} }, 99.001, { replicas: 10 }).wish).to.equal(12);
  });

  it('multiplies by ready pods, and goes by no number when no pod exists', () => {
    expect(decided(WIDE, 180, { replicas: 4, ready: 1 }).wish).to.equal(2);
    expect(decided(WIDE, 180, { replicas: 4, ready: 0 }).wish).to.equal(0);
    const none = decided(WIDE, 180, { replicas: 4, ready: 0, pods: 0 });
    expect(none.wish).to.equal(null);
    expect(none.target).to.equal(4);
    expect(none.reason.code).to.equal('NoPods');
  });

  it('lets the largest of several metrics win', () => {
    const metrics = [OBJECT_VALUE, metric('Object', { type: 'Value', value: '45' })];
    expect(decided({ ...WIDE, metrics }, 90, { replicas: 4 }).wish).to.equal(8);
  });

  it('rounds a target up to thousandths', () => {
    const metrics = [metric('External', { type: 'Value', value: '0.0001' })];
    expect(decided({ ...WIDE, metrics }, 0.003, { replicas: 1 }).wish).to.equal(3);
  });

  describe('refused', () => {
    const refused: readonly [string, Raw, string][] = [
      [
        'for a metric of pods, which is no cache',
        {
          metrics: [
            OBJECT_VALUE,
            {
              type: 'Resource',
              resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
            },
          ],
        },
        'spec.metrics[1]: Forbidden: Resource metrics measure pods, not the cache; a DatasetAutoscaler has no such policy',
      ],
      [
        'for a target whose type and field disagree',
        { metrics: [metric('Object', { type: 'AverageValue', value: '90' })] },
        'spec.metrics[0].object.target: Forbidden: neither a value target nor an average value target fits type AverageValue',
      ],
    ];
    for (const [why, spec, text] of refused) {
      it(why, () => {
        const made = translate(spec);
        expect(made.ok ? [] : made.errors.map((error) => error.text)).to.deep.equal([text]);
      });
    }

    it('when a policy it needs is not there', () => {
      const read = readHpa(hpa());
      if (!read.ok) throw new Error('the document is valid');
      const registry = policies.filter(({ name }) => name !== 'step');
      expect(() => planOf(read.value, registry)).to.throw(
        'an HPA needs the policy step, which is not in the registry',
      );
    });
  });
});
