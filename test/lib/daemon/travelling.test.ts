import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { memoryName } from '../../../lib/daemon/kube-memory.ts';
import {
  memoryFrom,
  readMemory,
  type TravellingMemory,
  travellingOf,
  writeMemory,
} from '../../../lib/daemon/travelling.ts';
import type { DatasetMemory } from '../../../lib/ledger/replay.ts';
import type { Change } from '../../../lib/model/history.ts';
import { NOON } from './world.ts';

const change = fc.record({
  at: fc.integer({ min: NOON - 1e9, max: NOON }),
  from: fc.nat(50),
  to: fc.nat(50),
  by: fc.constantFrom('self' as const, 'other' as const, 'peer' as const, 'twin' as const),
  manager: fc.string({ maxLength: 128 }),
  record: fc.nat(),
});

function memoryWith(changes: readonly Change[], more: Partial<DatasetMemory> = {}): DatasetMemory {
  const firstSeen = { at: NOON, replicas: 1 };
  const history = { uid: 'u', firstSeen, adopted: true, changes: [...changes], wishes: [], servedAt: NOON };
  return { history, replicas: 3, open: null, unknownTo: null, stamp: 7, ...more };
}

const article: TravellingMemory = travellingOf(
  'default/spark',
  memoryWith([{ at: NOON, from: 1, to: 3, by: 'self', manager: 'fluid-autoscaler', record: 12 }]),
);

describe('what travels with a dataset', () => {
  it('comes back as it was, but for wishes and the records of another ledger', () => {
    const open = fc.option(fc.record({ from: fc.nat(9), to: fc.nat(9), generation: fc.option(fc.nat()) }));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), open, (changes, intent) => {
        const memory = memoryWith(changes, { open: intent && { ...intent, intent: 4 }, unknownTo: 2 });
        const text = writeMemory(travellingOf('default/spark', memory));
        const read = readMemory(text, 'default/spark');
        if (typeof read === 'string') throw new Error(read);
        const back = memoryFrom(read, NOON);
        expect(back.history.changes).to.deep.equal(changes.map((one) => ({ ...one, record: 0 })));
        expect(back.open).to.deep.equal(intent && { ...intent, intent: 0 });
        expect([back.replicas, back.unknownTo, back.stamp, back.history.servedAt]).to.deep.equal([
          3,
          2,
          7,
          NOON,
        ]);
      }),
    );
  });

  it('takes along how long workers took to serve', () => {
    const startUps = [{ at: NOON, ms: 40_000, workers: 2 }];
    const memory = memoryWith([]);
    const started = { ...memory, history: { ...memory.history, startUps } };
    const read = readMemory(writeMemory(travellingOf('default/spark', started)), 'default/spark');
    if (typeof read === 'string') throw new Error(read);
    expect(memoryFrom(read, NOON).history.startUps).to.deep.equal(startUps);
  });

  it('is read as daemons of version 1 wrote it', () => {
    const { memory: text = '' } = writeMemory(travellingOf('default/spark', memoryWith([])));
    expect(readMemory({ ...withSum(text), version: '1' }, 'default/spark')).to.be.an('object');
  });

  it('stays small however much has happened, and none of what was spent is lost', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 201, maxLength: 1500 }), (unordered) => {
        const changes = [...unordered].sort((a, b) => a.at - b.at);
        const travelling = travellingOf('default/spark', memoryWith(changes));
        expect(travelling.changes.length).to.be.at.most(200);
        const read = readMemory(writeMemory(travelling), 'default/spark');
        expect(read, 'what is written can be read').to.be.an('object');
        for (const since of [0, ...changes.map(({ at }) => at).filter((_, i) => i % 97 === 0)])
          for (const sign of [1, -1])
            expect(spent(travelling.changes, since, sign)).to.be.at.least(spent(changes, since, sign));
      }),
      { numRuns: 30 },
    );
  });

  for (const [what, data, said] of [
    ['nothing', {}, 'version ""'],
    ['a newer version', { ...writeMemory(article), version: '3' }, 'version "3"'],
    [
      'a number edited by hand',
      { ...writeMemory(article), memory: JSON.stringify({ ...article, replicas: 2 }) },
      'edited by hand',
    ],
    ['no checksum', { version: '2', memory: JSON.stringify(article) }, 'checksum'],
    ['a memory of another dataset', writeMemory({ ...article, dataset: 'default/other' }), 'default/other'],
    ['a field nobody knows', writeMemory({ ...article, more: 1 } as never), 'not as it should be'],
    ['a count below 0', writeMemory({ ...article, replicas: -1 }), 'replicas'],
    ['no JSON', withSum('nonsense'), 'not as it should be'],
    ['JSON of something else', withSum('[]'), 'not as it should be'],
    ['too much', withSum(`"${'x'.repeat(200_000)}"`), 'characters long'],
  ] as const) {
    it(`is not believed when it is ${what}`, () => {
      expect(readMemory(data, 'default/spark')).to.be.a('string').that.contains(said);
    });
  }

  it('has a name of its own for every dataset, which the API server accepts', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
    const name = fc
      .array(label, { minLength: 1, maxLength: 8 })
      .map((labels) => labels.join('.').slice(0, 253));
    const valid = name.filter((one) => /[a-z0-9]$/.test(one) && one.length <= 253);
    fc.assert(
      fc.property(label, valid, label, valid, (namespace, dataset, other, another) => {
        const made = memoryName(namespace, dataset);
        expect(made.length).to.be.at.most(253);
        expect(made).to.match(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
        const same = namespace === other && dataset === another;
        expect(made === memoryName(other, another)).to.equal(same);
      }),
    );
  });
});

function spent(changes: readonly Pick<Change, 'at' | 'from' | 'to'>[], since: number, sign: number): number {
  return changes
    .filter(({ at }) => at >= since)
    .reduce((sum, { from, to }) => sum + Math.max(0, sign * (to - from)), 0);
}

/** Text under a checksum that holds. */
function withSum(memory: string) {
  const { version } = writeMemory(article);
  return { version: version ?? '', memory, sha256: createHash('sha256').update(memory).digest('hex') };
}
