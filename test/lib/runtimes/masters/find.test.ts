import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { DatasetObjects, KubeObject } from '../../../../lib/kube/objects.ts';
import { projectRoot } from '../../../../lib/root.ts';
import { alluxioMasters } from '../../../../lib/runtimes/alluxio/masters.ts';
import { isBlind } from '../../../../lib/runtimes/blind.ts';
import { goosefsMasters } from '../../../../lib/runtimes/goosefs/masters.ts';
import { jindoMasters } from '../../../../lib/runtimes/jindo/masters.ts';
import { findMasters } from '../../../../lib/runtimes/masters/find.ts';
import type { Masters } from '../../../../lib/runtimes/masters/masters.ts';
import { codeSaid } from '../said.ts';

const WEB = { name: 'web', port: 22864, protocol: 'TCP' };
const RPC = { name: 'rpc', port: 25349, protocol: 'TCP' };
const READY = { ready: true, serving: true, terminating: false };

function endpoint(address: string, conditions: object = READY): object {
  return { addresses: [address], conditions };
}

function slice(
  change: { master?: string; type?: string; ports?: unknown; endpoints?: unknown } = {},
): KubeObject {
  const {
    master = 'spark-master-0',
    type = 'IPv4',
    ports = [RPC, WEB],
    endpoints = [endpoint('10.98.0.12')],
  } = change;
  const labels = { 'fluid.io/dataset-id': 'default-spark', 'kubernetes.io/service-name': master };
  const metadata = { name: `${master}-x`, namespace: 'default', uid: 'u', resourceVersion: '1', labels };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    addressType: type,
    ports,
    endpoints,
  };
}

function find(
  slices: readonly KubeObject[],
  override: string | null = null,
  masters: Masters = alluxioMasters,
): string[] | string {
  const objects: DatasetObjects = {
    namespace: 'default',
    name: 'spark',
    dataset: null,
    runtime: null,
    workerSet: null,
    workerPods: [],
    slices,
    operations: [],
    owners: [],
  };
  const found = findMasters(masters, objects, override);
  return isBlind(found) ? codeSaid(found) : found.pages.map(({ url }) => url.href);
}

const PAGE = 'http://10.98.0.12:22864/metrics/prometheus/';
const LEAVING = { ready: false, serving: true, terminating: true };

describe('finding the Alluxio masters', () => {
  it('takes address and port from the slices as Fluid makes them', () => {
    const file = join(projectRoot, 'test/fixtures/fluid/1-bound/all-endpointslices.yaml');
    const list = parse(readFileSync(file, 'utf8')) as { items: KubeObject[] };
    expect(find(list.items)).to.deep.equal([PAGE]);
  });

  const CASES: [string, KubeObject[], string[] | string][] = [
    ['one ready master', [slice()], [PAGE]],
    ['ports in another order', [slice({ ports: [WEB, RPC] })], [PAGE]],
    ['conditions that are not said', [slice({ endpoints: [endpoint('10.98.0.12', {})] })], [PAGE]],
    ['no conditions at all', [slice({ endpoints: [{ addresses: ['10.98.0.12'] }] })], [PAGE]],
    ['a protocol that is not said', [slice({ ports: [{ name: 'web', port: 22864 }] })], [PAGE]],
    [
      'a master that leaves beside one that is ready',
      [slice({ endpoints: [endpoint('10.98.0.9', LEAVING), endpoint('10.98.0.12')] })],
      [PAGE],
    ],
    ['an empty slice beside a good one', [slice({ ports: [], endpoints: [] }), slice()], [PAGE]],
    [
      'slices of other Services of the dataset',
      [
        slice({ master: 'spark-fuse' }),
        slice({ master: 'spark-master' }),
        slice({ master: 'other-master-0' }),
        slice(),
      ],
      [PAGE],
    ],
    [
      'IPv6',
      [slice({ type: 'IPv6', endpoints: [endpoint('fd00::12')] })],
      ['http://[fd00::12]:22864/metrics/prometheus/'],
    ],
    ['both families: IPv4', [slice({ type: 'IPv6', endpoints: [endpoint('fd00::12')] }), slice()], [PAGE]],
    [
      'three masters, in order',
      [2, 0, 1].map((i) => slice({ master: `spark-master-${i}`, endpoints: [endpoint(`10.98.0.${i + 1}`)] })),
      [1, 2, 3].map((i) => `http://10.98.0.${i}:22864/metrics/prometheus/`),
    ],
    [
      'ten masters by number, not by letter',
      [10, 9].map((i) => slice({ master: `spark-master-${i}`, endpoints: [endpoint(`10.98.0.${i}`)] })),
      [9, 10].map((i) => `http://10.98.0.${i}:22864/metrics/prometheus/`),
    ],

    ['no slice', [], 'NoEndpoints'],
    ['only slices of something else', [slice({ master: 'spark-fuse' })], 'NoEndpoints'],
    [
      'a slice without ports and endpoints, as while a master restarts',
      [slice({ ports: [], endpoints: [] })],
      'NoEndpoints',
    ],
    ['a slice whose ports and endpoints are null', [slice({ ports: null, endpoints: null })], 'NoEndpoints'],
    ['ports but no endpoint', [slice({ endpoints: [] })], 'NoEndpoints'],
    ['an endpoint without an address', [slice({ endpoints: [{ addresses: [] }] })], 'NoEndpoints'],
    ['an address that is none', [slice({ endpoints: [endpoint('not-an-address')] })], 'NoEndpoints'],
    ['an endpoint but no ports', [slice({ ports: [] })], 'NoPorts'],
    ['no port called web', [slice({ ports: [RPC, { ...WEB, name: 'job-web' }] })], 'NoPorts'],
    ['a port called web for UDP', [slice({ ports: [{ ...WEB, protocol: 'UDP' }] })], 'NoPorts'],
    ['port 0', [slice({ ports: [{ ...WEB, port: 0 }] })], 'NoPorts'],
    ['port 65536', [slice({ ports: [{ ...WEB, port: 65536 }] })], 'NoPorts'],
    ['a port that is not a number', [slice({ ports: [{ ...WEB, port: '22864' }] })], 'NoPorts'],
    ['a port that is not said', [slice({ ports: [{ name: 'web', protocol: 'TCP' }] })], 'NoPorts'],
    [
      'a master that serves but leaves',
      [slice({ endpoints: [endpoint('10.98.0.12', LEAVING)] })],
      'EndpointNotReady',
    ],
    [
      'a master that is not ready yet',
      [slice({ endpoints: [endpoint('10.98.0.12', { ready: false, serving: false })] })],
      'EndpointNotReady',
    ],
    [
      'a ready master that leaves',
      [slice({ endpoints: [endpoint('10.98.0.12', { ready: true, terminating: true })] })],
      'EndpointNotReady',
    ],
    ['a slice of names', [slice({ type: 'FQDN', endpoints: [endpoint('spark.example')] })], 'EndpointIsName'],
  ];
  for (const [what, slices, result] of CASES)
    it(`answers ${what} with ${typeof result === 'string' ? result : 'a page'}`, () => {
      expect(find(slices)).to.deep.equal(result);
    });

  const STATES: [object, string][] = [
    [LEAVING, 'serving, terminating'],
    [{ ready: true, terminating: true }, 'serving, terminating'],
    [{ ready: false }, 'not serving'],
    [{ ready: false, serving: true }, 'serving'],
    [{ ready: false, serving: false, terminating: true }, 'not serving, terminating'],
  ];
  for (const [conditions, state] of STATES)
    it(`says "${state}" of a master whose conditions are ${JSON.stringify(conditions)}`, () => {
      const slices = [slice({ endpoints: [endpoint('10.98.0.12', conditions)] })];
      const found = findMasters(alluxioMasters, { name: 'spark', slices } as unknown as DatasetObjects, null);
      expect(found).to.have.deep.property('numbers', { address: '10.98.0.12:22864', state });
    });

  const URLS: [string, string[] | string][] = [
    ['http://127.0.0.1:19999', ['http://127.0.0.1:19999/metrics/prometheus/']],
    ['http://127.0.0.1:19999/', ['http://127.0.0.1:19999/metrics/prometheus/']],
    ['https://engine.example/a/page', ['https://engine.example/a/page']],
    ['https://engine.example/?cluster=a', ['https://engine.example/metrics/prometheus/?cluster=a']],
    ['http://[fd00::12]:80/#part', ['http://[fd00::12]/metrics/prometheus/']],
    ['ftp://127.0.0.1/', 'EngineUrlScheme'],
    ['file:///etc/passwd', 'EngineUrlScheme'],
    ['127.0.0.1:19999', 'EngineUrlInvalid'],
    ['localhost:19999', 'EngineUrlScheme'],
    ['', 'EngineUrlInvalid'],
    ['http://user:secret@127.0.0.1/', 'EngineUrlHasCredentials'],
    ['http://user@127.0.0.1/', 'EngineUrlHasCredentials'],
  ];
  for (const [url, result] of URLS)
    it(`takes engine.url "${url}" as ${typeof result === 'string' ? result : 'the address'}, whatever the slices say`, () => {
      expect(find([slice()], url)).to.deep.equal(result);
      expect(find([], url)).to.deep.equal(result);
    });

  it('never repeats the user name or password of a URL it refuses', () => {
    const objects = { name: 'spark', slices: [] } as unknown as DatasetObjects;
    for (const url of [
      'http://user:secret@127.0.0.1/',
      'ftp://user:secret@127.0.0.1/',
      'http://user:secret@',
    ])
      expect(JSON.stringify(findMasters(alluxioMasters, objects, url))).not.to.match(/secret|user:/);
  });

  const rpc = (master: string, change: object = {}): KubeObject =>
    slice({ master, ports: [{ ...RPC, port: 18437 }], ...change });
  it('takes the page of a Jindo master from the port called rpc, and knows where it is otherwise', () => {
    const objects = { name: 'spark', namespace: 'default', slices: [rpc('spark-jindofs-master-0')] };
    const found = findMasters(jindoMasters, objects as unknown as DatasetObjects, null);
    expect(found).to.deep.equal({
      from: 'slices',
      pages: [
        {
          url: new URL('http://10.98.0.12:18437/jindometrics/prometheus'),
          otherwise: [new URL('http://10.98.0.12:18437/metrics/prometheus')],
          service: { namespace: 'default', name: 'spark-jindofs-master-0', port: 'rpc' },
        },
      ],
    });
  });

  const RAFT = { name: 'raft', port: 18439, protocol: 'TCP' };
  const JINDO: [string, KubeObject[], string[] | string][] = [
    [
      'three masters of a raft, whose port raft is not asked',
      [1, 0, 2].map((i) =>
        rpc(`spark-jindofs-master-${i}`, {
          ports: [RAFT, { ...RPC, port: 18437 }],
          endpoints: [endpoint(`10.98.0.${i + 1}`)],
        }),
      ),
      [1, 2, 3].map((i) => `http://10.98.0.${i}:18437/jindometrics/prometheus`),
    ],
    ['no port called rpc', [slice({ master: 'spark-jindofs-master-0', ports: [RAFT] })], 'NoPorts'],
    ['masters of another kind', [rpc('spark-master-0')], 'NoEndpoints'],
  ];
  for (const [what, slices, result] of JINDO)
    it(`answers ${what} of a JindoRuntime with ${typeof result === 'string' ? result : 'pages'}`, () => {
      expect(find(slices, null, jindoMasters)).to.deep.equal(result);
    });

  it('looks for the page of Jindo at both paths of an engine.url without one, and only there where it has one', () => {
    const otherwise = (url: string): unknown => {
      const found = findMasters(jindoMasters, { name: 'spark', slices: [] } as never, url);
      return isBlind(found) ? found : found.pages.map((page) => page.otherwise?.map(({ href }) => href));
    };
    expect(find([], 'http://10.0.0.1:8101', jindoMasters)).to.deep.equal([
      'http://10.0.0.1:8101/jindometrics/prometheus',
    ]);
    expect(otherwise('http://10.0.0.1:8101')).to.deep.equal([['http://10.0.0.1:8101/metrics/prometheus']]);
    expect(otherwise('http://10.0.0.1:8101/here')).to.deep.equal([undefined]);
  });

  it('takes the masters of GooseFS as Fluid’s chart up to v1.0.8 makes them', () => {
    expect(find([slice()], null, goosefsMasters)).to.deep.equal([PAGE]);
  });
});
