import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Verification } from '../../../lib/ledger/verify.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import { folder, openMemory, step, steppingClock, withFolder } from './support/fixtures.ts';
import { MemoryDisk } from './support/memory-disk.ts';
import { type Lines, rewrite, takeApart } from './support/tamper.ts';

interface Shape {
  readonly records: number;
  readonly segmentBytes: number;
  readonly pruneAfter: number | null;
  readonly keyed: boolean;
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  records: fc.integer({ min: 2, max: 30 }),
  segmentBytes: fc.constantFrom(300, 700, 1500, 1_000_000),
  pruneAfter: fc.option(fc.integer({ min: 1, max: 25 })),
  keyed: fc.boolean(),
});

async function build(shape: Shape, keyFile: string): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const { ledger } = await openMemory(disk, {
    clock: steppingClock(),
    maxSegmentBytes: shape.segmentBytes,
    maxAgeMs: shape.pruneAfter === null ? undefined : 5000,
    checkpoint: () => [{ kind: 'state' }],
    keyFile: shape.keyed ? keyFile : undefined,
  });
  for (let n = 1; n <= shape.records; n += 1) {
    await ledger.append(step(n));
    if (n === shape.pruneAfter) await ledger.prune();
  }
  await ledger.close();
  return disk;
}

function seqOf(line: { readonly line: string } | undefined): number {
  return Number(/^\{"seq":(\d+)/.exec(line?.line ?? '')?.[1]);
}

/** What was done, and which record should be named. */
type Tampering = (disk: MemoryDisk, lines: Lines, pick: (n: number) => number) => number;

const tamperings: Record<string, Tampering> = {
  'a byte is edited': (disk, lines, pick) => {
    const places = disk.lines(folder).slice(0, -1);
    const place = places[pick(places.length)];
    if (place === undefined) throw new Error('no line');
    const bytes = Buffer.from(disk.get(place.path));
    const start = bytes.indexOf(place.line);
    // The newline counts as part of its line.
    const at = start + pick(place.line.length + 1);
    bytes[at] = ((bytes[at] ?? 0) + 1 + pick(255)) % 256;
    disk.put(place.path, bytes);
    return seqOf(lines[places.indexOf(place)]);
  },
  'a line is removed': (disk, lines, pick) => {
    const index = pick(lines.length - 1);
    rewrite(disk, folder, lines.toSpliced(index, 1));
    return seqOf(lines[index]);
  },
  'two lines are swapped': (disk, lines, pick) => {
    const one = pick(lines.length - 1);
    const other = one + 1 + pick(lines.length - one - 1);
    const swapped = lines.map((line, index) => {
      const from = index === one ? other : index === other ? one : index;
      return { name: line.name, line: lines[from]?.line ?? '' };
    });
    rewrite(disk, folder, swapped);
    return seqOf(lines[one]);
  },
  'a line is doubled somewhere': (disk, lines, pick) => {
    const copied = lines[pick(lines.length)];
    const before = pick(lines.length + 1);
    const name = (lines[before] ?? lines.at(-1))?.name ?? '';
    rewrite(disk, folder, lines.toSpliced(before, 0, { name, line: copied?.line ?? '' }));
    return seqOf(copied);
  },
};

describe('lib/ledger: tampering, as a law', function () {
  this.timeout(120_000);
  const check = async (verification: Promise<Verification>, seq: number) => {
    const { whole, finding } = await verification;
    expect(whole).to.equal(false);
    expect(finding?.seq, finding?.message).to.equal(seq);
  };

  for (const [what, tamper] of Object.entries(tamperings)) {
    it(`is found, and the first record concerned named, when ${what}`, () =>
      withFolder(async (path) => {
        const keyFile = join(path, 'key');
        await writeFile(keyFile, 'k'.repeat(32));
        const picks = fc.array(fc.nat(), { minLength: 3, maxLength: 3 });
        await fc.assert(
          fc.asyncProperty(shapes, picks, async (shape, numbers) => {
            const disk = await build(shape, keyFile);
            const key = shape.keyed ? keyFile : undefined;
            expect(await verifyLedger(folder, { disk, keyFile: key })).to.include({ whole: true });
            const left = [...numbers];
            const seq = tamper(disk, takeApart(disk, folder), (n) => (left.shift() ?? 0) % n);
            await check(verifyLedger(folder, { disk, keyFile: key }), seq);
          }),
          { numRuns: 400 },
        );
      }));
  }

  it('is found against an anchor wherever the ledger is cut off at the end', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(), async (shape, pick) => {
        const disk = await build({ ...shape, keyed: false }, '');
        const { head } = await verifyLedger(folder, { disk });
        const lines = takeApart(disk, folder);
        const kept = 1 + (pick % (lines.length - 1));
        rewrite(disk, folder, lines.slice(0, kept));
        const { whole, finding } = await verifyLedger(folder, { disk, anchor: `${head?.seq}:${head?.hash}` });
        expect(whole).to.equal(false);
        expect(['cut-end', 'cut-front']).to.include(finding?.code);
      }),
      { numRuns: 200 },
    );
  });
});
