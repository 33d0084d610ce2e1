import { cpSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkpointOf } from '../../../lib/ledger/checkpoint.ts';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import { readLedger } from '../../../lib/ledger/read.ts';
import { emptyState, type LedgerState, replayOne } from '../../../lib/ledger/replay.ts';
import { currentFormat } from '../../../lib/ledger/segments.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import { explainStory } from '../../../lib/report/explain.ts';
import { findStory } from '../../../lib/report/find.ts';
import { projectRoot } from '../../../lib/root.ts';
import { tempFolder } from '../../support/temp.ts';

/** All are of the demo: 1 -> 3 when the article's cache is full, then nothing for twenty minutes. */
const LEDGERS = [
  {
    format: 1,
    anchor: '36:9bf20634ccff51fad7d97aa69c7aba5e34e31cf54dfa3b1124497ee430f09873',
    grewAt: 1_795_677_864_305,
    servedAt: 1_795_677_867_600,
    stamp: 0,
  },
  {
    format: 2,
    anchor: '37:8b1edf56fd9279b5313a88bd3b55f939f40969b853830d732468a5b4dfbb490a',
    grewAt: 1_795_679_304_257,
    servedAt: 1_795_679_307_538,
    stamp: 1_795_679_307_540,
  },
  {
    format: 3,
    anchor: '36:8a6f4114050beeae451c0a20e4347ceb9581081d67bab66d19fc93356771c745',
    grewAt: 1_795_689_455_358,
    servedAt: 1_795_689_458_715,
    stamp: 1_795_689_458_717,
  },
] as const;

const FIXTURES = join(projectRoot, 'test/fixtures/ledgers');

function copyOf(format: number): string {
  const folder = join(tempFolder('ledger'), 'ledger');
  cpSync(join(FIXTURES, `format-${format}`), folder, { recursive: true });
  return folder;
}

async function open(folder: string): Promise<{ readonly state: LedgerState; end(): Promise<void> }> {
  const state = emptyState();
  const ledger = await openLedger({
    folder,
    clock: { now: () => 1_795_700_000_000 },
    checkpoint: () => checkpointOf(state),
    onRecord: (record) => replayOne(state, record),
  });
  await ledger.append({ kind: 'start', version: 'today', dryRun: false, interval: 5000 } as never);
  return { state, end: () => ledger.close() };
}

async function formatsIn(folder: string): Promise<unknown[]> {
  const formats: unknown[] = [];
  for await (const { entry } of readLedger(folder, { kinds: ['segment'] })) formats.push(entry.format);
  return formats;
}

describe('ledgers of every format there was', () => {
  it('are all kept, up to the one that is written now', () => {
    const kept = readdirSync(FIXTURES).filter((name) => name.startsWith('format-'));
    const formats = Array.from({ length: currentFormat }, (_, i) => `format-${i + 1}`);
    expect(kept.sort()).to.deep.equal(formats);
    expect(LEDGERS.map(({ format }) => `format-${format}`)).to.deep.equal(formats);
  });

  for (const { format, anchor, grewAt, servedAt, stamp } of LEDGERS) {
    describe(`format ${format}`, () => {
      it('verifies against its anchor, and tells its history', async () => {
        const folder = copyOf(format);
        expect(await verifyLedger(folder, { anchor })).to.include({ whole: true, anchor: 'record' });
        const story = await findStory(folder, 'default/spark', grewAt);
        const [headline, why] = explainStory(story);
        expect(headline).to.match(/1 -> 3 \(applied\)$/);
        expect(why).to.contain('AboveThreshold: the cache is 93.8% full');
        expect(explainStory(await findStory(folder, 'default/spark', grewAt + 600_000))[0]).to.match(
          /stays at 3$/,
        );
      });

      it('opens: what a daemon must remember is there', async () => {
        const { state, end } = await open(copyOf(format));
        await end();
        const memory = state.datasets.get('default/spark');
        expect(memory).to.include({ replicas: 3, open: null, unknownTo: null, stamp });
        expect(memory?.history).to.include({ adopted: true, servedAt });
        const changes = memory?.history.changes.map(({ at, from, to, by }) => ({ at, from, to, by }));
        expect(changes).to.deep.equal([{ at: grewAt, from: 1, to: 3, by: 'self' }]);
        expect(state.policies.get('default/spark')?.file).to.equal('spark.yaml');
      });

      it('goes on in a segment of today’s format, with all that was, and stays whole', async () => {
        const folder = copyOf(format);
        const { state, end } = await open(folder);
        await end();
        const formats = await formatsIn(folder);
        expect(formats.at(-1)).to.equal(currentFormat);
        expect(formats).to.have.lengthOf((format as number) === currentFormat ? 1 : 2);
        expect(await verifyLedger(folder, { anchor })).to.include({ whole: true, anchor: 'record' });
        const again = await open(folder);
        await again.end();
        expect(again.state.datasets).to.deep.equal(state.datasets);
        expect(await formatsIn(folder), 'once').to.deep.equal(formats);
      });
    });
  }

  it('of a version that is newer are refused, to read and to write and to verify, without a change', async () => {
    const folder = copyOf(currentFormat);
    const segment = join(folder, '00000001.jsonl');
    const text = (await readFile(segment, 'utf8')).split('\n');
    const [first = ''] = text;
    await writeFile(segment, `${first.replace(`"format":${currentFormat}`, '"format":99')}\n`);
    const before = await readFile(segment, 'utf8');
    const said = /format 99, this version knows formats 1 to \d+: use the version that wrote it/;
    const refused = async (work: () => Promise<unknown>) =>
      expect(
        await work().then(
          () => 'done',
          (error: Error) => error.message,
        ),
      ).to.match(said);
    await refused(() => open(folder));
    await refused(() => formatsIn(folder));
    await refused(() => verifyLedger(folder));
    expect(await readFile(segment, 'utf8')).to.equal(before);
  });

  it('whose newest segment is of a newer version are refused as well', async () => {
    const folder = copyOf(1);
    const { end } = await open(folder);
    await end();
    const segment = join(folder, '00000002.jsonl');
    const text = await readFile(segment, 'utf8');
    const [first = ''] = text.split('\n');
    await writeFile(segment, `${first.replace(`"format":${currentFormat}`, '"format":99')}\n`);
    for (const work of [() => formatsIn(folder), () => verifyLedger(folder)]) {
      const message = await work().then(
        () => 'done',
        (error: Error) => error.message,
      );
      expect(message).to.contain('format 99');
    }
  });
});
