import { expect } from 'chai';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { trimPod } from '../../../lib/kube/trim-workers.ts';
import { troubleOf } from '../../../lib/signals/troubled.ts';
import { workersOf } from '../../../lib/signals/workers.ts';

const SINCE = '2026-11-22T13:15:14Z';
const notReady = { type: 'Ready', status: 'False', reason: 'ContainersNotReady', lastTransitionTime: SINCE };

/** A worker's pod as the watch shows it: what is trimmed away cannot be told. */
function pod(status: object, ordinal = 3): KubeObject {
  const metadata = { name: `spark-worker-${ordinal}`, uid: 'u', resourceVersion: '1' };
  const spec = { nodeName: 'node-1', containers: [{ name: 'alluxio-worker' }] };
  return trimPod({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec,
    status: { conditions: [notReady], ...status },
  });
}

const container = (state: object, restartCount = 0, name = 'alluxio-worker') => ({
  name,
  ready: false,
  restartCount,
  state,
});
const waiting = (reason: string, message?: string) => ({ waiting: { reason, ...(message && { message }) } });

const TROUBLES: readonly (readonly [what: string, status: object, why: string, says: string])[] = [
  [
    'a container that crashes again and again',
    {
      containerStatuses: [
        container(waiting('CrashLoopBackOff', 'back-off 5m0s restarting failed container'), 7),
      ],
    },
    'CrashLoopBackOff',
    'back-off 5m0s restarting failed container',
  ],
  [
    'the same between two crashes, when it runs for a moment',
    { containerStatuses: [container({ running: { startedAt: SINCE } }, 7)] },
    'Restarting',
    'restarted 7 times',
  ],
  [
    'the same at the instant it ended',
    { containerStatuses: [container({ terminated: { exitCode: 137, reason: 'OOMKilled' } }, 1)] },
    'OOMKilled',
    'exit code 137',
  ],
  [
    'an image that cannot be pulled',
    { containerStatuses: [container(waiting('ImagePullBackOff', 'Back-off pulling image "alluxio:none"'))] },
    'ImagePullBackOff',
    'Back-off pulling image "alluxio:none"',
  ],
  [
    'a container that comes before the worker and fails',
    {
      initContainerStatuses: [container(waiting('CrashLoopBackOff'), 3, 'init')],
      containerStatuses: [container(waiting('PodInitializing'))],
    },
    'CrashLoopBackOff',
    '',
  ],
  [
    'a pod that was evicted',
    { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' },
    'Evicted',
    'The node was low on resource: memory.',
  ],
  [
    'a pod that fits on no node',
    {
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: '0/4 nodes are available: 4 Insufficient memory.',
          lastTransitionTime: SINCE,
        },
      ],
    },
    'Unschedulable',
    '0/4 nodes are available: 4 Insufficient memory.',
  ],
];

const QUIET: readonly (readonly [what: string, status: object])[] = [
  ['whose image is being pulled', { containerStatuses: [container(waiting('ContainerCreating'))] }],
  ['whose first containers run', { containerStatuses: [container(waiting('PodInitializing'))] }],
  ['that runs and is not Ready yet', { containerStatuses: [container({ running: {} })] }],
  ['that says nothing at all', {}],
  ['that says what nobody understands', { conditions: 'none', containerStatuses: [null, 7, { state: 'x' }] }],
];

describe('a worker that does not serve', () => {
  for (const [what, status, why, says] of TROUBLES) {
    it(`is told with its pod, why and since when: ${what}`, () => {
      const told = troubleOf(pod(status), 3);
      expect(told).to.deep.equal({
        pod: 'spark-worker-3',
        ordinal: 3,
        why,
        says,
        placed: true,
        since: Date.parse(SINCE),
      });
    });
  }

  for (const [what, status] of QUIET) {
    it(`is no trouble: ${what}`, () => {
      expect(troubleOf(pod(status), 3)).to.equal(null);
    });
  }

  it('tells it on one line of bounded length, whatever the pod says', () => {
    const hostile = `\u001b[2J\n${'x'.repeat(10_000)}`;
    const told = troubleOf(pod({ containerStatuses: [container(waiting(hostile, hostile))] }), 3);
    expect(told?.why).to.have.lengthOf(64);
    expect(told?.says).to.have.lengthOf(160);
    expect(`${told?.why}${told?.says}`).to.not.match(/[\p{C}\n]/u);
  });

  it('does not know since when where the pod does not say, or says what is no time', () => {
    for (const lastTransitionTime of [undefined, 'yesterday', 7]) {
      const status = {
        conditions: [{ ...notReady, lastTransitionTime }],
        containerStatuses: [container(waiting('ErrImagePull'))],
      };
      expect(troubleOf(pod(status), 3)?.since).to.equal(null);
    }
  });

  it('is one of at most eight that are told of, the highest; none that serves or goes away', () => {
    const broken = { containerStatuses: [container(waiting('ErrImagePull'))] };
    const pods = Array.from({ length: 12 }, (_, ordinal) => pod(broken, ordinal));
    const { troubled } = workersOf(null, 'spark-worker', pods, 12);
    expect(troubled?.map(({ ordinal }) => ordinal)).to.deep.equal([11, 10, 9, 8, 7, 6, 5, 4]);
    const ready = pod({ phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }, 0);
    expect(workersOf(null, 'spark-worker', [ready], 1)).to.not.have.property('troubled');
  });
});
