import { expect } from 'chai';
import { decide } from '../../../lib/decide/decide.ts';
import { aboutWatermarks } from '../../../lib/inspect/hints.ts';
import { jindoPerWorker } from '../../../lib/runtimes/jindo/settings.ts';
import { GIB, history, NOON, observation, plan } from '../decide/make.ts';
import { runtimeOf } from '../runtimes/masters/engines.ts';

/** What inspect notes of a JindoRuntime with this watermark under this threshold, so many GiB of its one used. */
function noted(up: string, high: string | undefined, used: number): readonly string[] {
  const levels = high === undefined ? [] : [{ mediumtype: 'SSD', path: '/cache', quota: '1Gi', high }];
  const perWorker = jindoPerWorker(runtimeOf('JindoRuntime', { tieredstore: { levels } }));
  const seen = observation({ reading: { capacityBytes: GIB, workers: 1, used }, perWorker });
  const decision = decide(plan({ policies: { threshold: { up } } }), seen, history(), NOON);
  const one = { namespace: 'default', name: 'spark', policy: null, reason: null };
  return aboutWatermarks([
    { ...one, observation: seen, decision },
    { ...one, observation: null, decision: null },
  ]);
}

describe('what inspect notes of an eviction watermark', () => {
  it('is that a threshold above it is never crossed: Fluid’s default for Jindo is 80 %', () => {
    const [note, ...more] = noted('90%', undefined, 0.79);
    expect(note).to.match(/^note: default\/spark: threshold\.up 90% is above .* watermark 80%/);
    expect(note).to.contain('set up at or below 80%');
    expect(more).to.deep.equal([]);
  });

  const CASES: [string, string, string | undefined, number][] = [
    ['the threshold is at the watermark', '80%', undefined, 0.5],
    ['the tier’s own watermark is higher', '90%', '0.95', 0.5],
    ['the threshold is crossed nevertheless', '90%', undefined, 0.95],
  ];
  for (const [what, up, high, used] of CASES)
    it(`is nothing where ${what}`, () => {
      expect(noted(up, high, used)).to.deep.equal([]);
    });
});
