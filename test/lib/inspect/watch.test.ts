import { expect } from 'chai';
import { realClock } from '../../../lib/clock/clock.ts';
import { ClusterError } from '../../../lib/inspect/follow.ts';
import { type Inspection, openInspection } from '../../../lib/inspect/inspect.ts';
import type { Inspected } from '../../../lib/inspect/inspected.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { type Sandbox, startSandbox } from '../../../lib/sandbox/start.ts';
import { tempFolder } from '../../support/temp.ts';
import { waitFor } from '../../support/wait-for.ts';
import { playServer, sendFailure, sendJson, writeKubeconfig } from '../kube/support/server.ts';

const GIB = 2 ** 30;
const article = { namespace: 'default', sizeBytes: 2_909_879_074, perWorkerBytes: GIB, replicas: 1 };
const common = {
  namespace: 'default',
  way: 'network',
  intervalMs: 200,
  clock: realClock,
  random: Math.random,
  version: 'test',
  onError: (text: string) => expect.fail(text),
} as const;

describe('an inspection that goes on', function watching() {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let inspection: Inspection;
  let end: () => Promise<void>;
  let stop: AbortController;
  let watched: Promise<void>;
  let seen: Inspected[];

  beforeEach(async () => {
    sandbox = await startSandbox({ clock: realClock, datasets: [{ ...article, name: 'spark' }] });
    const client = connect({ kubeconfig: sandbox.kubeconfig(`${tempFolder('inspect')}/kubeconfig`) });
    inspection = await openInspection({ ...common, client });
    stop = new AbortController();
    seen = [];
    end = async () => {
      stop.abort();
      await watched;
      await inspection.close();
      await client.close();
      await sandbox.stop();
    };
  });
  afterEach(() => end());

  const watch = (only?: string) => {
    watched = inspection.watch(
      { policies: new Map(), only, signal: stop.signal },
      (one) => void seen.push(one),
    );
  };
  const looksAt = (name: string) => seen.filter((one) => one.name === name);
  const user = () => sandbox.api.as('kubectl');
  const create = (name: string) =>
    user().create('Dataset', { metadata: { name, namespace: 'default' }, spec: { mounts: [] } });

  it('looks again and again', async () => {
    watch();
    await waitFor(() => looksAt('spark').length >= 3, { what: 'three looks' });
    expect(new Set(seen.map(({ observation }) => observation?.uid)).size).to.equal(1);
  });

  it('looks at what comes, and sees what goes', async () => {
    watch();
    create('later');
    await waitFor(() => looksAt('later').some(({ reason }) => reason?.code === 'NoRuntime'), {
      what: 'a new one',
    });
    user().remove({ kind: 'Dataset', namespace: 'default', name: 'later' }, true);
    await waitFor(() => looksAt('later').at(-1)?.reason?.code === 'NoDataset', { what: 'that it is gone' });
  });

  it('looks at the one it was asked for, and at no other', async () => {
    watch('default/spark');
    create('later');
    await waitFor(() => looksAt('spark').length >= 3, { what: 'three looks' });
    expect(looksAt('later')).to.deep.equal([]);
  });

  it('tells of nothing after its end', async () => {
    watch();
    await waitFor(() => seen.length > 0, { what: 'a look' });
    stop.abort();
    await watched;
    const told = seen.length;
    create('later');
    await sandbox.catchUp();
    expect(seen.length).to.equal(told);
  });
});

describe('a cluster that cannot be inspected', () => {
  const cases: readonly [string, Parameters<typeof playServer>[0], RegExp][] = [
    [
      'because it has no Fluid',
      (_, response) => sendJson(response, 200, { resources: [] }),
      /serves no runtime of data\.fluid\.io\/v1alpha1: Fluid is not installed there/,
    ],
    [
      'because it does not know who asks',
      (_, response) => sendFailure(response, 401, 'Unauthorized'),
      /cannot be looked at: 401 Unauthorized/,
    ],
    [
      'because it cannot answer',
      (_, response) => sendFailure(response, 503, 'ServiceUnavailable', 'etcd is away'),
      /cannot be looked at: 503 ServiceUnavailable: etcd is away/,
    ],
  ];
  for (const [name, handler, said] of cases) {
    it(`says so ${name}, and leaves nothing open`, async () => {
      const server = await playServer(handler);
      const client = connect({ kubeconfig: writeKubeconfig({ server: server.url }) });
      const error: unknown = await openInspection({ ...common, client }).catch((failure: unknown) => failure);
      await client.close();
      await server.close();
      expect(error).to.be.instanceOf(ClusterError);
      expect(String(error)).to.match(said);
    });
  }
});
