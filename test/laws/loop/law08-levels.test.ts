import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../../lib/decide/decide.ts';
import type { Plan } from '../../../lib/decide/plan.ts';
import { type DatasetMemory, emptyState, replayOne } from '../../../lib/ledger/replay.ts';
import type { DecisionRecord, QuietRecord } from '../../../lib/model/records.ts';
import { plan } from '../../lib/decide/make.ts';
import { expectCaught, expectHolds, type LoopLaw } from './law.ts';
import { type AppendFate, makeStage, type Stage, type Variant } from './stage.ts';

type Recall = NonNullable<Variant['recall']>;

const withHash = (hash: string, policies: Readonly<Record<string, unknown>>): Plan => ({
  ...plan({ min: 1, max: 9, policies }),
  hash,
});
/** Three documents: two windows, and one that asks for no levels. */
const PLANS: readonly Plan[] = [
  withHash('short', { forecast: { full: '80%', window: '10m' } }),
  withHash('long', { forecast: { window: '30m' }, step: { up: [{ pods: 1, per: '5m' }] } }),
  withHash('none', { threshold: { up: '90%' } }),
];

interface Moment {
  readonly seconds: number;
  readonly filled: number;
  readonly blind: boolean;
  readonly restart: 'none' | 'clean' | 'killed';
  readonly append: AppendFate;
  readonly document: number | null;
  readonly remade: boolean;
}

const moments = fc.array(
  fc.record<Moment>({
    seconds: fc.constantFrom(5, 20, 20, 60, 60, 300),
    filled: fc.constantFrom(0, ...Array<number>(20).fill(0.006), 0.02, -0.3),
    blind: fc.constantFrom(...Array<false>(30).fill(false), true),
    restart: fc.constantFrom(...Array<'none'>(25).fill('none'), 'clean', 'killed'),
    append: fc.constantFrom<AppendFate>(
      ...Array<'stored'>(30).fill('stored'),
      'refused',
      'killed before',
      'killed after',
    ),
    document: fc.option(fc.integer({ min: 0, max: 2 }), { freq: 25 }),
    remade: fc.constantFrom(...Array<false>(80).fill(false), true),
  }),
  { minLength: 20, maxLength: 120, size: 'max' },
);

async function live(life: readonly Moment[], recall?: Recall): Promise<Stage> {
  const stage = makeStage(PLANS[0] as Plan, recall === undefined ? {} : { recall });
  let document = PLANS[0] as Plan;
  for (const { seconds, filled, blind, restart, append, document: next, remade } of life) {
    stage.appends = [];
    if (restart !== 'none') await stage.restart(restart === 'clean');
    if (next !== null) document = PLANS[next] as Plan;
    if (remade) stage.uid = `${stage.uid}+`;
    if (stage.dead) await stage.restart(false);
    stage.keeper.setPlan(document);
    const fullness = Math.min(1, Math.max(0, stage.fullness + filled));
    Object.assign(stage, { fullness, blind, serving: stage.replicas, appends: [append] });
    await stage.tick(seconds);
  }
  return stage;
}

/** Each decision in the ledger, taken again on what the records before it say. */
function again({ records }: Stage): { recorded: DecisionRecord; bytes: string }[] {
  const state = emptyState();
  const found: { recorded: DecisionRecord; bytes: string }[] = [];
  for (const record of records) {
    const entry = record.entry as unknown as DecisionRecord;
    const memory: DatasetMemory | undefined = state.datasets.get('default/spark');
    if (entry.kind === 'decision' && memory !== undefined) {
      const past = structuredClone(memory.history);
      const last = past.wishes.at(-1);
      if (last !== undefined && entry.wishUntil !== null) last.until = entry.wishUntil;
      const document = PLANS.find(({ hash }) => hash === entry.policy) as Plan;
      const decision = decide(
        document,
        entry.observation,
        { ...past, adopted: entry.adopted },
        entry.decidedAt,
      );
      found.push({ recorded: entry, bytes: JSON.stringify(decision.wishes) });
    }
    replayOne(state, record);
  }
  return found;
}

const forecastsAreReproducible: LoopLaw<Recall> = (recall) =>
  fc.asyncProperty(moments, async (life) =>
    again(await live(life, recall)).every(({ recorded, bytes }) => bytes === JSON.stringify(recorded.wishes)),
  );

const wholly: Recall = (memory) => memory;
const withoutLevels: Recall = (memory) => {
  if (memory !== null) delete memory.history.levels;
  return memory;
};

describe('law 8: what a forecast rests on is in the ledger', () => {
  it('whatever is killed, restarted, refused by the disk, made again or replaced meanwhile', async () => {
    await expectHolds(forecastsAreReproducible, wholly, 150);
  }).timeout(60_000);

  it('notices a restart that forgets how full the cache was', async () => {
    await expectCaught(forecastsAreReproducible, withoutLevels, 300);
  }).timeout(60_000);

  it('is held against forecasts of every kind', async () => {
    const seen = new Set<string>();
    for (const life of fc.sample(moments, { numRuns: 60, seed: 7 })) {
      for (const { recorded } of again(await live(life))) {
        for (const { reason } of recorded.wishes) seen.add(reason.code);
      }
    }
    expect([...seen]).to.include.members([
      'ForecastFull',
      'ForecastLater',
      'ForecastNoTrend',
      'ForecastTooLittle',
    ]);
  }).timeout(60_000);

  it('names the oldest record that its levels are of', async () => {
    const [short] = PLANS as [Plan];
    const stage = makeStage(short);
    for (let i = 0; i < 60; i++) {
      stage.fullness = 0.3 + i / 1000;
      await stage.tick(30);
    }
    // Another document is news.
    stage.keeper.setPlan({ ...short, hash: 'another' });
    await stage.tick(30);
    const last = stage.entries('decision').at(-1) as DecisionRecord;
    const oldest = stage.records.find(({ seq }) => seq === last.rests?.seq)?.entry as unknown as QuietRecord;
    expect([last.policy, last.rests?.hash]).to.deep.equal(['another', `hash-${last.rests?.seq}`]);
    expect(oldest.kind).to.equal('quiet');
    expect(last.decidedAt - oldest.to).to.be.within(600_000, 690_000);
  });
});
