import { expect } from 'chai';
import fc from 'fast-check';
import type { Entry, StoredRecord } from '../../../lib/ledger/entry.ts';
import type { Ledger, LedgerOptions } from '../../../lib/ledger/types.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import { folder, openMemory, readAll, step, steppingClock, steps } from './support/fixtures.ts';
import { MemoryDisk } from './support/memory-disk.ts';
import { choices } from './support/power-cut.ts';

/** What happens to a ledger between two openings. */
interface Life {
  /** How many entries are given at once, turn by turn. */
  readonly turns: readonly number[];
  /** After which call of the disk the power goes; null: it is closed in order. */
  readonly powerAt: number | null;
  /** What of the unflushed survives. */
  readonly seed: number;
}

const lives: fc.Arbitrary<Life[]> = fc.array(
  fc.record({
    turns: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 8 }),
    powerAt: fc.option(fc.nat({ max: 80 })),
    seed: fc.nat(),
  }),
  { minLength: 1, maxLength: 6 },
);

/** The state an owner keeps: which steps it has heard of. */
class Owner {
  heard: number[] = [];
  readonly options: Partial<LedgerOptions> = {
    checkpoint: () => [{ kind: 'heard', heard: this.heard } as Entry],
    onRecord: ({ entry }: StoredRecord) => {
      if (entry.kind === 'heard') this.heard = [...(entry.heard as number[])];
      if (entry.kind === 'step') this.heard.push(entry.n as number);
    },
  };
}

describe('lib/ledger: crashes, as a law', function () {
  this.timeout(300_000);

  const run = async (all: readonly Life[], limits: Partial<LedgerOptions>, lies = false) => {
    let disk = new MemoryDisk();
    disk.lies = lies;
    const clock = steppingClock();
    const acknowledged = new Set<number>();
    const given = new Set<number>();
    let n = 0;

    const live = async (ledger: Ledger, turns: readonly number[]) => {
      for (const size of turns) {
        const appends = Array.from({ length: size }, async () => {
          n += 1;
          const mine = n;
          given.add(mine);
          await ledger.append(step(mine));
          acknowledged.add(mine);
        });
        await Promise.allSettled(appends);
      }
    };

    for (const { turns, powerAt, seed } of [...all, { turns: [1], powerAt: null, seed: 0 }]) {
      const owner = new Owner();
      let calls = -1;
      disk.plan = () => {
        calls += 1;
        return calls === powerAt ? 'power' : null;
      };
      const opened = await openMemory(disk, { clock, ...limits, ...owner.options }).catch((error) => {
        if (powerAt === null) throw error;
        return null;
      });
      if (opened !== null) {
        for (const known of acknowledged) expect(owner.heard, 'heard of after opening').to.include(known);
        await live(opened.ledger, turns);
        await opened.ledger.close().catch(() => {});
      }
      if (powerAt !== null) disk = disk.afterPowerCut(choices(seed));
      if (disk.segments(folder).length === 0 || acknowledged.size === 0) continue;
      const result = await verifyLedger(folder, { disk });
      expect(result.whole, result.finding?.message).to.equal(true);
    }
    return { disk, acknowledged, given };
  };

  it('no acknowledged record is lost, none comes out of nothing, and the chain holds, whenever the power goes', async () => {
    let cut = 0;
    await fc.assert(
      fc.asyncProperty(lives, fc.constantFrom(300, 900, 1_000_000), async (all, maxSegmentBytes) => {
        const { disk, acknowledged, given } = await run(all, { maxSegmentBytes });
        const left = steps(await readAll(folder, { disk })) as number[];
        expect(left).to.include.members([...acknowledged]);
        expect([...given]).to.include.members(left);
        expect(left).to.deep.equal([...new Set(left)].sort((a, b) => a - b));
        if (disk.names(folder).some((name) => name.startsWith('torn-'))) cut += 1;
      }),
      { numRuns: 500 },
    );
    expect(cut, 'runs in which something was torn').to.be.greaterThan(10);
  });

  it('which a ledger breaks that does not wait for its flush, and the law catches it', async () => {
    const result = await fc.check(
      fc.asyncProperty(lives, async (all) => {
        const { disk, acknowledged } = await run(all, { maxSegmentBytes: 900 }, true);
        expect(steps(await readAll(folder, { disk }))).to.include.members([...acknowledged]);
      }),
      { numRuns: 200, endOnFailure: true },
    );
    expect(result.failed).to.equal(true);
  });

  it('no state is lost either, while old records are pruned', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (all) => {
        const { disk, acknowledged } = await run(all, { maxSegmentBytes: 500, maxTotalBytes: 2500 });
        const owner = new Owner();
        const { ledger } = await openMemory(disk, owner.options);
        await ledger.close();
        expect(owner.heard).to.include.members([...acknowledged]);
      }),
      { numRuns: 500 },
    );
  });
});
