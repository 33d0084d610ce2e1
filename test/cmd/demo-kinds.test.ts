/** The article's case on each kind of runtime: the daemon itself, reading and writing as that kind is read and written. */
import { join } from 'node:path';
import { expect } from 'chai';
import { daemonEntry } from '../../lib/ledger/daemon-entry.ts';
import { readLedger } from '../../lib/ledger/read.ts';
import { type RuntimeName, runtimeNames } from '../../lib/sandbox/kinds/contract.ts';
import { tempFolder } from '../support/temp.ts';
import { type Ended, runProgram } from './child.ts';

interface Played extends Ended {
  readonly ledger: string;
}

async function play(runtime: RuntimeName): Promise<Played> {
  const ledger = join(tempFolder('demo'), 'ledger');
  const env = { TMPDIR: tempFolder('demo-temp') };
  const args = ['demo', '--speed', '200', '--runtime', runtime, '--ledger', ledger];
  return { ...(await runProgram(args, env)), ledger };
}

/** Each change that was applied, with the source its figures came from, or the reason there was none. */
async function movesIn(ledger: string): Promise<readonly string[]> {
  const moves: string[] = [];
  let seenBy = '';
  for await (const { entry } of readLedger(ledger, { kinds: ['decision', 'conclusion'] })) {
    const record = daemonEntry(entry);
    if (record.kind === 'decision') {
      const { reading } = record.observation;
      seenBy = 'code' in reading ? reading.code : reading.source;
    }
    if (record.kind === 'conclusion')
      moves.push(`${record.from} -> ${record.to} ${record.result}, ${seenBy}`);
  }
  return moves;
}

/** Who tells the daemon how full each kind is. */
const told: Readonly<Record<Exclude<RuntimeName, 'juicefs-community'>, string>> = {
  alluxio: 'alluxio-master',
  cache: 'cache-report',
  efc: 'http',
  goosefs: 'goosefs-master',
  jindo: 'jindo-master',
  juicefs: 'juicefs-workers',
  thin: 'http',
  vineyard: 'http',
};
/** So many demos beside each other; Alluxio's is in `demo.test.ts`. */
const BATCH = 4;
const played = runtimeNames.filter((name) => name !== 'alluxio');

describe('the demo of each kind', function demos() {
  this.timeout(200_000);
  const outcomes = new Map<RuntimeName, Played>();
  before('play them, a few beside each other', async () => {
    for (let from = 0; from < played.length; from += BATCH) {
      const batch = played.slice(from, from + BATCH);
      const ended = await Promise.all(batch.map(play));
      for (const [index, name] of batch.entries()) outcomes.set(name, ended[index] as Played);
    }
  });
  const outcome = (name: RuntimeName) => outcomes.get(name) as Played;

  for (const name of played) {
    it(`${name} ends by itself with exit code 0 and nothing on the error stream`, () => {
      const { exitCode, err } = outcome(name);
      expect([exitCode, err]).to.deep.equal([0, '']);
    });
  }

  for (const [name, source] of Object.entries(told) as [keyof typeof told, string][]) {
    if (name === 'alluxio') continue;
    it(`${name} grows 1 -> 3 by what ${source} tells, where it stays`, async () => {
      expect(await movesIn(outcome(name).ledger)).to.deep.equal([`1 -> 3 applied, ${source}`]);
      // Where the machine is too busy to answer at once, a row in between may say just that.
      const rows = outcome(name)
        .out.split('\n')
        .filter((line) => /^\d+[hms]\S* +spark .* \d\S*%\/90% /.test(line));
      expect(rows.at(-1)).to.match(/ 90\.\d%\/90% +3\/3 +FullNotNeeded: /);
    });
  }

  it('juicefs-community is blind by utilization, and says so; a window of time brings three workers all the same', async () => {
    const { out, ledger } = outcome('juicefs-community');
    expect(out).to.match(/ unknown\/90% +1\/1 +WorkersDoNotShare: /);
    expect(await movesIn(ledger)).to.deep.equal(['1 -> 3 applied, WorkersDoNotShare']);
    expect(out).to.match(
      / {2}threshold +is blind: the workers of JuiceFSRuntime default\/spark share no cache/,
    );
    expect(out).to.match(/ 1 -> 3 {2}window people asks for at least 3 until /);
  });

  it('shows the policy where it is not the article’s', () => {
    expect(outcome('jindo').out).to.not.contain('The policy:');
    expect(outcome('cache').out).to.contain('\n    size: 2.71GiB');
    expect(outcome('thin').out).to.match(/\n {6}- http:\n {10}url: http:\/\/127\.0\.0\.1:\d+\/usage\n/);
  });
});
