import { expect } from 'chai';
import { createListeners, toldLedger } from '../../../lib/daemon/listeners.ts';
import type { LedgerPort, Log } from '../../../lib/daemon/ports.ts';
import type { LedgerEntry } from '../../../lib/model/records.ts';

const stop = (why: string): LedgerEntry => ({ kind: 'stop', why });

/** A ledger that numbers what it takes, and a log that keeps what it is told. */
function setting() {
  const disk: LedgerEntry[] = [];
  const failures: object[] = [];
  const ignore = () => undefined;
  const log: Log = {
    info: ignore,
    warn: ignore,
    debug: ignore,
    error: (fields) => void failures.push(fields),
  };
  const listeners = createListeners(log);
  const state = { full: false };
  const bottom: LedgerPort = {
    append: async (entries) => {
      if (state.full) throw new Error('no space left');
      return entries.map((entry) => ({ seq: disk.push(entry), hash: `hash ${disk.length}` }));
    },
  };
  return { disk, failures, listeners, state, ledger: toldLedger(bottom, listeners) };
}

describe('listeners of the ledger', () => {
  it('hear each entry with its place, once it is on disk and before its append resolves', async () => {
    const { disk, listeners, ledger } = setting();
    const heard: string[] = [];
    listeners.add((entry, { seq, hash }) => {
      expect(disk[seq - 1]).to.equal(entry);
      heard.push(`${seq} ${hash}`);
    });
    await ledger.append([stop('a'), stop('b')]).then(() => heard.push('resolved'));
    await ledger.append([stop('c')]);
    expect(heard).to.deep.equal(['1 hash 1', '2 hash 2', 'resolved', '3 hash 3']);
  });

  it('hear nothing of what the ledger refused', async () => {
    const { listeners, state, ledger } = setting();
    let heard = 0;
    listeners.add(() => heard++);
    state.full = true;
    const failure = await ledger.append([stop('a')]).catch((error: Error) => error.message);
    expect([failure, heard]).to.deep.equal(['no space left', 0]);
  });

  it('do no harm when they throw: it is logged, the others are told, the append stands', async () => {
    const { failures, listeners, ledger } = setting();
    const heard: number[] = [];
    listeners.add(() => {
      throw new Error('my own trouble');
    });
    listeners.add((_, { seq }) => void heard.push(seq));
    expect(await ledger.append([stop('a'), stop('b')])).to.have.length(2);
    expect(heard).to.deep.equal([1, 2]);
    expect(failures).to.have.length(2);
    expect(failures[0]).to.deep.include({ kind: 'stop', seq: 1, error: 'Error: my own trouble' });
  });

  it('may stop listening, also while they are told', async () => {
    const { listeners, ledger } = setting();
    const heard: number[] = [];
    const leave = listeners.add((_, { seq }) => {
      heard.push(seq);
      leave();
    });
    await ledger.append([stop('a'), stop('b')]);
    expect(heard).to.deep.equal([1]);
  });
});
