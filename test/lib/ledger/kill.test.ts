import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import { readAll, step, steppingClock, steps, withFolder } from './support/fixtures.ts';

/** Runs a process that appends as fast as it can, kills it after so many acknowledgements, and gives back which. */
async function flood(folder: string, until: number): Promise<number[]> {
  const script = join(import.meta.dirname, 'support', 'appender.js');
  const child = spawn(process.execPath, [script, folder, 'flood'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [, n] = /^done (\d+)$/.exec(line) ?? [];
    if (n !== undefined) acknowledged.push(Number(n));
    if (acknowledged.length >= until) child.kill('SIGKILL');
  }
  return acknowledged;
}

describe('lib/ledger: killed while appending', function () {
  this.timeout(120_000);

  it('has every record it acknowledged, and goes on', () =>
    withFolder(async (folder) => {
      let before = 0;
      for (const until of [1, 50, 300, 700]) {
        const acknowledged = await flood(folder, until);
        expect(acknowledged.length).to.be.at.least(until);
        expect(await verifyLedger(folder)).to.include({ whole: true });
        const ledger = await openLedger({ folder, clock: steppingClock() });
        await ledger.append(step(0));
        await ledger.close();
        const all = steps(await readAll(folder)) as number[];
        const fresh = new Set(all.slice(before));
        expect(acknowledged.filter((n) => !fresh.has(n))).to.deep.equal([]);
        before = all.length;
        expect(await verifyLedger(folder)).to.include({ whole: true });
      }
    }));
});
