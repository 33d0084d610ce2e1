import { expect } from 'chai';
import type { LedgerEntry } from '../../../lib/model/records.ts';
import { explainStory } from '../../../lib/report/explain.ts';
import { blind, history } from '../decide/make.ts';
import {
  article,
  articleSteps,
  articleText,
  decisionRecord,
  documentOf,
  FULL,
  GIB,
  HALF,
  MINUTE,
  NOON,
  patchRecords,
  policyRecord,
  quietRecord,
  SECOND,
  SPARK,
  type Step,
  start,
  storyOf,
} from './make.ts';

async function explained(steps: readonly Step[], at: number): Promise<string> {
  return explainStory(await storyOf(steps, at)).join('\n');
}

const inForce = (...entries: LedgerEntry[]): Step[] => [[NOON, start, policyRecord(), ...entries]];
const stop: LedgerEntry = { kind: 'stop', why: 'SIGTERM' };

describe('explaining a move', () => {
  const { steps, move } = articleSteps();
  const at = move.decidedAt + SECOND;

  it('says what happened, why, and what became of the patch', async () => {
    const text = await explained(steps, at);
    expect(text.split('\n')[0]).to.equal('default/spark at 2026-01-01T12:03:01Z: 1 -> 3 (applied)');
    expect(text).to.contain('why       AboveThreshold: the cache is 96% full, at or above 90%');
    expect(text).to.contain('patch     1 -> 3 applied at 2026-01-01T12:03:00Z');
    expect(text).to.contain('decided   2026-01-01T12:03:00Z, record 7');
    expect(text).to.contain(`policy    spark.yaml, sha256 ${article.hash.slice(0, 12)}, code 9.9.9`);
  });

  it('prints the observation, every wish and every rung', async () => {
    const text = await explained(steps, at);
    expect(text).to.contain('runtime   AlluxioRuntime default/spark, spec.replicas 1');
    expect(text).to.contain('cache     983.04MiB of 1.00GiB used (96%)');
    expect(text).to.match(/\n {2}threshold {9}wishes for 3: /);
    for (const { by, reason } of move.rungs) {
      expect(reason.code, by).to.not.equal('');
      expect(text).to.match(new RegExp(`\\n {2}${by} `));
    }
    expect(text).to.contain('step              3         [-, 3]      at most 3 now');
  });

  it('names the field that would have changed it, and what the document says there', async () => {
    const text = await explained(steps, at);
    expect(text).to.contain('spec.policies.threshold.up: the cache is 96% full');
    expect(text).to.match(/spark\.yaml says: threshold: *\{ up: 90% \}/);
  });

  it('names the limit that narrowed it as well as the wish', async () => {
    const document = documentOf(articleText.replace('pods: 2', 'pods: 1'));
    const narrowed = decisionRecord(NOON, FULL, { document });
    const text = await explained([[NOON, start, policyRecord(document), narrowed]], NOON);
    expect(text).to.contain('why       StepUpLimit: the cache is 96% full');
    expect(text).to.contain('; at most 2 now');
    expect(text).to.contain('spec.policies.step.up: at most 2 now');
  });

  for (const [result, said] of [
    ['lost', '1 -> 3 (lost)'],
    ['refused', '1 -> 3 (refused)'],
    ['unknown', '1 -> 3 (unknown)'],
  ] as const) {
    it(`says that the patch was ${result}`, async () => {
      const [intent, conclusion] = patchRecords(move, 4, result, 'because');
      const text = await explained([...inForce(move, intent), [NOON + 1, conclusion]], NOON);
      expect(text).to.contain(`: ${said}\n`);
      expect(text).to.contain(`patch     1 -> 3 ${result} at 2026-01-01T12:03:00Z: because`);
    });
  }

  it('says that a move of a killed daemon is not concluded', async () => {
    const [intent] = patchRecords(move, 4);
    const text = await explained(inForce(move, intent), NOON);
    expect(text).to.contain('1 -> 3 (not concluded yet)');
    expect(text).to.contain('a daemon that starts again concludes it');
  });
});

describe('explaining why nothing happened', () => {
  const hold = decisionRecord(NOON, HALF);
  const { steps } = articleSteps();

  it('answers from the quiet minute that covers the instant', async () => {
    const text = await explained(steps, NOON + 90 * SECOND);
    expect(text).to.contain('default/spark at 2026-01-01T12:01:30Z: stays at 1\n');
    expect(text).to.contain('why       BelowThreshold: the cache is 50% full, under the threshold of 90%');
    expect(text).to.contain(
      'looks     12 looks from 2026-01-01T12:01:05Z to 2026-01-01T12:02:55Z, this instant among them, decided the same; ' +
        'used 256.00MiB to 512.00MiB in that time',
    );
    expect(text).to.contain('decided   2026-01-01T12:00:00Z, record 4');
  });

  it('gives the reason the numbers of that minute, not of the decision', async () => {
    const numbers = { fullness: 62_500, up: 90_000 };
    const later = { ...quietRecord(hold, NOON, NOON + MINUTE), reason: { code: 'BelowThreshold', numbers } };
    const text = await explained([...inForce(hold), [NOON + MINUTE, later]], NOON + 30 * SECOND);
    expect(text).to.contain('why       BelowThreshold: the cache is 62.5% full');
    expect(text).to.contain('threshold         wishes for 1: the cache is 50% full');
  });

  it('names the cool-down that held it', async () => {
    const grown = {
      at: NOON - MINUTE,
      from: 1,
      to: 3,
      by: 'self',
      manager: 'fluid-autoscaler',
      record: 1,
    } as const;
    const past = history({ changes: [grown], servedAt: NOON - 30 * SECOND });
    const seen = {
      replicas: 3,
      reading: { used: 2.9 },
      dataset: { sizeBytes: 5 * GIB },
    };
    const text = await explained(inForce(decisionRecord(NOON, seen, { past })), NOON);
    expect(text).to.contain(
      'why       CooldownRunning: the last change (1 -> 3) cools down for another 19m30s',
    );
    expect(text).to.contain('cooldown          4 -> 3    [3, 3]');
    expect(text).to.contain('spec.policies.cooldown: the last change');
  });

  it('says that it was blind, and why, and that no field would have helped', async () => {
    const text = await explained(inForce(decisionRecord(NOON, { reading: blind('EngineAllZero') })), NOON);
    expect(text).to.contain('cache     blind: the master at ? counts no worker');
    expect(text).to.contain('threshold         is blind:');
    expect(text).to.contain('no field of the policy document: the reason lies in the cluster');
  });

  it('says what a dry run would have done', async () => {
    const document = documentOf(articleText.replace('spec:', 'spec:\n  mode: dry-run'));
    const would = decisionRecord(NOON, FULL, { document });
    const text = await explained([[NOON, start, policyRecord(document), would]], NOON);
    expect(text).to.contain(': would go 1 -> 3\n');
    expect(text).to.contain('why       DryRun: the cache is 96% full');
    expect(text).to.contain('; dry run: would go 1 -> 3');
    expect(text).to.contain('spec.mode: dry run: would go 1 -> 3\n      spark.yaml says: mode: dry-run');
  });

  it('says that a field which decided is not in the document', async () => {
    const document = documentOf(articleText.replace('step:', '# step:'));
    const text = await explained(
      [[NOON, start, policyRecord(document), decisionRecord(NOON, FULL, { document })]],
      NOON,
    );
    expect(text).to.contain('spec.policies.step.up: at most 2 now: step.up is not given');
    expect(text).to.contain('not given in spark.yaml: its default is in force');
  });

  it('explains what is waited for', async () => {
    const reason = { code: 'NoRuntime', numbers: { dataset: SPARK } };
    const text = await explained(inForce({ kind: 'waiting', dataset: SPARK, reason }), NOON + MINUTE);
    expect(text).to.contain(': there is nothing to decide on\n');
    expect(text).to.contain(
      'why       NoRuntime: Dataset default/spark has no runtime of the same name and namespace (yet)',
    );
    expect(text).to.contain('since     2026-01-01T12:00:00Z, record 4');
    expect(text).to.not.contain('ladder');
  });

  it('says that the document is gone', async () => {
    const gone: LedgerEntry = { kind: 'policy-gone', dataset: SPARK, hash: 'x', file: 'spark.yaml' };
    const text = await explained([...inForce(hold), [NOON + MINUTE, gone]], NOON + 2 * MINUTE);
    expect(text).to.contain(': is left alone: its policy document is gone\n');
    expect(text).to.contain('since     2026-01-01T12:01:00Z, record 5: spark.yaml no longer holds it');
    expect(text).to.not.contain('ladder');
  });

  it('says that a document is in force and nobody has looked yet', async () => {
    const text = await explained(inForce(), NOON);
    expect(text).to.contain(': is not looked at yet\n');
    expect(text).to.contain('policy    spark.yaml');
  });

  it('tells of a document that was refused', async () => {
    const fault: LedgerEntry = {
      kind: 'fault',
      dataset: SPARK,
      file: 'spark.yaml',
      text: 'spark.yaml:8:5: unknown policy "treshold"\n    8 |     treshold: …',
    };
    const text = await explained([...inForce(hold), [NOON + MINUTE, fault]], NOON + MINUTE);
    expect(text).to.contain('refused   2026-01-01T12:01:00Z: spark.yaml:8:5: unknown policy "treshold"\n');
  });

  it('adds the time of the clock on the wall, where that is another', async () => {
    const before = process.env.TZ;
    process.env.TZ = 'Asia/Shanghai';
    try {
      expect(await explained(inForce(hold), NOON)).to.contain('at 2026-01-01T12:00:00Z (20:00:00 here): ');
      process.env.TZ = 'UTC';
      expect(await explained(inForce(hold), NOON)).to.contain('at 2026-01-01T12:00:00Z: ');
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });

  it('says what is left when the decision was pruned', async () => {
    const text = await explained(
      [...inForce(), [NOON + MINUTE, quietRecord(hold, NOON, NOON + MINUTE)]],
      NOON,
    );
    expect(text).to.contain('default/spark at 2026-01-01T12:00:00Z: stays at 1\n');
    expect(text).to.contain('why       BelowThreshold');
    expect(text).to.contain('decided   in a record that has been pruned');
  });

  it('tells who else changed the count since', async () => {
    const about = { dataset: SPARK, uid: 'uid-1', by: 'other', manager: 'kubectl-scale' } as const;
    const change: LedgerEntry = { kind: 'change', ...about, from: 1, to: 2, changedAt: NOON + MINUTE };
    const text = await explained([...inForce(hold), [NOON + MINUTE, change]], NOON + MINUTE);
    expect(text).to.contain('then      kubectl-scale changed the count 1 -> 2 at 2026-01-01T12:01:00Z');
  });

  it('lets no name or text of others reach a terminal’s controls', async () => {
    const about = { dataset: SPARK, uid: 'uid-1', by: 'other', manager: 'k\u001b[2J\u202e' } as const;
    const change: LedgerEntry = { kind: 'change', ...about, from: 1, to: 2, changedAt: NOON };
    const fault: LedgerEntry = { kind: 'fault', dataset: SPARK, file: 'a', text: 'a\u001b]0;x\u0007\n  b' };
    const text = await explained([...inForce(hold), [NOON, change, fault]], NOON);
    expect(text).to.contain('k\\u{1b}[2J\\u{202e} changed the count');
    expect(text.replaceAll('\n', '')).to.not.match(/\p{C}/u);
  });

  it('prints a policy’s hash when its text is not in the ledger', async () => {
    const text = await explained([[NOON, start, hold]], NOON);
    expect(text).to.contain(`policy    a file no longer in the ledger, sha256 ${article.hash.slice(0, 12)}`);
    expect(text).to.contain('spec.policies.threshold.up: the cache is 50% full');
  });
});

describe('explaining that nobody looked', () => {
  const hold = decisionRecord(NOON, HALF);
  const silent = (text: string) => text.split('\n')[0]?.split(': ').slice(1).join(': ');

  it('says that the daemon had stopped, and when it ran again', async () => {
    const again = decisionRecord(NOON + 20 * MINUTE, HALF);
    const steps: Step[] = [...inForce(hold), [NOON + MINUTE, stop], [NOON + 20 * MINUTE, start, again]];
    const text = await explained(steps, NOON + 5 * MINUTE);
    expect(silent(text)).to.equal('nothing was decided: no daemon ran');
    expect(text).to.contain(
      'daemon    stopped at 2026-01-01T12:01:00Z (SIGTERM), started again at 2026-01-01T12:20:00Z',
    );
    expect(text).to.contain('before    stays at 1');
  });

  it('says that the daemon was killed', async () => {
    const again = decisionRecord(NOON + 20 * MINUTE, HALF);
    const steps: Step[] = [...inForce(hold), [NOON + 20 * MINUTE, start, again]];
    const text = await explained(steps, NOON + 5 * MINUTE);
    expect(silent(text)).to.equal('nothing was decided: no look is recorded');
    expect(text).to.contain('the last look is of 2026-01-01T12:00:00Z, and the next at 2026-01-01T12:20:00Z');
    expect(text).to.contain('it started again at 2026-01-01T12:20:00Z without having stopped');
  });

  it('says that the ledger ends without a stop', async () => {
    const text = await explained(inForce(hold), NOON + 5 * MINUTE);
    expect(silent(text)).to.equal('nothing was decided: no look is recorded');
    expect(text).to.contain('and none after it: no daemon ran, or it did not hold the Lease');
  });

  it('does not take the minute that is still being gathered for silence', async () => {
    expect(silent(await explained(inForce(hold), NOON + 90 * SECOND))).to.equal('stays at 1');
  });

  it('does not take a slow interval for silence', async () => {
    const document = documentOf(articleText.replace('spec:', 'spec:\n  interval: 5m'));
    const slow = decisionRecord(NOON, HALF, { document });
    const steps: Step[] = [
      [NOON, start, policyRecord(document), slow],
      [NOON + 10 * MINUTE, quietRecord(slow, NOON + 5 * MINUTE, NOON + 10 * MINUTE, 2)],
    ];
    expect(silent(await explained(steps, NOON + 4 * MINUTE))).to.equal('stays at 1');
    expect(silent(await explained(steps, NOON + 14 * MINUTE))).to.equal('stays at 1');
    expect(silent(await explained(steps, NOON + 40 * MINUTE))).to.contain('no look is recorded');
  });
});
