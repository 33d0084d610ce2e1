import { expect } from 'chai';
import { createKeeper } from '../../../lib/daemon/keeper.ts';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { steppedClock } from '../../support/stepped-clock.ts';
import { plan } from '../decide/make.ts';
import { type Objects, objectsOf, sightOn, worker } from './watched.ts';

const PORT = 20_001;

/** A copy of one of the objects as a watch brings it, with other fields. */
function changed(
  object: KubeObject | null | undefined,
  change: (copy: Record<string, unknown>) => object,
): KubeObject {
  const copy = structuredClone(object) as unknown as Record<string, unknown>;
  return { ...copy, ...change(copy) } as unknown as KubeObject;
}

const status = (object: KubeObject | null, more: object) =>
  changed(object, (copy) => ({ status: { ...(copy.status as object), ...more } }));
const metadata = (object: KubeObject | null, more: object) =>
  changed(object, (copy) => ({ metadata: { ...(copy.metadata as object), ...more } }));

const load = (phase: string): KubeObject =>
  ({
    apiVersion: 'data.fluid.io/v1alpha1',
    kind: 'DataLoad',
    metadata: { name: 'load', namespace: 'default', uid: 'l', resourceVersion: '1' },
    spec: { dataset: { name: 'spark', namespace: 'default' } },
    status: { phase },
  }) as unknown as KubeObject;

type Change = (objects: Objects) => void;

/** What Fluid writes again and again on a quiet dataset, and what changes nothing that is decided. */
const NO_REASON: readonly (readonly [string, Change])[] = [
  ['the same objects once more', () => undefined],
  [
    'Fluid’s sizes, ratios and counters on the runtime',
    (objects) => {
      objects.runtime = status(objects.runtime, {
        cacheStates: { cacheCapacity: '1.00GiB', cached: '512.00MiB', cacheHitRatio: '12.5%' },
        workerNumberReady: 1,
        desiredWorkerNumberScheduled: 1,
      });
    },
  ],
  [
    'the same on the Dataset, and who wrote it when',
    (objects) => {
      objects.dataset = metadata(
        status(objects.dataset, { cacheStates: { cached: '512.00MiB', cachedPercentage: '18.5%' } }),
        {
          resourceVersion: '99',
          managedFields: [{ manager: 'alluxioruntime-controller', time: '2026-01-01T00:00:00Z' }],
        },
      );
    },
  ],
  [
    'a condition of the runtime that was written again',
    (objects) => {
      objects.runtime = status(objects.runtime, {
        conditions: [{ type: 'WorkersReady', lastProbeTime: 'now' }],
      });
    },
  ],
  [
    'the heartbeat of a worker pod',
    (objects) => {
      const [pod] = objects.workerPods;
      const conditions = [{ type: 'Ready', status: 'True', lastProbeTime: '2026-01-01T00:00:00Z' }];
      objects.workerPods = [status(pod ?? null, { conditions })];
    },
  ],
  [
    'when an EndpointSlice was last written',
    (objects) => {
      const [slice] = objects.slices;
      objects.slices = [
        metadata(slice ?? null, {
          resourceVersion: '7',
          annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': 'x' },
        }),
      ];
    },
  ],
];

const REASON: readonly (readonly [string, Change])[] = [
  [
    'a worker that became ready',
    (objects) => {
      objects.workerPods = [...objects.workerPods, worker('spark', 1)];
    },
  ],
  [
    'a worker that serves no more',
    (objects) => {
      objects.workerPods = [worker('spark', 0, false)];
    },
  ],
  [
    'a worker that finds no node',
    (objects) => {
      const conditions = [
        { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/4 nodes' },
      ];
      objects.workerPods = [
        ...objects.workerPods,
        status(worker('spark', 1, false), { phase: 'Pending', conditions }),
      ];
    },
  ],
  [
    'another count in the spec',
    (objects) => {
      objects.runtime = changed(objects.runtime, () => ({ spec: { replicas: 2 } }));
    },
  ],
  [
    'a runtime that is being deleted',
    (objects) => {
      objects.runtime = metadata(objects.runtime, { deletionTimestamp: 'now' });
    },
  ],
  [
    'a DataLoad that comes',
    (objects) => {
      objects.operations = [load('Pending')];
    },
  ],
  [
    'a DataLoad that runs',
    (objects) => {
      objects.operations = [load('Executing')];
    },
  ],
  [
    'what a person says by an annotation',
    (objects) => {
      const annotations = { 'fluid-autoscaler.dev/paused': '{ by: jane, why: an audit }' };
      objects.dataset = metadata(objects.dataset, { annotations });
    },
  ],
  [
    'a label, by which a budget finds it',
    (objects) => {
      objects.dataset = metadata(objects.dataset, { labels: { team: 'ml' } });
    },
  ],
  [
    'a size that was found out',
    (objects) => {
      objects.dataset = status(objects.dataset, { ufsTotal: '5.00GiB' });
    },
  ],
  [
    'a Dataset that is not bound any more',
    (objects) => {
      objects.dataset = status(objects.dataset, { phase: 'Failed' });
    },
  ],
  [
    'an engine elsewhere',
    (objects) => {
      objects.slices = objectsOf('spark', PORT + 1).slices;
    },
  ],
  [
    'an engine that is not ready',
    (objects) => {
      const [slice] = objects.slices;
      objects.slices = [
        changed(slice, () => ({ endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: false } }] })),
      ];
    },
  ],
  [
    'another autoscaler',
    (objects) => {
      const hpa = {
        ...objects.runtime,
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'spark', namespace: 'default', uid: 'h', resourceVersion: '1' },
      };
      objects.owners = [hpa as KubeObject];
    },
  ],
  [
    'pods that use it',
    (objects) => {
      objects.users = { pods: [worker('job', 0)], unseen: [] } as never;
    },
  ],
  [
    'a Dataset that is gone',
    (objects) => {
      objects.dataset = null;
    },
  ],
];

async function keeperOf() {
  const { clock } = steppedClock();
  const { sight, askedAt, close } = sightOn(clock, () => null);
  const objects = objectsOf('spark', PORT);
  const keeper = createKeeper(
    {
      clock,
      sight,
      cluster: {
        synced: () => true,
        objects: () => ({ ...objects }),
        unseen: () => [],
        onDatasetChange: () => undefined,
        patch: async () => ({ result: 'applied', text: '' }),
      },
      ledger: { append: async (entries) => entries.map((_, seq) => ({ seq, hash: '' })) },
      leadership: { holds: () => true, term: () => 1 },
      log: { info() {}, warn() {}, error() {}, debug() {} },
      hashes: new Map(),
      version: 'test',
      namespace: null,
    },
    plan({ policies: { threshold: { up: '90%' } } }),
    null,
  );
  const look = () => keeper.tick(new AbortController().signal);
  return { keeper, objects, look, asked: () => askedAt(PORT).length, close };
}

describe('a change that a watch shows', () => {
  for (const [what, change] of NO_REASON) {
    it(`calls for no look: ${what}`, async () => {
      const { keeper, objects, look, asked, close } = await keeperOf();
      await look();
      expect(keeper.status().observation, 'it sees').not.to.equal(null);
      change(objects);
      expect(keeper.hear()).to.equal(false);
      expect(asked(), 'nor is an engine asked to find that out').to.equal(1);
      close();
    });
  }

  for (const [what, change] of REASON) {
    it(`calls for a look, and no longer once that was taken: ${what}`, async () => {
      const { keeper, objects, look, close } = await keeperOf();
      await look();
      change(objects);
      expect(keeper.hear()).to.equal(true);
      await look();
      if (objects.dataset !== null) expect(keeper.hear()).to.equal(false);
      close();
    });
  }

  it('calls for a look where none has been taken yet', async () => {
    const { keeper, close } = await keeperOf();
    expect(keeper.hear()).to.equal(true);
    close();
  });

  it('calls for one where Fluid’s status is what is read', async () => {
    const { keeper, objects, look, close } = await keeperOf();
    objects.slices = [];
    const written = (cached: string, time: string) => {
      objects.runtime = metadata(
        status(objects.runtime, {
          masterPhase: 'Ready',
          workerNumberReady: 1,
          cacheStates: { cacheCapacity: '1.00GiB', cached },
        }),
        {
          managedFields: [
            { manager: 'x', subresource: 'status', time, fieldsV1: { 'f:status': { 'f:cacheStates': {} } } },
          ],
        },
      );
    };
    written('0.50GiB', '1970-01-01T00:00:00Z');
    await look();
    expect(keeper.status().observation?.reading.source).to.equal('status');
    written('0.50GiB', '1970-01-01T00:00:01Z');
    expect(keeper.hear(), 'the same sizes').to.equal(false);
    written('0.75GiB', '1970-01-01T00:00:02Z');
    expect(keeper.hear(), 'other sizes').to.equal(true);
    close();
  });
});
