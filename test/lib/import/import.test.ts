import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { leavesOf, type Verdict } from '../../../lib/import/object.ts';
import { findingsText, movingText } from '../../../lib/import/text.ts';
import { projectRoot } from '../../../lib/root.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';
import { cronHpa, hpa, OFFICE, RUNTIME, scaledObject, utilization } from './objects.ts';
import { type Raw, type Through, through } from './through.ts';

/** `spec` of the one document. */
function specOf({ documents }: Through): Raw {
  expect(documents).to.have.lengthOf(1);
  return documents[0]?.data.spec as Raw;
}

function said({ findings }: Through, verdict: Verdict): string[] {
  return findings.filter((each) => each.verdict === verdict).map(({ field, text }) => `${field}: ${text}`);
}

const CPU = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
};

describe('An imported HPA', () => {
  it('says of each line which field it was', () => {
    const { text } = through([hpa({ behavior: { scaleDown: { selectPolicy: 'Disabled' } } })]);
    expect(text).to.contain('# HorizontalPodAutoscaler default/spark (objects.yaml)');
    expect(text).to.contain('\n    max: 4 # spec.maxReplicas\n');
    expect(text).to.contain('\n      utilization: 90% # spec.metrics[0]\n');
    expect(text).to.contain('\n    scaleDown: disabled # spec.behavior.scaleDown.selectPolicy\n');
    expect(text).to.contain(
      '\n      down: 5m # spec.behavior.scaleDown.stabilizationWindowSeconds (its default)\n',
    );
  });

  it('without behavior has its law by name', () => {
    expect(specOf(through([hpa()])).policies).to.deep.equal({
      target: { utilization: '90%' },
      compatibility: { withoutBehavior: '5m' },
    });
    const flags = { downscaleStabilizationMs: 60_000, tolerance: 0.1 };
    const { policies: laws } = specOf(through([hpa()], { flags })) as { policies: Raw };
    expect(laws.compatibility).to.deep.equal({ withoutBehavior: '1m' });
  });

  it('keeps metrics beside the first, those above 100% and averages of each worker', () => {
    const average = {
      metric: { name: 'capacity_used_rate' },
      target: { type: 'AverageValue', averageValue: '30' },
    };
    const metrics = [
      utilization('150'),
      utilization('70'),
      utilization('60500m'),
      { type: 'External', external: average },
    ];
    const { policies: laws } = specOf(through([hpa({ metrics })])) as { policies: Raw };
    expect(laws.target).to.deep.equal({ utilization: '70%' });
    expect((laws.compatibility as Raw).metrics).to.deep.equal([
      { type: 'Value', utilization: '150%' },
      { type: 'Value', utilization: '60.5%' },
      { type: 'AverageValue', utilization: '30%' },
    ]);
  });

  it('of autoscaling/v1 has its metrics and behavior in annotations', () => {
    const metrics = [
      {
        type: 'Object',
        object: {
          target: { kind: 'Dataset', name: 'spark' },
          metricName: 'capacity_used_rate',
          targetValue: '90',
        },
      },
    ];
    const behavior = { scaleUp: { policies: [{ type: 'Pods', value: 2, periodSeconds: 600 }] } };
    const annotations = {
      'autoscaling.alpha.kubernetes.io/metrics': JSON.stringify(metrics),
      'autoscaling.alpha.kubernetes.io/behavior': JSON.stringify(behavior),
    };
    const spec = { scaleTargetRef: RUNTIME, maxReplicas: 4, targetCPUUtilizationPercentage: 80 };
    const object = { ...hpa({}, { annotations }), apiVersion: 'autoscaling/v1', spec };
    const result = through([object]);
    const { policies: laws } = specOf(result) as { policies: Raw };
    expect(laws.target).to.deep.equal({ utilization: '90%' });
    expect((laws.step as Raw).up).to.deep.equal([{ pods: 2, per: '10m' }]);
    expect(said(result, 'refused')).to.deep.equal([
      'spec.targetCPUUtilizationPercentage: Forbidden: Resource metrics measure pods, not the cache; a DatasetAutoscaler has no such policy',
    ]);
  });

  const refused: readonly [string, Raw, string][] = [
    [
      'whose only metric is of pods',
      hpa({ metrics: [CPU] }),
      'spec.metrics[0]: Forbidden: Resource metrics measure pods, not the cache',
    ],
    [
      'without metrics, which is CPU',
      hpa({ metrics: [] }),
      'spec.metrics: there is none, so the API server fills in the CPU of pods',
    ],
    [
      'of a Deployment',
      hpa({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } }),
      'spec.scaleTargetRef: Deployment web is no runtime of Fluid',
    ],
    [
      'that is not valid',
      hpa({ maxReplicas: 0 }),
      'spec.maxReplicas: Invalid value: 0: must be greater than 0',
    ],
    [
      'of more workers than there can be',
      hpa({ maxReplicas: 1_000_000_000 }),
      'spec: no document can be made of it: spec.replicas.max: 1000000000 is not allowed',
    ],
    ['with a field nobody knows', hpa({ mxReplicas: 4 }), 'spec.mxReplicas: Forbidden: unknown field'],
    [
      'whose annotation is broken',
      {
        ...hpa({}, { annotations: { 'autoscaling.alpha.kubernetes.io/metrics': '{' } }),
        apiVersion: 'autoscaling/v1',
        spec: { scaleTargetRef: RUNTIME, maxReplicas: 4 },
      },
      'metadata.annotations: autoscaling.alpha.kubernetes.io/metrics is no JSON',
    ],
  ];
  for (const [what, object, text] of refused) {
    it(`${what} is refused, with the reason`, () => {
      const result = through([object]);
      expect(result.documents).to.deep.equal([]);
      expect(
        said(result, 'refused').some((each) => each.startsWith(text)),
        said(result, 'refused').join('\n'),
      ).to.equal(true);
    });
  }

  it('with a metric of another name tells what it takes it for', () => {
    const result = through([hpa({ metrics: [utilization('90', 'queue_length')] })]);
    expect(said(result, 'changed')[0]).to.match(
      /^spec\.metrics\[0\]: the metric queue_length is taken to be the cache's utilization/,
    );
  });

  it('that KEDA made is left to its ScaledObject', () => {
    const made = hpa({}, { ownerReferences: [{ kind: 'ScaledObject', name: 'office' }] });
    const result = through([made, scaledObject()]);
    expect(said(result, 'refused')).to.deep.equal([]);
    expect(result.documents[0]?.objects.map(({ kind }) => kind)).to.deep.equal(['ScaledObject']);
  });
});

describe('The dataset', () => {
  const targets: readonly [string, string, string, string | null][] = [
    ['data.fluid.io/v1alpha1', 'JuiceFSRuntime', 'jfs', 'jfs'],
    ['apps/v1', 'StatefulSet', 'spark-worker', 'spark'],
    ['apps/v1', 'StatefulSet', 'jindo-jindofs-worker', 'jindo'],
    ['workload.fluid.io/v1alpha1', 'AdvancedStatefulSet', 'curvine-worker', 'curvine'],
    ['workload.fluid.io/v1alpha1', 'AdvancedStatefulSet', 'curvine-master', null],
    ['apps/v1', 'StatefulSet', 'database', null],
    ['apps/v1', 'StatefulSet', '-worker', null],
    ['example.com/v1', 'AlluxioRuntime', 'spark', null],
  ];
  for (const [apiVersion, kind, name, dataset] of targets) {
    it(`of ${kind} ${name} (${apiVersion}) is ${dataset ?? 'none'}`, () => {
      const { documents } = through([hpa({ scaleTargetRef: { apiVersion, kind, name } })]);
      expect(documents[0]?.dataset ?? null).to.equal(dataset);
    });
  }

  for (const [apiVersion, kind, name, need] of [
    [RUNTIME.apiVersion, 'CacheRuntime', 'curvine', 'cacheruntimes'],
    [RUNTIME.apiVersion, 'ThinRuntime', 'nfs', 'statefulsets'],
    ['workload.fluid.io/v1alpha1', 'AdvancedStatefulSet', 'curvine-worker', 'cacheruntimes'],
  ] as const)
    it(`of ${kind} is said to take an allowance`, () => {
      const result = through([hpa({ scaleTargetRef: { apiVersion, kind, name } })]);
      expect(said(result, 'changed')[0]).to.contain(`started with --allow ${need}`);
    });

  for (const kind of ['EFCRuntime', 'GooseFSRuntime', 'JindoRuntime', 'VineyardRuntime'])
    it(`of ${kind} is taken over as any other`, () => {
      const result = through([hpa({ scaleTargetRef: { ...RUNTIME, kind } })]);
      expect(said(result, 'changed').filter((text) => text.includes(kind))).to.deep.equal([]);
    });

  it('of a kind nobody knows is told of', () => {
    const result = through([hpa({ scaleTargetRef: { ...RUNTIME, kind: 'OddRuntime' } })]);
    expect(said(result, 'changed')[0]).to.contain(
      'OddRuntime is a kind of runtime this version does not know',
    );
  });
});

describe('An imported ScaledObject', () => {
  it('keeps its cron triggers, bounds and pace', () => {
    const behavior = { scaleDown: { policies: [{ type: 'Percent', value: 50, periodSeconds: 60 }] } };
    const advanced = { horizontalPodAutoscalerConfig: { name: 'mine', behavior } };
    const result = through([scaledObject({ pollingInterval: 15, advanced })]);
    expect(specOf(result)).to.deep.equal({
      dataset: 'spark',
      semantics: 'hpa',
      replicas: { min: 1, max: 100 },
      interval: '15s',
      policies: {
        step: {
          up: [
            { pods: 4, per: '15s' },
            { percent: '100%', per: '15s' },
          ],
          down: [{ percent: '50%', per: '1m' }],
        },
        stabilization: { up: '0s', down: '5m' },
        scaleDown: 'enabled',
        compatibility: {
          keda: [
            { timezone: 'Europe/Berlin', start: '0 8 * * 1-5', end: '0 20 * * 1-5', desiredReplicas: 6 },
          ],
        },
      },
    });
    expect([said(result, 'refused'), said(result, 'changed')]).to.deep.equal([[], []]);
  });

  const trigger = (type: string, fields: Raw = {}) => ({ type, metadata: { ...OFFICE.metadata, ...fields } });
  const notKept: readonly [string, Raw, string][] = [
    [
      'a Prometheus trigger',
      { triggers: [OFFICE, trigger('prometheus')] },
      'spec.triggers[1]: cannot be kept: this project reads caches themselves and has no Prometheus source',
    ],
    [
      'a cpu trigger',
      { triggers: [OFFICE, trigger('cpu')] },
      'spec.triggers[1]: cannot be kept: it measures the CPU of worker pods',
    ],
    [
      'a memory trigger',
      { triggers: [OFFICE, trigger('memory')] },
      'spec.triggers[1]: cannot be kept: it measures the memory of worker pods',
    ],
    [
      'a trigger of another type',
      { triggers: [OFFICE, trigger('kafka')] },
      'spec.triggers[1]: cannot be kept: there is no source for a trigger of type kafka',
    ],
    [
      'a trigger KEDA refuses',
      { triggers: [OFFICE, trigger('cron', { end: '0 8 * *' })] },
      'spec.triggers[1]: KEDA refuses it: error parsing end schedule',
    ],
    [
      'a zone that is none',
      { triggers: [OFFICE, trigger('cron', { timezone: 'Mars/Base' })] },
      'spec.triggers[1]: there is no time zone Mars/Base',
    ],
    [
      'a cron trigger of type Value',
      { triggers: [OFFICE, { ...OFFICE, metricType: 'Value' }] },
      'spec.triggers[1]: cannot be kept: with metricType Value',
    ],
    [
      'idleReplicaCount',
      { minReplicaCount: 2, idleReplicaCount: 0 },
      'spec.idleReplicaCount: cannot be kept',
    ],
    ['fallback', { fallback: { failureThreshold: 3, replicas: 5 } }, 'spec.fallback: cannot be kept'],
    [
      'a field nobody knows',
      { futureField: { a: 1 } },
      'spec.futureField.a: cannot be kept: there is no such thing here',
    ],
  ];
  for (const [what, spec, text] of notKept) {
    it(`tells that ${what} is not kept, and keeps the rest`, () => {
      const result = through([scaledObject(spec)]);
      expect(said(result, 'refused').map((each) => each.slice(0, text.length))).to.deep.equal([text]);
      expect(result.documents).to.have.lengthOf(1);
    });
  }

  it('whose triggers count through a formula only is refused', () => {
    const advanced = { scalingModifiers: { formula: 'a + b', target: '5' } };
    const result = through([scaledObject({ advanced })]);
    expect(result.documents).to.deep.equal([]);
    expect(said(result, 'refused')[0]).to.contain('spec.advanced.scalingModifiers: cannot be kept');
  });

  it('that may go to 0 tells how it does', () => {
    const result = through([scaledObject({ minReplicaCount: 0, cooldownPeriod: 60 })]);
    expect((specOf(result).replicas as Raw).min).to.equal(0);
    expect(said(result, 'changed').map((text) => text.split(':')[0])).to.deep.equal([
      'spec.cooldownPeriod',
      'spec.minReplicaCount',
    ]);
    expect(said(through([scaledObject({ cooldownPeriod: 60 })]), 'changed')).to.deep.equal([]);
  });

  const pauses: readonly [Raw, Raw][] = [
    [
      { 'autoscaling.keda.sh/paused': 'true' },
      { mode: 'paused', paused: { by: 'KEDA', why: 'paused by an annotation of KEDA' } },
    ],
    [
      { 'autoscaling.keda.sh/paused-replicas': '3' },
      { mode: 'paused', paused: { by: 'KEDA', why: 'paused at 3 by an annotation of KEDA' } },
    ],
    [{ 'autoscaling.keda.sh/paused': 'false' }, {}],
  ];
  for (const [annotations, wanted] of pauses) {
    it(`with ${JSON.stringify(annotations)} is ${wanted.mode ?? 'not paused'}`, () => {
      const { mode, paused } = specOf(through([scaledObject({}, { annotations })]));
      expect({ ...(mode === undefined ? {} : { mode, paused }) }).to.deep.equal(wanted);
    });
  }

  it('paused in one direction has that direction off', () => {
    const annotations = {
      'autoscaling.keda.sh/paused-scale-in': 'true',
      'autoscaling.keda.sh/paused-scale-out': '1',
    };
    const { policies: laws } = specOf(through([scaledObject({}, { annotations })])) as { policies: Raw };
    expect([laws.scaleDown, laws.scaleUp]).to.deep.equal(['disabled', 'disabled']);
  });
});

describe('An imported CronHPA', () => {
  it('alone is exact, within the bounds of its sizes', () => {
    const result = through([cronHpa({ excludeDates: ['* * * 25 12 *', 'nonsense'] })]);
    expect(specOf(result)).to.deep.equal({
      dataset: 'spark',
      semantics: 'hpa',
      replicas: { min: 2, max: 10 },
      policies: {
        compatibility: {
          cronhpa: {
            timezone: 'Asia/Shanghai',
            excludeDates: ['* * * 25 12 *'],
            jobs: [
              { name: 'day', schedule: '0 0 8 * * *', targetSize: 10 },
              { name: 'night', schedule: '0 0 22 * * *', targetSize: 2 },
            ],
          },
        },
      },
    });
    expect(said(result, 'refused')).to.deep.equal([
      'spec.excludeDates[1]: its controller passes over it: Expected 5 to 6 fields, found 1: nonsense',
    ]);
    expect(said(result, 'changed').join())
      .to.contain('is held until another fires')
      .and.to.contain('give --timezone');
    const told = through([cronHpa()], { assumed: false });
    expect(said(told, 'changed').join()).to.not.contain('--timezone');
  });

  it('aimed at an HPA sets the floor of that, and needs it', () => {
    const aimed = cronHpa({
      scaleTargetRef: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'spark' },
    });
    const { policies: laws } = specOf(through([aimed, hpa()])) as { policies: Raw };
    expect((laws.compatibility as Raw).cronhpa).to.deep.include({ target: 'hpa' });
    expect(said(through([aimed]), 'refused')[0]).to.contain(
      'HorizontalPodAutoscaler spark, which is not among the objects',
    );
  });

  it('beside an HPA on the same runtime sets the floor too, which is told', () => {
    const result = through([hpa(), cronHpa()]);
    const { policies: laws, replicas } = specOf(result) as { policies: Raw; replicas: Raw };
    expect((laws.compatibility as Raw).cronhpa).to.deep.include({ target: 'hpa' });
    expect(replicas).to.deep.equal({ min: 1, max: 4 });
    expect(said(result, 'changed').join()).to.contain('a job sets the floor, as if it were aimed at the HPA');
  });

  const once = (schedule: string, runOnce?: boolean) => ({
    jobs: [{ name: 'launch', schedule, targetSize: 9, runOnce }],
  });
  it('with a job that fires once has the instant', () => {
    const jobsOf = (spec: Raw) =>
      (
        (((specOf(through([cronHpa(spec)])).policies as Raw).compatibility as Raw).cronhpa as Raw)
          .jobs as Raw[]
      )[0];
    expect(jobsOf(once('0 0 8 24 12 *', true))).to.deep.equal({
      name: 'launch',
      at: '2026-12-24T00:00:00Z',
      targetSize: 9,
    });
    expect(jobsOf(once('@date 2020-10-27 21:54:00'))).to.deep.include({ at: '2026-10-27T13:54:00Z' });
    expect(said(through([cronHpa(once('@date 2020-10-27 21:54:00'))]), 'changed')[0]).to.contain(
      'its controller drops the year',
    );
  });

  it('leaves out a job that has fired once', () => {
    const done = { conditions: [{ name: 'launch', state: 'Succeed' }] };
    const result = through([cronHpa(once('0 0 8 24 12 *', true), done)]);
    expect(result.documents).to.deep.equal([]);
    expect(said(result, 'kept').join()).to.contain('it was to fire once, and has (state Succeed)');
  });

  const refused: readonly [string, Raw, string][] = [
    [
      '@every',
      once('@every 5m'),
      'spec.jobs[0]: cannot be kept: @every counts from when the controller started',
    ],
    ['a schedule that never fires', once('0 0 0 30 2 *'), 'spec.jobs[0]: never fires'],
    [
      'a schedule its controller refuses',
      once('8 o clock'),
      'spec.jobs[0]: its controller refuses it: Expected 5 to 6 fields',
    ],
    [
      'a size that is none',
      { jobs: [{ name: 'a', schedule: '0 0 8 * * *', targetSize: -1 }] },
      'spec.jobs[0]: targetSize must be a whole number',
    ],
    [
      'a job that fires once, on an excluded day',
      { ...once('0 0 8 24 12 *', true), excludeDates: ['* * * 24 12 *'] },
      'spec.jobs[0]: would fire once, at 2026-12-24T00:00:00Z, on an excluded day',
    ],
  ];
  for (const [what, spec, text] of refused) {
    it(`refuses ${what}`, () => {
      expect(said(through([cronHpa(spec)]), 'refused')[0]?.slice(0, text.length)).to.equal(text);
    });
  }
});

describe('Several autoscalers of one runtime', () => {
  it('become one document, each line with whose it was', () => {
    const file = readFileSync(join(projectRoot, 'examples/import/criteo.yaml'), 'utf8');
    const { documents, text } = through(file);
    expect(documents).to.have.lengthOf(1);
    expect(text).to.contain('interval: 30s # ScaledObject/criteo-office: spec.pollingInterval');
    const example = readFileSync(join(projectRoot, 'examples/imported.yaml'), 'utf8');
    const [written] = loadDocuments(example, 'imported.yaml', policies).documents;
    const [made] = loadDocuments(text, 'imported.yaml', policies).documents;
    const { interval: _, ...spec } = made?.document.spec ?? {};
    const { target, ...others } = (written?.document.spec.policies ?? {}) as Raw;
    expect({ ...spec }).to.deep.equal({
      ...written?.document.spec,
      policies: { ...others, target: { utilization: (target as Raw).utilization } },
    });
  });

  it('that contradict each other have what both allow, and it is told', () => {
    const result = through([hpa({ minReplicas: 2 }), scaledObject({ maxReplicaCount: 9 })]);
    expect(specOf(result).replicas).to.deep.equal({ min: 2, max: 4 });
    expect(said(result, 'changed').join()).to.contain(
      'they work against each other today; what both allow is taken',
    );
    const apart = through([hpa(), scaledObject({ minReplicaCount: 7 })]);
    expect(specOf(apart).replicas).to.deep.equal({ min: 1, max: 4 });
  });

  it('with two paces have the first one’s', () => {
    const advanced = {
      horizontalPodAutoscalerConfig: { behavior: { scaleUp: { stabilizationWindowSeconds: 60 } } },
    };
    const result = through([hpa(), scaledObject({ advanced })]);
    expect(said(result, 'refused').join()).to.contain(
      'a runtime has one pace: that of HorizontalPodAutoscaler/spark is taken',
    );
  });

  it('with two lists of exclude dates have the first one’s jobs', () => {
    const second = { ...cronHpa({ excludeDates: ['* * * 1 1 *'] }), metadata: { name: 'second' } };
    const result = through([cronHpa(), second]);
    expect(said(result, 'refused').join()).to.contain('a document has one list of exclude dates');
  });
});

describe('Every field', () => {
  const full: readonly Raw[] = [
    hpa({
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 30,
          selectPolicy: 'Min',
          policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
          tolerance: '0.05',
        },
        scaleDown: {
          stabilizationWindowSeconds: 60,
          selectPolicy: 'Max',
          policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }],
          tolerance: '100n',
        },
      },
      metrics: [utilization('90'), CPU],
    }),
    scaledObject({
      pollingInterval: 30,
      cooldownPeriod: 300,
      initialCooldownPeriod: 10,
      idleReplicaCount: 0,
      minReplicaCount: 1,
      fallback: { failureThreshold: 3, replicas: 2, behavior: 'static' },
      advanced: {
        restoreToOriginalReplicaCount: true,
        horizontalPodAutoscalerConfig: {
          name: 'x',
          behavior: { scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } },
        },
      },
      triggers: [
        {
          ...OFFICE,
          name: 'office',
          metricType: 'AverageValue',
          useCachedMetrics: false,
          authenticationRef: { name: 'none' },
        },
      ],
      scaleTargetRef: { ...RUNTIME, envSourceContainerName: 'worker' },
    }),
    cronHpa({ excludeDates: ['* * * 1 1 *'] }),
  ];
  for (const object of full) {
    it(`of a ${String(object.kind)} is named`, () => {
      const { findings } = through([object]);
      const named = findings.map(({ field }) => field);
      const lost = leavesOf(object.spec, 'spec').filter(
        (leaf) =>
          !named.some(
            (field) => leaf === field || leaf.startsWith(`${field}.`) || leaf.startsWith(`${field}[`),
          ),
      );
      expect(lost).to.deep.equal([]);
    });
  }
});

describe('Files', () => {
  it('may hold a List, as kubectl prints them', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [hpa(), cronHpa()] };
    const { documents, objects } = through([list]);
    expect([documents.length, objects.length]).to.deep.equal([1, 2]);
  });

  it('are told of by place where they are wrong', () => {
    expect(through('kind: [').faults[0]).to.match(/^objects\.yaml:1:\d+: not YAML/);
    expect(through('a: 1\n---\nkind: List\nitems: [{ kind: x }]\n').faults).to.have.lengthOf(2);
    expect(through('# nothing').faults[0]).to.contain('holds no object');
  });

  it('name what they lose by line and column, printable', () => {
    const object = hpa({ metrics: [utilization('90'), CPU] }, { name: 'a\u001b[31m' });
    const lines = findingsText(through([object])).split('\n');
    const at =
      stringify(object)
        .split('\n')
        .findIndex((line) => line.includes('type: Resource')) + 1;
    expect(lines[1]).to.match(
      new RegExp(
        `^ {2}objects\\.yaml:${at}:\\d+: HorizontalPodAutoscaler/a\\\\u\\{1b\\}\\[31m spec\\.metrics\\[1\\]: `,
      ),
    );
    expect(lines.at(-2)).to.equal('1 document from 1 object: 4 kept, 0 not as it was, 1 not kept');
  });

  it('may hold what is none of the three', () => {
    const result = through([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }]);
    expect(said(result, 'refused')[0]).to.contain('v1 ConfigMap is none of HorizontalPodAutoscaler');
  });

  it('have no owners to delete', () => {
    expect(movingText(through([hpa()]))).to.equal('');
  });
});

describe('With --improve', () => {
  const improved = (...objects: readonly Raw[]) => through(objects, { improve: true });

  it('an HPA that only grows becomes a threshold', () => {
    const behavior = {
      scaleUp: { policies: [{ type: 'Pods', value: 2, periodSeconds: 600 }] },
      scaleDown: { selectPolicy: 'Disabled' },
    };
    expect(specOf(improved(hpa({ behavior })))).to.deep.equal({
      dataset: 'spark',
      replicas: { min: 1, max: 4 },
      policies: { threshold: { up: '90%' }, step: { up: [{ pods: 2, per: '10m' }] }, scaleDown: 'disabled' },
    });
  });

  it('any other becomes a target that may shrink', () => {
    const result = improved(hpa());
    expect(specOf(result).policies).to.deep.equal({ target: { utilization: '90%' }, scaleDown: 'enabled' });
    expect(said(result, 'changed').join()).to.contain('steps are this project’s defaults');
  });

  it('triggers and jobs become windows', () => {
    const daily = {
      jobs: [{ name: 'day', schedule: '0 30 8 * *', targetSize: 10 }],
      excludeDates: ['* * * 24-26 12 *', '* * * * * 0'],
    };
    const result = improved(scaledObject(), cronHpa(daily));
    expect((specOf(result).policies as Raw).schedule).to.deep.equal([
      { start: '0 8 * * 1-5', end: '0 20 * * 1-5', zone: 'Europe/Berlin', atLeast: 6 },
      {
        name: 'day',
        start: '30 8 * * *',
        end: 'next',
        zone: 'Asia/Shanghai',
        atLeast: 10,
        exclude: ['12-24', '12-25', '12-26'],
      },
    ]);
    expect(said(result, 'refused')[0]).to.contain('only days of the year can');
    const alone = specOf(improved(cronHpa())).policies as Raw;
    expect(alone.scaleDown).to.equal('enabled');
    expect(alone.schedule).to.deep.include({
      name: 'night',
      start: '0 22 * * *',
      end: 'next',
      zone: 'Asia/Shanghai',
      exactly: 2,
    });
  });

  it('what has no such form is told of', () => {
    const joined = { jobs: [{ name: 'odd', schedule: '0 0 8 */2 * 1', targetSize: 3 }] };
    expect(said(improved(cronHpa(joined)), 'refused')[0]).to.contain(
      'its days cannot be said in five fields',
    );
    const average = {
      metric: { name: 'capacity_used_rate' },
      target: { type: 'AverageValue', averageValue: '30' },
    };
    expect(
      said(improved(hpa({ metrics: [{ type: 'External', external: average }] })), 'refused')[0],
    ).to.contain('cannot be kept without semantics: hpa');
  });
});
