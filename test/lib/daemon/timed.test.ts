import { expect } from 'chai';
import type { ClusterPort, Written } from '../../../lib/daemon/ports.ts';
import { timedCluster, timedLedger } from '../../../lib/daemon/timed.ts';

describe('a timed port', () => {
  it('says how long each append took, whether it worked, and how long the oldest waits', async () => {
    let now = 100;
    const answers: ((written: readonly Written[] | Error) => void)[] = [];
    const took: (readonly [number, boolean])[] = [];
    const ledger = timedLedger(
      {
        append: () =>
          new Promise((resolve, reject) => {
            answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
          }),
      },
      { monotonic: () => now },
      (ms, ok) => took.push([ms, ok]),
    );
    expect(ledger.waitingMs()).to.equal(0);
    const first = ledger.append([]);
    now = 130;
    const second = ledger.append([]).catch((error: Error) => error.message);
    now = 150;
    expect(ledger.waitingMs()).to.equal(50);
    answers[0]?.([]);
    await first;
    expect(ledger.waitingMs()).to.equal(20);
    answers[1]?.(new Error('full'));
    expect(await second).to.equal('full');
    expect(ledger.waitingMs()).to.equal(0);
    expect(took).to.deep.equal([
      [50, true],
      [20, false],
    ]);
  });

  it('says how long a patch took, and passes everything else on', async () => {
    let now = 0;
    const cluster: ClusterPort = {
      synced: () => true,
      objects: () => {
        throw new Error('not asked');
      },
      unseen: () => [{ kind: 'Dataset', why: 'no right', needed: 'all' }],
      onDatasetChange: () => undefined,
      patch: () => {
        now += 40;
        return Promise.resolve({ result: 'lost', text: 'changed' });
      },
    };
    const took: number[] = [];
    const timed = timedCluster(cluster, { monotonic: () => now }, (ms) => void took.push(ms));
    const request = { kind: 'AlluxioRuntime', namespace: 'n', name: 'd', uid: 'u', from: 1, to: 2 };
    expect(await timed.patch(request)).to.deep.equal({ result: 'lost', text: 'changed' });
    expect(took).to.deep.equal([40]);
    expect(timed.unseen()).to.have.length(1);
  });
});
