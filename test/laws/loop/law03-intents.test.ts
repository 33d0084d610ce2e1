import { expect } from 'chai';
import fc from 'fast-check';
import type { KeeperPorts } from '../../../lib/daemon/desk.ts';
import type { LedgerPort, PatchResult } from '../../../lib/daemon/ports.ts';
import type { LedgerEntry } from '../../../lib/model/records.ts';
import { plan } from '../../lib/decide/make.ts';
import { casesOf, expectCaught, expectHolds, type LoopLaw } from './law.ts';
import { type Step, steps, take } from './script.ts';
import { makeStage, type Stage, type Variant } from './stage.ts';

const MOVING = plan({
  min: 1,
  max: 9,
  respect: '0s',
  policies: {
    threshold: { up: '80%', down: '30%' },
    step: { up: [{ pods: 2, per: '1m' }], down: [{ pods: 1, per: '1m' }] },
    stabilization: { up: '0s', down: '0s' },
    scaleDown: 'enabled',
  },
});

/** What a daemon says of an intent that a killed one left open. */
const BY_THE_NEXT = /next start|made again|not there to tell/;

/** Plays the script, and then some minutes in which nothing goes wrong. */
async function tell(script: readonly Step[], variant: Variant = {}): Promise<Stage> {
  const stage = makeStage(MOVING, variant);
  for (const step of script) await take(stage, step);
  Object.assign(stage, { appends: [], patchFate: 'answered', gone: false, leads: true });
  await stage.restart(false);
  for (let i = 0; i < 3; i++) await stage.tick(600);
  return stage;
}

/** At each patch the last thing stored is its intent, and every intent before it has its conclusion. */
function intendedFirst({ sent, records }: Stage): boolean {
  return sent.every(({ request: { uid, from, to }, stored }) => {
    const last = records[stored - 1]?.entry as unknown as LedgerEntry | undefined;
    if (last?.kind !== 'intent' || last.uid !== uid || last.from !== from || last.to !== to) return false;
    const before = records.slice(0, stored - 1).map(({ entry }) => entry as unknown as LedgerEntry);
    const count = (kind: LedgerEntry['kind']) => before.filter((entry) => entry.kind === kind).length;
    return count('intent') === count('conclusion');
  });
}

/** Each intent has one conclusion, which is of the same move of the same runtime. */
function concludedOnce(stage: Stage): boolean {
  const conclusions = stage.entries('conclusion');
  return (
    conclusions.length === stage.entries('intent').length &&
    stage.entries('intent').every(({ seq, uid, from, to }) => {
      const of = conclusions.filter(({ intent }) => intent === seq);
      const [one] = of;
      return of.length === 1 && one?.uid === uid && one.from === from && one.to === to;
    })
  );
}

/**
 * What the daemon that sent the patch concludes is true. The next one can only go by what it finds, where a patch that was
 * late looks like the one that was not sent.
 */
function concludedTruly(stage: Stage): boolean {
  return stage.entries('conclusion').every(({ intent, result, text }) => {
    if (BY_THE_NEXT.test(text)) return true;
    const made = stage.sent.some(({ stored, found }) => stored === intent && found !== null);
    return result === 'unknown' || made === (result === 'applied');
  });
}

const noPatchWithoutIntent: LoopLaw<Variant> = (variant) =>
  fc.asyncProperty(steps, async (script) => {
    const stage = await tell(script, variant);
    return intendedFirst(stage) && concludedOnce(stage) && concludedTruly(stage);
  });

function withLedger(append: (ledger: LedgerPort, entries: readonly LedgerEntry[], stage: Stage) => unknown) {
  const wrap = (ports: KeeperPorts, stage: Stage): KeeperPorts => ({
    ...ports,
    ledger: { append: async (entries) => append(ports.ledger, entries, stage) as never },
  });
  return { wrap };
}

function fakes(stage: Stage, entries: readonly LedgerEntry[]) {
  return entries.map((_, i) => ({ seq: stage.records.length + i + 1, hash: 'none' }));
}

const has = (entries: readonly LedgerEntry[], kind: LedgerEntry['kind']) =>
  entries.some((entry) => entry.kind === kind);

/** The patch goes out while the intent is on its way to the disk; the daemon's own patch then finds it done. */
function patchesFirst(ports: KeeperPorts): KeeperPorts {
  let early: Promise<PatchResult> | null = null;
  return {
    ...ports,
    ledger: {
      append: (entries) => {
        const intent = entries.find((entry) => entry.kind === 'intent');
        if (intent?.kind === 'intent') {
          const { uid, from, to } = intent;
          const runtime = { kind: 'AlluxioRuntime', namespace: 'default', name: 'spark' };
          early = ports.cluster.patch({ ...runtime, uid, from, to });
        }
        return ports.ledger.append(entries);
      },
    },
    cluster: { ...ports.cluster, patch: (request) => early ?? ports.cluster.patch(request) },
  };
}

const BROKEN: readonly (readonly [string, Variant])[] = [
  ['a ledger that says it stored and did not', withLedger((_, entries, stage) => fakes(stage, entries))],
  [
    'a ledger that stores one append later than it says',
    (() => {
      let held: readonly LedgerEntry[] = [];
      return withLedger((ledger, entries, stage) => {
        const before = held;
        held = entries;
        // Whether it is stored in the end is of no interest to one that has already said so.
        if (before.length > 0) ledger.append(before).catch(() => undefined);
        return fakes(stage, entries);
      });
    })(),
  ],
  ['a daemon that patches first', { wrap: patchesFirst }],
  ['a restart that forgets an open intent', { recall: (memory) => memory && { ...memory, open: null } }],
  [
    'a conclusion that is dropped when the disk is full',
    withLedger(async (ledger, entries, stage) => {
      try {
        return await ledger.append(entries);
      } catch (error) {
        if (has(entries, 'conclusion')) return fakes(stage, entries);
        throw error;
      }
    }),
  ],
  [
    'a ledger that stores and says it did not',
    withLedger(async (ledger, entries, stage) => {
      const full = stage.appends[0] === 'refused';
      if (full) stage.appends.shift();
      const written = await ledger.append(entries);
      if (full) throw new Error('no space left');
      return written;
    }),
  ],
];

describe('law 3: no patch without its intent, and no intent without its conclusion', () => {
  it('whatever the ledger, the patch, other hands and kill -9 do, at any point', async () => {
    await expectHolds(noPatchWithoutIntent, {});
  });

  it('is held against scripts in which patches have every outcome, and are concluded by the next daemon', async () => {
    const results = new Set<string>();
    let patches = 0;
    let byTheNext = 0;
    for (const script of casesOf(steps)) {
      const stage = await tell(script);
      patches += stage.sent.length;
      for (const { result, text } of stage.entries('conclusion')) {
        results.add(result);
        if (BY_THE_NEXT.test(text)) byTheNext++;
      }
    }
    expect([...results].sort()).to.deep.equal(['applied', 'lost', 'refused', 'unknown']);
    expect(patches).to.be.greaterThan(300);
    expect(byTheNext).to.be.greaterThan(100);
  });

  for (const [what, variant] of BROKEN) {
    it(`notices ${what}`, async () => {
      await expectCaught(noPatchWithoutIntent, variant);
    });
  }
});
