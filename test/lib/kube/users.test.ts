import { expect } from 'chai';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { datasetsUsedBy, trimUser } from '../../../lib/kube/users.ts';

const claim = (claimName: string) => ({ name: claimName, persistentVolumeClaim: { claimName } });

function pod(more: {
  readonly volumes?: readonly unknown[];
  readonly labels?: Record<string, string>;
  readonly status?: unknown;
}): KubeObject {
  const { volumes, labels = {}, status = { phase: 'Running' } } = more;
  const metadata = { name: 'train-0', namespace: 'ml', uid: 'u', resourceVersion: '7', labels };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { volumes, containers: [{ env: ['secret'] }] },
    status,
  };
}

const SIDECAR = 'container-dataset-mapping.sidecar.fluid.io/fluid-fuse-0';

describe('the datasets a pod uses', () => {
  const cases: readonly (readonly [string, KubeObject, readonly string[]])[] = [
    [
      'the claims it names, in its own namespace',
      pod({ volumes: [claim('spark'), claim('lake')] }),
      ['ml/spark', 'ml/lake'],
    ],
    ['one claim named twice is one', pod({ volumes: [claim('spark'), claim('spark')] }), ['ml/spark']],
    [
      'no other volume',
      pod({ volumes: [{ name: 'a', hostPath: { path: '/runtime-mnt/alluxio/ml/spark' } }] }),
      [],
    ],
    [
      'a fuse sidecar that Fluid put in place of the claim',
      pod({ labels: { [SIDECAR]: 'data_spark' } }),
      ['data/spark'],
    ],
    [
      'a sidecar told by one label for the namespace and one for the name',
      pod({
        labels: {
          'container-dataset-namespace.sidecar.fluid.io/fluid-fuse-0': 'data',
          'container-dataset-name.sidecar.fluid.io/fluid-fuse-0': 'spark',
        },
      }),
      ['data/spark'],
    ],
    [
      'half of such a pair tells nothing',
      pod({ labels: { 'container-dataset-name.sidecar.fluid.io/f': 'spark' } }),
      [],
    ],
    ['volumes that are no list', pod({ volumes: 'spark' as never }), []],
    ['claims that are no text', pod({ volumes: [{ persistentVolumeClaim: { claimName: 7 } }, null] }), []],
  ];
  for (const [what, one, uses] of cases) {
    it(`are: ${what}`, () => expect(datasetsUsedBy(one)).to.deep.equal(uses));
  }
});

describe('what is kept of a pod that may use a dataset', () => {
  it('is its name and its claims, and nothing of its containers', () => {
    const kept = trimUser(pod({ volumes: [claim('spark')], labels: { app: 'x', [SIDECAR]: 'a_b' } }));
    expect(kept).to.deep.equal({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'train-0',
        namespace: 'ml',
        uid: 'u',
        resourceVersion: '7',
        labels: { [SIDECAR]: 'a_b' },
      },
      spec: { volumes: [{ persistentVolumeClaim: { claimName: 'spark' } }] },
    });
    expect(datasetsUsedBy(kept as KubeObject)).to.deep.equal(['ml/spark', 'a/b']);
    expect(trimUser(kept as KubeObject), 'trimmed again').to.deep.equal(kept);
  });

  for (const phase of ['Pending', 'Running', 'Unknown']) {
    it(`is something while it is ${phase}`, () => {
      expect(trimUser(pod({ volumes: [claim('spark')], status: { phase } }))).to.not.equal(null);
    });
  }

  for (const phase of ['Succeeded', 'Failed']) {
    it(`is nothing once it has ${phase}`, () => {
      expect(trimUser(pod({ volumes: [claim('spark')], status: { phase } }))).to.equal(null);
    });
  }

  it('is nothing where it has no claim: that costs no memory', () => {
    expect(trimUser(pod({}))).to.equal(null);
  });
});
