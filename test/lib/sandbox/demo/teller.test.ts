import { expect } from 'chai';
import type { LedgerEntry } from '../../../../lib/model/records.ts';
import { giveAccount } from '../../../../lib/sandbox/demo/account.ts';
import { createScreen } from '../../../../lib/sandbox/demo/screen.ts';
import { createTable } from '../../../../lib/sandbox/demo/table.ts';
import { createTeller } from '../../../../lib/sandbox/demo/teller.ts';
import { observation } from '../../decide/make.ts';
import {
  articleSteps,
  articleText,
  decisionRecord,
  documentOf,
  FULL,
  HALF,
  MINUTE,
  NOON,
  patchRecords,
  policyRecord,
  SPARK,
  type Step,
  start,
  writeLedger,
} from '../../report/make.ts';

function recorder() {
  let text = '';
  const screen = createScreen(
    {
      write: (part) => {
        text += part;
      },
    },
    {},
  );
  return { screen, text: () => text };
}

async function told(steps: readonly Step[], ...heads: number[]): Promise<string> {
  const { screen, text } = recorder();
  const ledger = await writeLedger(steps);
  const teller = createTeller(ledger, createTable('spark', 90_000), screen, NOON - MINUTE);
  for (const head of heads) await teller.tell(head);
  return text();
}

describe('telling changes while they happen', () => {
  const { steps, move } = articleSteps();

  it('tells a move once, with its row, its wishes and its ladder', async () => {
    const text = await told(steps, 9, 9, 9);
    expect(text.match(/scaled 1 -> 3/g)).to.have.length(1);
    expect(text).to.match(/^4m +spark .* 1\/3 +AboveThreshold: /);
    expect(text).to.contain('threshold         wishes for 3: ');
    for (const { by } of move.rungs) expect(text).to.contain(`\n  ${by} `);
  });

  it('tells nothing again when the ledger grows', async () => {
    const grown: Step[] = [...steps, [NOON + 4 * MINUTE, decisionRecord(NOON + 4 * MINUTE, HALF)]];
    expect((await told(grown, 9, 10)).match(/scaled 1 -> 3/g)).to.have.length(1);
  });

  it('is silent about the conclusion of what it was not told of', async () => {
    const [, conclusion] = patchRecords(move, 4);
    const late: Step[] = [[NOON, start, policyRecord(), decisionRecord(NOON, HALF), conclusion]];
    expect(await told(late, 5)).to.equal('');
  });

  it('waits for what becomes of the patch', async () => {
    expect(await told(steps, 7)).to.equal('');
    expect(await told(steps, 7, 9)).to.contain('scaled 1 -> 3');
  });

  it('says that a patch was not applied', async () => {
    const lost = [
      [NOON, start, policyRecord(), move, ...patchRecords(move, 4, 'lost', 'too late')],
    ] as Step[];
    const text = await told(lost, 6);
    expect(text).to.contain('not scaled 1 -> 3: lost, too late');
    expect(text).to.not.match(/^scaled/m);
  });

  it('tells what a dry run would do', async () => {
    const document = documentOf(articleText.replace('spec:', 'spec:\n  mode: dry-run'));
    const would = decisionRecord(NOON, FULL, { document });
    expect(await told([[NOON, start, policyRecord(document), would]], 4)).to.contain('would go 1 -> 3');
  });

  it('is silent about decisions to stay', async () => {
    expect(await told([[NOON, start, policyRecord(), decisionRecord(NOON, HALF)]], 4)).to.equal('');
  });
});

describe('the account at the end', () => {
  async function account(steps: readonly Step[], path = ''): Promise<{ text: string; ledger: string }> {
    const { screen, text } = recorder();
    const ledger = await writeLedger(steps);
    const seen = observation({ replicas: 3 });
    const reason = { code: 'NoSizer' };
    const last = { dataset: SPARK, observation: seen, reason } as never;
    const times = { began: NOON - MINUTE, ended: NOON + 30 * MINUTE };
    const head = { seq: 9, hash: 'abc' };
    if (path !== '') {
      const { renameSync } = await import('node:fs');
      renameSync(ledger, `${ledger}${path}`);
    }
    await giveAccount({ ledger: `${ledger}${path}`, dataset: SPARK, ...times, last, head }, screen);
    return { text: text(), ledger };
  }
  const { steps, move } = articleSteps();

  it('says what was decided and why, and how it is at the end', async () => {
    const { text } = await account(steps);
    expect(text).to.match(/ {2}4m {6}1 -> 3 {2}the cache is 96% full/);
    expect(text).to.contain('  end     3 workers  no policy wishes for a size');
  });

  it('names the commands that explain the first change, explain the end, and verify', async () => {
    const { text, ledger } = await account(steps);
    expect(text).to.contain(`The ledger is in ${ledger}.`);
    expect(text).to.contain(
      `npx fluid-autoscaler explain default/spark --ledger ${ledger} --at 2026-01-01T12:03:00Z\n`,
    );
    expect(text).to.contain(
      `npx fluid-autoscaler explain default/spark --ledger ${ledger} --at 2026-01-01T12:30:00Z\n`,
    );
    expect(text).to.contain(`npx fluid-autoscaler verify --ledger ${ledger} --anchor 9:abc\n`);
  });

  it('quotes a path for the shell', async () => {
    const { text, ledger } = await account(steps, " it's");
    expect(text).to.contain(`--ledger '${ledger} it'\\''s'`);
  });

  it('says that nothing was changed, and that a change did not come off', async () => {
    const hold: LedgerEntry = decisionRecord(NOON, HALF);
    expect((await account([[NOON, start, policyRecord(), hold]])).text).to.contain('  nothing was changed\n');
    const refused = [[NOON, start, policyRecord(), move, ...patchRecords(move, 4, 'refused')]] as Step[];
    expect((await account(refused)).text).to.contain('1 -> 3 (refused)  ');
  });
});
