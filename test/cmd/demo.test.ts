import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { register as registerExplain } from '../../cmd/explain.ts';
import { register as registerVerify } from '../../cmd/verify.ts';
import { decide } from '../../lib/decide/decide.ts';
import { daemonEntry } from '../../lib/ledger/daemon-entry.ts';
import { readLedger } from '../../lib/ledger/read.ts';
import { emptyState, memoryOf, replayOne } from '../../lib/ledger/replay.ts';
import type { DecisionRecord, PolicyRecord } from '../../lib/model/records.ts';
import { projectRoot } from '../../lib/root.ts';
import { loadDocuments } from '../../lib/spec/load.ts';
import { policies } from '../../policies/index.ts';
import { tempFolder } from '../support/temp.ts';
import { waitFor } from '../support/wait-for.ts';
import { run } from './capture.ts';
import { type Ended, runProgram, startProgram } from './child.ts';

/** As fast as it goes; a machine that cannot keep up slows the demo down, and changes nothing of what is decided. */
const SPEED = ['--speed', '200'];
const example = (name: string) => join(projectRoot, 'examples', name);

interface Played extends Ended {
  readonly ledger: string;
  /** What the program has for its temporary files. */
  readonly temp: string;
}

async function play(...args: string[]): Promise<Played> {
  const temp = tempFolder('demo-temp');
  const ledger = join(tempFolder('demo'), 'ledger');
  const ended = await runProgram(['demo', ...SPEED, '--ledger', ledger, ...args], { TMPDIR: temp });
  return { ...ended, ledger, temp };
}

/** The counts there were, in order, as the ledger has them. */
async function countsIn(ledger: string): Promise<number[]> {
  const counts: number[] = [];
  for await (const { entry } of readLedger(ledger, { kinds: ['seen', 'conclusion', 'change'] })) {
    const record = daemonEntry(entry);
    if (record.kind === 'seen') counts.push(record.replicas);
    if (record.kind === 'conclusion' && record.result === 'applied') counts.push(record.to);
    if (record.kind === 'change') counts.push(record.to);
  }
  return counts;
}

/** Its rows with figures: where the machine is too busy to answer at once, one in between may say just that. */
const table = (text: string) =>
  text.split('\n').filter((line) => /^\d+[hms]\S* +spark .* \d\S*%\/90% /.test(line));

describe('the demo', function demo() {
  this.timeout(120_000);
  const played = {} as Record<'article' | 'small' | 'large' | 'dry', Played>;
  before('play four of them beside each other', async () => {
    [played.article, played.small, played.large, played.dry] = await Promise.all([
      play(),
      play('--size', '0.5GiB'),
      play('--size', '5GiB', '--rate', '40MiB/s', '--policy', example('spark.yaml')),
      play('--policy', example('dry-run.yaml')),
    ]);
  });
  const all = () => Object.entries(played);

  it('ends by itself with exit code 0 and nothing on the error stream', () => {
    for (const [name, { exitCode, err }] of all()) expect([exitCode, err], name).to.deep.equal([0, '']);
  });

  it('grows the article’s cache 1 -> 3, where it stays although it is above its threshold', async () => {
    expect(await countsIn(played.article.ledger)).to.deep.equal([1, 3]);
    expect(played.article.out).to.contain('scaled 1 -> 3');
    expect(table(played.article.out).at(-1)).to.match(/ 90\.3%\/90% +3\/3 +FullNotNeeded: /);
  });

  it('leaves a cache alone that its dataset does not fill', async () => {
    expect(await countsIn(played.small.ledger)).to.deep.equal([1]);
    expect(played.small.out).to.not.contain('scaled');
    expect(played.small.out).to.contain('  nothing was changed\n');
    expect(table(played.small.out).at(-1)).to.match(/ 50%\/90% +1\/1 +BelowThreshold: /);
  });

  it('grows again after the cool-down for a dataset that is larger than the first step', async () => {
    expect(await countsIn(played.large.ledger)).to.deep.equal([1, 3, 4]);
    expect(played.large.out.match(/^scaled .*/gm)).to.deep.equal(['scaled 1 -> 3', 'scaled 3 -> 4']);
    expect(played.large.out).to.contain('CooldownRunning: the last change (1 -> 3) cools down');
    const moves: number[] = [];
    for await (const { at, entry } of readLedger(played.large.ledger, { kinds: ['conclusion'] })) {
      expect(entry.result).to.equal('applied');
      moves.push(at);
    }
    // In the demo's own time: what a policy says holds there.
    expect((moves[1] as number) - (moves[0] as number)).to.be.at.least(20 * 60_000);
  });

  it('plays a document in dry run: says what it would do, and changes nothing', async () => {
    expect(await countsIn(played.dry.ledger)).to.deep.equal([1]);
    expect(played.dry.out).to.contain('would go 1 -> 2');
    expect(played.dry.out).to.match(/ {2}\S+ +would go 1 -> 2 {2}the cache is /);
  });

  it('shows the table of kubectl with plain lines only, and each change with its ladder', () => {
    expect(played.article.out).to.contain(
      'TIME     NAME    UFS TOTAL   CACHED       CAPACITY   UTILIZATION   REPLICAS   LAST REASON\n',
    );
    for (const [name, { out }] of all()) expect(out.includes('\u001b'), name).to.equal(false);
    const [, ladder = ''] = played.article.out.split('scaled 1 -> 3\n');
    for (const word of ['wishes for 3: ', 'bounds', 'scaleDown', 'step']) expect(ladder).to.contain(word);
  });

  it('leaves nothing behind but the ledger', () => {
    for (const [name, { temp, ledger }] of all()) {
      expect(readdirSync(temp), name).to.deep.equal([]);
      expect(readdirSync(ledger).sort(), name).to.deep.equal(['00000001.jsonl', 'lock']);
    }
  });

  it('names commands that work: its ledger verifies against its anchor, and explains', async () => {
    for (const [name, { out, ledger }] of all()) {
      const commands = [...out.matchAll(/^ {2}npx fluid-autoscaler (.*)$/gm)].map(([, args]) =>
        (args as string).split(' '),
      );
      expect(commands.map(([verb]) => verb)).to.include.members(['history', 'explain', 'verify']);
      const verify = commands.at(-1) as string[];
      expect(verify).to.include.members(['verify', ledger]);
      const verified = await run(registerVerify, ...verify);
      expect([verified.err, verified.exitCode], name).to.deep.equal(['', 0]);
      expect(verified.out).to.contain('anchor: its record is there, as it was');
      for (const explain of commands.filter(([verb]) => verb === 'explain')) {
        const explained = await run(registerExplain, ...explain);
        expect([explained.err, explained.exitCode], name).to.deep.equal(['', 0]);
        expect(explained.out, name).to.contain('what would have changed it');
      }
    }
    const [, explain = ''] = /^ {2}npx fluid-autoscaler (explain .*)$/m.exec(played.article.out) ?? [];
    expect((await run(registerExplain, ...explain.split(' '))).out).to.contain('1 -> 3 (applied)');
  });

  it('has decided nothing that its ledger does not decide again, byte for byte', async () => {
    for (const [name, { ledger }] of all())
      expect(await decideAgain(ledger), name).to.be.at.least(name === 'small' ? 1 : 2);
  });
});

/**
 * Law 8: up to each decision the ledger is replayed, its policy text is found by its hash and parsed, and it is decided
 * again. @returns how many decisions came out as they were recorded
 */
async function decideAgain(ledger: string): Promise<number> {
  const state = emptyState();
  const texts = new Map<string, PolicyRecord>();
  let decided = 0;
  for await (const stored of readLedger(ledger)) {
    const record = daemonEntry(stored.entry);
    if (record.kind === 'policy') texts.set(record.hash, record);
    if (record.kind === 'decision') {
      const { policy, dataset, observation, decidedAt } = record;
      const history = memoryOf({ ...state, start: null }, dataset, decidedAt)?.history;
      const { text = '', file = '' } = texts.get(policy) ?? {};
      const [document] = loadDocuments(text, file, policies).documents;
      if (history === undefined || document === undefined)
        throw new Error(`record ${stored.seq} stands alone`);
      const last = history.wishes.at(-1);
      if (last !== undefined && record.wishUntil !== null) last.until = record.wishUntil;
      const again = decide(document.plan, observation, history, decidedAt);
      expect(JSON.stringify(again), `record ${stored.seq}`).to.equal(JSON.stringify(asDecided(record)));
      decided++;
    }
    replayOne(state, stored);
  }
  return decided;
}

/** The decision as `decide` returned it, in its order. */
function asDecided(record: DecisionRecord): unknown {
  const { decidedAt: at, outcome, current, target, wish, wishes, rungs, reason } = record;
  return { at, outcome, current, target, wish, wishes, rungs, reason };
}

describe('a demo that is not left to its end', function interrupted() {
  this.timeout(60_000);

  async function playUntilRow(): Promise<{ child: ReturnType<typeof startProgram>; temp: string }> {
    const temp = tempFolder('demo-temp');
    const child = startProgram(['demo', '--speed', '40'], { TMPDIR: temp });
    await waitFor(() => table(child.out()).length > 0, { what: 'the first row', giveUpMs: 50_000 });
    return { child, temp };
  }

  /** Only the ledger is there, and it is whole to its last record. */
  async function expectTidy(temp: string, why: string): Promise<void> {
    const [ledger = '', ...others] = readdirSync(temp);
    expect(others).to.deep.equal([]);
    expect(ledger).to.match(/^fluid-autoscaler-ledger-/);
    expect((await run(registerVerify, 'verify', '--ledger', join(temp, ledger))).exitCode).to.equal(0);
    const kinds: unknown[] = [];
    for await (const { entry } of readLedger(join(temp, ledger))) kinds.push(entry.why ?? entry.kind);
    expect(kinds.at(-1)).to.equal(why);
  }

  it('cleans up on Ctrl-C, gives its account, and exits with 130', async () => {
    const { child, temp } = await playUntilRow();
    child.process.kill('SIGINT');
    const { exitCode, err, out } = await child.ended;
    expect([exitCode, err]).to.deep.equal([130, '']);
    expect(out).to.match(/Interrupted after .*/);
    expect(out).to.match(/\n {2}npx fluid-autoscaler verify --ledger /);
    await expectTidy(temp, 'interrupted');
  });

  it('cleans up when nobody reads on, without a word', async () => {
    const { child, temp } = await playUntilRow();
    child.process.stdout?.destroy();
    const { exitCode, err } = await child.ended;
    expect([exitCode, err]).to.deep.equal([141, '']);
    await expectTidy(temp, 'interrupted');
  });
});

describe('a demo that cannot begin', function refused() {
  this.timeout(60_000);

  for (const [name, args, said, code] of [
    ['a policy file that is not there', ['--policy', 'none.yaml'], 'there is no policy file none.yaml', 2],
    ['a size that is none', ['--size', 'big'], 'must be a size such as', 2],
    ['a rate that is none', ['--rate', '0'], 'must be a rate such as', 2],
    ['a speed that is none', ['--speed', '0'], 'must be between 1 and 1000', 2],
    ['a ledger folder that is a file', ['--ledger', '/dev/null'], '/dev/null', 1],
  ] as const) {
    it(`says that it was given ${name}, and leaves nothing behind`, async () => {
      const temp = tempFolder('demo-temp');
      const { exitCode, err } = await runProgram(['demo', ...args], { TMPDIR: temp });
      expect(err).to.contain(said);
      expect(exitCode).to.equal(code);
      expect(readdirSync(temp)).to.deep.equal([]);
    });
  }
});
