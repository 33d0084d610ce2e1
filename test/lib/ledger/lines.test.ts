import { expect } from 'chai';
import fc from 'fast-check';
import { eachLine, lastLine, linesBackwards, linesOf } from '../../../lib/ledger/lines.ts';
import { MemoryDisk } from './support/memory-disk.ts';

const path = '/x/file';

function diskWith(bytes: Buffer): MemoryDisk {
  const disk = new MemoryDisk();
  disk.put(path, bytes);
  return disk;
}

async function forwards(disk: MemoryDisk): Promise<{ text: string; torn: boolean; at: number }[]> {
  const found: { text: string; torn: boolean; at: number }[] = [];
  for await (const lines of linesOf(disk, path)) {
    for (const [start, end] of eachLine(lines)) {
      const text = lines.bytes.toString('latin1', start, end);
      found.push({ text, torn: lines.torn, at: lines.offset + start });
    }
  }
  return found;
}

async function backwards(disk: MemoryDisk): Promise<{ text: string; torn: boolean; at: number }[]> {
  const found: { text: string; torn: boolean; at: number }[] = [];
  for await (const lines of linesBackwards(disk, path)) {
    for (const [start, end] of [...eachLine(lines)].reverse()) {
      const text = lines.bytes.toString('latin1', start, end);
      found.push({ text, torn: lines.torn, at: lines.offset + start });
    }
  }
  return found.reverse();
}

describe('lib/ledger: lines of a file', () => {
  const million = 'x'.repeat(1_000_000);
  const files: [string, string][] = [
    ['nothing', ''],
    ['one empty line', '\n'],
    ['empty lines', '\n\n\n'],
    ['one line', 'a\n'],
    ['a torn line only', 'a'],
    ['lines and a torn one', 'a\nbb\nccc'],
    ['lines longer than a run', `${million}${million}\n${million}${million}${million}\nb\n`],
    ['a torn line longer than a run', `a\n${million}${million}${million}`],
    ['a line that ends with a run', `${'y'.repeat((1 << 20) - 1)}\nb\n`],
    ['a line that begins with the last run', `a\n${'y'.repeat((1 << 20) - 1)}\n`],
  ];
  for (const [what, text] of files) {
    it(`are the same read both ways: ${what}`, async () => {
      const parts = text.split('\n');
      const torn = parts.pop() ?? '';
      const disk = diskWith(Buffer.from(text, 'latin1'));
      const expected = [
        ...parts.map((line) => ({ line, torn: false })),
        ...(torn === '' ? [] : [{ line: torn, torn: true }]),
      ];
      let at = 0;
      const places = expected.map(({ line, torn: isTorn }) => {
        const place = { text: line, torn: isTorn, at };
        at += line.length + 1;
        return place;
      });
      expect((await forwards(disk)).every((found, index) => found.text === places[index]?.text)).to.equal(
        true,
      );
      expect((await forwards(disk)).map(({ torn: t, at: a }) => [t, a])).to.deep.equal(
        places.map((p) => [p.torn, p.at]),
      );
      expect((await backwards(disk)).every((found, index) => found.text === places[index]?.text)).to.equal(
        true,
      );
      expect((await backwards(disk)).map(({ torn: t, at: a }) => [t, a])).to.deep.equal(
        places.map((p) => [p.torn, p.at]),
      );
      const last = await lastLine(disk, path);
      expect(last?.toString('latin1') === parts.at(-1)).to.equal(true);
      expect(disk.openHandles).to.equal(0);
    });
  }

  it('are the same read both ways, whatever their lengths', async () => {
    const lengths = fc.array(fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 900_000 })), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(lengths, fc.nat({ max: 900_000 }), async (sizes, tail) => {
        const bytes = Buffer.alloc(sizes.reduce((sum, size) => sum + size + 1, 0) + tail, 'z');
        let end = 0;
        for (const size of sizes) {
          bytes[end + size] = 10;
          end += size + 1;
        }
        const disk = diskWith(bytes);
        const [there, back] = [await forwards(disk), await backwards(disk)];
        const shape = (found: typeof there) => found.map(({ text, torn, at }) => [text.length, torn, at]);
        expect(shape(back)).to.deep.equal(shape(there));
        expect(there.map(({ text }) => text.length)).to.deep.equal([...sizes, ...(tail > 0 ? [tail] : [])]);
      }),
      { numRuns: 60 },
    );
  }).timeout(60_000);
});
