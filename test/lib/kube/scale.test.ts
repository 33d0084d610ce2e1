import { expect } from 'chai';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { compareAndSwap, readScale, type ScaleOutcome, type ScaleRequest } from '../../../lib/kube/scale.ts';
import {
  failure,
  type Handler,
  type PlayedServer,
  playServer,
  sendFailure,
  sendJson,
  writeKubeconfig,
} from './support/server.ts';

const request = {
  writes: 'scale',
  plural: 'alluxioruntimes',
  namespace: 'default',
  name: 'spark',
  uid: 'u-1',
  from: 1,
  to: 3,
} as const;
const path = '/apis/data.fluid.io/v1alpha1/namespaces/default/alluxioruntimes/spark/scale';
const lostStatus = failure(422, 'Invalid', 'the server rejected our request due to an error in our request');
const invalidStatus = failure(422, 'Invalid', 'is invalid', {
  causes: [
    { reason: 'FieldValueInvalid', message: 'should be a non-negative integer', field: '.spec.replicas' },
  ],
});

const answering =
  (status: number, body: unknown, headers = {}): Handler =>
  (_, response) =>
    sendJson(response, status, body, headers);
const scaleOf = (spec: object) => ({
  kind: 'Scale',
  metadata: { resourceVersion: '251' },
  spec,
  status: { replicas: 0 },
});

/** The patch gets this; discovery says whether the kind has /scale. */
function withDiscovery(patch: Handler, resources: readonly string[]): Handler {
  return (asked, response) => {
    if (asked.method === 'PATCH') patch(asked, response);
    else sendJson(response, 200, { resources: resources.map((name) => ({ name })) });
  };
}

describe('changing the worker count', () => {
  let server: PlayedServer;
  let client: KubeClient;
  beforeEach(async () => {
    server = await playServer(answering(200, scaleOf({ replicas: 3 })));
    client = connect({ kubeconfig: writeKubeconfig({ server: server.url }) });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });
  const swap = (more: Partial<ScaleRequest> = {}): Promise<ScaleOutcome> =>
    compareAndSwap(client, { ...request, ...more } as ScaleRequest);

  it('is one patch that holds only for the uid and count that were seen', async () => {
    expect(await swap()).to.deep.equal({ result: 'applied', replicas: 3, resourceVersion: '251' });
    expect(server.asked).to.have.length(1);
    const [asked] = server.asked;
    expect(asked).to.include({ method: 'PATCH', path });
    expect(asked?.headers['content-type']).to.equal('application/json-patch+json');
    expect(Object.fromEntries(asked?.query ?? [])).to.deep.equal({ fieldManager: 'fluid-autoscaler' });
    expect(JSON.parse(asked?.body ?? '')).to.deep.equal([
      { op: 'test', path: '/metadata/uid', value: 'u-1' },
      { op: 'test', path: '/spec/replicas', value: 1 },
      { op: 'replace', path: '/spec/replicas', value: 3 },
    ]);
  });

  it('can be tried without storing anything', async () => {
    await swap({ dryRun: true });
    expect(server.asked[0]?.query.get('dryRun')).to.equal('All');
  });

  it('from no count at all holds only for the version that was seen', async () => {
    await compareAndSwap(client, { ...request, from: null, resourceVersion: '249' });
    expect(JSON.parse(server.asked[0]?.body ?? '')).to.deep.equal([
      { op: 'test', path: '/metadata/uid', value: 'u-1' },
      { op: 'test', path: '/metadata/resourceVersion', value: '249' },
      { op: 'add', path: '/spec/replicas', value: 3 },
    ]);
  });

  it('from zero tests for no value: a Scale leaves the zero out', async () => {
    await swap({ from: 0 });
    expect(JSON.parse(server.asked[0]?.body ?? '')).to.deep.equal([
      { op: 'test', path: '/metadata/uid', value: 'u-1' },
      { op: 'test', path: '/spec/replicas', value: null },
      { op: 'replace', path: '/spec/replicas', value: 3 },
    ]);
  });

  it('of a kind without /scale is written in its own spec, where a zero is a zero', async () => {
    server.play(answering(200, { metadata: { resourceVersion: '9' }, spec: { worker: { replicas: 2 } } }));
    const { namespace, name, uid } = request;
    const worker = { writes: 'worker', plural: 'cacheruntimes', namespace, name, uid } as const;
    const answer = await compareAndSwap(client, { ...worker, from: 0, to: 2 });
    expect(answer).to.deep.equal({ result: 'applied', replicas: 2, resourceVersion: '9' });
    expect(server.asked[0]?.path).to.equal(
      '/apis/data.fluid.io/v1alpha1/namespaces/default/cacheruntimes/spark',
    );
    expect(JSON.parse(server.asked[0]?.body ?? '')).to.deep.equal([
      { op: 'test', path: '/metadata/uid', value: 'u-1' },
      { op: 'test', path: '/spec/worker/replicas', value: 0 },
      { op: 'replace', path: '/spec/worker/replicas', value: 2 },
    ]);
    // An answer that does not show the zero has not proven it.
    server.play(answering(200, { metadata: { resourceVersion: '9' }, spec: { worker: {} } }));
    const zero = await compareAndSwap(client, { ...worker, from: 2, to: 0 });
    expect(zero).to.include({ result: 'unknown', code: 'NO_COUNT' });
  });

  it('that stands in a StatefulSet is written through that set’s own /scale', async () => {
    const set = { writes: 'set', namespace: 'default', name: 'spark-worker', uid: 'set-1' } as const;
    expect(await compareAndSwap(client, { ...set, from: 1, to: 3 })).to.include({ result: 'applied' });
    expect(server.asked[0]?.path).to.equal(
      '/apis/apps/v1/namespaces/default/statefulsets/spark-worker/scale',
    );
    expect(JSON.parse(server.asked[0]?.body ?? '')[0]).to.deep.include({ value: 'set-1' });
  });

  it('to zero is applied though the answer leaves the zero out', async () => {
    server.play(answering(200, scaleOf({})));
    expect(await swap({ to: 0 })).to.include({ result: 'applied', replicas: 0 });
  });

  for (const to of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
    it(`to ${to} is never sent`, async () => {
      let thrown: unknown;
      await swap({ to }).catch((error: unknown) => {
        thrown = error;
      });
      expect(thrown).to.be.instanceOf(RangeError);
      expect(server.asked).to.have.length(0);
    });
  }

  const table: readonly (readonly [string, Handler, Partial<ScaleOutcome>])[] = [
    ['422 without causes', answering(422, lostStatus), { result: 'lost' }],
    ['409', answering(409, failure(409, 'Conflict', 'the object has been modified')), { result: 'lost' }],
    ['422 with causes', answering(422, invalidStatus), { result: 'refused', status: 422 }],
    ['400', answering(400, failure(400, 'BadRequest', 'x')), { result: 'refused', status: 400 }],
    ['401', answering(401, failure(401, 'Unauthorized', 'x')), { result: 'refused', status: 401 }],
    ['403', answering(403, failure(403, 'Forbidden', 'x')), { result: 'refused', status: 403 }],
    ['405', answering(405, failure(405, 'MethodNotAllowed', 'x')), { result: 'refused', status: 405 }],
    ['415', answering(415, failure(415, 'UnsupportedMediaType', 'x')), { result: 'refused', status: 415 }],
    ['a redirect', (_, response) => response.writeHead(302).end(), { result: 'refused', status: 302 }],
    [
      '429',
      answering(429, failure(429, 'TooManyRequests', 'x')),
      { result: 'throttled', retryAfterMs: 1_000 },
    ],
    [
      '429 with Retry-After',
      answering(429, failure(429, 'TooManyRequests', 'x'), { 'Retry-After': '12' }),
      { result: 'throttled', retryAfterMs: 12_000 },
    ],
    [
      '500',
      answering(500, failure(500, 'InternalError', 'x')),
      { result: 'unknown', code: 'HTTP_500', retryAfterMs: null },
    ],
    [
      '502 of a proxy',
      (_, response) => response.writeHead(502).end('<html>'),
      { result: 'unknown', code: 'HTTP_502' },
    ],
    [
      '503 with Retry-After',
      answering(503, failure(503, 'ServiceUnavailable', 'x'), { 'Retry-After': '5' }),
      { result: 'unknown', code: 'HTTP_503', retryAfterMs: 5_000 },
    ],
    ['504', answering(504, failure(504, 'Timeout', 'x')), { result: 'unknown', code: 'HTTP_504' }],
    ['a connection closed without a byte', (_, response) => response.destroy(), { result: 'unknown' }],
    [
      'an answer cut short',
      (_, response) =>
        response.writeHead(200, { 'Content-Length': '99' }).write('{', () => response.destroy()),
      { result: 'unknown' },
    ],
    [
      'a success that is not JSON',
      (_, response) => response.end('ok'),
      { result: 'unknown', code: 'NOT_JSON' },
    ],
    ['a success without a Scale', answering(200, {}), { result: 'unknown', code: 'NO_COUNT' }],
    ['a Scale without a count', answering(200, scaleOf({})), { result: 'unknown', code: 'NO_COUNT' }],
  ];
  for (const [what, handler, expected] of table) {
    it(`${what} means ${JSON.stringify(expected)}, and is not tried again`, async () => {
      server.play(handler);
      expect(await swap()).to.include(expected);
      expect(server.asked).to.have.length(expected.result === 'refused' && what === '401' ? 2 : 1);
    });
  }

  it('that gets no answer in time is unknown', async () => {
    const timer = new AbortController();
    const impatient = connect({
      kubeconfig: writeKubeconfig({ server: server.url }),
      expire: () => timer.signal,
    });
    server.play(() => timer.abort());
    expect(await compareAndSwap(impatient, request)).to.include({ result: 'unknown', code: 'TIMEOUT' });
    await impatient.close();
  });

  it('that is given up before it is sent is unsent, after that unknown', async () => {
    const stop = new AbortController();
    server.play(() => stop.abort());
    expect(await swap({ signal: stop.signal })).to.include({ result: 'unknown', code: 'ABORTED' });
    expect(await swap({ signal: stop.signal })).to.include({ result: 'unsent', code: 'ABORTED' });
  });

  it('without a server is unsent', async () => {
    await server.close();
    expect(await swap()).to.include({ result: 'unsent', code: 'ECONNREFUSED' });
  });

  describe('with 404', () => {
    const missing: Handler = (_, response) =>
      sendFailure(response, 404, 'NotFound', 'alluxioruntimes "spark" not found');

    it('is gone when the kind has /scale', async () => {
      server.play(withDiscovery(missing, ['alluxioruntimes', 'alluxioruntimes/scale']));
      expect(await swap()).to.include({ result: 'gone' });
    });

    it('is unsupported when the kind has none', async () => {
      server.play(withDiscovery(missing, ['alluxioruntimes']));
      expect(await swap()).to.include({ result: 'unsupported' });
    });

    it('is unsupported when the kind is not served: plain text, not a Status', async () => {
      server.play((_, response) => response.writeHead(404).end('404 page not found\n'));
      expect(await swap()).to.include({ result: 'unsupported' });
      expect(server.asked).to.have.length(1);
    });

    it('is gone at once where /scale of the kind is not what is written', async () => {
      server.play(missing);
      const { namespace, name, uid, from, to } = request;
      const worker = { writes: 'worker', plural: 'cacheruntimes' } as const;
      for (const target of [worker, { writes: 'set' } as const])
        expect(await compareAndSwap(client, { ...target, namespace, name, uid, from, to })).to.include({
          result: 'gone',
        });
      expect(server.asked.map(({ method }) => method)).to.deep.equal(['PATCH', 'PATCH']);
    });

    it('is gone when discovery fails', async () => {
      server.play((asked, response) =>
        asked.method === 'PATCH' ? missing(asked, response) : sendFailure(response, 500, 'InternalError'),
      );
      expect(await swap()).to.include({ result: 'gone' });
    });
  });

  it('can be read back', async () => {
    server.play(answering(200, { metadata: { uid: 'u', resourceVersion: '7' }, spec: { replicas: 2 } }));
    expect(await readScale(client, request)).to.deep.equal({ uid: 'u', resourceVersion: '7', replicas: 2 });
    server.play(answering(200, { metadata: { uid: 'u', resourceVersion: '7' }, spec: {} }));
    expect(await readScale(client, request)).to.include({ replicas: 0 });
    const absent = 'Internal error occurred: the spec replicas field ".spec.replicas" does not exist';
    server.play(answering(500, failure(500, 'InternalError', absent)));
    expect(await readScale(client, request)).to.include({ replicas: null });
    server.play(answering(500, failure(500, 'InternalError', 'etcd is down')));
    let status: unknown;
    await readScale(client, request).catch((error: { status: number }) => {
      status = error.status;
    });
    expect(status).to.equal(500);
  });
});
