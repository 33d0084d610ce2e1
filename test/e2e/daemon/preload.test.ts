import { expect } from 'chai';
import type { RunningDaemon } from '../../../lib/daemon/start.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { waitFor } from '../../support/wait-for.ts';
import { entriesOf, optionsFor, runDaemon } from './daemon.ts';
import { GIB, makeDataset, type TestDataset } from './dataset.ts';

const PRELOAD = `  replicas: { min: 1, max: 4 }
  policies:
    preload: {}
    scaleDown: disabled`;

/** A DataLoad as a person makes it. */
const load = (name: string, more: object) => ({
  apiVersion: 'data.fluid.io/v1alpha1',
  kind: 'DataLoad',
  metadata: { name },
  spec: { dataset: { name: 'spark' }, target: [{ path: '/', replicas: 1 }], ...more },
});

describeWithControlPlane('preload on a real API server', (plane) => {
  let dataset: TestDataset;
  let daemon: RunningDaemon & { readonly ledger: string };

  const until = (code: string) =>
    waitFor(
      () =>
        daemon.statuses().some(({ decision }) => decision?.wishes.some(({ reason }) => reason.code === code)),
      { what: `a wish for the reason ${code}` },
    );

  beforeEach(async () => {
    dataset = await makeDataset(plane(), 0);
    dataset.write(PRELOAD);
    daemon = await runDaemon(optionsFor(plane(), dataset));
    await until('PreloadNothing');
  });
  afterEach(async () => {
    await daemon.stop('test over');
    await dataset.engine.stop();
  });

  it('grows an empty cache to full fit when a DataLoad appears, before anything is loaded', async () => {
    await plane().apply([load('warm', {})], dataset.namespace);
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
    const [move] = (await entriesOf(daemon.ledger, 'decision')).filter(({ outcome }) => outcome === 'move');
    expect(move?.reason.code).to.equal('Preload');
    expect(move?.observation.tasks).to.have.lengthOf(1);
    expect(move?.observation.tasks?.[0]).to.include({
      kind: 'DataLoad',
      name: 'warm',
      phase: '',
      loads: true,
    });
    expect(move?.observation.reading).to.include({ usedBytes: 0, capacityBytes: GIB });
  });

  it('waits for one that recurs, and tells when it will grow for it', async () => {
    await plane().apply([load('yearly', { policy: 'Cron', schedule: '0 0 29 2 *' })], dataset.namespace);
    await until('PreloadLater');
    expect(await dataset.replicas()).to.equal(1);
  });
});
