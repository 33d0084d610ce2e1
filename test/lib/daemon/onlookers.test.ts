import { expect } from 'chai';
import { createListeners, toldLedger } from '../../../lib/daemon/listeners.ts';
import type { ObjectSource } from '../../../lib/daemon/objects/source.ts';
import { createOnlookers } from '../../../lib/daemon/onlookers.ts';
import type { KubeClient, KubeRequest } from '../../../lib/kube/client.ts';
import type { DatasetObjects, KubeObject } from '../../../lib/kube/objects.ts';
import type { LedgerEntry } from '../../../lib/model/records.ts';
import { steppedClock } from '../../support/stepped-clock.ts';
import { NOON } from '../decide/make.ts';
import { decisionRecord, FULL, HALF, SPARK } from '../report/make.ts';
import { shown } from './objects/make.ts';

const metadata = { name: 'spark', namespace: 'default', uid: 'u', resourceVersion: '1', generation: 1 };
const dataset: KubeObject = { apiVersion: 'data.fluid.io/v1alpha1', kind: 'Dataset', metadata };
const autoscaler: KubeObject = {
  apiVersion: 'fluid-autoscaler.dev/v1alpha1',
  kind: 'DatasetAutoscaler',
  metadata,
  spec: { replicas: { max: 4 } },
};
const applied: LedgerEntry = {
  kind: 'conclusion',
  ...{
    dataset: SPARK,
    uid: 'uid-1',
    intent: 1,
    from: 1,
    to: 3,
    result: 'applied',
    concludedAt: NOON,
    text: '',
  },
};

/** Onlookers of an API server that takes every request and answers none, until it is told to end. */
function scene() {
  const { clock, advance } = steppedClock();
  const over = new AbortController();
  const sent: KubeRequest[] = [];
  const request = (asked: KubeRequest) => {
    sent.push(asked);
    return new Promise((_, reject) =>
      asked.signal?.addEventListener('abort', () => reject(new Error('ended'))),
    );
  };
  const log = { info() {}, warn() {}, error() {}, debug() {} };
  const listeners = createListeners(log);
  const onlookers = createOnlookers(
    {
      client: { request } as unknown as KubeClient,
      wallClock: clock,
      random: () => 0.5,
      log,
      listeners,
      identity: 'pod-1_abc',
      cluster: { objects: () => ({ dataset }) as DatasetObjects },
      daemon: { statusOf: () => shown({}), planOf: () => null },
      objects: { objects: () => [autoscaler] } as unknown as ObjectSource,
      leads: () => true,
    },
    [],
  );
  const followed = { faults: () => 0, fileOf: () => 'DatasetAutoscaler/default/spark', faultOf: () => null };
  const running = onlookers.run({ ...followed, stop: async () => undefined }, over.signal);
  const stop = async () => {
    over.abort();
    await advance(0);
    await running;
  };
  return { listeners, sent, advance, stop };
}

describe('those who only watch the loop', () => {
  it('delay no record and no tick, however long the API server takes for Events and statuses', async () => {
    const { listeners, sent, advance, stop } = scene();
    const ledger = toldLedger(
      { append: async (entries) => entries.map((_, seq) => ({ seq, hash: '' })) },
      listeners,
    );
    for (let i = 0; i < 300; i++) {
      // Resolves although not one request has been answered.
      await ledger.append([decisionRecord(NOON, FULL), applied, decisionRecord(NOON, HALF)]);
    }
    await advance(600_000);
    const kinds = sent.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);
    expect(kinds.toSorted()).to.deep.equal(['PATCH status', 'POST events']);
    await stop();
  });

  it('end at once, with requests under way given up', async () => {
    const { listeners, sent, advance, stop } = scene();
    listeners.tell(
      [decisionRecord(NOON, FULL), applied],
      [0, 1].map((seq) => ({ seq, hash: '' })),
    );
    await advance(1000);
    expect(sent).to.have.lengthOf(2);
    await stop();
  });
});
