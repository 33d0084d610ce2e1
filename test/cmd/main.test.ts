import { expect } from 'chai';
import { createProgram } from '../../cmd/program.ts';
import { version } from '../../lib/version.ts';
import { articleSteps, NOON, policyRecord, type Step, start, writeLedger } from '../lib/report/make.ts';
import { type Ended, runProgram, startProgram } from './child.ts';

const VERBS = createProgram()
  .commands.filter((verb) => verb.name() !== 'help')
  .map((verb) => verb.name());

describe('the program', function program() {
  this.timeout(60_000);

  it('prints its version, asked either way', async () => {
    const all = await Promise.all([['version'], ['--version'], ['-V']].map((args) => runProgram(args)));
    for (const said of all) expect(said).to.deep.equal({ out: `${version}\n`, err: '', exitCode: 0 });
  });

  it('says with -o what it runs on, the time-zone data that came with Node among it', async () => {
    const { out } = await runProgram(['version', '-o', 'json']);
    const { node, tz, icu } = process.versions;
    expect(JSON.parse(out)).to.deep.equal({ version, node, timeZoneData: tz, icu });
    expect(tz).to.match(/^20\d\d[a-z]$/);
  });

  it('lists its verbs in groups, also when it is called alone', async () => {
    for (const args of [['--help'], ['help'], []]) {
      const { out, err, exitCode } = await runProgram(args);
      for (const verb of VERBS) expect(out).to.match(new RegExp(`^ {2}${verb} `, 'm'));
      for (const group of ['At the desk', 'In the cluster', 'The ledger'])
        expect(out).to.match(new RegExp(`^${group}.*:$`, 'm'));
      expect([err, exitCode]).to.deep.equal(['', 0]);
    }
  });

  it('keeps what it says of each verb in the list to one short line', () => {
    for (const verb of createProgram().commands) {
      const summary = verb.summary() || verb.description();
      expect(summary.length, verb.name()).to.be.within(1, 72);
    }
  });

  it('shows how each verb is used, with examples', async () => {
    const asked = VERBS.map(async (verb) => [verb, await runProgram([verb, '--help'])] as const);
    for (const [verb, { out, exitCode }] of await Promise.all(asked)) {
      expect(out, verb).to.match(/\nExamples?:/);
      expect(out, verb).to.contain(`fluid-autoscaler ${verb}`);
      expect(exitCode, verb).to.equal(0);
    }
  });

  describe('calls it misuse, says so on the error stream, and exits 2', () => {
    const cases: readonly [string, readonly string[], string][] = [
      ['for an unknown verb', ['verfy'], "unknown command 'verfy'\n(Did you mean verify?)"],
      [
        'for an unknown option',
        ['verify', '--leger', 'x'],
        "unknown option '--leger'\n(Did you mean --ledger?)",
      ],
      ['for a missing argument', ['explain'], "missing required argument 'dataset'"],
      ['for a missing option', ['run', '--policies', 'x'], 'no ledger: give --ledger FOLDER'],
      ['for a bad value', ['explain', 'spark', '--at', 'noon'], 'must be RFC 3339'],
      ['for a ledger that is not there', ['history', '--ledger', 'nowhere'], 'there is no ledger in nowhere'],
      ['for an anchor that is none', ['verify', '--ledger', 'LEDGER', '--anchor', 'x'], 'is no anchor'],
    ];
    let answers: readonly Ended[];
    before(async () => {
      const ledger = await writeLedger(articleSteps().steps);
      answers = await Promise.all(
        cases.map(([, args]) => runProgram(args.map((arg) => (arg === 'LEDGER' ? ledger : arg)))),
      );
    });
    for (const [i, [name, , said]] of cases.entries()) {
      it(name, () => {
        const { out, err, exitCode } = answers[i] as Ended;
        expect(err).to.contain(said);
        expect([out, exitCode]).to.deep.equal(['', 2]);
      });
    }
  });

  it('exits 1 for a ledger that is not whole and for a dataset it does not know', async () => {
    const { appendFileSync, readFileSync, writeFileSync } = await import('node:fs');
    const ledger = await writeLedger(articleSteps().steps);
    const unknown = runProgram(['explain', 'none', '--ledger', ledger]);
    expect((await unknown).exitCode).to.equal(1);
    const file = `${ledger}/00000001.jsonl`;
    writeFileSync(file, readFileSync(file, 'utf8').replace('"current":1', '"current":7'));
    appendFileSync(file, '');
    expect((await runProgram(['verify', '--ledger', ledger])).exitCode).to.equal(1);
  });

  it('is silent when nobody reads on', async () => {
    const long: Step[] = Array.from({ length: 3000 }, (_, i) => [NOON + i, policyRecord(), start]);
    const child = startProgram(['history', '--ledger', await writeLedger(long)]);
    child.process.stdout?.once('data', () => child.process.stdout?.destroy());
    const { err, exitCode } = await child.ended;
    expect([err, exitCode]).to.deep.equal(['', 0]);
  });
});
