import { expect } from 'chai';
import type { ExecAnswer, ExecRequest } from '../../../../lib/kube/exec-contract.ts';
import type { Looked } from '../../../../lib/kube/lookup.ts';
import type { DatasetObjects, KubeObject } from '../../../../lib/kube/objects.ts';
import type { Blind } from '../../../../lib/model/observation.ts';
import { DEFAULT_SOURCES, type SourceSpec } from '../../../../lib/model/source.ts';
import { closeAgents } from '../../../../lib/runtimes/agents.ts';
import { cache } from '../../../../lib/runtimes/cache/kind.ts';
import { lookAtReport } from '../../../../lib/runtimes/cache/read.ts';
import type { EngineFigures, Look, ReadOptions } from '../../../../lib/runtimes/contract.ts';
import { observe } from '../../../../lib/signals/observe.ts';
import { nothingRecent } from '../../../../lib/signals/recent.ts';
import { patient, serve } from '../engine-server.ts';
import { codeSaid } from '../said.ts';

const GIB = 2 ** 30;

function object(kind: string, name: string, rest: object): KubeObject {
  const metadata = { name, namespace: 'default', uid: `${kind}-uid`, resourceVersion: '1' };
  return { apiVersion: 'data.fluid.io/v1alpha1', kind, metadata, ...rest };
}
const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
const pods = [0, 1].map((i) =>
  object('Pod', `demo-worker-${i}`, { spec: { containers: [{ name: 'w' }] }, status: ready }),
);

function objectsWith({
  spec = {},
  workerPods = pods,
  ...rest
}: Partial<DatasetObjects> & { readonly spec?: object } = {}): DatasetObjects {
  return {
    namespace: 'default',
    name: 'demo',
    dataset: object('Dataset', 'demo', {
      status: { phase: 'Bound', cacheStates: { cached: '3.00GiB', cacheCapacity: '4.00GiB' } },
    }),
    runtime: object('CacheRuntime', 'demo', {
      spec: { runtimeClassName: 'curvine', worker: { replicas: 2 }, ...spec },
    }),
    workerSet: null,
    workerPods,
    slices: [],
    operations: [],
    owners: [],
    ...rest,
  };
}

const report = (command: unknown, timeout?: unknown) => ({
  executionEntries: { reportSummary: { command, ...(timeout === undefined ? {} : { timeout }) } },
});
const template = (...names: string[]) => ({
  template: { spec: { containers: names.map((name) => ({ name })) } },
});
const classOf = (topology: unknown): Looked => ({
  object: object('CacheRuntimeClass', 'curvine', { topology }),
});
const usual = classOf({
  master: { ...template('curvine-master', 'sidecar'), ...report(['cv', 'report', '--json'], 10) },
  worker: template('curvine-worker'),
});
const workersOnly = classOf({ worker: { ...template('only'), ...report(['stat']) } });
const JSON_REPORT =
  '{"cached":"1.50GiB","cachedPercentage":"37.5%","cacheCapacity":"4.00GiB","cacheHitRatio":"91.2%"}';

describe('a CacheRuntime, whose class says how it is asked', () => {
  const asked: ExecRequest[] = [];
  const names: string[] = [];
  beforeEach(() => {
    asked.length = names.length = 0;
  });

  function look(
    answer: ExecAnswer | string,
    {
      looked = usual,
      objects = objectsWith(),
      ...change
    }: Partial<ReadOptions> & { readonly looked?: Looked; readonly objects?: DatasetObjects } = {},
  ): Promise<Look> {
    const exec = async (request: ExecRequest) => {
      asked.push(request);
      return typeof answer === 'string' ? { stdout: answer } : answer;
    };
    const lookUp = {
      cacheRuntimeClass: async (name: string) => {
        names.push(name);
        return looked;
      },
    };
    const means = patient({ allowed: new Set(['exec']), exec, lookUp, timeoutMs: 3_000, ...change });
    return lookAtReport({ objects, url: null, perPod: false }, means);
  }
  const figures = ({ result }: Look): EngineFigures => {
    if ('blind' in result) throw new Error(`blind: ${result.code}`);
    return result;
  };
  const codeOf = ({ result }: Look): string => ('blind' in result ? codeSaid(result as Blind) : 'figures');

  it('is asked in its first master, by the class’s command and no other, for as long as the class allows it', async () => {
    const seen = figures(await look(JSON_REPORT));
    expect(seen).to.include({
      source: 'cache-report',
      usedBytes: 1.5 * GIB,
      capacityBytes: 4 * GIB,
      workers: 2,
      at: 1000,
    });
    expect(names).to.deep.equal(['curvine']);
    const [{ signal: _, ...request }] = asked as [ExecRequest];
    expect(asked).to.have.lengthOf(1);
    expect(request).to.deep.equal({
      namespace: 'default',
      pod: 'demo-master-0',
      container: 'curvine-master',
      command: ['cv', 'report', '--json'],
      timeoutMs: 10_000,
      maxBytes: 65_536,
    });
  });

  const where: readonly [string, Looked, object, string, string][] = [
    ['a class of workers only', workersOnly, {}, 'demo-worker-0', 'only'],
    [
      'masters that the runtime switched off',
      classOf({
        master: { ...template('m'), ...report(['x']) },
        worker: { ...template('w'), ...report(['y']) },
      }),
      { master: { disabled: true } },
      'demo-worker-0',
      'w',
    ],
  ];
  for (const [what, looked, spec, pod, container] of where) {
    it(`is asked in its first worker with ${what}`, async () => {
      await look(JSON_REPORT, { looked, objects: objectsWith({ spec }) });
      expect(asked[0]).to.include({ pod, container });
    });
  }

  const limits: readonly [unknown, number][] = [
    [undefined, 3_000],
    [1, 3_000],
    [600, 20_000],
    [-5, 3_000],
    ['10', 3_000],
    [Number.NaN, 3_000],
  ];
  for (const [timeout, ms] of limits) {
    it(`gets ${ms} ms where the class allows ${timeout} s`, async () => {
      await look(JSON_REPORT, {
        looked: classOf({ master: { ...template('m'), ...report(['x'], timeout) } }),
      });
      expect(asked[0]?.timeoutMs).to.equal(ms);
    });
  }

  const sizes: readonly [string, string, number][] = [
    ['bytes', '1073741824', GIB],
    ['a Kubernetes quantity', '500Gi', 500 * GIB],
    ['a size as Fluid writes them', '500GiB', 500 * GIB],
    ['two decimals', '1.50GiB', 1.5 * GIB],
    ['a decimal unit', '2G', 2e9],
    ['nothing cached', '0', 0],
    ['nothing cached, as Fluid writes it', '0.00B', 0],
  ];
  for (const [what, text, bytes] of sizes) {
    it(`takes ${what}: ${text}`, async () => {
      expect(
        figures(await look(JSON.stringify({ cached: text, cacheCapacity: '1024Gi' }))).usedBytes,
      ).to.equal(bytes);
    });
  }
  it('takes bare numbers', async () => {
    expect(figures(await look('{"cached": 5, "cacheCapacity": 10}'))).to.include({
      usedBytes: 5,
      capacityBytes: 10,
    });
  });

  const wrong: readonly [string, string, string][] = [
    ['nothing', ' \n', 'ReportEmpty'],
    ['no JSON', 'Total: 5', 'ReportNotJson'],
    ['binary garbage', '\u0000\ufffd\u0001', 'ReportNotJson'],
    ['JSON that is cut', JSON_REPORT.slice(0, 30), 'ReportNotJson'],
    ['a list', '[1]', 'ReportNotJson'],
    ['a number', '5', 'ReportNotJson'],
    ['null', 'null', 'ReportNotJson'],
    ['words before the JSON', `loading...\n${JSON_REPORT}`, 'ReportNotJson'],
    ['an empty object', '{}', 'ReportLacks'],
    ['no capacity', '{"cached":"1Gi"}', 'ReportLacks'],
    ['a null', '{"cached":null,"cacheCapacity":"1Gi"}', 'ReportLacks'],
    ['an empty text', '{"cached":"","cacheCapacity":"1Gi"}', 'ReportLacks'],
    ['a sentinel', '{"cached":"N/A","cacheCapacity":"N/A"}', 'ReportMalformed'],
    ['another', '{"cached":"[Calculating]","cacheCapacity":"1Gi"}', 'ReportMalformed'],
    ['a negative number', '{"cached":-1,"cacheCapacity":"1Gi"}', 'ReportMalformed'],
    ['a negative size', '{"cached":"-1Gi","cacheCapacity":"1Gi"}', 'ReportMalformed'],
    ['NaN', '{"cached":"NaN","cacheCapacity":"1Gi"}', 'ReportMalformed'],
    ['an object for a size', '{"cached":{},"cacheCapacity":"1Gi"}', 'ReportMalformed'],
    [
      'a list nested deeper than any stack',
      `{"cached":${'['.repeat(30_000)}${']'.repeat(30_000)},"cacheCapacity":"1Gi"}`,
      'ReportMalformed',
    ],
    ['a number beyond all numbers', '{"cached":1e999,"cacheCapacity":"1Gi"}', 'ReportMalformed'],
    ['a key twice, even equal', '{"cached":"1","cacheCapacity":"9","cached":"1"}', 'ReportTwice'],
    ['no capacity at all', '{"cached":"0","cacheCapacity":"0.00B"}', 'ReportCapacityZero'],
    ['more than fits', '{"cached":"12","cacheCapacity":"10"}', 'ReportUsedAboveCapacity'],
  ];
  for (const [what, text, code] of wrong) {
    it(`${what} is no report: ${code}, never zero`, async () => {
      expect(codeOf(await look(text))).to.equal(code);
    });
  }

  const classes: readonly [string, Looked, string][] = [
    ['is not there', { status: 404, text: '404' }, 'ClassMissing'],
    ['may not be read', { status: 403, text: '403' }, 'ClassForbidden'],
    ['cannot be read', { status: 500, text: '500' }, 'ClassUnreadable'],
    ['cannot be asked for', { status: null, text: 'refused' }, 'ClassUnreadable'],
    ['has no topology', classOf(undefined), 'ClassNoReport'],
    [
      'has no command',
      classOf({ master: template('m'), worker: { ...template('w'), ...report(['y']) } }),
      'ClassNoReport',
    ],
    ['has an empty command', classOf({ master: { ...template('m'), ...report([]) } }), 'ClassNoReport'],
    [
      'has a command that is no list',
      classOf({ master: { ...template('m'), ...report('rm -rf /') } }),
      'ClassNoReport',
    ],
    [
      'has a command of other things than words',
      classOf({ master: { ...template('m'), ...report(['a', 5]) } }),
      'ClassBadReport',
    ],
    [
      'has an endless command',
      classOf({ master: { ...template('m'), ...report(['x'.repeat(5_000)]) } }),
      'ClassBadReport',
    ],
    ['names no container', classOf({ master: report(['x']) }), 'ClassNoContainer'],
  ];
  for (const [what, looked, code] of classes) {
    it(`whose class ${what} is blind: ${code}, and nothing is run`, async () => {
      expect(codeOf(await look(JSON_REPORT, { looked }))).to.equal(code);
      expect(asked).to.deep.equal([]);
    });
  }
  it('without a class is blind', async () => {
    expect(
      codeOf(await look(JSON_REPORT, { objects: objectsWith({ spec: { runtimeClassName: '' } }) })),
    ).to.equal('ClassMissing');
  });
  it('without --allow exec is blind, and not even its class is asked for', async () => {
    for (const means of [{ allowed: new Set<'exec'>() }, { exec: undefined }])
      expect(codeOf(await look(JSON_REPORT, means))).to.equal('ExecNotAllowed');
    expect([asked, names]).to.deep.equal([[], []]);
  });
  for (const code of ['ExecForbidden', 'ExecPodGone', 'ExecTimeout', 'ExecExited', 'ExecTooLarge'])
    it(`says what became of the command: ${code}`, async () => {
      const numbers = {
        pod: 'p',
        namespace: 'n',
        container: 'c',
        command: 'x',
        text: 't',
        limit: 5,
        exit: '1',
      };
      expect(codeOf(await look({ failure: { code, numbers } }))).to.equal(code);
    });

  it('counts its workers where no pods are seen by its set, and is blind without one', async () => {
    const workerSet = object('AdvancedStatefulSet', 'demo-worker', { status: { readyReplicas: 3 } });
    expect(
      figures(await look(JSON_REPORT, { objects: objectsWith({ workerPods: [], workerSet }) })).workers,
    ).to.equal(3);
    expect(codeOf(await look(JSON_REPORT, { objects: objectsWith({ workerPods: [] }) }))).to.equal(
      'NoServingWorker',
    );
  });

  it('at an address that the user gave prints the same JSON, and needs neither right', async () => {
    const server = await serve(
      (request, response) => void response.end(request.url === '/stat' ? JSON_REPORT : 'x'),
    );
    const means = patient();
    const at = (url: string) => lookAtReport({ objects: objectsWith(), url, perPod: false }, means);
    expect(figures(await at(`http://${server.host}/stat`))).to.include({ usedBytes: 1.5 * GIB, workers: 2 });
    expect(codeOf(await at(`http://${server.host}/`))).to.equal('ReportNotJson');
    expect(codeOf(await at('ftp://x'))).to.equal('EngineUrlScheme');
    await server.close();
    expect(codeOf(await at(`http://${server.host}/stat`))).to.equal('EngineRefused');
    closeAgents(means.agents);
  });

  it('is never read from the Dataset’s status, which is of the moment it was bound', async () => {
    const fieldsV1 = { 'f:status': { 'f:cacheStates': {} } };
    const managedFields = [{ manager: 'x', subresource: 'status', time: '1970-01-01T00:00:00Z', fieldsV1 }];
    const objects = objectsWith();
    const { dataset, runtime } = objects;
    const stamped = dataset && { ...dataset, metadata: { ...dataset.metadata, managedFields } };
    const counted = runtime && { ...runtime, status: { workerNumberReady: 2 } };
    const look = { result: { blind: true, source: 'cache-report', code: 'ExecNotAllowed' } as const };
    const [engine, status] = DEFAULT_SOURCES as readonly [SourceSpec, SourceSpec];
    const result = observe({
      objects: { ...objects, dataset: stamped, runtime: counted },
      sources: [
        { spec: engine, look, recent: nothingRecent },
        { spec: status, look: null, recent: nothingRecent },
      ],
      now: 1_000,
      options: { staleAfterMs: 60_000 },
    });
    expect(result.seen && (result.observation.reading as Blind).code).to.equal('ExecNotAllowed');
    expect(cache.statusMeansNothing?.(objects.dataset as KubeObject, runtime as KubeObject)?.code).to.equal(
      'StatusOfBinding',
    );
  });
});
