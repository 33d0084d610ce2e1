import { expect } from 'chai';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { workersOf } from '../../../lib/signals/workers.ts';
import { momentOf } from './moments.ts';

interface PodState {
  readonly name: string;
  readonly ready?: boolean;
  readonly going?: boolean;
  readonly phase?: string;
}

function pod({ name, ready = true, going = false, phase = 'Running' }: PodState): KubeObject {
  const deletion = going ? { deletionTimestamp: '2026-11-22T13:15:14Z' } : {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, uid: name, resourceVersion: '1', ...deletion },
    status: {
      phase,
      conditions: [
        { type: 'Initialized', status: 'True' },
        { type: 'Ready', status: ready ? 'True' : 'False' },
      ],
    },
  };
}

function of(...pods: PodState[]) {
  return workersOf(null, 'spark-worker', pods.map(pod), 3);
}

describe('workers', () => {
  const MOMENTS: [string, object][] = [
    ['1-bound', { asked: 1, serving: 1, pending: 0, terminating: 0, servingOrdinals: [0] }],
    ['2-scaled-out-0s', { asked: 3, serving: 1, pending: 2, terminating: 0, servingOrdinals: [0] }],
    [
      '4-scaled-out-settled',
      { asked: 3, serving: 3, pending: 0, terminating: 0, servingOrdinals: [0, 1, 2] },
    ],
    ['5-scaled-in-0s', { asked: 1, serving: 1, pending: 0, terminating: 2, servingOrdinals: [0] }],
    ['7-scaled-in-settled', { asked: 1, serving: 1, pending: 0, terminating: 0, servingOrdinals: [0] }],
    [
      '8-six-on-four-nodes',
      {
        asked: 6,
        serving: 4,
        pending: 2,
        terminating: 0,
        servingOrdinals: [0, 1, 2, 5],
        // Of a real scheduler.
        troubled: [4, 3].map((ordinal) => ({
          pod: `spark-worker-${ordinal}`,
          ordinal,
          why: 'Unschedulable',
          says: "0/4 nodes are available: 4 node(s) didn't have free ports for the requested pod ports. no new claims to deallocate, preemption: 0/4 nodes are available: 4 No p…",
          placed: false,
          since: Date.parse('2026-11-22T12:59:48Z'),
        })),
      },
    ],
  ];
  for (const [moment, workers] of MOMENTS)
    it(`are counted from set and pods at ${moment}, where the status lags`, () => {
      const { workerSet, workerPods } = momentOf(moment);
      expect(workersOf(workerSet, 'spark-worker', workerPods, 99)).to.deep.equal(workers);
    });

  it('serve when Ready, whatever else is said', () => {
    expect(of({ name: 'spark-worker-0' }, { name: 'spark-worker-1', ready: false })).to.include({
      serving: 1,
      pending: 1,
    });
  });
  it('that go away do not serve, although they are Ready until they are gone', () => {
    expect(of({ name: 'spark-worker-0', going: true })).to.include({
      serving: 0,
      terminating: 1,
      pending: 0,
    });
  });
  it('that failed or finished are missing, not serving', () => {
    const pods = [
      { name: 'spark-worker-0', phase: 'Failed' },
      { name: 'spark-worker-1', phase: 'Succeeded' },
    ];
    expect(of(...pods)).to.include({ serving: 0, pending: 2 });
  });
  it('beyond what is asked for count while they really serve', () => {
    expect(of({ name: 'spark-worker-7' }).servingOrdinals).to.deep.equal([7]);
  });
  it('are ordered by number, not by letter', () => {
    const names = [10, 9, 2].map((i) => ({ name: `spark-worker-${i}` }));
    expect(of(...names).servingOrdinals).to.deep.equal([2, 9, 10]);
  });
  it('are only pods of the set', () => {
    const names = [
      'spark-worker-x',
      'spark-worker-01',
      'spark-worker-',
      'spark-master-0',
      'spark-worker-0-debug',
      'my-spark-worker-0',
    ];
    expect(of(...names.map((name) => ({ name })))).to.include({ serving: 0, pending: 0, terminating: 0 });
  });
  it('are asked for by the set, also when it asks for none', () => {
    const set = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: pod({ name: 'spark-worker' }).metadata,
    };
    expect(workersOf({ ...set, spec: { replicas: 0 } }, 'spark-worker', [], 3)).to.include({ asked: 0 });
    expect(workersOf({ ...set, spec: { replicas: 5 } }, 'spark-worker', [], 3)).to.include({ asked: 5 });
  });
  it('are asked for by the count given while there is no set', () => {
    expect(of()).to.deep.equal({ asked: 3, serving: 0, pending: 0, terminating: 0, servingOrdinals: [] });
  });
});
