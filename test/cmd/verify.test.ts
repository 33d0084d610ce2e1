import { appendFileSync, chmodSync, cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { register } from '../../cmd/verify.ts';
import { openLedger } from '../../lib/ledger/ledger.ts';
import { verifyLedger } from '../../lib/ledger/verify.ts';
import { articleSteps, NOON, start, writeLedger } from '../lib/report/make.ts';
import { tempFolder } from '../support/temp.ts';
import { run } from './capture.ts';

const verify = (...args: string[]) => run(register, 'verify', ...args);
const { steps } = articleSteps();
const segment = '00000001.jsonl';

/** The ledger with its lines changed. */
async function tampered(change: (lines: string[]) => string[]): Promise<string> {
  const folder = await writeLedger(steps);
  const file = join(folder, segment);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  writeFileSync(file, `${change(lines).join('\n')}\n`);
  return folder;
}

async function anchorOf(folder: string): Promise<string> {
  const { head } = await verifyLedger(folder);
  return `${head?.seq}:${head?.hash}`;
}

const edited = (lines: string[]) => lines.with(3, (lines[3] as string).replace('"current":1', '"current":2'));

describe('the verb verify', () => {
  it('says that a ledger is whole, how long it is, and its head', async () => {
    const folder = await writeLedger(steps);
    const { out, err, exitCode } = await verify('--ledger', folder);
    const [verdict, head] = out.split('\n');
    expect(verdict).to.equal('whole: 9 records in 1 segment, sha256 chain');
    expect(head).to.equal(`head: ${await anchorOf(folder)}`);
    expect([err, exitCode]).to.deep.equal(['', 0]);
  });

  it('says that an anchor’s record is there', async () => {
    const folder = await writeLedger(steps);
    const anchor = await anchorOf(folder);
    for (const given of [anchor, anchor.split(':')[1] as string, anchor.toUpperCase()]) {
      const { out, exitCode } = await verify('--ledger', folder, '--anchor', given);
      expect(out).to.contain('\nanchor: its record is there, as it was\n');
      expect(exitCode).to.equal(0);
    }
  });

  const broken: readonly [string, (lines: string[]) => string[], string][] = [
    ['edited', edited, 'record 4'],
    ['removed', (lines) => lines.toSpliced(4, 1), 'record 5'],
    [
      'swapped',
      (lines) => [...lines.slice(0, 4), lines[5] as string, lines[4] as string, ...lines.slice(6)],
      'record 5',
    ],
    ['inserted', (lines) => lines.toSpliced(4, 0, lines[4] as string), 'record 5'],
  ];
  for (const [name, change, record] of broken) {
    it(`names the first record that was ${name}, and exits 1`, async () => {
      const { out, err, exitCode } = await verify('--ledger', await tampered(change));
      expect(out).to.match(/^NOT WHOLE: /);
      expect(out.split('\n')[0]).to.contain(record);
      expect([err, exitCode]).to.deep.equal(['', 1]);
    });
  }

  it('finds what was cut off at the end only against an anchor', async () => {
    const anchor = await anchorOf(await writeLedger(steps));
    const cut = await tampered((lines) => lines.slice(0, -2));
    expect((await verify('--ledger', cut)).exitCode).to.equal(0);
    const { out, exitCode } = await verify('--ledger', cut, '--anchor', anchor);
    expect(out).to.match(/^NOT WHOLE: the ledger was cut off at the end: it ends with record 7/);
    expect(exitCode).to.equal(1);
  });

  it('finds a ledger that was rewritten whole only against an anchor', async () => {
    const anchor = await anchorOf(await writeLedger(steps));
    const forged = await writeLedger([[NOON, start, start], ...steps.slice(1)]);
    expect((await verify('--ledger', forged)).exitCode).to.equal(0);
    const { out, exitCode } = await verify('--ledger', forged, '--anchor', anchor);
    expect(out).to.match(/^NOT WHOLE: the ledger was rewritten: record 9/);
    expect(exitCode).to.equal(1);
  });

  it('prints JSON of a stable shape, whole or not', async () => {
    for (const folder of [await writeLedger(steps), await tampered(edited)]) {
      const { out, exitCode } = await verify('--ledger', folder, '-o', 'json');
      const said = JSON.parse(out);
      expect(Object.keys(said)).to.deep.equal([
        ...['whole', 'finding', 'notes', 'chain', 'records', 'segments', 'bytes', 'first', 'head', 'pruned'],
        'anchor',
      ]);
      expect(said.whole).to.equal(exitCode === 0);
      if (!said.whole) expect(said.finding).to.include({ code: 'edited', seq: 4, segment, line: 4 });
    }
  });

  it('works on a copy in a read-only folder', async () => {
    const copy = join(tempFolder('copy'), 'ledger');
    cpSync(await writeLedger(steps), copy, { recursive: true });
    chmodSync(join(copy, segment), 0o444);
    chmodSync(copy, 0o555);
    try {
      expect((await verify('--ledger', copy)).exitCode).to.equal(0);
    } finally {
      chmodSync(copy, 0o755);
    }
  });

  it('works while a daemon writes, also where it catches half a line', async () => {
    const folder = join(tempFolder('verify'), 'ledger');
    const ledger = await openLedger({ folder, clock: { now: () => NOON }, maxSegmentBytes: 4096 });
    let writing = true;
    const writer = (async () => {
      while (writing) await ledger.append(start);
    })();
    for (let i = 0; i < 20; i++) expect((await verify('--ledger', folder)).exitCode).to.equal(0);
    writing = false;
    await writer;
    await ledger.close();
    const torn = await writeLedger(steps);
    appendFileSync(join(torn, segment), '{"seq":10,"at":"2026');
    const { out, exitCode } = await verify('--ledger', torn);
    expect(out).to.contain('note: 00000001.jsonl ends in an unfinished line');
    expect(exitCode).to.equal(0);
  });

  describe('of a keyed ledger', () => {
    const folder = tempFolder('keys');
    const [key, wrong] = [join(folder, 'key'), join(folder, 'wrong')];
    before(() => {
      writeFileSync(key, 'a key of thirty-two bytes or more, for sure');
      writeFileSync(wrong, 'a wrong key of thirty-two bytes and more!!');
    });

    it('holds with its key', async () => {
      const keyed = await writeLedger(steps, { keyFile: key });
      const { out, exitCode } = await verify('--ledger', keyed, '--key-file', key);
      expect(out).to.match(/^whole: 9 records in 1 segment, hmac-sha256 chain/);
      expect(exitCode).to.equal(0);
    });

    it('is misuse with another key, none, or one that is not there', async () => {
      const keyed = await writeLedger(steps, { keyFile: key });
      for (const args of [['--key-file', wrong], [], ['--key-file', 'nowhere']]) {
        const { out, err, exitCode } = await verify('--ledger', keyed, ...args);
        expect(err).to.match(/^error: .*key/);
        expect([out, exitCode]).to.deep.equal(['', 2]);
      }
    });
  });

  describe('calls misuse', () => {
    for (const [name, args, said, code] of [
      [
        'a folder that is not there',
        () => ['--ledger', 'nowhere'],
        'give its folder with --ledger FOLDER',
        2,
      ],
      ['a folder without a ledger', () => ['--ledger', tempFolder('none')], 'it holds no segment', 2],
      ['an anchor that is none', () => ['--anchor', 'abc'], '“abc” is no anchor', 2],
      ['an option that is not there', () => ['--ankor', 'abc'], 'Did you mean --anchor?', 1],
      ['an argument too many', () => ['ledger'], 'too many arguments', 1],
      ['a format that is not there', () => ['-o', 'xml'], 'Allowed choices are text, json', 1],
    ] as const) {
      it(name, async () => {
        const given: string[] = [...args()];
        const ledger = given.includes('--ledger') ? [] : ['--ledger', await writeLedger(steps)];
        const { out, err, exitCode } = await verify(...ledger, ...given);
        expect(err).to.match(/^error: /);
        expect(err).to.contain(said);
        // Commander's own complaints are 1 here; the program turns them into 2.
        expect([out, exitCode]).to.deep.equal(['', code]);
      });
    }
  });

  it('says that a ledger with nothing in it is none', async () => {
    const folder = await writeLedger(steps);
    truncateSync(join(folder, segment), 0);
    const { err, exitCode } = await verify('--ledger', folder);
    expect(err).to.contain('its segments hold no record');
    expect(exitCode).to.equal(2);
  });
});
