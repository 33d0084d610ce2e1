import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { register as registerExplain } from '../../cmd/explain.ts';
import { register as registerHistory } from '../../cmd/history.ts';
import { register as registerVerify } from '../../cmd/verify.ts';
import type { LedgerEntry } from '../../lib/model/records.ts';
import { formatInstant } from '../../lib/units/instant.ts';
import { change, history } from '../lib/decide/make.ts';
import {
  articleSteps,
  decisionRecord,
  HALF,
  MINUTE,
  NOON,
  policyRecord,
  quietRecord,
  SECOND,
  SPARK,
  type Step,
  start,
  writeLedger,
} from '../lib/report/make.ts';
import { run } from './capture.ts';

const KILLED = NOON + 3 * MINUTE;
const TAKEN = KILLED + 20 * SECOND;

/** The article's daemon, killed when its patch was under way; another one takes over, and leads for two minutes. */
async function twoLedgers(): Promise<{ readonly a: string; readonly b: string }> {
  const { steps } = articleSteps();
  const a = await writeLedger(steps.slice(0, -1));
  const about = { dataset: SPARK, uid: 'uid-1', from: 1, to: 3 };
  const open = { intent: 0, from: 1, to: 3, generation: 1 };
  const inherited: LedgerEntry = {
    kind: 'inherited',
    dataset: SPARK,
    uid: 'uid-1',
    newest: 'memory',
    why: 'what a daemon left beside the Lease is newer than this ledger, and counts',
    history: history(),
    replicas: 1,
    open,
    unknownTo: null,
    stamp: KILLED,
  };
  const past = history({ changes: [change(TAKEN - NOON, 1, 3)] });
  const hold = decisionRecord(TAKEN, { replicas: 3, ...HALF }, { past });
  const lead: LedgerEntry = {
    kind: 'lead',
    identity: 'b',
    transitions: 1,
    after: 'another',
    turnedAt: TAKEN,
  };
  const concluded = { intent: 5, result: 'applied', concludedAt: TAKEN, text: 'from what the cluster shows' };
  const conclusion = { kind: 'conclusion', ...about, ...concluded } as LedgerEntry;
  const b: Step[] = [
    [NOON - MINUTE, start, policyRecord()],
    [TAKEN, lead, inherited, conclusion, hold],
    [TAKEN + MINUTE, quietRecord(hold, TAKEN + 5 * SECOND, TAKEN + MINUTE)],
  ];
  return { a, b: await writeLedger(b) };
}

describe('the verbs on the ledgers of daemons that led in turn', () => {
  let [a, b] = ['', ''];
  before(async () => {
    ({ a, b } = await twoLedgers());
  });
  const both = () => ['--ledger', a, '--ledger', b];
  const explainAt = (at: number, ...ledgers: string[]) =>
    run(
      (program) => registerExplain(program, () => null),
      'explain',
      'spark',
      '--at',
      new Date(at).toISOString(),
      ...ledgers,
    );

  it('history tells them as one, by time, and says from which', async () => {
    const { out, exitCode } = await run(registerHistory, 'history', ...both(), '-o', 'json');
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { ledger: string; at: string; kind: string });
    expect(exitCode).to.equal(0);
    expect(rows.map(({ at }) => at)).to.deep.equal(rows.map(({ at }) => at).sort());
    expect(rows.map(({ ledger, kind }) => `${ledger === a ? 'a' : 'b'} ${kind}`)).to.deep.equal([
      'b start',
      'b policy',
      'a start',
      'a policy',
      'a decision',
      'a decision',
      'b lead',
      'b inherited',
      'b conclusion',
      'b decision',
    ]);
    const table = await run(registerHistory, 'history', `--ledger=${a},${b}`);
    const [heading, ...lines] = table.out.trimEnd().split('\n');
    expect(heading).to.match(/^LEDGER +TIME/);
    expect(lines.filter((line) => line.startsWith(b))).to.have.lengthOf(6);
    expect(lines.find((line) => line.includes('leads'))).to.contain('as b, after another daemon');
  });

  it('history of one ledger is as it was, whichever way it is given', async () => {
    const { out } = await run(registerHistory, 'history', '--ledger', a);
    expect(out).to.match(/^TIME /);
    expect(out).to.equal((await run(registerHistory, 'history', '--ledger', a, '--ledger', a)).out);
  });

  for (const [when, at, from, said] of [
    ['while the first led', NOON + 30 * SECOND, 'a', 'stays at 1'],
    ['when it was killed', KILLED, 'a', '1 -> 3 (applied)'],
    ['after the other took over', TAKEN + 30 * SECOND, 'b', 'stays at 3'],
  ] as const) {
    it(`explain asks the daemon that led: ${when}`, async () => {
      const { out, exitCode } = await explainAt(at, ...both());
      const [headline, ledger] = out.split('\n');
      expect(exitCode).to.equal(0);
      expect(headline).to.equal(`${SPARK} at ${formatInstant(at)}: ${said}`);
      expect(ledger).to.equal(`  ledger    ${from === 'a' ? a : b}`);
      expect((await explainAt(at, '--ledger', b, '--ledger', a)).out, 'in whichever order').to.equal(out);
    });
  }

  it('explain finds what became of an intent in the ledger of whoever concluded it', async () => {
    expect((await explainAt(KILLED, '--ledger', a)).out).to.contain('no conclusion in the ledger');
    expect((await explainAt(KILLED, ...both())).out).to.contain('from what the cluster shows');
  });

  it('explain says what all of them know of a dataset none of them has', async () => {
    const { err, exitCode } = await run(
      (program) => registerExplain(program, () => null),
      'explain',
      'sparc',
      ...both(),
    );
    expect(exitCode).to.equal(1);
    expect(err).to.equal(
      `error: the ledgers in ${a} and ${b} know no dataset default/sparc, only default/spark\n`,
    );
  });

  it('verify checks each and reports each; one that is not whole fails all', async () => {
    const whole = await run(registerVerify, 'verify', ...both());
    expect(whole.exitCode).to.equal(0);
    expect(whole.out).to.contain(`${a}: whole: 8 records`).and.to.contain(`${b}: whole: 8 records`);
    const { a: edited } = await twoLedgers();
    const file = join(edited, '00000001.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"replicas":1', '"replicas":2'));
    const { out, exitCode } = await run(registerVerify, 'verify', '--ledger', `${edited},${b}`);
    expect(exitCode).to.equal(1);
    expect(out).to.contain(`${edited}: NOT WHOLE`).and.to.contain(`${b}: whole`);
    const json = await run(registerVerify, 'verify', '--ledger', `${edited},${b}`, '-o', 'json');
    const all = JSON.parse(json.out) as { ledger: string; whole: boolean }[];
    expect(all.map(({ ledger, whole: is }) => [ledger, is])).to.deep.equal([
      [edited, false],
      [b, true],
    ]);
  });

  it('verify goes on behind a folder that holds no ledger, and says so', async () => {
    const { out, err, exitCode } = await run(registerVerify, 'verify', '--ledger', `nowhere,${b}`);
    expect([out.includes(`${b}: whole`), exitCode]).to.deep.equal([true, 2]);
    expect(err).to.contain('nowhere');
  });

  it('an anchor is of one ledger', async () => {
    const { err, exitCode } = await run(
      registerVerify,
      'verify',
      ...both(),
      '--anchor',
      `1:${'0'.repeat(64)}`,
    );
    expect(exitCode).to.equal(2);
    expect(err).to.contain('--anchor is of one ledger');
  });

  it('a folder whose name has a comma is one folder', async () => {
    const { steps } = articleSteps();
    const folder = await writeLedger(steps);
    const odd = `${folder},odd`;
    mkdirSync(odd);
    appendFileSync(join(odd, '00000001.jsonl'), readFileSync(join(folder, '00000001.jsonl')));
    const { out, exitCode } = await run(registerVerify, 'verify', '--ledger', odd);
    expect([out.startsWith('whole'), exitCode]).to.deep.equal([true, 0]);
  });
});
