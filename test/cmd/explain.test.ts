import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { register } from '../../cmd/explain.ts';
import { realClock } from '../../lib/clock/clock.ts';
import { formatInstant } from '../../lib/units/instant.ts';
import {
  articleSteps,
  decisionRecord,
  documentOf,
  HALF,
  MINUTE,
  NOON,
  policyRecord,
  SECOND,
  type Step,
  start,
  writeLedger,
} from '../lib/report/make.ts';
import { tempFolder } from '../support/temp.ts';
import { run } from './capture.ts';

const explain = (...args: string[]) => run((program) => register(program, () => null), 'explain', ...args);
const { steps } = articleSteps();
const firstLine = (out: string) => out.split('\n')[0];

describe('the verb explain', () => {
  let ledger: string;
  before(async () => {
    ledger = await writeLedger(steps);
  });

  it('prints observation, wishes, ladder, and the field that would have changed it', async () => {
    const { out, err, exitCode } = await explain('spark', '--ledger', ledger, '--at', '2026-01-01T12:03:00Z');
    expect([err, exitCode]).to.deep.equal(['', 0]);
    expect(firstLine(out)).to.equal('default/spark at 2026-01-01T12:03:00Z: 1 -> 3 (applied)');
    for (const part of ['\nobservation, of ', '\nwishes\n', '\nladder\n', '\nwhat would have changed it\n'])
      expect(out).to.contain(part);
  });

  it('answers why nothing happened from a quiet minute', async () => {
    const { out } = await explain('spark', '--ledger', ledger, '--at', '2026-01-01T12:01:30Z');
    expect(firstLine(out)).to.equal('default/spark at 2026-01-01T12:01:30Z: stays at 1');
    expect(out).to.contain('this instant among them, decided the same');
  });

  it('takes now when no time is given', async () => {
    const { out } = await explain('spark', '--ledger', ledger);
    expect(out).to.contain('nothing was decided: no look is recorded');
  });

  it('breaks lines at the width of a terminal', async () => {
    const narrow = await run(
      (program) => register(program, () => 60),
      'explain',
      ...['spark', '--ledger', ledger, '--at', '2026-01-01T12:03:00Z'],
    );
    for (const line of narrow.out.split('\n')) expect(line.length).to.be.at.most(60);
  });

  describe('takes a time', () => {
    let recent: string;
    const now = realClock.now();
    before(async () => {
      const at = (minutes: number) => now - minutes * MINUTE;
      const story: Step[] = [[at(60), start, policyRecord()]];
      for (const minutes of [60, 30, 20, 5]) story.push([at(minutes), decisionRecord(at(minutes), HALF)]);
      recent = await writeLedger(story);
    });
    const decidedAt = async (...at: string[]) =>
      /decided {3}(\S+),/.exec((await explain('spark', '--ledger', recent, ...at)).out)?.[1];

    it('before now, also where it looks like an option', async () => {
      expect(await decidedAt('--at', '-25m')).to.equal(formatInstant(now - 30 * MINUTE));
      expect(await decidedAt('--at=-10m')).to.equal(formatInstant(now - 20 * MINUTE));
      expect(await decidedAt('--at', '-55m')).to.equal(formatInstant(now - 60 * MINUTE));
    });

    it('as RFC 3339, in any zone', async () => {
      expect(await decidedAt('--at', formatInstant(now - 25 * MINUTE))).to.equal(
        formatInstant(now - 30 * MINUTE),
      );
      const utc = new Date(now - 25 * MINUTE + 2 * 60 * MINUTE).toISOString().replace('Z', '+02:00');
      expect(await decidedAt('--at', utc)).to.equal(formatInstant(now - 30 * MINUTE));
    });

    it('as a time of today, in the local zone', async () => {
      // Noon of today, whenever that is: the ledger is made around it.
      const noon = new Date(now).setHours(12, 5, 0, 0);
      const today = await writeLedger([
        [noon - MINUTE, start, policyRecord(), decisionRecord(noon - MINUTE, HALF)],
        [noon + MINUTE, decisionRecord(noon + MINUTE, { replicas: 2 })],
      ]);
      const { out } = await explain('spark', '--ledger', today, '--at', '12:05');
      expect(out).to.contain(`decided   ${formatInstant(noon - MINUTE)}`);
      expect(firstLine(out)).to.contain('stays at 1');
    });

    it('and warns of one that has not come yet', async () => {
      const tomorrow = formatInstant(now + 24 * 60 * MINUTE);
      const { out, err, exitCode } = await explain('spark', '--ledger', recent, '--at', tomorrow);
      expect(err).to.contain('has not come yet');
      expect(out).to.contain('default/spark at');
      expect(exitCode).to.equal(0);
    });

    for (const at of ['25:00', '14:5', 'yesterday', '-10', '10m', '2026-13-01T00:00:00Z', '']) {
      it(`but not "${at}"`, async () => {
        const { out, err, exitCode } = await explain('spark', '--ledger', recent, '--at', at);
        expect(err).to.contain('must be RFC 3339');
        expect(out).to.equal('');
        expect(exitCode).to.not.equal(0);
      });
    }
  });

  describe('takes a dataset', () => {
    const prod = documentOf(policyRecord().text.replaceAll('default', 'prod'));
    let both: string;
    before(async () => {
      both = await writeLedger([
        [NOON, start, policyRecord(), decisionRecord(NOON, HALF)],
        [NOON, policyRecord(prod), decisionRecord(NOON, { replicas: 2 }, { document: prod })],
      ]);
    });
    const at = ['--at', '2026-01-01T12:00:00Z'];
    for (const [args, expected] of [
      [['spark'], 'default/spark'],
      [['spark', '-n', 'prod'], 'prod/spark'],
      [['prod/spark'], 'prod/spark'],
      [['prod/spark', '-n', 'default'], 'prod/spark'],
    ] as const) {
      it(`as ${args.join(' ')}`, async () => {
        const { out } = await explain(...args, '--ledger', both, ...at);
        expect(out).to.match(new RegExp(`^${expected} at `));
      });
    }

    for (const name of ['a/b/c', '/spark', 'spark/', 'two words']) {
      it(`but not ${name}`, async () => {
        const { err, exitCode } = await explain(name, '--ledger', both, ...at);
        expect(err).to.contain(`"${name}" is no dataset: give NAME (with -n NAMESPACE) or NAMESPACE/NAME`);
        expect(exitCode).to.equal(2);
      });
    }

    it('and says which there are when the ledger does not know it', async () => {
      const { out, err, exitCode } = await explain('sparc', '--ledger', both, ...at);
      expect(err).to.equal(
        `error: the ledger in ${both} knows no dataset default/sparc, only default/spark, prod/spark; did you mean default/spark?\n`,
      );
      expect([out, exitCode]).to.deep.equal(['', 1]);
    });

    it('and says so when the ledger knows it only later', async () => {
      const { err, exitCode } = await explain('spark', '--ledger', both, '--at', '2026-01-01T11:00:00Z');
      expect(err).to.contain(
        'has nothing of default/spark up to 2026-01-01T11:00:00Z; it is first spoken of at 2026-01-01T12:00:00Z',
      );
      expect(exitCode).to.equal(1);
    });
  });

  it('prints JSON of a stable shape', async () => {
    const { out } = await explain('spark', '--ledger', ledger, '--at', '2026-01-01T12:03:00Z', '-o', 'json');
    const story = JSON.parse(out);
    expect(Object.keys(story)).to.deep.equal([
      ...['dataset', 'at', 'standing', 'decision', 'waiting', 'gone', 'quiet', 'policy', 'fault', 'change'],
      ...['running', 'intent', 'conclusion', 'restart', 'nextLookAt', 'lastLookAt'],
    ]);
    expect(story).to.include({ dataset: 'default/spark', at: NOON + 3 * MINUTE, standing: 'decision' });
    expect(Object.keys(story.decision)).to.deep.equal(['seq', 'at', 'hash', 'entry']);
    expect(story.decision.entry).to.include({ outcome: 'move', current: 1, target: 3 });
    expect(story.conclusion.entry.result).to.equal('applied');
    const again = await explain('spark', '--ledger', ledger, '--at', '2026-01-01T12:03:00Z', '-o', 'json');
    expect(again.out).to.equal(out);
  });

  it('prints nothing of a dataset it does not know as JSON either', async () => {
    const { out, err, exitCode } = await explain('none', '--ledger', ledger, '-o', 'json');
    expect([out, exitCode]).to.deep.equal(['', 1]);
    expect(err).to.match(/^error: /);
  });

  describe('calls misuse', () => {
    const key = join(tempFolder('explain'), 'key');
    before(() => writeFileSync(key, 'a key of thirty-two bytes or more, for sure'));
    for (const [name, args, said, code] of [
      ['no dataset', () => [], "missing required argument 'dataset'", 1],
      [
        'a folder that is not there',
        () => ['spark', '--ledger', 'nowhere'],
        'there is no ledger in nowhere',
        2,
      ],
      [
        'a folder without a ledger',
        () => ['spark', '--ledger', tempFolder('none')],
        'it holds no segment',
        2,
      ],
      ['a key for a ledger that has none', () => ['spark', '--ledger', ledger, '--key-file', key], 'key', 2],
      ['a format that is not there', () => ['spark', '-o', 'xml'], 'Allowed choices are text, json', 1],
      ['an option that is not there', () => ['spark', '--leger', 'x'], 'Did you mean --ledger?', 1],
    ] as const) {
      it(name, async () => {
        const { out, err, exitCode } = await explain(...args());
        expect(err).to.match(/^error: /);
        expect(err).to.contain(said);
        // Commander's own complaints are 1 here; the program turns them into 2.
        expect([out, exitCode]).to.deep.equal(['', code]);
      });
    }
  });

  it('warns of damage it passes over, once', async () => {
    const { appendFileSync } = await import('node:fs');
    const damaged = await writeLedger(steps);
    appendFileSync(join(damaged, '00000001.jsonl'), 'rubbish\n');
    const at = formatInstant(NOON + 3 * MINUTE + SECOND);
    const { out, err, exitCode } = await explain('spark', '--ledger', damaged, '--at', at);
    expect(err.match(/warning: .*rubbish.*run verify on the ledger/g)).to.have.length(1);
    expect([firstLine(out)?.includes('1 -> 3 (applied)'), exitCode]).to.deep.equal([true, 0]);
  });
});
