import { expect } from 'chai';
import { shareTexts } from '../../../lib/daemon/own-ledger.ts';
import { emptyState } from '../../../lib/ledger/replay.ts';
import { plan } from '../decide/make.ts';

describe('the texts of documents in force', () => {
  const record = { kind: 'policy', dataset: 'default/spark', file: 'spark.yaml', windowMs: 1 } as const;
  const inForce = (hash: string) =>
    new Map([
      ['default/spark', { plan: { ...plan(), hash }, file: 'spark.yaml', text: 'as the folder holds it' }],
    ]);

  it('are those of the folder where the ledger has recorded the same document', () => {
    const state = emptyState();
    state.policies.set(record.dataset, { ...record, hash: 'same', text: 'as the ledger read it' });
    shareTexts(state, inForce('same'));
    expect([...state.policies.values()]).to.deep.equal([
      { ...record, hash: 'same', text: 'as the folder holds it' },
    ]);
  });

  it('stay the ledger’s own where it has another document, or none', () => {
    const state = emptyState();
    shareTexts(state, inForce('newer'));
    expect(state.policies.size).to.equal(0);
    const older = { ...record, hash: 'older', text: 'as the ledger read it' };
    state.policies.set(record.dataset, older);
    shareTexts(state, inForce('newer'));
    expect(state.policies.get(record.dataset)).to.equal(older);
  });
});
