import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import type { Ledger } from '../../../lib/ledger/types.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import { readAll, rejection, step, steppingClock, steps, withFolder } from './support/fixtures.ts';

const script = join(import.meta.dirname, 'support', 'appender.js');

function open(folder: string): Promise<Ledger> {
  return openLedger({ folder, clock: steppingClock() });
}

/** A process that owns the ledger, or has said why not. */
async function owner(folder: string): Promise<{ child: ChildProcess; said: string; gone: Promise<unknown> }> {
  const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise((resolve) => child.on('exit', resolve));
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  return { child, said: String(value), gone };
}

describe('lib/ledger: one owner', function () {
  this.timeout(60_000);

  it('is refused to a second process, told who owns it, until the first has gone', () =>
    withFolder(async (folder) => {
      const first = await owner(folder);
      expect(first.said).to.equal('open');
      const second = await owner(folder);
      expect(second.said)
        .to.contain('LedgerLocked')
        .and.to.contain(`"pid":${first.child.pid}`)
        .and.to.contain(folder);
      await second.gone;
      const here = await rejection(open(folder));
      expect(here.code).to.equal('LedgerLocked');
      expect(here.message).to.contain('stop that one');
      first.child.stdin?.end();
      await first.gone;
      await (await open(folder)).close();
    }));

  it('is free as soon as its owner was killed, whoever the lock file names', () =>
    withFolder(async (folder) => {
      const first = await owner(folder);
      first.child.kill('SIGKILL');
      await first.gone;
      expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).to.include({ pid: first.child.pid });
      const ledger = await open(folder);
      expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).to.include({ pid: process.pid });
      await ledger.append(step(1));
      await ledger.close();
    }));

  it('is refused twice in one process too', () =>
    withFolder(async (folder) => {
      const ledger = await open(folder);
      expect((await rejection(open(folder))).code).to.equal('LedgerLocked');
      await ledger.append(step(1));
      await ledger.close();
      await (await open(folder)).close();
    }));

  it('is not in the way of those who only read', () =>
    withFolder(async (folder) => {
      const ledger = await open(folder);
      await ledger.append(step(1));
      expect(await verifyLedger(folder)).to.include({ whole: true, records: 2 });
      expect(steps(await readAll(folder))).to.deep.equal([1]);
      await ledger.close();
    }));
});
